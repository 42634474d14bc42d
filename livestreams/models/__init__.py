from livestreams.models.imports import ImportBatch, RejectedRow, StatusWord
from livestreams.models.orders import (
    HoldDecision,
    OrderLine,
    OrderVersion,
    SessionDecision,
    StaleSellerDay,
)
from livestreams.models.sessions import LiveRow, LiveSession

__all__ = (
    "HoldDecision",
    "ImportBatch",
    "LiveRow",
    "LiveSession",
    "OrderLine",
    "OrderVersion",
    "RejectedRow",
    "SessionDecision",
    "StaleSellerDay",
    "StatusWord",
)
