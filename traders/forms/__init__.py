"""What a board types into the registers; one module a noun."""

from traders.forms.accounts import ShopAccountForm
from traders.forms.common import SearchForm
from traders.forms.markets import MarketForm
from traders.forms.stalls import StallForm, StallListForm
from traders.forms.traders import TraderForm

__all__ = ["MarketForm", "SearchForm", "ShopAccountForm", "StallForm", "StallListForm", "TraderForm"]
