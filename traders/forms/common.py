"""What the forms of the registers share: the search box, rows of one market, stall codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from traders import words
from traders.models import Market, ShopAccount, Stall, Trader


class SearchForm(forms.Form):
    """One box; an empty one asks for everything."""

    q = forms.CharField(label="Tìm", required=False, max_length=80, empty_value="")

    @property
    def words(self) -> str:
        return words.fold_spaces(self.cleaned_data["q"]) if self.is_valid() else ""


class InMarketForm[Row: (Stall, Trader, ShopAccount)](forms.ModelForm[Row]):
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
        return Trader.objects.filter(market=self.market).order_by("name_order", "pk")


def checked_codes(text: str) -> list[str]:
    codes = words.stall_codes(text)
    if too_long := [code for code in codes if len(code) > 30]:
        raise ValidationError("Mã sạp “%(code)s” dài quá 30 ký tự.", params={"code": too_long[0]})
    return codes
