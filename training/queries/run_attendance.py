"""A whole run on one page: people down, meetings across."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from training.enums import EnrolmentState, MeetingState
from training.models import Attendance, CourseRun, Enrolment, Meeting
from training.queries.attendance import held_meetings
from training.queries.door import with_stalls

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class RunRow:
    """One person: a cell a meeting, None where they were not, and how many of the meetings held they attended."""

    enrolment: Enrolment
    cells: list[tuple[Meeting, Attendance | None]]
    attended: int


@dataclass(frozen=True, slots=True)
class RunTable:
    """Meetings in order, how many came to each, which were held, and everybody's row."""

    meetings: Sequence[Meeting]
    came: list[tuple[Meeting, int]]
    held: set[int]
    rows: list[RunRow]


def run_table(run: CourseRun) -> RunTable:
    """Everybody with a place, and whoever came. Five queries."""
    meetings = list(run.meetings.filter(state=MeetingState.PLANNED).order_by("during"))
    held = set(held_meetings(run).values_list("pk", flat=True))
    there = {(row.enrolment_id, row.meeting_id): row for row in Attendance.objects.filter(meeting__in=meetings)}
    counted = Attendance.objects.counted().filter(meeting__in=held)
    attended = Counter(counted.values_list("enrolment_id", flat=True))
    came = {enrolment for enrolment, _ in there}
    people = with_stalls(Enrolment.objects.filter(Q(state=EnrolmentState.ENROLLED) | Q(pk__in=came), run=run))
    each = Counter(meeting for _, meeting in there)
    return RunTable(
        meetings=meetings,
        came=[(meeting, each[meeting.pk]) for meeting in meetings],
        held=held,
        rows=[
            RunRow(person, [(meeting, there.get((person.pk, meeting.pk))) for meeting in meetings], attended[person.pk])
            for person in people
        ],
    )
