"""A run of a course is made, announced, copied, cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max, Min
from django.utils import timezone

from portal.audit import acting
from training.actions.enrolments import fill_places, set_capacity
from training.actions.telling import tell_run, tell_trainers
from training.codes import free_code
from training.enums import MeetingState, RuleKind, RunState
from training.errors import TrainingError
from training.models import Course, CourseRun, Meeting, PriorityRule
from training.queries.run_checks import missing_of
from training.words import place_words, start_words

if TYPE_CHECKING:
    from portal.accounts.models import User
    from traders.models import Market
    from training.models import Organiser, RunSeries


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """A meeting as it is typed."""

    during: DateTimeTZRange
    place: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule as it is typed; what its numbers mean, ``PriorityRule`` says."""

    kind: RuleKind
    market: Market | None = None
    places: int | None = None
    days: int | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What belongs to a run beside its own row; ``meetings`` None leaves them as they are."""

    trainers: Sequence[User]
    organisers: Sequence[Organiser]
    markets: Sequence[Market] = ()
    rules: Sequence[RulePlan] = ()
    meetings: Sequence[MeetingPlan] | None = field(default=None)


def locked_run(run: CourseRun) -> CourseRun:
    """The run as it is now, for nobody else to change meanwhile."""
    runs = CourseRun.objects.select_for_update(of=("self",)).select_related("course", "market")
    return runs.get(pk=run.pk)


def settle_times(run: CourseRun) -> None:
    """Write when the run starts and ends: first and last moment of its planned meetings, NULL without any."""
    planned = run.meetings.filter(state=MeetingState.PLANNED)
    times = planned.aggregate(starts_at=Min("during__startswith"), ends_at=Max("during__endswith"))
    run.starts_at, run.ends_at = times["starts_at"], times["ends_at"]
    run.save(update_fields=["starts_at", "ends_at"])


@transaction.atomic
def make_run(*, run: CourseRun, plan: RunPlan, by: User) -> CourseRun:
    """Save a new run as a draft under a code made of its title."""
    Course.objects.select_for_update().get(pk=run.course_id)  # two runs made at once take their codes one by one
    run.made_by, run.state = by, RunState.DRAFT
    run.code = free_code(run.title)
    with acting(by):
        run.save()
        _write_plan(run, plan)
    return run


@transaction.atomic
def change_run(*, run: CourseRun, plan: RunPlan, by: User) -> CourseRun:
    """Save changes; an announced run keeps its meetings, and a new place is told to everybody on its list.

    ``run`` carries the new values. Raises TrainingError for a cancelled run, and when fewer places are wanted than
    people hold.
    """
    before = locked_run(run)
    if before.state == RunState.CANCELLED:
        raise TrainingError("Lớp đã hủy, không sửa được nữa. Hãy sao chép thành lớp mới.")
    if before.state == RunState.PUBLISHED and plan.meetings is not None:
        raise TrainingError("Lớp đã thông báo: dời, hủy hay thêm từng buổi để học viên được báo.")
    run.state, run.published_at = before.state, before.published_at
    run.starts_at, run.ends_at = before.starts_at, before.ends_at
    with acting(by):
        _save_with_capacity(run, before.capacity, by)
        _write_plan(run, plan)
        if run.state == RunState.PUBLISHED:
            fill_places(run)  # a rule that was lifted may open places
        if missing := _missing_if_announced(run):
            raise TrainingError(f"Lớp đã thông báo không thể thiếu: {missing}")
        _tell_new_place(before, run, by)
    return run


def _missing_if_announced(run: CourseRun) -> str:
    missing = missing_of(run) if run.state == RunState.PUBLISHED and not run.is_over else []
    return missing[0] if missing else ""


def _save_with_capacity(run: CourseRun, before: int, by: User) -> None:
    """Everything but the number of places, which the list's own action changes for who waits."""
    wanted, run.capacity = run.capacity, before
    run.save()
    if wanted == before:
        return
    if run.state == RunState.DRAFT:
        run.capacity = wanted
        run.save(update_fields=["capacity"])
    else:
        set_capacity(run=run, capacity=wanted, by=by)
        run.capacity = wanted


def _write_plan(run: CourseRun, plan: RunPlan) -> None:
    run.trainers.set(plan.trainers)
    run.organisers.set(plan.organisers)
    run.markets.set(plan.markets)
    write_rules(run, plan.rules)
    if plan.meetings is not None:
        run.meetings.all().delete()
        for meeting in plan.meetings:
            run.meetings.create(during=meeting.during, place=meeting.place, topic=meeting.topic)
        settle_times(run)


def write_rules(run: CourseRun, rules: Iterable[RulePlan]) -> None:
    """Have exactly these rules; one that stays as it was keeps its row."""
    wanted = {(rule.kind, rule.market.pk if rule.market else None): rule for rule in rules}
    for row in run.rules.all():
        rule = wanted.get((RuleKind(row.kind), row.market_id))
        if rule and (row.places, row.days, row.until) == (rule.places, rule.days, rule.until):
            del wanted[RuleKind(row.kind), row.market_id]
        else:
            row.delete()
    for rule in wanted.values():
        run.rules.create(kind=rule.kind, market=rule.market, places=rule.places, days=rule.days, until=rule.until)


