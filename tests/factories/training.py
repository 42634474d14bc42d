"""Courses, runs and enrolments for tests. A run begins in ten days and is open for enrolment unless told otherwise."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from factory.django import DjangoModelFactory

from tests.factories.accounts import UserFactory
from tests.factories.places import ProvinceFactory
from training.enums import EnrolmentState, RunState, Topic
from training.models import Attendance, Course, CourseRun, Enrolment, Feedback, Meeting, Organiser


class OrganiserFactory(DjangoModelFactory[Organiser]):
    class Meta:
        model = Organiser

    name = factory.Sequence(lambda n: f"Sở Công Thương {n}")
    short_name = factory.Sequence(lambda n: f"Sở Công Thương {n}")


class CourseFactory(DjangoModelFactory[Course]):
    class Meta:
        model = Course

    city = factory.SubFactory(ProvinceFactory)
    title = factory.Sequence(lambda n: f"Livestream bán hàng cho người mới {n}")
    topic = Topic.LIVESTREAM
    minutes = 240
    summary = "Tự mở một buổi phát và chốt được đơn đầu tiên."


class CourseRunFactory(DjangoModelFactory[CourseRun]):
    class Meta:
        model = CourseRun
        skip_postgeneration_save = True

    course = factory.SubFactory(CourseFactory)
    code = factory.Sequence(lambda n: f"ls-{n}")
    title = factory.LazyAttribute(lambda run: run.course.title)
    state = RunState.PUBLISHED
    capacity = 20
    place = "Phòng họp ban quản lý"
    enrol_opens_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=7))
    enrol_closes_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=9))
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=10))
    ends_at = factory.LazyAttribute(lambda run: run.starts_at + dt.timedelta(hours=3))
    published_at = factory.LazyAttribute(lambda run: run.enrol_opens_at)
    made_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def meeting(self: CourseRun, create: bool, extracted: object, **_: Any) -> None:
        """One meeting over the whole of the run, unless ``meeting=False``."""
        if create and extracted is not False and self.starts_at:
            MeetingFactory.create(run=self, during=DateTimeTZRange(self.starts_at, self.ends_at))


class MeetingFactory(DjangoModelFactory[Meeting]):
    class Meta:
        model = Meeting

    run = factory.SubFactory(CourseRunFactory, meeting=False)
    during = factory.LazyAttribute(lambda meeting: DateTimeTZRange(meeting.run.starts_at, meeting.run.ends_at))


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    """Somebody with a place; ``person`` may be a trader's user, then ``trader`` and ``market`` are theirs."""

    class Meta:
        model = Enrolment

    run = factory.SubFactory(CourseRunFactory)
    person = factory.SubFactory(UserFactory)
    trader = factory.LazyAttribute(lambda row: getattr(row.person, "trader", None))
    market = factory.LazyAttribute(lambda row: row.trader.market if row.trader else None)
    state = EnrolmentState.ENROLLED
    enrolled_by = factory.SelfAttribute("person")
    queued_at = factory.LazyFunction(timezone.now)
    changed_at = factory.SelfAttribute("queued_at")


class AttendanceFactory(DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    enrolment = factory.SubFactory(EnrolmentFactory)
    meeting = factory.LazyAttribute(lambda row: row.enrolment.run.meetings.get())
    arrived_at = factory.LazyAttribute(lambda row: row.meeting.during.lower)
    how = "list"
    by = factory.SubFactory(UserFactory)
    at = factory.SelfAttribute("arrived_at")


class FeedbackFactory(DjangoModelFactory[Feedback]):
    """Somebody content; give ``enrolment`` of one who attended."""

    class Meta:
        model = Feedback

    enrolment = factory.SubFactory(EnrolmentFactory)
    clear = useful = pace = trainer = will_sell = 4
