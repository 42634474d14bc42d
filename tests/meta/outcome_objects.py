"""What stands behind the addresses of outcomes: one computing, with a run and a trader in it."""

from __future__ import annotations

from django.utils import timezone

from ecommerce_stats.enums import OutcomeBy
from ecommerce_stats.models import OutcomeCell, OutcomeRun, TraineeOutcome
from training.models import CourseRun


def outcomes_of(run: CourseRun) -> None:
    """Cells that hide their figures, as those of one person do."""
    now = timezone.now()
    computed = OutcomeRun.objects.create(computed_at=now, today=timezone.localdate(now))
    enrolment = run.enrolments.get()
    assert run.starts_at
    assert enrolment.trader
    assert enrolment.market
    day = timezone.localdate(run.starts_at)
    TraineeOutcome.objects.create(
        computed=computed, enrolment=enrolment, trader=enrolment.trader, market=enrolment.market, run=run,
        first_day=day, trained_on=day,
    )  # fmt: skip
    for market in (None, run.market):
        for by, key in ((OutcomeBy.ALL, ""), (OutcomeBy.RUN, str(run.pk))):
            OutcomeCell.objects.create(
                computed=computed, city_id=run.course.city_id, market=market, by=by, key=key, days=90
            )
