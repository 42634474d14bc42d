"""Real threads at the last places: what one after the other proves nothing about."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.traders import MarketFactory, MembershipFactory, TraderFactory
from tests.factories.training import CourseRunFactory
from training.actions.enrolments import accept_offer, enrol, enrol_many, fill_where_owed, leave
from training.enums import Audience, EnrolmentState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment, EnrolmentStep
from training.queries.places import owed, places_of, snapshot_of, waiting_list

CLIENTS, PLACES = 40, 5


def all_at_once(actions: Sequence[Callable[[], Any]]) -> list[Exception]:
    """Every action in a thread of its own, begun together; what they raise, but refusals that a user reads."""
    barrier, raised = Barrier(len(actions)), []

    def work(action: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            action()
        except TrainingError:
            pass  # somebody was quicker
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def people(transactional_db: None) -> list[User]:
    return UserFactory.create_batch(CLIENTS)


@pytest.fixture
def run(people: list[User]) -> CourseRun:
    """Five places for whoever is signed in."""
    return CourseRunFactory.create(capacity=PLACES, course__audience=Audience.CREATORS)


def states(run: CourseRun) -> list[str]:
    return list(run.enrolments.order_by("queued_at").values_list("state", flat=True))


def test_forty_threads_for_the_last_five_places(run: CourseRun, people: list[User]) -> None:
    """Each taps twice: five get a place, the others wait in the order in which they got the lock."""
    taps = [partial(enrol, run=run, person=person, by=person) for person in people for _ in range(2)]
    assert all_at_once(taps) == []
    assert states(run) == [EnrolmentState.ENROLLED] * PLACES + [EnrolmentState.WAITING] * (CLIENTS - PLACES)
    by_lock = EnrolmentStep.objects.filter(after=EnrolmentState.WAITING).order_by("pk")
    assert [place.enrolment.pk for place in waiting_list(run)] == list(by_lock.values_list("enrolment_id", flat=True))
    assert EnrolmentStep.objects.count() == CLIENTS


def test_places_while_people_leave_and_take_offers(run: CourseRun, people: list[User]) -> None:
    """Half are in; they leave and answer offers while the others come and the beat fills places."""
    for person in people[: CLIENTS // 2]:
        enrol(run=run, person=person, by=person)
    rows = list(run.enrolments.select_related("run", "person"))
    everything: list[Callable[[], Any]] = [
        *(partial(leave, enrolment=row, by=row.person) for row in rows[:8]),
        *(partial(accept_offer, enrolment=row, by=row.person) for row in rows[5:]),
        *(partial(enrol, run=run, person=person, by=person) for person in people[CLIENTS // 2 :]),
        *([partial(fill_where_owed, timezone.now())] * 3),
    ]
    random.shuffle(everything)
    assert all_at_once(everything) == []
    places = places_of(run)
    assert places.enrolled + places.offered == PLACES
    assert owed(snapshot_of(run, timezone.now())) == []
    assert Enrolment.objects.filter(run=run).count() == CLIENTS


def test_enrolling_by_the_board_and_by_oneself_at_once(transactional_db: None) -> None:
    """A board's list and a trader's own taps in one instant make one row and one step."""
    market = MarketFactory.create()
    trader, board = TraderFactory.create(market=market).user, MembershipFactory.create(market=market).user
    run = CourseRunFactory.create(capacity=1)
    own = [partial(enrol, run=run, person=trader, by=trader)] * 4
    listed = [partial(enrol_many, run=run, people=[trader], by=board)] * 4
    assert all_at_once([*own, *listed]) == []
    assert states(run) == [EnrolmentState.ENROLLED]
    assert EnrolmentStep.objects.count() == 1
