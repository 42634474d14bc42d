"""Enrolling, leaving, offers: one after the other. Two at once are in test_enrolments_threads.py."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.training import CourseRunFactory
from training.actions.enrolments import accept_offer, decline_offer, enrol, leave
from training.enums import EnrolmentState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment
from training.queries.places import places_of, position_of, waiting_list

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def run(ben_thanh: object) -> CourseRun:
    """A run with one place, open for traders of the city."""
    return CourseRunFactory.create(capacity=1, code="ls-bt")


def come(run: CourseRun, person: User) -> Enrolment:
    return enrol(run=run, person=person, by=person)


def templates(person: User) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("pk").values_list("template", flat=True))


def test_first_gets_the_place_and_second_waits(run: CourseRun, trader: User, other_trader: User) -> None:
    first, second = come(run, trader), come(run, other_trader)
    assert (first.state, second.state) == (EnrolmentState.ENROLLED, EnrolmentState.WAITING)
    place = position_of(second)
    assert place
    assert (place.position, place.reasons) == (1, ["Lớp đã đủ chỗ."])
    assert [each.enrolment for each in waiting_list(run)] == [second]
    assert (templates(trader), templates(other_trader)) == (["place_taken"], ["place_waiting"])


def test_enrolling_twice_changes_nothing(run: CourseRun, trader: User) -> None:
    first, second = come(run, trader), come(run, trader)
    assert first == second
    assert first.steps.count() == 1
    assert templates(trader) == ["place_taken"]


def test_freed_place_is_offered_to_the_next_and_taken(run: CourseRun, trader: User, other_trader: User) -> None:
    mine, theirs = come(run, trader), come(run, other_trader)
    leave(enrolment=mine, by=trader)
    theirs.refresh_from_db()
    assert theirs.state == EnrolmentState.OFFERED
    assert (places_of(run).offered, places_of(run).free) == (1, 0)
    accept_offer(enrolment=theirs, by=other_trader)
    assert accept_offer(enrolment=theirs, by=other_trader).state == EnrolmentState.ENROLLED
    assert list(theirs.steps.values_list("after", flat=True)) == ["waiting", "offered", "enrolled"]


def test_refused_offer_goes_on(run: CourseRun, trader: User, other_trader: User) -> None:
    mine, theirs = come(run, trader), come(run, other_trader)
    leave(enrolment=mine, by=trader)
    decline_offer(enrolment=theirs, by=other_trader)
    assert places_of(run).free == 1


def test_offer_is_too_late_at_the_second(run: CourseRun, trader: User, other_trader: User) -> None:
    mine, theirs = come(run, trader), come(run, other_trader)
    leave(enrolment=mine, by=trader)
    theirs.refresh_from_db()
    assert theirs.offer_expires_at
    with time_machine.travel(theirs.offer_expires_at, tick=False), pytest.raises(TrainingError, match="quá giờ"):
        accept_offer(enrolment=theirs, by=other_trader)


def test_enrolment_closes_at_the_second(run: CourseRun, trader: User, other_trader: User) -> None:
    with time_machine.travel(run.enrol_closes_at - dt.timedelta(microseconds=1), tick=False):
        come(run, trader)
    with time_machine.travel(run.enrol_closes_at, tick=False), pytest.raises(TrainingError, match="đóng đăng ký"):
        come(run, other_trader)
    assert timezone.now() < run.enrol_closes_at
