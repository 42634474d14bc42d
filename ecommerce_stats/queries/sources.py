"""Which roll-up answers a question: the one with the fewest rows that has the columns asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from ecommerce_stats.models import GoodsDay, GoodsHalf, MarketDay, MarketHalf, SellerDay, SellerPeriod
from ecommerce_stats.queries.scopes import Scope
from ecommerce_stats.statements.columns import table_of
from portal.periods import is_made_of_half_months, period_of_span

type By = Literal["market", "ward", "goods_line", "platform", "trader", "session", "airing", "day", "month"]

PERIODS = table_of(SellerPeriod)
SELLER_DAYS = table_of(SellerDay)


@dataclass(frozen=True)
class Cut:
    """Figures of the days [start, end), all days where they are None; in rows ``by`` something, or as one row."""

    start: dt.date | None
    end: dt.date | None
    by: By | None = None

    @property
    def is_made_of_half_months(self) -> bool:
        """Whether half-months add up to this span."""
        return self.start is not None and self.end is not None and is_made_of_half_months(self.start, self.end)


@dataclass(frozen=True)
class Source:
    """A roll-up and how to read it: ``day`` is its column of days, ``orders`` the suffix of counts that add up."""

    table: str
    day: str = "day"
    orders: str = ""
    conditions: tuple[str, ...] = ()


def figures_source(scope: Scope, cut: Cut) -> Source:
    """Where sums and distinct orders of a cut stand."""
    by_trader = scope.is_by_trader or cut.by == "trader"
    by_goods = scope.goods_line_id is not None or cut.by == "goods_line"
    by_session = scope.session_id is not None or cut.by == "session"
    if by_trader:
        return Source(SELLER_DAYS, orders="" if by_goods else "_of_trader")
    if by_goods and by_session:
        return Source(SELLER_DAYS, orders="_of_goods")
    in_halves = cut.is_made_of_half_months and cut.by != "day" and not by_session
    day, half = (GoodsDay, GoodsHalf) if by_goods else (MarketDay, MarketHalf)
    return Source(table_of(half if in_halves else day))


def sellers_source(scope: Scope, cut: Cut) -> Source:
    """Rows whose distinct traders are the active sellers of a cut."""
    if scope.session_id is None and cut.by not in {"session", "airing", "day"}:
        for source in (_one_period(cut), _months(cut), _half_months(cut)):
            if source:
                return source
    return Source(SELLER_DAYS, conditions=("active_lines > 0", "trader_id IS NOT NULL"))


def _one_period(cut: Cut) -> Source | None:
    """The span is a standard period, whose sellers have been counted."""
    period = period_of_span(cut.start, cut.end) if cut.start and cut.end and cut.by != "month" else None
    return _periods(period.scheme, period.kind) if period else None


def _months(cut: Cut) -> Source | None:
    is_whole = cut.start is not None and cut.end is not None and cut.start.day == cut.end.day == 1
    return _periods("calendar", "month") if cut.by == "month" and is_whole else None


def _half_months(cut: Cut) -> Source | None:
    return _periods("calendar", "half_month") if cut.is_made_of_half_months else None


def _periods(scheme: str, kind: str) -> Source:
    return Source(PERIODS, day="start", conditions=(f"scheme = '{scheme}'", f"kind = '{kind}'"))
