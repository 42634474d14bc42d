"""What is typed when a trader leaves, comes back or moves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from traders.forms.common import checked_codes
from traders.models import Market, Trader

LEAVE, COME_BACK, MOVE, TAKE_BACK = "roi", "tro-lai", "chuyen", "thoi"
RECEIVE, REFUSE = "nhan", "tu-choi"


class _OnDay(forms.Form):
    """The day is today or before."""

    tu_ngay = forms.DateField(
        label="Từ ngày", required=False, widget=forms.DateInput({"type": "date"}), help_text="Để trống là hôm nay."
    )

    def clean_tu_ngay(self) -> Any:
        day = self.cleaned_data["tu_ngay"]
        if day and day > timezone.localdate():
            raise ValidationError("Ngày phải là hôm nay hoặc trước đó.")
        return day


class MoveForm(_OnDay):
    """Leave, come back, or ask another market of the city to receive the trader."""

    viec = forms.ChoiceField(
        choices=[(LEAVE, "Rời chợ"), (COME_BACK, "Trở lại"), (MOVE, "Chuyển chợ"), (TAKE_BACK, "Thôi chuyển")]
    )
    cho = forms.ModelChoiceField(
        Market.objects.none(), to_field_name="slug", required=False, label="Chợ mới", empty_label="Chọn chợ"
    )
    ma_sap = forms.CharField(label="Mã sạp", required=False, max_length=200)
    ghi_chu = forms.CharField(label="Ghi chú", required=False, max_length=200)

    def __init__(self, data: Any, *, trader: Trader) -> None:
        super().__init__(data)
        city = trader.market.ward.province_id
        others = Market.objects.filter(ward__province=city, organisation__isnull=False).exclude(pk=trader.market_id)
        self.fields["cho"].queryset = others  # type: ignore[attr-defined] # a ModelChoiceField

    def clean_ma_sap(self) -> list[str]:
        return checked_codes(self.cleaned_data["ma_sap"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("viec") == MOVE and "cho" in cleaned and cleaned["cho"] is None:
            self.add_error("cho", "Chọn chợ mới.")
        return cleaned


class ReceiveForm(_OnDay):
    """The new market receives the trader, with the stalls they get there, or says why not."""

    viec = forms.ChoiceField(choices=[(RECEIVE, "Nhận"), (REFUSE, "Từ chối")])
    ma_sap = forms.CharField(label="Sạp ở chợ mới", required=False, max_length=200)
    ly_do = forms.CharField(label="Lý do từ chối", required=False, max_length=300)

    def clean_ma_sap(self) -> list[str]:
        return checked_codes(self.cleaned_data["ma_sap"])
