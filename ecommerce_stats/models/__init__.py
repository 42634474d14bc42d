from ecommerce_stats.models.days import GoodsDay, MarketDay, Measures, SellerDay
from ecommerce_stats.models.history import FigureRevision, MarketRefresh, RecountRun
from ecommerce_stats.models.outcomes import (
    FunnelCount,
    OutcomeCell,
    OutcomeEstimate,
    OutcomeRun,
    StartInvitation,
    TraineeOutcome,
    TraineeWindow,
)
from ecommerce_stats.models.spans import GoodsHalf, MarketHalf, SellerPeriod
from ecommerce_stats.models.tax import TaxNotice, TaxThreshold, WithholdingRate

__all__ = (
    "FigureRevision",
    "FunnelCount",
    "GoodsDay",
    "GoodsHalf",
    "MarketDay",
    "MarketHalf",
    "MarketRefresh",
    "Measures",
    "OutcomeCell",
    "OutcomeEstimate",
    "OutcomeRun",
    "RecountRun",
    "SellerDay",
    "SellerPeriod",
    "StartInvitation",
    "TaxNotice",
    "TaxThreshold",
    "TraineeOutcome",
    "TraineeWindow",
    "WithholdingRate",
)
