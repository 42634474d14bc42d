"""Runs as lists, calendars and feeds show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import CharField, Count, DateTimeField, F, Max, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat, Greatest
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.search import Fold, folded_contains
from traders.models import Market
from training.enums import EnrolmentState, MeetingState, RunState
from training.models import Course, CourseRun, Enrolment, Meeting, RunSeries

if TYPE_CHECKING:
    from traders.models.actors import Actor

TAUGHT_SHOWN = 20

SEARCHED = ("title", "course__title", "place", "market__name")


@dataclass(frozen=True, slots=True)
class RunFilter:
    """What a list, the calendar or a feed is narrowed to; blank means everything."""

    words: str = ""
    topic: str = ""
    market: Market | None = None
    audience: str = ""
    kind: str = ""
    month: dt.date | None = None
    open_only: bool = False


def filtered(runs: QuerySet[CourseRun], wanted: RunFilter) -> QuerySet[CourseRun]:
    """``runs`` that fit; a market's are those held there and those that its traders may enrol in by name."""
    if wanted.topic:
        runs = runs.filter(course__topic=wanted.topic)
    if wanted.audience:
        runs = runs.filter(course__audience=wanted.audience)
    if wanted.kind:
        runs = runs.filter(kind=wanted.kind)
    if wanted.market:
        named = CourseRun.markets.through.objects.filter(market=wanted.market).values("courserun")
        runs = runs.filter(Q(market=wanted.market) | Q(pk__in=named))
    if wanted.month:
        first, after = month_bounds(wanted.month)
        meetings = Meeting.objects.filter(during__startswith__gte=first, during__startswith__lt=after)
        runs = runs.filter(pk__in=meetings.values("run"))
    if wanted.open_only:
        now = timezone.now()
        runs = runs.filter(state=RunState.PUBLISHED, enrol_opens_at__lte=now, enrol_closes_at__gt=now)
    if wanted.words:
        blank = Value("", output_field=CharField())
        parts = [part for column in SEARCHED for part in (Coalesce(F(column), blank), Value(" "))]
        searched = Fold(Concat(*parts, output_field=TextField()))
        runs = runs.alias(searched=searched).filter(folded_contains("searched", wanted.words))
    return runs


def upcoming(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    """Announced runs that are not over, the next first; cancelled ones until the day they would have begun."""
    now = timezone.now()
    return runs.exclude(state=RunState.DRAFT).filter(Q(ends_at__gt=now) | Q(ends_at__isnull=True))


def past(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    """Runs that are over, the latest first."""
    return runs.exclude(state=RunState.DRAFT).filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")


def drafts(user: Actor) -> QuerySet[CourseRun]:
    """Runs that this person may announce."""
    return CourseRun.objects.managed_by(user).filter(state=RunState.DRAFT)


def for_cards(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    """With all that a card shows."""
    meetings = Prefetch("meetings", Meeting.objects.filter(state=MeetingState.PLANNED).order_by("during"), "planned")
    return runs.select_related("course", "market").prefetch_related("organisers", meetings)


def meetings_in(runs: QuerySet[CourseRun], first: dt.datetime, after: dt.datetime) -> QuerySet[Meeting]:
    """Meetings of ``runs`` that begin in [first, after), cancelled ones too."""
    found = Meeting.objects.filter(run__in=runs, during__startswith__gte=first, during__startswith__lt=after)
    return found.select_related("run__course", "run__market").order_by("during", "pk")


def planned_of(run: CourseRun) -> QuerySet[Meeting]:
    return run.meetings.filter(state=MeetingState.PLANNED)


def meetings_of(run: CourseRun) -> QuerySet[Meeting]:
    """All meetings of one run, with what an event says."""
    return run.meetings.select_related("run__course", "run__market").order_by("during", "pk")


def with_changes(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """``meetings`` with ``changed_at``, when they or their run were last written."""
    changed = Greatest(Max("events__pgh_created_at"), Max("run__events__pgh_created_at"))
    return meetings.annotate(changed_at=Coalesce(changed, F("run__enrol_opens_at"), output_field=DateTimeField()))


def own_meetings(person: User) -> QuerySet[Meeting]:
    """Meetings of runs in which the person has a place or is offered one, and of those they teach."""
    in_them = Enrolment.objects.filter(person=person, state__in=(EnrolmentState.ENROLLED, EnrolmentState.OFFERED))
    runs = CourseRun.objects.public().filter(Q(pk__in=in_them.values("run")) | Q(trainers=person)).distinct()
    return Meeting.objects.filter(run__in=runs).select_related("run__course", "run__market").order_by("during", "pk")


def offered_runs(person: User) -> QuerySet[Enrolment, int]:
    """Runs that wait for the person's answer, by key."""
    return Enrolment.objects.filter(person=person, state=EnrolmentState.OFFERED).values_list("run_id", flat=True)


def courses_for(user: Actor) -> QuerySet[Course]:
    """Courses that may be run by this person."""
    return Course.objects.visible_to(user).filter(is_active=True)


def trainers() -> QuerySet[User]:
    """Who may be named as the trainer of a run."""
    return User.objects.filter(role=Role.TRAINER, is_active=True).order_by("full_name")


def managed_series(user: Actor) -> QuerySet[RunSeries]:
    """Series of which this person may change every run."""
    others = CourseRun.objects.exclude(pk__in=CourseRun.objects.managed_by(user).values("pk"))
    own = CourseRun.objects.managed_by(user)
    found = RunSeries.objects.filter(pk__in=own.filter(series__isnull=False).values("series"))
    return found.exclude(pk__in=others.filter(series__isnull=False).values("series"))


def runs_taught(trainer: User) -> tuple[list[CourseRun], list[CourseRun]]:
    """For a trainer's first page: runs to come or going on, the next first, and the last few that are over."""
    runs = for_cards(CourseRun.objects.filter(trainers=trainer)).annotate(
        enrolled_count=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ENROLLED))
    )
    now = timezone.now()
    coming = runs.exclude(state=RunState.CANCELLED).filter(Q(ends_at__gt=now) | Q(ends_at__isnull=True))
    return list(coming[:TAUGHT_SHOWN]), list(past(runs).filter(state=RunState.PUBLISHED)[:TAUGHT_SHOWN])


def month_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of the month of ``day`` and of the next, in Vietnam's time."""
    first = day.replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    zone = timezone.get_default_timezone()
    return (
        dt.datetime.combine(first, dt.time.min, tzinfo=zone),
        dt.datetime.combine(after, dt.time.min, tzinfo=zone),
    )
