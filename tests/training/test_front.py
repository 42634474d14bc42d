"""Training on the first page: a trader's next step, a board's open runs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.queries.next_steps import next_step_of
from portal.accounts.models import User
from tests.factories.traders import TraderFactory
from tests.factories.training import AttendanceFactory, CourseRunFactory, EnrolmentFactory
from traders.models import Market, Trader
from training.actions.enrolments import enrol, propose_swap
from training.enums import EnrolmentState
from training.models import CourseRun
from training.queries.front import open_runs_for

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def run(ben_thanh: Market) -> CourseRun:
    return CourseRunFactory.create(title="Livestream tháng 12", market=ben_thanh, capacity=2)


def step(person: User) -> tuple[str, str]:
    found = next_step_of(person, Trader.objects.filter(user=person).first())
    return found.title, found.url


def test_class_is_suggested_to_who_was_never_trained(run: CourseRun, trader: User) -> None:
    assert step(trader) == ("Xem lớp học", reverse("run_detail", args=[run.code]))
    AttendanceFactory.create(enrolment=EnrolmentFactory.create(person=trader))
    assert step(trader)[0] != "Xem lớp học"


def test_class_of_another_market_is_not_suggested(run: CourseRun, trader: User, tan_dinh: Market) -> None:
    run.markets.add(tan_dinh)
    assert step(trader)[0] != "Xem lớp học"


def test_class_that_is_not_open_is_not_suggested(run: CourseRun, trader: User) -> None:
    CourseRun.objects.update(enrol_closes_at=timezone.now())
    assert step(trader)[0] != "Xem lớp học"


def test_meeting_of_tomorrow_is_the_next_step(run: CourseRun, trader: User) -> None:
    soon = CourseRunFactory.create(starts_at=timezone.now() + 2 * HOUR, title="Lớp sắp học")
    EnrolmentFactory.create(run=soon, person=trader)
    title, url = step(trader)
    assert title.startswith("Đi học ")
    assert url == reverse("run_detail", args=[soon.code])


def test_meeting_that_one_only_waits_for_is_not(run: CourseRun, trader: User) -> None:
    soon = CourseRunFactory.create(starts_at=timezone.now() + 2 * HOUR)
    EnrolmentFactory.create(run=soon, person=trader, state=EnrolmentState.WAITING)
    assert not step(trader)[0].startswith("Đi học ")


def test_offer_comes_before_everything(run: CourseRun, trader: User) -> None:
    EnrolmentFactory.create(run=CourseRunFactory.create(starts_at=timezone.now() + 2 * HOUR), person=trader)
    offer = EnrolmentFactory.create(
        run=run, person=trader, state=EnrolmentState.OFFERED, offer_expires_at=timezone.now() + HOUR
    )
    assert step(trader) == ("Có chỗ học cho bạn", reverse("offer", args=[offer.pk]))


def test_offer_that_has_ended_is_no_step(run: CourseRun, trader: User) -> None:
    ended = timezone.now() - HOUR
    EnrolmentFactory.create(run=run, person=trader, state=EnrolmentState.OFFERED, offer_expires_at=ended)
    assert step(trader)[0] != "Có chỗ học cho bạn"


def test_question_of_a_colleague_is_a_step(run: CourseRun, trader: User, other_trader: User) -> None:
    swap = propose_swap(enrolment=enrol(run=run, person=trader, by=trader), taker=other_trader, by=trader)
    assert step(other_trader) == ("Trả lời đồng nghiệp", reverse("swap", args=[swap.pk]))


def test_board_sees_open_runs_with_its_own_people(
    client: Client, run: CourseRun, trader: User, other_trader: User, market_board: User, other_board: User
) -> None:
    for person in (other_trader, trader, TraderFactory.create(market=Trader.objects.get(user=trader).market).user):
        enrol(run=run, person=person, by=person)
    (own,) = open_runs_for(market_board)
    assert (own.run, own.own_placed, own.own_waiting, own.places.free) == (run, 1, 1, 0)
    (others,) = open_runs_for(other_board)
    assert (others.own_placed, others.own_waiting) == (1, 0)
    client.force_login(market_board)
    shown = client.get("/").content.decode()
    assert "Livestream tháng 12" in shown
    assert reverse("run_people", args=[run.code]) in shown


def test_board_is_not_told_of_runs_of_other_markets(run: CourseRun, tan_dinh: Market, market_board: User) -> None:
    run.markets.add(tan_dinh)
    assert open_runs_for(market_board) == []
