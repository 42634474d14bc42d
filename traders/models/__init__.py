"""Markets, the people and organisations there, their shops, goods and papers."""

from traders.models.applications import TraderApplication
from traders.models.goods import GoodsLine
from traders.models.lists import TraderList, TraderListRow
from traders.models.markets import (
    ManagementOrganisation,
    Market,
    MarketHours,
    MarketPicture,
    MarketZone,
    Membership,
)
from traders.models.moves import MarketTransfer
from traders.models.people import MarketStay, Stall, Tenancy, Trader, Warehouse
from traders.models.products import Paper, Product, ProductPicture
from traders.models.shops import ProductMapping, ShopAccount, VneidStep

__all__ = (
    "GoodsLine",
    "ManagementOrganisation",
    "Market",
    "MarketHours",
    "MarketPicture",
    "MarketStay",
    "MarketTransfer",
    "MarketZone",
    "Membership",
    "Paper",
    "Product",
    "ProductMapping",
    "ProductPicture",
    "ShopAccount",
    "Stall",
    "Tenancy",
    "Trader",
    "TraderApplication",
    "TraderList",
    "TraderListRow",
    "VneidStep",
    "Warehouse",
)
