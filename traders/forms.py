"""What a board types into the registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.phones import international_phone
from portal.places.models import Ward
from traders import words
from traders.models import Market, ShopAccount, Stall, Trader
from traders.queries import Unaccent


class SearchForm(forms.Form):
    """One box; an empty one asks for everything."""

    q = forms.CharField(label="Tìm", required=False, max_length=80, empty_value="")

    @property
    def words(self) -> str:
        return words.fold_spaces(self.cleaned_data["q"]) if self.is_valid() else ""


class MarketForm(forms.ModelForm[Market]):
    """A market's details; its address on the portal stays as it is."""

    class Meta:
        model = Market
        fields = ("name", "ward", "kind", "grade", "address")
        error_messages = {"name": {"required": "Ghi tên chợ."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wards = Ward.objects.current().filter(province_id=self.instance.ward.province_id)
        self.fields["ward"] = forms.ModelChoiceField(
            wards.order_by(Unaccent("name")), label="Phường, xã", empty_label=None
        )

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])


class _InMarketForm[Row: (Stall, Trader, ShopAccount)](forms.ModelForm[Row]):
    """A form of a row that belongs to one market, which is given and never typed."""

    def __init__(self, *args: Any, market: Market, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.market = market
        self.instance.market = market

    def _get_validation_exclusions(self) -> set[str]:
        """Check the constraints that name the market too."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # absent from the stubs
        return excluded - {"market"}

    def traders(self) -> Any:
        return Trader.objects.filter(market=self.market).order_by(Unaccent("name"))


class StallForm(_InMarketForm[Stall]):
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
        return _checked_codes(self.cleaned_data["codes"])


class TraderForm(_InMarketForm[Trader]):
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
        return _checked_codes(self.cleaned_data["stall_codes"])


class ShopAccountForm(_InMarketForm[ShopAccount]):
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


def _checked_codes(text: str) -> list[str]:
    codes = words.stall_codes(text)
    if too_long := [code for code in codes if len(code) > 30]:
        raise ValidationError("Mã sạp “%(code)s” dài quá 30 ký tự.", params={"code": too_long[0]})
    return codes
