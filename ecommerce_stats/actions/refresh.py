"""Working stale figures out again from order lines: whole, never by adding to what stands there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils import timezone

from ecommerce_stats.actions.revisions import day_figures, write_revisions
from ecommerce_stats.models import MarketRefresh
from ecommerce_stats.statements import seller_days, sums
from ecommerce_stats.statements.running import rows_of, run
from portal.periods import half_month_start, next_half_month, periods_containing

log = structlog.get_logger(__name__)

MARKS_AT_ONCE = 20_000
LOCK_SPACE = 0xC405
"""First half of the advisory locks' keys; the second is the market."""


@dataclass(frozen=True)
class Marks:
    """Stale marks of one market, merged: account-days, whose lines changed there, and why lines of a day changed."""

    account_days: list[tuple[dt.date, int]]
    traders: set[int]
    reasons: dict[dt.date, set[str]]

    @property
    def days(self) -> list[dt.date]:
        """The days of the account-days."""
        return sorted(self.reasons)


def refresh_stale(*, limit: int = MARKS_AT_ONCE, waits: bool = False) -> int:
    """Work out again everything that is marked stale; returns how many account-days were.

    One market at a time, about ``limit`` marks in a transaction of its own: a worker that dies
    leaves the marks of its last transaction. A market that another worker is busy with is left to
    it, or with ``waits`` is waited for, so that nothing marked before the call is stale after it.
    """
    total = market_id = 0
    while market_id := _next_market(market_id):
        while count := _refresh_market(market_id, limit=limit, waits=waits):
            total += count
    return total


@transaction.atomic
def _refresh_market(market_id: int, *, limit: int, waits: bool) -> int:
    """Take marks of a market and replace what they touch.

    The lock comes first and a statement sees what is committed when it begins (READ COMMITTED), so
    no worker works from older lines than the one before. Marks go before lines are read: a change
    that commits in between is read, or is still marked, or both.
    """
    if not _lock_market(market_id, waits=waits):
        return 0
    marks = _take_marks(market_id, limit)
    if not marks.account_days:
        return 0
    before = day_figures(market_id, marks.days)
    _replace_seller_days(market_id, marks)
    _replace_sums(market_id, marks)
    write_revisions(market_id, before, marks.reasons)
    MarketRefresh.objects.update_or_create(market_id=market_id, defaults={"refreshed_at": timezone.now()})
    log.info("figures refreshed", market=market_id, days=len(marks.days), account_days=len(marks.account_days))
    return len(marks.account_days)


def _next_market(after: int) -> int:
    """The next market with marks, 0 when there is none."""
    return rows_of(seller_days.NEXT_MARKET, market=after)[0][0] or 0


def _lock_market(market_id: int, *, waits: bool) -> bool:
    """Hold the market until the transaction ends."""
    key = {"space": LOCK_SPACE, "market": market_id}
    if waits:
        run("SELECT pg_advisory_xact_lock(%(space)s, %(market)s)", **key)
        return True
    return bool(rows_of("SELECT pg_try_advisory_xact_lock(%(space)s, %(market)s)", **key)[0][0])


def _take_marks(market_id: int, limit: int) -> Marks:
    marks = Marks([], set(), defaultdict(set))
    for day, account_id, traders, reasons in rows_of(seller_days.TAKE_MARKS, market=market_id, limit=limit):
        marks.account_days.append((day, account_id))
        marks.traders.update(traders or ())
        marks.reasons[day].update(reasons or ())
    return marks


def _replace_seller_days(market_id: int, marks: Marks) -> None:
    days, accounts = ([pair[place] for pair in marks.account_days] for place in range(2))
    for statement in (seller_days.DELETE_SELLER_DAYS, seller_days.INSERT_SELLER_DAYS):
        run(statement, market=market_id, days=days, accounts=accounts)


def _replace_sums(market_id: int, marks: Marks) -> None:
    """Replace days and half-months of the market, and the marked traders' activity in every period around."""
    halves = sorted({half_month_start(day) for day in marks.days})
    half_days = [day for half in halves for day in _days_between(half, next_half_month(half))]
    touched = {"market": market_id, "days": marks.days, "halves": halves, "half_days": half_days}
    for statement in sums.REPLACE_SUMS:
        run(statement, **touched)
    periods = {period for half in halves for period in periods_containing(half)}
    touched |= {"traders": sorted(marks.traders), **sums.spans(periods)}
    for statement in sums.REPLACE_SELLERS:
        run(statement, **touched)


def _days_between(start: dt.date, end: dt.date) -> list[dt.date]:
    return [start + dt.timedelta(days=number) for number in range((end - start).days)]
