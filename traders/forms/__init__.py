"""What a board types into the registers; one module a noun."""

from traders.forms.accounts import ShopAccountForm
from traders.forms.common import SearchForm
from traders.forms.filters import TraderFilterForm, filter_text
from traders.forms.markets import MarketForm
from traders.forms.selection import ManyEinvoiceForm, ManyGoodsLineForm, ManyMessageForm, SelectionForm
from traders.forms.stalls import (
    EndTenancyForm,
    NewStallForm,
    StallFilterForm,
    StallForm,
    StallListForm,
    TenancyForm,
)
from traders.forms.traders import TraderForm
from traders.forms.warehouses import WarehouseForm

__all__ = [
    "EndTenancyForm",
    "ManyEinvoiceForm",
    "ManyGoodsLineForm",
    "ManyMessageForm",
    "MarketForm",
    "NewStallForm",
    "SearchForm",
    "SelectionForm",
    "ShopAccountForm",
    "StallFilterForm",
    "StallForm",
    "StallListForm",
    "TenancyForm",
    "TraderFilterForm",
    "TraderForm",
    "WarehouseForm",
    "filter_text",
]
