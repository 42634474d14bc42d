"""A figures page as one value: what a place sold in a period, beside other periods and in parts.

Everything on such a page comes out of three statements on the roll-ups: figures and distinct sellers
of the period itself, and figures of the periods that it is compared with.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from ecommerce_stats.queries.figures import tables
from ecommerce_stats.queries.freshness import AsOf, Status, as_of, status_of
from ecommerce_stats.queries.shapes import BreakdownRow, Figures
from ecommerce_stats.queries.sources import By, Cut

if TYPE_CHECKING:
    from ecommerce_stats.queries.scopes import Scope
    from portal.periods import Period

MOST_DAYS = 45
"""Longer periods are shown by month."""

type Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Dashboard:
    """Figures of a period with those it is compared with.

    ``running_until`` is the last day counted while the period is still running; it is then compared
    with as many days of the other periods. ``rows`` are those of the chosen dimension, ``trend``
    has a row for every day or month of the period, of last year's too.
    """

    period: Period
    running_until: dt.date | None
    now: Figures
    previous: Figures
    last_year: Figures
    rows: list[BreakdownRow]
    previous_rows: list[BreakdownRow]
    last_year_rows: list[BreakdownRow]
    trend_by: By
    trend: list[BreakdownRow]
    last_year_trend: list[BreakdownRow]
    status: Status
    fresh: AsOf


def dashboard_of(scope: Scope, period: Period, by: By) -> Dashboard:
    """Read a figures page."""
    today = timezone.localdate()
    span = (period.start, period.end)
    until = today if period.start <= today < period.last_day else None
    before, year_ago = (_as_far(other, period, until) for other in (period.previous, period.same_last_year))
    step = trend_step(period)
    now, rows = tables(scope, [Cut(*span), Cut(*span, by)])
    cuts = [Cut(*before), Cut(*year_ago), Cut(*before, by), Cut(*year_ago, by), Cut(*span, step), Cut(*year_ago, step)]
    before_now, year_now, before_rows, year_rows, trend, year_trend = tables(scope, cuts, with_sellers=False)
    return Dashboard(
        period=period,
        running_until=until,
        now=now[0].figures,
        previous=before_now[0].figures,
        last_year=year_now[0].figures,
        rows=rows,
        previous_rows=before_rows,
        last_year_rows=year_rows,
        trend_by=step,
        trend=without_gaps(trend, (span[0], min(span[1], today + dt.timedelta(days=1))), step),
        last_year_trend=without_gaps(year_trend, year_ago, step),
        status=status_of(min(period.last_day, today), today),
        fresh=as_of(scope),
    )


def trend_step(period: Period) -> By:
    """Days for a month, months for anything longer."""
    return "day" if (period.end - period.start).days <= MOST_DAYS else "month"


def without_gaps(rows: list[BreakdownRow], span: Span, step: By) -> list[BreakdownRow]:
    """A row for every day or month of the span; those without sales have zeros."""
    known = {row.key: row.figures for row in rows}
    starts = _days(span) if step == "day" else _months(span)
    return [BreakdownRow(start, _short_label(start, step), known.get(start, Figures())) for start in starts]


def _as_far(other: Period, period: Period, until: dt.date | None) -> Span:
    """The whole of ``other``, or as many days of it as ``period`` has had by ``until``."""
    if until is None:
        return other.start, other.end
    return other.start, min(other.start + (until - period.start) + dt.timedelta(days=1), other.end)


def _days(span: Span) -> list[dt.date]:
    start, end = span
    return [start + dt.timedelta(days=number) for number in range(max((end - start).days, 0))]


def _months(span: Span) -> list[dt.date]:
    start, end = span
    months = [start.replace(day=1)]
    while (following := _next_month(months[-1])) < end:
        months.append(following)
    return months


def _next_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)


def _short_label(start: dt.date, step: By) -> str:
    return f"{start:%d/%m}" if step == "day" else f"{start.month}/{start.year}"
