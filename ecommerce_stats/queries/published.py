"""Figures that everyone may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from ecommerce_stats.models import MarketHalf
from ecommerce_stats.official import PARTS_AFTER
from ecommerce_stats.queries.figures import totals
from ecommerce_stats.queries.scopes import Scope
from ecommerce_stats.queries.shapes import Figures
from portal.periods import Kind, Period


@dataclass(frozen=True)
class Published:
    """Totals of a month, all of whose figures are official."""

    period: Period
    figures: Figures


def city_published_totals(city: str | None = None) -> Published | None:
    """The newest official calendar month with figures, of one city or of all; None where there is none yet."""
    newest = _newest_official_month(timezone.localdate())
    rows = MarketHalf.objects.filter(day__lt=newest.end)
    if city is not None:
        rows = rows.filter(ward__province=city)
    last_half = rows.order_by("-day").values_list("day", flat=True).first()
    if last_half is None:
        return None
    period = Period.containing(last_half, Kind.MONTH)
    return Published(period, totals(Scope(city=city), period.start, period.end))


def _newest_official_month(today: dt.date) -> Period:
    """The newest month whose last day is official in every part."""
    month = Period.containing(today - PARTS_AFTER, Kind.MONTH)
    return month if month.last_day <= today - PARTS_AFTER else month.previous
