"""What a board types about a trader."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.phones import international_phone, shown_phone
from traders import words
from traders.actions.tax_codes import write_tax_code
from traders.enums import Channel
from traders.forms.common import InMarketForm, checked_codes
from traders.forms.goods import GoodsLineField, GoodsLinesField
from traders.models import Trader
from traders.tax_codes import TaxCode, TaxCodeError, masked, read_tax_code

EINVOICE = [("", "Chưa rõ"), ("True", "Có dùng"), ("False", "Không dùng")]


def yes_no_unknown(value: str) -> bool | None:
    """What a list of three answers stands for."""
    return {"True": True, "False": False}.get(value)


class TraderForm(InMarketForm[Trader]):
    """A trader with their lines of goods, tax code and the stalls that they hold."""

    stall_codes = forms.CharField(
        label="Sạp",
        required=False,
        help_text="Mã sạp, nhiều sạp thì cách nhau bằng dấu phẩy. Sạp chưa có sẽ được thêm.",
    )
    goods_line = GoodsLineField(label="Ngành hàng chính", required=False)
    other_goods_lines = GoodsLinesField(required=False, widget=forms.CheckboxSelectMultiple)
    channels = forms.MultipleChoiceField(
        label="Kênh bán ngoài sạp", required=False, choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    uses_einvoice = forms.TypedChoiceField(
        label="Dùng hóa đơn điện tử",
        required=False,
        choices=EINVOICE,
        coerce=yes_no_unknown,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    tax_code_typed = forms.CharField(label="Mã số thuế", required=False, max_length=20)
    removes_tax_code = forms.BooleanField(label="Xóa mã số thuế đang ghi", required=False)

    field_order = (
        "name", "phone", "stall_codes", "goods_line", "other_goods_lines", "legal_form", "tax_code_typed",
        "removes_tax_code", "uses_einvoice", "channels", "website", "website_notified_on", "note",
    )  # fmt: skip

    class Meta:
        model = Trader
        fields = (
            "name", "phone", "goods_line", "legal_form", "uses_einvoice", "channels", "website",
            "website_notified_on", "note",
        )  # fmt: skip
        error_messages = {"name": {"required": "Ghi họ và tên tiểu thương."}}
        help_texts = {
            "phone": "Chỉ ban quản lý, cán bộ Sở và chính người này xem đủ số.",
            "website": "Nếu có trang riêng, ví dụ https://vaihoa.vn.",
            "note": "Điều ban quản lý cần nhớ. Đừng ghi số căn cước.",
        }
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "website_notified_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.input_type = "tel"
        self.fields["legal_form"].choices = [("", "Chưa rõ"), *self.fields["legal_form"].choices[1:]]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["tax_code_typed"].help_text = self._tax_code_help()
        if not self.instance.pk:
            del self.fields["removes_tax_code"]
            return
        self.initial["phone"] = shown_phone(self.instance.phone) if self.instance.phone else ""
        self.initial["stall_codes"] = ", ".join(stall.code for stall in self.instance.stalls.order_by("code_order"))
        self.initial["tax_code_typed"] = self.instance.tax_code
        self.initial["uses_einvoice"] = "" if self.instance.uses_einvoice is None else str(self.instance.uses_einvoice)
        self.initial["other_goods_lines"] = [line.pk for line in self.instance.other_goods_lines.all()]
        if not (self.instance.tax_code or self.instance.personal_tax_code):
            del self.fields["removes_tax_code"]

    def _tax_code_help(self) -> str:
        if tail := self.instance.personal_tax_code_tail:
            return f"Đang ghi {masked(tail)}. Để trống là giữ nguyên; gõ số khác là thay."
        return "10 số, 13 số, hoặc 12 số của cá nhân (được mã hóa, chỉ hiện ba số cuối)."

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

    def clean_tax_code_typed(self) -> TaxCode | None:
        typed = self.cleaned_data["tax_code_typed"].strip()
        try:
            return read_tax_code(typed, today=timezone.localdate()) if typed else None
        except TaxCodeError as error:
            raise ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any] | None:
        """Put the tax code into the instance: what is typed replaces, nothing typed keeps a sealed one."""
        cleaned = super().clean()
        code: TaxCode | None = self.cleaned_data.get("tax_code_typed")
        is_kept = code is None and self.instance.personal_tax_code and not self.cleaned_data.get("removes_tax_code")
        if self.cleaned_data.get("removes_tax_code"):
            code = None
        if "tax_code_typed" not in self.errors and not is_kept:
            write_tax_code(self.instance, code)
        return cleaned

    @property
    def warning(self) -> str:
        """What to look at again in the tax code that was saved."""
        code: TaxCode | None = self.cleaned_data.get("tax_code_typed")
        return code.warning if code else ""
