"""Who was there: what certificates, no-show rules and outcomes count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.search import NameOrder
from training.enums import EnrolmentState, MeetingState
from training.models import Attendance, CourseRun, Enrolment, Meeting

if TYPE_CHECKING:
    import datetime as dt

BY_NAME = (NameOrder("person__full_name"), "pk")
"""The order of official lists: by given name."""


@dataclass(frozen=True, slots=True)
class Attended:
    """How many of the meetings that were held somebody attended."""

    enrolment: Enrolment
    attended: int
    held: int


def held_meetings(run: CourseRun, *, now: dt.datetime | None = None) -> QuerySet[Meeting]:
    """Meetings that took place: not cancelled, over, and somebody was there. In order of time."""
    was_there = Exists(Attendance.objects.filter(meeting=OuterRef("pk")))
    ended = Q(state=MeetingState.PLANNED, during__endswith__lte=now or timezone.now())
    return Meeting.objects.filter(ended, was_there, run=run).order_by("during")


def attendance_of_run(run: CourseRun, *, now: dt.datetime | None = None) -> list[Attended]:
    """Everybody with a place in ``run``, by name as lists are, each with what they attended. Three queries."""
    held = [meeting.pk for meeting in held_meetings(run, now=now)]
    there = Attendance.objects.counted().filter(meeting__in=held).values("enrolment").annotate(n=Count("pk"))
    counts = {row["enrolment"]: row["n"] for row in there.order_by()}
    people = enrolled_in(run)
    return [Attended(enrolment, counts.get(enrolment.pk, 0), len(held)) for enrolment in people]


def enrolled_in(run: CourseRun) -> QuerySet[Enrolment]:
    """Enrolments with a place, by given name, with person, trader and market at hand."""
    rows = Enrolment.objects.filter(run=run, state=EnrolmentState.ENROLLED)
    return rows.select_related("person", "trader", "market").order_by(*BY_NAME)


def has_attended() -> Exists:
    """Whether an enrolment has a counted attendance; to filter or annotate enrolments."""
    return Exists(Attendance.objects.counted().filter(enrolment=OuterRef("pk")))


def trained_in(course_ids: list[int] | None = None) -> QuerySet[Enrolment]:
    """Enrolments of people who attended at least one meeting ("đã học"), of some courses or of all."""
    rows = Enrolment.objects.filter(has_attended())
    return rows if course_ids is None else rows.filter(run__course__in=course_ids)


def no_shows(*, now: dt.datetime | None = None) -> QuerySet[Enrolment]:
    """Enrolments that count as staying away without a word.

    The run is over and was held, the place was kept and never used, nobody excused it; or it was given up too late.
    """
    moment = now or timezone.now()
    held = Exists(Attendance.objects.filter(enrolment__run=OuterRef("run_id")))
    never_came = Q(~has_attended(), held, state=EnrolmentState.ENROLLED, run__ends_at__lte=moment)
    return Enrolment.objects.filter(never_came | Q(left_late=True), is_excused=False)


def no_shows_of(run: CourseRun, *, now: dt.datetime | None = None) -> QuerySet[Enrolment]:
    """The same for one run, by name."""
    return no_shows(now=now).filter(run=run).select_related("person", "trader", "market").order_by(*BY_NAME)
