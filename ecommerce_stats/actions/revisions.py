"""What became of figures that were official already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from ecommerce_stats.models import FigureRevision
from ecommerce_stats.models.history import REVISED
from ecommerce_stats.official import is_official
from ecommerce_stats.statements.running import rows_of
from ecommerce_stats.statements.sums import day_figures_of

type DayFigures = dict[dt.date, dict[str, int]]


def day_figures(market_id: int, days: list[dt.date]) -> DayFigures:
    """Figures of a market for those of ``days`` that have any."""
    rows = rows_of(day_figures_of(REVISED), market=market_id, days=days)
    return {day: dict(zip(REVISED, figures, strict=True)) for day, *figures in rows}


def write_revisions(market_id: int, before: DayFigures, reasons: Mapping[dt.date, set[str]]) -> None:
    """Keep what changed of figures that were official already; a day counted for the first time has none."""
    now, today = timezone.now(), timezone.localdate()
    after = day_figures(market_id, list(before))
    FigureRevision.objects.bulk_create(
        FigureRevision(
            market_id=market_id,
            day=day,
            measure=measure,
            before=value,
            after=after.get(day, {}).get(measure, 0),
            reason="; ".join(sorted(reasons[day])),
            revised_at=now,
        )
        for day, figures in before.items()
        for measure, value in figures.items()
        if is_official(measure, day, today) and value != after.get(day, {}).get(measure, 0)
    )
