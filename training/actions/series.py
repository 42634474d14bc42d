"""Runs that are made together: one a week, one a market. What happens to the series is one message a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.accounts.models import User
from portal.audit import acting
from training.actions.runs import cancel_run, copy_run, locked_run, publish_run
from training.actions.telling import tell_series
from training.enums import IS_ON_THE_LIST, RunState
from training.errors import TrainingError
from training.models import CourseRun, RunSeries
from training.words import day_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from traders.models import Market

MOST_RUNS = 60
NAMED_RUNS = 3
"""So many runs stand in a message by name; of the others it says how many."""


@dataclass(frozen=True, slots=True)
class SeriesStep:
    """One run of a series to be: so many days after the first, in ``market`` or where the first is held."""

    days: int
    market: Market | None = None


@transaction.atomic
def make_series(*, run: CourseRun, steps: Sequence[SeriesStep], title: str, by: User) -> RunSeries:
    """Make copies of ``run`` as drafts; ``run`` is the first of the series. Raises TrainingError."""
    run = locked_run(run)
    if run.series_id:
        raise TrainingError("Lớp này đã thuộc một đợt.")
    if run.state != RunState.DRAFT:
        raise TrainingError("Chỉ lập đợt từ một bản nháp. Hãy sao chép lớp này trước.")
    if not steps:
        raise TrainingError("Chọn ít nhất một lớp nữa.")
    if len(steps) >= MOST_RUNS:
        raise TrainingError(f"Một đợt có nhiều nhất {MOST_RUNS} lớp.")
    series = RunSeries.objects.create(title=title, made_by=by)
    run.series = series
    with acting(by):
        run.save(update_fields=["series"])
    for step in steps:
        copy_run(run=run, by=by, days=step.days, market=step.market, series=series)
    return series


@transaction.atomic
def publish_series(*, series: RunSeries, by: User) -> int:
    """Announce every draft of the series, or none; each trainer is told once. Returns how many were announced.

    Raises TrainingError that names the run which is not ready.
    """
    drafts = _runs(series, RunState.DRAFT)
    for run in drafts:
        publish_run(run=run, by=by, tells=False)
    taught: dict[User, list[CourseRun]] = defaultdict(list)
    for run in drafts:
        for trainer in run.trainers.all():
            taught[trainer].append(run)

    def values_for(person: User) -> dict[str, str]:
        return {"series": series.title, "count": str(len(taught[person])), "runs": named(taught[person])}

    if drafts:
        tell_series(series, "series_assigned", taught, values_for, by=by)
    return len(drafts)


@transaction.atomic
def cancel_series(*, series: RunSeries, reason: str, by: User) -> int:
    """Cancel every announced run that is not over and delete drafts; one message a person. Returns how many runs.

    Raises TrainingError without a reason, or when nothing is left to cancel.
    """
    if not reason:
        raise TrainingError("Ghi lý do để học viên biết.")
    announced = [run for run in _runs(series, RunState.PUBLISHED) if not run.is_over]
    drafts = _runs(series, RunState.DRAFT)
    if not announced and not drafts:
        raise TrainingError("Đợt này không còn lớp nào để hủy.")
    concerned = _concerned(announced)
    for run in announced:
        cancel_run(run=run, reason=reason, by=by, tells=False)
    with acting(by):
        for run in drafts:
            run.delete()

    def values_for(person: User) -> dict[str, str]:
        return {"series": series.title, "reason": reason, "runs": named(concerned[person])}

    if concerned:
        tell_series(series, "series_cancelled", concerned, values_for, by=by)
    return len(announced) + len(drafts)


def named(runs: Sequence[CourseRun]) -> str:
    """``Livestream chợ Bến Thành (Thứ Hai 07/12/2026); … và 2 lớp nữa``."""
    first = [f"{run.title} ({day_words(run.starts_at)})" if run.starts_at else run.title for run in runs[:NAMED_RUNS]]
    rest = len(runs) - len(first)
    return "; ".join(first) + (f" và {rest} lớp nữa" if rest else "")


def _runs(series: RunSeries, state: RunState) -> list[CourseRun]:
    return list(series.runs.filter(state=state).prefetch_related("trainers").order_by("starts_at", "pk"))


def _concerned(runs: Iterable[CourseRun]) -> dict[User, list[CourseRun]]:
    """People on the lists and trainers, each with their runs in order."""
    found: dict[User, list[CourseRun]] = defaultdict(list)
    for run in runs:
        on_list = User.objects.filter(enrolments__run=run, enrolments__state__in=IS_ON_THE_LIST)
        for person in {*on_list, *run.trainers.all()}:
            found[person].append(run)
    return found
