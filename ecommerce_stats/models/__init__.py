from ecommerce_stats.models.days import GoodsDay, MarketDay, Measures, SellerDay
from ecommerce_stats.models.history import FigureRevision, MarketRefresh, RecountRun
from ecommerce_stats.models.spans import GoodsHalf, MarketHalf, SellerPeriod

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
)
