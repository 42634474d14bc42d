"""What figures can be told apart by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ecommerce_stats.queries.sources import By
from livestreams.enums import Airing
from portal.periods import Kind, Period
from traders.enums import Platform

type Key = int | str | dt.date


@dataclass(frozen=True)
class Dimension:
    """How rows are told apart: the SQL of a key, where its name is stored, and what a row without a key is called."""

    key: str
    read: Callable[[str], Key]
    name: str = "NULL"
    label: Callable[[str], str] = str
    missing: str = ""
    is_in_key_order: bool = False

    def label_of(self, key: str | None, name: str | None) -> str:
        """What a person reads."""
        return self.missing if key is None else name or self.label(key)


def _stored(key: str, table: str, column: str, missing: str = "") -> Dimension:
    return Dimension(key, int, name=f"(SELECT {column} FROM {table} WHERE {table}.id = {key})", missing=missing)  # noqa: S608 - names of columns


def _day_label(text: str) -> str:
    return f"{dt.date.fromisoformat(text):%d/%m/%Y}"


def _month_label(text: str) -> str:
    return Period.containing(dt.date.fromisoformat(text), Kind.MONTH).label


MONTH = "date_trunc('month', {day})::date"

DIMENSIONS: dict[By, Dimension] = {
    "market": _stored("market_id", "traders_market", "name"),
    "ward": _stored("ward_id", "places_ward", "full_name"),
    "goods_line": _stored("goods_line_id", "traders_goodsline", "name", "Chưa rõ ngành hàng"),
    "trader": _stored("trader_id", "traders_trader", "name", "Chưa rõ sạp"),
    "session": _stored("session_id", "livestreams_livesession", "title", "Ngoài phiên"),
    "platform": Dimension("platform", str, label=lambda code: Platform(code).label),
    "airing": Dimension("airing", str, label=lambda code: Airing(code).label),
    "day": Dimension("{day}", dt.date.fromisoformat, label=_day_label, is_in_key_order=True),
    "month": Dimension(MONTH, dt.date.fromisoformat, label=_month_label, is_in_key_order=True),
}
"""``{day}`` is the roll-up's column of days."""
