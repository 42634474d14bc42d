"""The nightly proof: every figure counted again from all order lines and compared with what is stored."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from ecommerce_stats.actions.refresh import refresh_stale
from ecommerce_stats.models import MarketDay, RecountRun
from ecommerce_stats.statements import sums
from ecommerce_stats.statements.comparison import DAYS_WAITING, RECOUNT
from ecommerce_stats.statements.running import rows_of, run
from portal.periods import Period, half_months, periods_containing

log = structlog.get_logger(__name__)

WORKING_MEMORY = "128MB"
"""For each sort; what a statement needs beyond it goes to disk."""

SLICES = 2
MARGIN = dt.timedelta(days=731)


def recount() -> RecountRun:
    """Compare all figures with order lines; a difference is logged as an error and kept, never repaired.

    Days that wait for a refresh are not compared: first everything waiting is refreshed, and what
    changes meanwhile is left to the next night.
    """
    refresh_stale()
    started_at = timezone.now()
    tables, days_waiting = compare_with_lines()
    run = RecountRun.objects.create(
        started_at=started_at,
        finished_at=timezone.now(),
        rows_compared=sum(table["rows"] for table in tables),
        differences=sum(table["differences"] for table in tables),
        days_waiting=days_waiting,
        details=tables,
    )
    report = log.error if run.differences else log.info
    report("recount finished", differences=run.differences, rows=run.rows_compared, run=run.pk)
    return run


def compare_with_lines() -> tuple[list[dict[str, Any]], int]:
    """What each table has that lines do not give, or the other way round; and how many days wait and are left out.

    Markets are shared out to several connections; inside a transaction, only its own one sees what it did.
    """
    periods = sums.spans(_all_periods())
    if connection.in_atomic_block:
        return _merged([_compare_slice(0, 1, periods)]), rows_of(DAYS_WAITING)[0][0]
    with ThreadPoolExecutor(SLICES) as pool:
        found = list(pool.map(lambda number: _compare_in_thread(number, periods), range(SLICES)))
    return _merged(found), rows_of(DAYS_WAITING)[0][0]


def _compare_in_thread(number: int, periods: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    try:
        return _compare_slice(number, SLICES, periods)
    finally:
        connection.close()


@transaction.atomic
def _compare_slice(number: int, slices: int, periods: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    run("SELECT set_config('work_mem', %(memory)s, true)", memory=WORKING_MEMORY)
    run("SET LOCAL enable_mergejoin = off")  # it would sort both sides by nine columns
    return rows_of(RECOUNT, slice=number, slices=slices, **periods)


def _merged(found: list[list[tuple[Any, ...]]]) -> list[dict[str, Any]]:
    """One entry a table out of those of each slice."""
    return [
        {
            "table": parts[0][0],
            "rows": sum(part[1] for part in parts),
            "differences": sum(part[2] for part in parts),
            "sample": [cell for part in parts for cell in part[3] or ()][:5],
        }
        for parts in zip(*found, strict=True)
    ]


def _all_periods() -> set[Period]:
    """Every standard period around days with figures, and more, since days may be added while this is asked."""
    ends = MarketDay.objects.aggregate(first=Min("day"), last=Max("day"))
    halves = half_months(ends["first"] - MARGIN, ends["last"] + MARGIN) if ends["first"] else ()
    return {period for half in halves for period in periods_containing(half)}
