"""What else people have at the times of a run: other runs, and what ``TRAINING_BUSY_TIMES`` knows. A warning only."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from portal.busy import BusyTime
from training.enums import IS_ON_THE_LIST, MeetingState, RunState
from training.hooks import busy_times
from training.models import Enrolment, Meeting

if TYPE_CHECKING:
    from training.models import CourseRun

PLANNED = MeetingState.PLANNED


def clashes_of(run: CourseRun, people: Collection[int]) -> Mapping[int, list[BusyTime]]:
    """Id of user → what overlaps a planned meeting of ``run``; three statements, however many people."""
    times = [(row.lower, row.upper) for row in run.meetings.filter(state=PLANNED).values_list("during", flat=True)]
    if not times or not people:
        return {}
    begins, ends = min(lower for lower, _ in times), max(upper for _, upper in times)
    found: dict[int, list[BusyTime]] = defaultdict(list)
    for person, others in busy_times(people, begins, ends).items():
        found[person] += others
    for person, time in _meetings(run, people):
        found[person].append(time)
    hit = {person: [time for time in others if _touches(time, times)] for person, others in found.items()}
    return {person: sorted(others, key=lambda time: time.starts_at) for person, others in hit.items() if others}


def _meetings(run: CourseRun, people: Collection[int]) -> list[tuple[int, BusyTime]]:
    """Meetings of other runs in which these people have a place or wait for one."""
    enrolments = Enrolment.objects.filter(person__in=people, state__in=IS_ON_THE_LIST).exclude(run=run)
    runs_of: dict[int, list[int]] = defaultdict(list)
    for person, other in enrolments.filter(run__state=RunState.PUBLISHED).values_list("person", "run"):
        runs_of[other].append(person)
    meetings = Meeting.objects.filter(run__in=runs_of, state=PLANNED).values_list("run", "run__title", "during")
    return [
        (person, BusyTime(f"lớp “{title}”", during.lower, during.upper))
        for other, title, during in meetings
        for person in runs_of[other]
    ]


def _touches(time: BusyTime, times: Collection[tuple[dt.datetime, dt.datetime]]) -> bool:
    return any(time.starts_at < upper and lower < time.ends_at for lower, upper in times)
