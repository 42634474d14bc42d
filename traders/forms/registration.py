"""What a person types to register as a trader, or has typed for them at the stall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.phones import PhoneError, mobile_phone
from traders import words
from traders.forms.goods import GoodsLineField
from traders.models import Market
from traders.queries.applications import MARKETS_SHOWN, markets_to_join

LISTED = {"list": "stall-codes", "autocomplete": "off", "autocapitalize": "characters"}


class DetailsForm(forms.Form):
    """Name, market, stall, line of goods. A market is chosen from a list, or found by its name if only one fits."""

    name = forms.CharField(
        label="Họ và tên",
        max_length=120,
        error_messages={"required": "Ghi họ và tên của bạn."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    tim_cho = forms.CharField(label="Chợ bạn bán", required=False, max_length=80)
    market = forms.ModelChoiceField(
        Market.objects.none(),
        label="Chợ",
        required=False,
        error_messages={"invalid_choice": "Chợ này không còn trong danh sách. Hãy chọn chợ khác."},
    )
    stall_code = forms.CharField(
        label="Mã sạp",
        required=False,
        max_length=30,
        help_text="Như ghi trên biển sạp, ví dụ B12. Chưa rõ thì để trống.",
        widget=forms.TextInput(LISTED),
    )
    goods_line = GoodsLineField(label="Ngành hàng chính", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets_to_join()  # type: ignore[attr-defined] # a ModelChoiceField

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])

    def clean_stall_code(self) -> str:
        return words.fold_spaces(self.cleaned_data["stall_code"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "market" in cleaned and cleaned["market"] is None:
            try:
                cleaned["market"] = self._market_named(cleaned.get("tim_cho", ""))
            except ValidationError as error:
                self.add_error("market", error)
        return cleaned

    def typed(self) -> dict[str, Any]:
        """What may be kept, of a form that need not be whole."""
        names = ("name", "market", "stall_code", "goods_line")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def shown_markets(self) -> list[Market]:
        """Markets to choose from: the chosen one, and those that what was typed may mean; all where there are few."""
        everyone = markets_to_join()
        few = list(everyone[: MARKETS_SHOWN + 1])
        if len(few) <= MARKETS_SHOWN:
            return few
        typed = words.fold_spaces(str(self["tim_cho"].value() or ""))
        found = list(markets_to_join(typed)[:MARKETS_SHOWN]) if typed else []
        chosen = everyone.filter(pk=self.chosen_market).first() if self.chosen_market else None
        return [chosen, *found] if chosen and chosen not in found else found

    @property
    def chosen_market(self) -> int | None:
        """Id of the market that is ticked."""
        value = self["market"].value()
        pk = value.pk if isinstance(value, Market) else str(value or "")
        return int(pk) if str(pk).isdecimal() else None

    def _market_named(self, typed: str) -> Market:
        if not typed.strip():
            raise ValidationError("Chọn chợ bạn bán.")
        found = list(markets_to_join(words.fold_spaces(typed))[: MARKETS_SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"Không tìm thấy chợ nào tên “{typed}”. Hãy gõ một phần của tên.")
        raise ValidationError("Có hơn một chợ giống vậy. Hãy chọn chợ của bạn trong danh sách.")


class AssistedForm(forms.Form):
    """A registration that the organisation writes at the stall; without a number it is signed on paper."""

    market = forms.ModelChoiceField(Market.objects.none(), label="Chợ", empty_label=None)
    name = forms.CharField(label="Họ và tên", max_length=120, error_messages={"required": "Ghi họ và tên."})
    phone = forms.CharField(
        label="Số điện thoại",
        required=False,
        max_length=40,
        help_text="Mã xác nhận sẽ được gửi tới số này. Người không có điện thoại thì ký giấy.",
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    is_on_paper = forms.BooleanField(
        label="Không có điện thoại: người này đã ký phiếu đăng ký bằng giấy, chợ giữ phiếu.", required=False
    )
    stall_code = forms.CharField(label="Mã sạp", required=False, max_length=30, widget=forms.TextInput(LISTED))
    goods_line = GoodsLineField(label="Ngành hàng chính", required=False)

    def __init__(self, *args: Any, markets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets  # type: ignore[attr-defined] # a ModelChoiceField
        self.only_market = markets[0] if len(markets) == 1 else None
        if self.only_market:
            self.fields["market"].widget = forms.HiddenInput()
            self.fields["market"].initial = self.only_market.pk

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])

    def clean_stall_code(self) -> str:
        return words.fold_spaces(self.cleaned_data["stall_code"])

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return mobile_phone(typed) if typed else ""
        except PhoneError as error:
            raise ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "phone" in cleaned and bool(cleaned["phone"]) == bool(cleaned.get("is_on_paper")):
            self.add_error("phone", "Ghi số điện thoại, hoặc đánh dấu đã ký giấy (chọn một trong hai).")
        return cleaned
