"""Runs that are over, with people who were there or not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from tests.factories.training import (
    AttendanceFactory,
    CourseRunFactory,
    EnrolmentFactory,
    FeedbackFactory,
    MeetingFactory,
)
from training.models import CourseRun, Enrolment, Feedback

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def run_over(*, meetings: int = 1, ended: dt.timedelta = DAY, percent: int = 80, **fields: Any) -> CourseRun:
    """A run whose last of ``meetings`` of two hours, one a day, ended ``ended`` ago."""
    end = timezone.now() - ended
    starts = [end - 2 * HOUR - place * DAY for place in reversed(range(meetings))]
    run: CourseRun = CourseRunFactory.create(
        meeting=False,
        **{
            "course__attendance_percent": percent, "starts_at": starts[0], "ends_at": end, "capacity": 500,
            "enrol_opens_at": starts[0] - 9 * DAY, "enrol_closes_at": starts[0],
        } | fields,
    )  # fmt: skip
    for start in starts:
        MeetingFactory.create(run=run, during=DateTimeTZRange(start, start + 2 * HOUR))
    return run


def trainee(run: CourseRun, *, attended: int = 1, **fields: Any) -> Enrolment:
    """Somebody with a place who was at the first ``attended`` meetings."""
    enrolment: Enrolment = EnrolmentFactory.create(run=run, **fields)
    for meeting in run.meetings.order_by("during")[:attended]:
        AttendanceFactory.create(enrolment=enrolment, meeting=meeting, by=run.made_by)
    return enrolment


def answers(run: CourseRun, count: int, *, grade: int = 4, words: str = "") -> list[Feedback]:
    """``count`` people who attended and gave ``grade`` to every question."""
    return [
        FeedbackFactory.create(enrolment=trainee(run), words=words, **dict.fromkeys(Feedback.GRADES, grade))
        for _ in range(count)
    ]
