"""Names of tables and columns, read off the models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.db.models.options import Options

from ecommerce_stats.models import GoodsDay, GoodsHalf, MarketDay, MarketHalf, SellerDay, SellerPeriod
from ecommerce_stats.models.days import UNITS, VALUES

type RollUp = type[SellerDay | MarketDay | GoodsDay | MarketHalf | GoodsHalf | SellerPeriod]

ADDED_UP = VALUES + UNITS
"""Measures that are sums of lines."""

LEVELS = ("trader", "goods", "market")


def _options(model: type[Model]) -> Options[Any]:
    return model._meta  # noqa: SLF001 - public in all but name


def table_of(model: type[Model]) -> str:
    """The model's table."""
    return _options(model).db_table


def label_of(model: type[Model]) -> str:
    """The model's name with its app."""
    return _options(model).label


def columns_of(model: RollUp) -> tuple[str, ...]:
    """Every column but the id."""
    return tuple(str(field.column) for field in _options(model).local_concrete_fields if not field.primary_key)


def keys_of(model: RollUp) -> tuple[str, ...]:
    """The columns that say which cell a row is."""
    columns = {field.name: str(field.column) for field in _options(model).local_concrete_fields}
    return tuple(columns[name] for name in model.KEYS)


def listed(names: Iterable[str]) -> str:
    """``a, b, c``."""
    return ", ".join(names)


def half_month(column: str) -> str:
    """SQL of ``portal.periods.half_month_start``."""
    day = f"extract(day FROM {column})::int"
    return f"({column} - {day} + CASE WHEN {day} < 15 THEN 1 ELSE 15 END)"
