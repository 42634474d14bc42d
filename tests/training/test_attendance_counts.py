"""Who attended, as certificates, no-show rules and outcomes count it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from tests.factories.training import AttendanceFactory, CourseRunFactory, EnrolmentFactory, MeetingFactory
from training.enums import EnrolmentState, MeetingState
from training.models import Attendance, CourseRun, Meeting
from training.queries.attendance import attendance_of_run, held_meetings, no_shows_of, trained_in

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def meeting_of(run: CourseRun, *, days_ago: float, **fields: Any) -> Meeting:
    begins = timezone.now() - dt.timedelta(days=days_ago)
    return MeetingFactory.create(run=run, during=DateTimeTZRange(begins, begins + 2 * HOUR), **fields)


@pytest.fixture
def past_run(db: None) -> CourseRun:
    now = timezone.now()
    return CourseRunFactory.create(meeting=False, starts_at=now - 9 * 24 * HOUR, ends_at=now - 24 * HOUR)


@pytest.mark.parametrize(
    ("left_after", "counts"), [(None, True), (2 * HOUR, True), (HOUR, True), (HOUR - dt.timedelta(seconds=1), False)]
)
def test_leaving_before_half_of_the_meeting_does_not_count(
    past_run: CourseRun, left_after: dt.timedelta | None, counts: bool
) -> None:
    meeting = meeting_of(past_run, days_ago=3)
    left_at = meeting.during.lower + left_after if left_after else None
    AttendanceFactory.create(meeting=meeting, enrolment__run=past_run, left_at=left_at, is_late=True)
    assert Attendance.objects.counted().exists() == counts


def test_attendance_of_a_meeting_cancelled_later_does_not_count(past_run: CourseRun) -> None:
    meeting = meeting_of(past_run, days_ago=3, state=MeetingState.CANCELLED, cancel_reason="Mưa lớn")
    AttendanceFactory.create(meeting=meeting, enrolment__run=past_run)
    assert not Attendance.objects.counted().exists()
    assert not held_meetings(past_run).exists()


def test_held_is_what_is_over_and_had_somebody(past_run: CourseRun) -> None:
    enrolment = EnrolmentFactory.create(run=past_run)
    first, nobody_came, coming = (meeting_of(past_run, days_ago=days) for days in (5, 3, -2))
    AttendanceFactory.create(meeting=first, enrolment=enrolment)
    AttendanceFactory.create(meeting=coming, enrolment=enrolment)
    assert list(held_meetings(past_run)) == [first]
    assert nobody_came not in held_meetings(past_run)


def test_attendance_of_a_run_is_counted_a_person(past_run: CourseRun) -> None:
    hoa = EnrolmentFactory.create(run=past_run, person__full_name="Trần Thị Hoa")
    an = EnrolmentFactory.create(run=past_run, person__full_name="Lê Văn Ân")
    EnrolmentFactory.create(run=past_run, state=EnrolmentState.WAITING)
    first, second = (meeting_of(past_run, days_ago=days) for days in (5, 3))
    AttendanceFactory.create(meeting=first, enrolment=hoa)
    AttendanceFactory.create(meeting=second, enrolment=hoa)
    AttendanceFactory.create(meeting=second, enrolment=an, left_at=second.during.lower + HOUR / 2)
    assert [(each.enrolment, each.attended, each.held) for each in attendance_of_run(past_run)] == [
        (an, 0, 2),
        (hoa, 2, 2),
    ]


@pytest.mark.parametrize("people", [1, 3])
def test_attendance_of_a_run_takes_the_same_queries(
    past_run: CourseRun, people: int, django_assert_num_queries: Any
) -> None:
    meeting = meeting_of(past_run, days_ago=3)
    for enrolment in EnrolmentFactory.create_batch(people, run=past_run):
        AttendanceFactory.create(meeting=meeting, enrolment=enrolment)
    with django_assert_num_queries(3):
        assert [str(each.enrolment.person) for each in attendance_of_run(past_run) if each.attended] != []


def test_no_show_is_who_kept_the_place_and_never_came(past_run: CourseRun) -> None:
    meeting = meeting_of(past_run, days_ago=3)
    AttendanceFactory.create(meeting=meeting, enrolment__run=past_run)
    absent = EnrolmentFactory.create(run=past_run)
    EnrolmentFactory.create(run=past_run, is_excused=True)
    EnrolmentFactory.create(run=past_run, state=EnrolmentState.CANCELLED)
    late = EnrolmentFactory.create(run=past_run, state=EnrolmentState.CANCELLED, left_late=True)
    assert set(no_shows_of(past_run)) == {absent, late}
    assert not no_shows_of(past_run, now=meeting.during.upper - HOUR).filter(pk=absent.pk).exists()


def test_nobody_is_a_no_show_where_no_attendance_was_taken(past_run: CourseRun) -> None:
    meeting_of(past_run, days_ago=3)
    EnrolmentFactory.create(run=past_run)
    assert not no_shows_of(past_run).exists()


def test_trained_is_one_counted_attendance_in_the_course(past_run: CourseRun) -> None:
    meeting = meeting_of(past_run, days_ago=3)
    came = AttendanceFactory.create(meeting=meeting, enrolment__run=past_run).enrolment
    EnrolmentFactory.create(run=past_run)
    assert list(trained_in([past_run.course_id])) == [came]
    assert list(trained_in()) == [came]
    assert not trained_in([past_run.course_id + 1])
