"""Two accounts that turn out to be one person: what hangs on the closed one goes on."""

from __future__ import annotations

import pytest

from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.training import CourseRunFactory, EnrolmentFactory
from traders.actions.claims import hand_number
from traders.models import Market, Trader
from training.enums import EnrolmentState
from training.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(db: None) -> User:
    return UserFactory.create(phone="+84912000111", full_name="Lê Hoa")


def test_place_of_the_closed_account_is_the_keepers(newcomer: User, trader: User, trader_row: Trader) -> None:
    enrolment = EnrolmentFactory.create(person=newcomer)
    hand_number(newcomer=newcomer, keeper=trader)
    enrolment.refresh_from_db()
    assert (enrolment.person, enrolment.trader, enrolment.market) == (trader, trader_row, trader_row.market)


def test_second_place_of_one_person_goes_to_who_waits(newcomer: User, trader: User, ben_thanh: Market) -> None:
    run = CourseRunFactory.create(capacity=2, market=ben_thanh)
    EnrolmentFactory.create(run=run, person=trader)
    mine = EnrolmentFactory.create(run=run, person=newcomer)
    waiting = EnrolmentFactory.create(run=run, state=EnrolmentState.WAITING)
    hand_number(newcomer=newcomer, keeper=trader)
    assert Enrolment.objects.get(pk=mine.pk).state == EnrolmentState.CANCELLED
    assert Enrolment.objects.get(pk=waiting.pk).state == EnrolmentState.OFFERED
    assert Enrolment.objects.get(run=run, person=trader).state == EnrolmentState.ENROLLED
