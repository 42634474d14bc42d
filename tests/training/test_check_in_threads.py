"""Two scans in the same moment, with real threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.training import EnrolmentFactory
from tests.threads import at_once
from tests.training.door_kit import HOUR, open_meeting
from training.actions.attendance import admit, check_in
from training.actions.enrolments.steps import locked_run
from training.actions.meetings import move_meeting
from training.actions.runs import MeetingPlan
from training.enums import AttendanceFlag, CheckInHow, EnrolmentState
from training.errors import TrainingError
from training.models import Attendance

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_scans_of_one_person_are_one_row() -> None:
    meeting = open_meeting()
    person = EnrolmentFactory.create(run=meeting.run).person
    got = at_once(lambda: check_in(meeting=meeting, person=person, by=person, how=CheckInHow.QR))
    assert [type(each) for each in got] == [Attendance, Attendance]
    assert got[0] == got[1] == Attendance.objects.get()


def test_two_people_of_one_phone_in_the_same_moment_are_both_flagged() -> None:
    meeting = open_meeting()
    people = [EnrolmentFactory.create(run=meeting.run).person for _ in range(2)]
    waiting = list(people)

    def scan() -> Attendance:
        person = waiting.pop()
        return check_in(meeting=meeting, person=person, by=person, how=CheckInHow.QR, device="one phone")

    at_once(scan)
    flags = set(Attendance.objects.values_list("enrolment__person", "flag"))
    assert flags == {(person.pk, AttendanceFlag.SHARED_DEVICE) for person in people}


def test_last_place_at_the_door_is_given_once() -> None:
    trainer = UserFactory.create(role="trainer")
    meeting = open_meeting(trainer=trainer, capacity=1)
    waiting = [EnrolmentFactory.create(run=meeting.run, state=EnrolmentState.WAITING).person for _ in range(2)]
    got = at_once(lambda: admit(meeting=meeting, person=waiting.pop(), by=trainer))
    assert {type(each) for each in got} == {Attendance, TrainingError}
    assert Attendance.objects.count() == 1


def test_coming_with_an_offer_and_moving_the_meeting_do_not_wait_for_each_other() -> None:
    begins = timezone.now() + HOUR / 2
    meeting = open_meeting(begins=begins)
    person = EnrolmentFactory.create(
        run=meeting.run, state=EnrolmentState.OFFERED, offer_expires_at=begins - HOUR / 4
    ).person
    later = DateTimeTZRange(begins + HOUR / 4, begins + 3 * HOUR)
    came = threading.Event()

    def move() -> bool:
        run = locked_run(meeting.run_id)
        came.set()
        time.sleep(0.2)
        return move_meeting(meeting=run.meetings.get(), plan=MeetingPlan(later), reason="Chờ", by=meeting.run.made_by)

    def come() -> Attendance:
        came.wait()
        return check_in(meeting=meeting, person=person, by=person, how=CheckInHow.QR)

    tasks: list[Callable[[], Attendance | bool]] = [move, come]

    def whole() -> Attendance | bool:
        with transaction.atomic():
            return tasks.pop()()

    got = at_once(whole)
    assert {type(each) for each in got} == {bool, Attendance}
