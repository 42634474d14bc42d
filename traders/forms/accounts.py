"""What a board types about a shop account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from traders import words
from traders.forms.common import InMarketForm
from traders.models import ShopAccount
from traders.vneid import today


class ShopAccountForm(InMarketForm[ShopAccount]):
    """A shop account; once files came in under it, what it is and whose it is stays."""

    class Meta:
        model = ShopAccount
        fields = ("platform", "handle", "trader", "opened_on")
        error_messages = {"handle": {"required": "Ghi tên tài khoản, như trên sàn."}}
        help_texts = {
            "handle": "Tên gian hàng trên sàn, không có @, ví dụ chobenthanh.official.",
            "opened_on": "Quyết định hạn liên kết VNeID. Trống thì tính như mở đã lâu.",
        }
        widgets = {"opened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, is_locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trader"] = forms.ModelChoiceField(
            self.traders(),
            label="Của ai",
            required=False,
            empty_label="Chung của chợ",
            help_text="Tài khoản chung: mỗi đơn được xếp về sạp theo cột Mã sạp trong file hoặc theo mặt hàng.",
        )
        for name in ("platform", "handle", "trader"):
            self.fields[name].disabled = is_locked

    def clean_opened_on(self) -> Any:
        day = self.cleaned_data["opened_on"]
        if day and day > today():
            raise ValidationError("Ngày mở tài khoản không thể ở sau hôm nay.")
        return day

    def clean_handle(self) -> str:
        return words.plain_handle(self.cleaned_data["handle"])
