"""What a board types about stalls."""

from __future__ import annotations

from typing import Any

from django import forms

from traders import words
from traders.forms.common import InMarketForm, checked_codes
from traders.models import Stall


class StallForm(InMarketForm[Stall]):
    """One stall and who holds it."""

    class Meta:
        model = Stall
        fields = ("code", "trader")
        help_texts = {"code": "Như ghi trên bảng hiệu của sạp, ví dụ A12."}
        error_messages = {"code": {"required": "Ghi mã sạp."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trader"] = forms.ModelChoiceField(
            self.traders(), label="Tiểu thương", required=False, empty_label="Chưa có ai"
        )

    def clean_code(self) -> str:
        return words.fold_spaces(self.cleaned_data["code"])


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
