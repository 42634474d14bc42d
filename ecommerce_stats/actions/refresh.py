"""Working stale figures out again from order lines: whole, never by adding to what stands there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from ecommerce_stats.models import FigureRevision, MarketDay, MarketRefresh
from ecommerce_stats.models.days import MEASURES
from ecommerce_stats.official import is_official
from ecommerce_stats.statements import seller_days, sums
from portal.periods import Period, half_month_start, next_half_month, periods_containing

log = structlog.get_logger(__name__)

MARKS_AT_ONCE = 20_000
LOCK_SPACE = 0x_C405
"""First half of the advisory locks' keys; the second is the market."""

type DayFigures = dict[dt.date, dict[str, int]]


@dataclass(frozen=True)
class Marks:
    """Stale marks of one market, merged: (day, trader) pairs, and why the lines of a day changed."""

    keys: list[tuple[dt.date, int | None]]
    reasons: dict[dt.date, set[str]]

    @property
    def days(self) -> list[dt.date]:
        return sorted(self.reasons)

    @property
    def named(self) -> dict[str, list[Any]]:
        """The keys as statements take them: those with a trader, and the days of lines without one."""
        with_trader = [(day, trader) for day, trader in self.keys if trader is not None]
        return {
            "days": [day for day, _ in with_trader],
            "traders": [trader for _, trader in with_trader],
            "unnamed_days": [day for day, trader in self.keys if trader is None],
        }


def refresh_stale(*, limit: int = MARKS_AT_ONCE, waits: bool = False) -> int:
    """Work out again everything that is marked stale; returns how many (day, trader) were.

    One market at a time, each ``limit`` marks in a transaction of its own: a worker that dies leaves
    the marks of its last transaction. A market that another worker is busy with is left to it, or
    with ``waits`` is waited for, so that nothing marked before the call is stale after it.
    """
    total = 0
    market_id = 0
    while (market_id := _next_market(market_id)) != 0:
        while count := _refresh_market(market_id, limit=limit, waits=waits):
            total += count
    return total


@transaction.atomic
def _refresh_market(market_id: int, *, limit: int, waits: bool) -> int:
    """Take marks of a market and replace what they touch.

    The lock comes first and statements see what is committed when they begin (READ COMMITTED), so
    two workers never work from different lines. Marks go before lines are read: a change that
    commits in between is either read, or still marked, or both.
    """
    if not _lock_market(market_id, waits=waits):
        return 0
    marks = _take_marks(market_id, limit)
    if not marks.keys:
        return 0
    before = _day_figures(market_id, marks.days)
    _replace_seller_days(market_id, marks)
    _replace_sums(market_id, marks)
    _write_revisions(market_id, marks, before)
    MarketRefresh.objects.update_or_create(market_id=market_id, defaults={"refreshed_at": timezone.now()})
    log.info("figures refreshed", market=market_id, days=len(marks.days), seller_days=len(marks.keys))
    return len(marks.keys)


def _next_market(after: int) -> int:
    """The next market with marks, 0 when there is none."""
    return _rows(seller_days.NEXT_MARKET, market=after)[0][0] or 0


def _lock_market(market_id: int, *, waits: bool) -> bool:
    """Hold the market until the transaction ends."""
    if waits:
        _rows("SELECT pg_advisory_xact_lock(%(space)s, %(market)s)", space=LOCK_SPACE, market=market_id)
        return True
    return bool(_rows("SELECT pg_try_advisory_xact_lock(%(space)s, %(market)s)", space=LOCK_SPACE, market=market_id)[0][0])


def _take_marks(market_id: int, limit: int) -> Marks:
    keys, reasons = [], defaultdict[dt.date, set[str]](set)
    for day, trader_id, texts in _rows(seller_days.TAKE_MARKS, market=market_id, limit=limit):
        keys.append((day, trader_id))
        reasons[day].update(texts or ())
    return Marks(keys, dict(reasons))


def _replace_seller_days(market_id: int, marks: Marks) -> None:
    members = _rows(seller_days.MEMBERS, market=market_id, **marks.named)
    days, accounts, traders = ([row[place] for row in members] for place in range(3))
    _run(seller_days.DELETE_SELLER_DAYS, market=market_id, days=days, accounts=accounts)
    _run(seller_days.INSERT_SELLER_DAYS, market=market_id, days=days, accounts=accounts, traders=traders)


def _replace_sums(market_id: int, marks: Marks) -> None:
    """Days of the market, half-months, and the activity of the marked traders in every period around."""
    halves = sorted({half_month_start(day) for day in marks.days})
    half_days = [day for half in halves for day in _days_between(half, next_half_month(half))]
    parameters = {"market": market_id, "halves": halves, "half_days": half_days}
    for statement in sums.REPLACE_SUMS:
        _run(statement, days=marks.days, **parameters)
    periods = sorted({period for half in halves for period in periods_containing(half)}, key=str)
    traders = sorted(set(marks.named["traders"]))
    for statement in sums.REPLACE_SELLERS:
        _run(statement, traders=traders, **parameters, **spans(periods))


def spans(periods: list[Period]) -> dict[str, list[Any]]:
    """Periods as statements take them."""
    return {
        "schemes": [period.scheme.value for period in periods],
        "kinds": [period.kind.value for period in periods],
        "starts": [period.start for period in periods],
        "ends": [period.end for period in periods],
    }


def _day_figures(market_id: int, days: list[dt.date]) -> DayFigures:
    rows = MarketDay.objects.filter(market=market_id, day__in=days).values("day")
    sums_of_days = rows.annotate(**{f"total_{name}": Sum(name) for name in MEASURES})
    return {row["day"]: {name: int(row[f"total_{name}"]) for name in MEASURES} for row in sums_of_days}


def _write_revisions(market_id: int, marks: Marks, before: DayFigures) -> None:
    """Keep what changed of figures that were official already; a day counted for the first time has none."""
    today = timezone.localdate()
    after = _day_figures(market_id, list(before))
    now = timezone.now()
    FigureRevision.objects.bulk_create(
        FigureRevision(
            market_id=market_id, day=day, measure=name, before=value, after=after.get(day, {}).get(name, 0),
            reason="; ".join(sorted(marks.reasons[day])), revised_at=now,
        )
        for day, figures in before.items()
        for name, value in figures.items()
        if is_official(name, day, today) and value != after.get(day, {}).get(name, 0)
    )  # fmt: skip


def _days_between(start: dt.date, end: dt.date) -> list[dt.date]:
    return [start + dt.timedelta(days=number) for number in range((end - start).days)]


def _rows(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _run(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
