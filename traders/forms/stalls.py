"""What a board types about stalls and who holds them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from traders import words
from traders.forms.common import InMarketForm, checked_codes
from traders.models import Market, MarketZone, Stall, Tenancy, Trader

DAY = {"type": "date"}


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, chosen or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **options)


class StallForm(InMarketForm[Stall]):
    """One stall and where it stands; who holds it is said by its leases."""

    class Meta:
        model = Stall
        fields = ("code", "zone", "row", "number")
        help_texts = {"code": "Như ghi trên bảng hiệu của sạp, ví dụ A12."}
        error_messages = {"code": {"required": "Ghi mã sạp."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = forms.ModelChoiceField(
            self.market.zones.order_by("position", "code"), label="Khu", required=False, empty_label="Chưa rõ"
        )

    def clean_code(self) -> str:
        return words.fold_spaces(self.cleaned_data["code"])


class NewStallForm(StallForm):
    """The same with who holds it from the beginning."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trader"] = forms.ModelChoiceField(
            self.traders(), label="Tiểu thương", required=False, empty_label="Chưa có ai"
        )


class StallFilterForm(forms.Form):
    """What the list of stalls is narrowed to."""

    q = forms.CharField(label="Mã sạp hoặc tên người", required=False, max_length=80, empty_value="")
    khu = forms.ModelChoiceField(
        MarketZone.objects.none(), label="Khu", required=False, to_field_name="code", empty_label="Mọi khu"
    )
    con = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Mọi sạp"), ("co-nguoi", "Có người thuê"), ("trong", "Còn trống")],
    )

    def __init__(self, *args: Any, market: Market, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["khu"].queryset = market.zones.order_by("position", "code")  # type: ignore[attr-defined] # a ModelChoiceField

    def narrow(self) -> dict[str, Any]:
        """Keywords of ``stalls_for``; what cannot be read narrows nothing."""
        if not self.is_valid():
            return {}
        asked = self.cleaned_data
        return {
            "search": words.fold_spaces(asked["q"]),
            "zone": asked["khu"],
            "is_held": {"co-nguoi": True, "trong": False}.get(asked["con"]),
        }


class StallListForm(forms.Form):
    """Many stall codes at once, as copied out of a sheet or a message."""

    codes = forms.CharField(
        label="Các mã sạp",
        help_text="Mỗi dòng một mã, hoặc cách nhau bằng dấu phẩy. Mã chợ đã có thì được bỏ qua.",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=40_000,
        error_messages={"required": "Dán vào ít nhất một mã sạp."},
    )

    def clean_codes(self) -> list[str]:
        return checked_codes(self.cleaned_data["codes"])


class TenancyForm(forms.ModelForm[Tenancy]):
    """Who holds a stall in which days, and by what right. Whether somebody else does, the action says."""

    began_on = day_field("Từ ngày", required=False, help_text="Để trống nếu không rõ từ bao giờ.")
    last_day = day_field("Đến hết ngày", required=False, help_text="Để trống nếu hợp đồng còn dài.")
    field_order = ("trader", "kind", "contract", "began_on", "last_day")

    class Meta:
        model = Tenancy
        fields = ("trader", "kind", "contract", "began_on")
        error_messages = {"trader": {"required": "Chọn người thuê."}}
        help_texts = {"kind": "Thuê lại phải được nơi quản lý chợ đồng ý bằng văn bản."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        market = self.instance.stall.market
        here = Trader.objects.filter(market=market) | Trader.objects.filter(pk=self.instance.trader_id)
        self.fields["trader"] = forms.ModelChoiceField(
            here.order_by("name_order", "pk"),
            label="Tiểu thương",
            empty_label="Chọn người thuê",
            error_messages={"required": "Chọn người thuê."},
        )
        if self.instance.ended_on:
            self.initial["last_day"] = self.instance.ended_on - dt.timedelta(days=1)

    def clean(self) -> dict[str, Any] | None:
        """People name the last day; rows name the day after it."""
        cleaned = super().clean()
        began, last = self.cleaned_data.get("began_on"), self.cleaned_data.get("last_day")
        if began and last and last < began:
            self.add_error("last_day", "Ngày cuối phải từ ngày bắt đầu trở đi.")
        self.instance.ended_on = last + dt.timedelta(days=1) if last else None
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Overlaps are refused by the action, in words that name the stall."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # absent from the stubs
        return excluded | {"stall", "ended_on"}


class EndTenancyForm(forms.Form):
    """The last day on which a trader holds a stall."""

    last_day = day_field("Ngày cuối ở sạp", error_messages={"required": "Ghi ngày cuối ở sạp."})

    def __init__(self, *args: Any, tenancy: Tenancy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenancy = tenancy
        self.initial["last_day"] = timezone.localdate() - dt.timedelta(days=1)

    def clean_last_day(self) -> Any:
        last = self.cleaned_data["last_day"]
        if self.tenancy.began_on and last < self.tenancy.began_on:
            raise ValidationError("Ngày cuối phải từ ngày bắt đầu trở đi. Ghi nhầm người thì xóa lần thuê này.")
        return last
