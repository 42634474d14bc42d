"""What a board types about a shop account."""

from __future__ import annotations

from typing import Any

from django import forms

from traders import words
from traders.forms.common import InMarketForm
from traders.models import ShopAccount


class ShopAccountForm(InMarketForm[ShopAccount]):
    """A shop account; once files came in under it, what it is and whose it is stays."""

    class Meta:
        model = ShopAccount
        fields = ("platform", "handle", "trader")
        error_messages = {"handle": {"required": "Ghi tên tài khoản, như trên sàn."}}
        help_texts = {"handle": "Tên gian hàng trên sàn, không có @, ví dụ chobenthanh.official."}

    def __init__(self, *args: Any, is_locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trader"] = forms.ModelChoiceField(
            self.traders(),
            label="Của ai",
            required=False,
            empty_label="Chung của chợ",
            help_text="Tài khoản chung: mỗi đơn được xếp về sạp theo cột Mã sạp trong file hoặc theo mặt hàng.",
        )
        for field in self.fields.values():
            field.disabled = is_locked

    def clean_handle(self) -> str:
        return words.plain_handle(self.cleaned_data["handle"])
