"""What a board types about a trader."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.phones import international_phone
from traders import words
from traders.forms.common import InMarketForm, checked_codes
from traders.models import Trader


class TraderForm(InMarketForm[Trader]):
    """A trader with their line of goods and the stalls that they hold."""

    stall_codes = forms.CharField(
        label="Sạp",
        required=False,
        help_text="Mã sạp, nhiều sạp thì cách nhau bằng dấu phẩy. Sạp chưa có sẽ được thêm.",
    )

    class Meta:
        model = Trader
        fields = ("name", "phone", "goods_line")
        error_messages = {"name": {"required": "Ghi họ và tên tiểu thương."}}
        help_texts = {"phone": "Chỉ ban quản lý và chính người này xem được."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.input_type = "tel"
        self.fields["goods_line"].empty_label = "Chưa rõ"  # type: ignore[attr-defined] # a ModelChoiceField
        if self.instance.pk:
            codes = self.instance.stalls.values_list("code", flat=True)
            self.initial["stall_codes"] = ", ".join(codes)
            self.initial["phone"] = self.instance.phone

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return international_phone(typed) if typed else ""
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def clean_stall_codes(self) -> list[str]:
        return checked_codes(self.cleaned_data["stall_codes"])
