"""The nightly proof: every figure counted again from all order lines and compared with what is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from ecommerce_stats.actions.refresh import refresh_stale, spans
from ecommerce_stats.models import MarketDay, RecountRun
from ecommerce_stats.statements.comparison import DAYS_WAITING, RECOUNT
from portal.periods import Period, half_month_start, next_half_month, periods_containing

log = structlog.get_logger(__name__)

WORKING_MEMORY = "256MB"


def recount() -> RecountRun:
    """Compare all figures with order lines; a difference is logged as an error and kept, never repaired.

    Days that wait for a refresh are not compared: first everything waiting is refreshed, and what
    changes meanwhile is left to the next night.
    """
    refresh_stale()
    started_at = timezone.now()
    tables, days_waiting = _compare()
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


def _compare() -> tuple[list[dict[str, Any]], int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [WORKING_MEMORY])
        cursor.execute(DAYS_WAITING)
        days_waiting = cursor.fetchone()[0]
        cursor.execute(RECOUNT, spans(_all_periods()))
        names = ("table", "rows", "differences", "sample")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()], days_waiting


def _all_periods() -> list[Period]:
    """Every standard period that touches a day with figures. A line beyond them is a difference of seller-days."""
    ends = MarketDay.objects.aggregate(first=Min("day"), last=Max("day"))
    if ends["first"] is None:
        return []
    return sorted({period for half in _halves(ends["first"], ends["last"]) for period in periods_containing(half)}, key=str)


def _halves(first: dt.date, last: dt.date) -> list[dt.date]:
    halves = [half_month_start(first)]
    while next_half_month(halves[-1]) <= last:
        halves.append(next_half_month(halves[-1]))
    return halves