def _tell_new_place(before: CourseRun, run: CourseRun, by: User) -> None:
    fields = ("place", "market_id", "online_link")
    if run.state != RunState.PUBLISHED or run.is_over or all(getattr(before, f) == getattr(run, f) for f in fields):
        return
    values = {"run": run.title, "place": place_words(run), "when": start_words(run.starts_at)}
    tell_run(run, "run_place_changed", values, by=by, key=f"run-place:{run.pk}:{timezone.now():%Y%m%d%H%M%S%f}")
    for meeting in run.meetings.filter(state=MeetingState.PLANNED):
        bump(meeting)


def bump(meeting: Meeting) -> None:
    """Calendars that people subscribed to take over what has a higher number."""
    meeting.sequence += 1
    meeting.save()


@transaction.atomic
def publish_run(*, run: CourseRun, by: User, tells: bool = True) -> bool:
    """Announce a draft and tell its trainers. False when it was announced already. Raises TrainingError."""
    run = locked_run(run)
    if run.state == RunState.PUBLISHED:
        return False
    if run.state == RunState.CANCELLED:
        raise TrainingError("Lớp đã hủy. Hãy sao chép thành lớp mới.")
    if missing := missing_of(run):
        raise TrainingError(f"{run.title}: {missing[0]}")
    run.state, run.published_at = RunState.PUBLISHED, timezone.now()
    with acting(by):
        run.save(update_fields=["state", "published_at"])
    if tells:
        values = {"run": run.title, "when": start_words(run.starts_at), "place": place_words(run)}
        tell_trainers(run, "run_assigned", values, by=by)
    return True


@transaction.atomic
def cancel_run(*, run: CourseRun, reason: str, by: User, tells: bool = True) -> bool:
    """Cancel an announced run with what is left of its meetings; one message to everybody on its list.

    False when it was cancelled already. Raises TrainingError for a draft, a run that is over, or without reason.
    """
    run = locked_run(run)
    if run.state == RunState.CANCELLED:
        return False
    if run.state == RunState.DRAFT:
        raise TrainingError("Lớp chưa thông báo cho ai: xóa bản nháp là đủ.")
    if run.is_over:
        raise TrainingError("Lớp đã học xong, không hủy được nữa.")
    if not reason:
        raise TrainingError("Ghi lý do để học viên biết.")
    when = start_words(run.starts_at)
    run.state, run.cancel_reason = RunState.CANCELLED, reason
    with acting(by):
        run.save(update_fields=["state", "cancel_reason"])
        for meeting in run.meetings.filter(state=MeetingState.PLANNED, during__endswith__gt=timezone.now()):
            meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason
            bump(meeting)
    if tells:
        values = {"run": run.title, "when": when, "reason": reason}
        tell_run(run, "run_cancelled", values, by=by, key=f"run-cancelled:{run.pk}")
    return True


@transaction.atomic
def remove_draft(*, run: CourseRun, by: User) -> None:
    """Delete a run that was never announced. Raises TrainingError."""
    run = locked_run(run)
    if run.state != RunState.DRAFT or run.enrolments.exists():
        raise TrainingError("Lớp đã thông báo thì hủy, không xóa.")
    with acting(by):
        run.delete()


@transaction.atomic
def copy_run(
    *, run: CourseRun, by: User, days: int = 0, market: Market | None = None, series: RunSeries | None = None
) -> CourseRun:
    """A new draft like ``run``, all its times ``days`` later, in another market when one is given."""
    shift = dt.timedelta(days=days)
    moved = market is not None and market != run.market
    copy = CourseRun(
        course=run.course,
        series=series,
        copied_from=run,
        title=title_in(run, market) if moved and market else run.title,
        kind=run.kind,
        market=market or run.market,
        place="" if moved else run.place,
        online_link=run.online_link,
        capacity=run.capacity,
        enrol_opens_at=run.enrol_opens_at + shift,
        enrol_closes_at=run.enrol_closes_at + shift,
        offer_hours=run.offer_hours,
        cancel_hours=run.cancel_hours,
        note=run.note,
    )
    return make_run(run=copy, plan=_plan_like(run, shift, market if moved else None), by=by)


def title_in(run: CourseRun, market: Market) -> str:
    """The title with the other market's name instead of its own, or behind the course's."""
    if run.market and run.market.name in run.title:
        return run.title.replace(run.market.name, market.name)[:160]
    return f"{run.course.title} – {market.name}"[:160]


def _plan_like(run: CourseRun, shift: dt.timedelta, market: Market | None) -> RunPlan:
    """``market`` takes the place of the run's own, wherever that is named."""

    def there(named: Market | None) -> Market | None:
        return market if market and named and named == run.market else named

    planned = run.meetings.filter(state=MeetingState.PLANNED)
    rows: Iterable[PriorityRule] = run.rules.select_related("market")
    return RunPlan(
        trainers=list(run.trainers.all()),
        organisers=list(run.organisers.all()),
        markets=[found for found in map(there, run.markets.all()) if found],
        rules=[
            RulePlan(RuleKind(row.kind), there(row.market), row.places, row.days, row.until and row.until + shift)
            for row in rows
        ],
        meetings=[
            MeetingPlan(
                DateTimeTZRange(meeting.during.lower + shift, meeting.during.upper + shift),
                "" if market else meeting.place,
                meeting.topic,
            )
            for meeting in planned
        ],
    )
