"""How fresh and how final figures are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Min, QuerySet

from ecommerce_stats.enums import FigureStatus
from ecommerce_stats.models import MarketDay, MarketRefresh, RecountRun
from ecommerce_stats.official import status_of as status_of_measure
from ecommerce_stats.queries.scopes import Scope
from livestreams.models import StaleSellerDay
from traders.models import Market


@dataclass(frozen=True)
class Status:
    """Placed figures and the other parts become official at different times."""

    placed: FigureStatus
    parts: FigureStatus


@dataclass(frozen=True)
class AsOf:
    """When figures were last worked out, and since when a change waits to be (None: nothing waits)."""

    refreshed_at: dt.datetime | None
    waiting_since: dt.datetime | None


def status_of(last_day: dt.date, today: dt.date) -> Status:
    """Status of figures of days up to and including ``last_day``."""
    return Status(
        placed=status_of_measure("placed_value", last_day, today),
        parts=status_of_measure("completed_value", last_day, today),
    )


def last_day_with_figures(scope: Scope) -> dt.date | None:
    """The newest day with orders in a session or market, for the status of figures without a period."""
    rows = MarketDay.objects.all()
    if scope.session_id is not None:
        rows = rows.filter(session=scope.session_id)
    if scope.market_id is not None:
        rows = rows.filter(market=scope.market_id)
    last: dt.date | None = rows.aggregate(last=Max("day"))["last"]
    return last


def as_of(scope: Scope) -> AsOf:
    """How fresh the figures of the markets in a scope are, in two queries."""
    markets = _markets_of(scope)
    refreshed = MarketRefresh.objects.filter(market__in=markets).aggregate(at=Max("refreshed_at"))
    marks = StaleSellerDay.objects.filter(market_id__in=markets.values("pk"))
    return AsOf(refreshed["at"], marks.aggregate(at=Min("marked_at"))["at"])


def oldest_stale_at() -> dt.datetime | None:
    """Since when the oldest change waits; None when nothing waits."""
    oldest: dt.datetime | None = StaleSellerDay.objects.aggregate(at=Min("marked_at"))["at"]
    return oldest


def stale_count() -> int:
    """How many seller-days wait."""
    return StaleSellerDay.objects.values("market_id", "trader_id", "day").distinct().count()


def last_recount() -> RecountRun | None:
    """The newest full recount."""
    return RecountRun.objects.order_by("-started_at").first()


def recount_difference() -> int:
    """How many cells the newest recount found to differ; 0 before the first one."""
    run = last_recount()
    return run.differences if run else 0


def _markets_of(scope: Scope) -> QuerySet[Market]:
    markets = Market.objects.order_by()
    if scope.city is not None:
        markets = markets.filter(ward__province=scope.city)
    if scope.market_ids is not None:
        markets = markets.filter(pk__in=scope.market_ids)
    if scope.market_id is not None:
        markets = markets.filter(pk=scope.market_id)
    if scope.session_id is not None:
        markets = markets.filter(sessions=scope.session_id)
    if scope.trader_id is not None:
        markets = markets.filter(traders=scope.trader_id)
    return markets
