"""Names of columns, read off the models."""

from __future__ import annotations

from collections.abc import Iterable

from ecommerce_stats.models import GoodsDay, GoodsHalf, MarketDay, MarketHalf, SellerDay, SellerPeriod
from ecommerce_stats.models.days import ORDERS, UNITS, VALUES

type RollUp = type[SellerDay | MarketDay | GoodsDay | MarketHalf | GoodsHalf | SellerPeriod]

ADDED_UP = VALUES + UNITS
"""Measures that are sums of lines."""

LEVELS = ("trader", "goods", "market")
ORDERS_ONCE = tuple(f"{name}_of_{level}" for level in LEVELS for name in ORDERS)


def columns_of(model: RollUp) -> tuple[str, ...]:
    """Every column but the id."""
    return tuple(field.column for field in model._meta.local_concrete_fields if not field.primary_key)


def keys_of(model: RollUp) -> tuple[str, ...]:
    """The columns that say which cell a row is."""
    return tuple(model._meta.get_field(name).column for name in model.KEYS)


def listed(names: Iterable[str]) -> str:
    """``a, b, c``."""
    return ", ".join(names)


def half_month(column: str) -> str:
    """SQL of ``portal.periods.half_month_start``."""
    day = f"extract(day FROM {column})::int"
    return f"({column} - {day} + CASE WHEN {day} < 15 THEN 1 ELSE 15 END)"
