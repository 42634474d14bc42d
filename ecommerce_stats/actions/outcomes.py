"""Working out what came of training: whole, and all at once for those who read.

Imported by its task and its command alone: what it stands on (pandas, statsmodels) takes seconds and 70 MB to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ecommerce_stats.models import (
    FunnelCount,
    MarketRefresh,
    OutcomeCell,
    OutcomeEstimate,
    OutcomeRun,
    TraineeOutcome,
    TraineeWindow,
)
from ecommerce_stats.outcomes.facts import NEVER
from ecommerce_stats.outcomes.results import results_of
from ecommerce_stats.outcomes.slices import day_of
from ecommerce_stats.queries.training_facts import read_facts, read_reached
from ecommerce_stats.statements.running import run

if TYPE_CHECKING:
    from ecommerce_stats.outcomes.cells import Cell
    from ecommerce_stats.outcomes.funnels import Step
    from ecommerce_stats.outcomes.gate import Slice
    from ecommerce_stats.outcomes.results import Results

log = structlog.get_logger(__name__)

LOCK = 0xC405_0010
AT_ONCE = 2_000


@transaction.atomic
def compute_outcomes() -> OutcomeRun:
    """Work everything out anew and replace what was there; a second worker waits, and then does it again.

    Readers see the former results until the new ones are whole. The sales are read in one statement.
    """
    run("SELECT pg_advisory_xact_lock(%(key)s)", key=LOCK)
    now, today = timezone.now(), timezone.localdate()
    facts = read_facts(now, today)
    results = results_of(facts, read_reached())
    computed = OutcomeRun.objects.create(
        computed_at=now,
        today=today,
        figures_at=MarketRefresh.objects.aggregate(at=Max("refreshed_at"))["at"],
        read_from=day_of(facts.sales["day"].min()) if len(facts.sales) else None,
        sales_read=len(facts.sales),
    )
    _write_trainees(computed, results)
    _write_cells(computed, results.cells)
    _write_funnels(computed, results.steps)
    OutcomeRun.objects.exclude(pk=computed.pk).delete()
    log.info("outcomes computed", trainees=len(results.trainees), cells=len(results.cells), sales=len(facts.sales))
    return computed


def _write_trainees(computed: OutcomeRun, results: Results) -> None:
    rows = {
        index: TraineeOutcome(
            computed=computed,
            enrolment_id=row["enrolment"],
            trader_id=row["trader"],
            market_id=row["market"],
            run_id=row["run"],
            first_day=day_of(row["first_day"]),
            trained_on=day_of(row["last_day"]),
            first_session_on=None if row["first_session"] == NEVER else day_of(row["first_session"]),
            is_first_training=row["is_first_training"],
        )
        for index, row in zip(results.trainees.index, results.trainees.to_dict("records"), strict=True)
    }
    TraineeOutcome.objects.bulk_create(rows.values(), AT_ONCE)
    windows = [
        TraineeWindow(trainee=rows[window.pop("trainee")], **{str(name): value for name, value in window.items()})
        for window in results.windows.to_dict("records")
    ]
    TraineeWindow.objects.bulk_create(windows, AT_ONCE)


def _write_cells(computed: OutcomeRun, cells: list[Cell]) -> None:
    counts = ("people", "active", "provisional", "unfinished", "compared", "others", "others_waiting")
    rows = [
        OutcomeCell(**_slice(computed, cell.place), days=cell.days, **{name: getattr(cell, name) for name in counts})
        for cell in cells
    ]
    OutcomeCell.objects.bulk_create(rows, AT_ONCE)
    estimates = [
        OutcomeEstimate(cell=row, measure=measure, **vars(estimate))
        for row, cell in zip(rows, cells, strict=True)
        for measure, estimate in cell.estimates.items()
    ]
    OutcomeEstimate.objects.bulk_create(estimates, AT_ONCE)


def _write_funnels(computed: OutcomeRun, steps: list[Step]) -> None:
    counts = ("stage", "people", "previous", "went_on", "unfinished")
    rows = [
        FunnelCount(**_slice(computed, step.place), **{name: getattr(step, name) for name in counts}) for step in steps
    ]
    FunnelCount.objects.bulk_create(rows, AT_ONCE)


def _slice(computed: OutcomeRun, place: Slice) -> dict[str, Any]:
    return {
        "computed": computed,
        "city_id": place.city,
        "market_id": place.market or None,
        "by": place.by,
        "key": place.key,
    }
