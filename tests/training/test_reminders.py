"""Reminders of meetings: whom, when, once."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.training import CourseRunFactory, EnrolmentFactory
from training.actions.reminders import remind
from training.enums import EnrolmentState, MeetingState, RunState
from training.models import CourseRun

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 12, 8, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
NOON_BEFORE = START - DAY + 4 * HOUR


@pytest.fixture
def run(trader: User) -> CourseRun:
    """Begins on the 8th of December at 8:30; the trader has a place."""
    with time_machine.travel(START - 10 * DAY, tick=False):
        run = CourseRunFactory.create(title="Livestream tháng 12", starts_at=START)
        EnrolmentFactory.create(run=run, person=trader)
    return run


def told(person: User) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("pk").values_list("template", flat=True))


def test_tomorrow_is_told_once_by_day(run: CourseRun, trader: User) -> None:
    assert [remind(NOON_BEFORE), remind(NOON_BEFORE + HOUR)] == [1, 0]
    message = Message.objects.get(person=trader)
    assert (message.template, message.path) == ("run_tomorrow", f"/dao-tao/lop/{run.code}/")
    assert "08:30" in message.text
    assert run.place in message.text


@pytest.mark.parametrize("hour", [0, 7, 20, 23])
def test_nobody_is_told_of_tomorrow_at_night(run: CourseRun, trader: User, hour: int) -> None:
    assert remind((START - DAY).replace(hour=hour, minute=30)) == 0
    assert told(trader) == []


def test_the_hour_before_is_told_once(run: CourseRun, trader: User) -> None:
    assert remind(START - 3 * HOUR) == 0
    assert [remind(START - HOUR), remind(START - HOUR / 2), remind(START + HOUR)] == [1, 0, 0]
    assert told(trader) == ["run_in_an_hour"]


def test_only_who_has_a_place_is_told(run: CourseRun, other_trader: User) -> None:
    EnrolmentFactory.create(run=run, person=other_trader, state=EnrolmentState.WAITING)
    assert remind(NOON_BEFORE) == 1
    assert told(other_trader) == []


def test_who_comes_later_is_told_too(run: CourseRun, other_trader: User) -> None:
    remind(NOON_BEFORE)
    EnrolmentFactory.create(run=run, person=other_trader)
    assert remind(NOON_BEFORE + HOUR) == 1
    assert told(other_trader) == ["run_tomorrow"]


def test_cancelled_meeting_reminds_nobody(run: CourseRun, trader: User) -> None:
    run.meetings.update(state=MeetingState.CANCELLED, cancel_reason="Mất điện")
    assert remind(NOON_BEFORE) == remind(START - HOUR) == 0


def test_cancelled_run_reminds_nobody(run: CourseRun, trader: User) -> None:
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED, cancel_reason="Bão")
    assert remind(NOON_BEFORE) == 0


def test_moved_meeting_reminds_anew(run: CourseRun, trader: User) -> None:
    remind(NOON_BEFORE)
    run.meetings.update(during=DateTimeTZRange(START + DAY, START + DAY + 3 * HOUR))
    assert remind(START - HOUR) == 0
    assert remind(NOON_BEFORE + DAY) == 1
    assert told(trader) == ["run_tomorrow", "run_tomorrow"]


def test_every_meeting_of_a_run_is_reminded_of(run: CourseRun, trader: User) -> None:
    run.meetings.create(during=DateTimeTZRange(START + 7 * DAY, START + 7 * DAY + 3 * HOUR))
    assert [remind(NOON_BEFORE), remind(NOON_BEFORE + 7 * DAY)] == [1, 1]
