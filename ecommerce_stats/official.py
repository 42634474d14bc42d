"""From when on a figure is official: placed figures 2 days after the orders' day, the other parts 14 days after."""

from __future__ import annotations

import datetime as dt

from ecommerce_stats.enums import FigureStatus

PLACED_MEASURES = frozenset({"placed_value", "orders_placed", "units_placed"})
PLACED_AFTER = dt.timedelta(days=2)
PARTS_AFTER = dt.timedelta(days=14)


def official_from(measure: str, last_day: dt.date) -> dt.date:
    """The first day on which this measure of days up to ``last_day`` is official."""
    return last_day + (PLACED_AFTER if measure in PLACED_MEASURES else PARTS_AFTER)


def is_official(measure: str, last_day: dt.date, today: dt.date) -> bool:
    """Say whether this measure of days up to ``last_day`` is official ``today``."""
    return today >= official_from(measure, last_day)


def status_of(measure: str, last_day: dt.date, today: dt.date) -> FigureStatus:
    """The same in a word."""
    return FigureStatus.OFFICIAL if is_official(measure, last_day, today) else FigureStatus.PROVISIONAL
