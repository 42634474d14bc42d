from ecommerce_stats.models.days import GoodsDay, MarketDay, Measures, SellerDay
from ecommerce_stats.models.history import FigureRevision, MarketRefresh, RecountRun
from ecommerce_stats.models.spans import GoodsHalf, MarketHalf, SellerPeriod
from ecommerce_stats.models.tax import TaxNotice, TaxThreshold, WithholdingRate

__all__ = (
    "FigureRevision",
    "GoodsDay",
    "GoodsHalf",
    "MarketDay",
    "MarketHalf",
    "MarketRefresh",
    "Measures",
    "RecountRun",
    "SellerDay",
    "SellerPeriod",
    "TaxNotice",
    "TaxThreshold",
    "WithholdingRate",
)
