"""Giving a place to a colleague, or changing runs with them."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.traders import TraderFactory
from tests.factories.training import CourseRunFactory
from traders.models import Market
from training.actions.enrolments import answer_swap, enrol, leave, propose_swap, remove, withdraw_swap
from training.enums import EnrolledHow, EnrolmentState, RuleKind, SwapState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment, PlaceSwap, PriorityRule


@pytest.fixture
def run(ben_thanh: Market) -> CourseRun:
    return CourseRunFactory.create(capacity=1)


@pytest.fixture
def mine(run: CourseRun, trader: User) -> Enrolment:
    return enrol(run=run, person=trader, by=trader)


@pytest.fixture
def question(mine: Enrolment, trader: User, other_trader: User) -> PlaceSwap:
    return propose_swap(enrolment=mine, taker=other_trader, by=trader)


def row_of(run: CourseRun, person: User) -> Enrolment:
    return Enrolment.objects.get(run=run, person=person)


def told(person: User) -> str:
    return Message.objects.filter(person=person).latest("pk").template


def test_place_changes_hands_even_while_others_wait(
    run: CourseRun, mine: Enrolment, question: PlaceSwap, trader: User, other_trader: User, ben_thanh: Market
) -> None:
    waiting = TraderFactory.create(market=ben_thanh).user
    enrol(run=run, person=waiting, by=waiting)
    assert told(other_trader) == "swap_asked"
    answer_swap(swap=question, accept=True, by=other_trader)
    assert answer_swap(swap=question, accept=True, by=other_trader).state == SwapState.ACCEPTED
    mine.refresh_from_db()
    taken = row_of(run, other_trader)
    assert (mine.state, mine.left_late) == (EnrolmentState.CANCELLED, False)
    assert (taken.state, taken.how) == (EnrolmentState.ENROLLED, EnrolledHow.SWAP)
    assert taken.market == other_trader.trader.market
    assert row_of(run, waiting).state == EnrolmentState.WAITING
    assert (told(trader), told(other_trader)) == ("swap_accepted", "place_taken")
    assert taken.steps.get().reason == f"Nhận chỗ của {trader}"


def test_who_waits_takes_a_colleagues_place(run: CourseRun, mine: Enrolment, trader: User, other_trader: User) -> None:
    enrol(run=run, person=other_trader, by=other_trader)
    swap = propose_swap(enrolment=mine, taker=other_trader, by=trader)
    answer_swap(swap=swap, accept=True, by=other_trader)
    assert row_of(run, other_trader).state == EnrolmentState.ENROLLED


def test_two_with_places_change_runs(run: CourseRun, mine: Enrolment, trader: User, other_trader: User) -> None:
    other = CourseRunFactory.create(course=run.course, capacity=1)
    enrol(run=other, person=other_trader, by=other_trader)
    swap = propose_swap(enrolment=mine, taker=other_trader, by=trader)
    assert swap.in_exchange == row_of(other, other_trader)
    assert told(other_trader) == "swap_exchange_asked"
    answer_swap(swap=swap, accept=True, by=other_trader)
    holders = {(e.run_id, e.person_id) for e in Enrolment.objects.holding_a_place()}
    assert holders == {(run.pk, other_trader.pk), (other.pk, trader.pk)}
    assert told(trader) in {"swap_exchanged", "place_taken"}


def test_no_leaves_everything_as_it_was(question: PlaceSwap, mine: Enrolment, trader: User, other_trader: User) -> None:
    for _ in range(2):
        assert answer_swap(swap=question, accept=False, by=other_trader).state == SwapState.DECLINED
    mine.refresh_from_db()
    assert mine.state == EnrolmentState.ENROLLED
    assert told(trader) == "swap_declined"
    with pytest.raises(TrainingError, match="không còn"):
        answer_swap(swap=question, accept=True, by=other_trader)


def test_question_ends_with_the_place(question: PlaceSwap, mine: Enrolment, trader: User, other_trader: User) -> None:
    leave(enrolment=mine, by=trader)
    question.refresh_from_db()
    assert question.state == SwapState.WITHDRAWN
    with pytest.raises(TrainingError, match="không còn"):
        answer_swap(swap=question, accept=True, by=other_trader)


def test_question_ends_when_the_place_in_exchange_goes(
    run: CourseRun, mine: Enrolment, trader: User, other_trader: User, official: User
) -> None:
    other = CourseRunFactory.create(course=run.course)
    theirs = enrol(run=other, person=other_trader, by=other_trader)
    swap = propose_swap(enrolment=mine, taker=other_trader, by=trader)
    remove(enrolment=theirs, by=official, reason="Đăng ký nhầm")
    swap.refresh_from_db()
    assert swap.state == SwapState.WITHDRAWN


def test_asking_twice_is_one_question_and_others_have_to_wait(
    question: PlaceSwap, mine: Enrolment, trader: User, other_trader: User, ben_thanh: Market
) -> None:
    assert propose_swap(enrolment=mine, taker=other_trader, by=trader) == question
    third = TraderFactory.create(market=ben_thanh).user
    with pytest.raises(TrainingError, match="rút lời hỏi"):
        propose_swap(enrolment=mine, taker=third, by=trader)
    for _ in range(2):
        assert withdraw_swap(swap=question, by=trader).state == SwapState.WITHDRAWN
    assert propose_swap(enrolment=mine, taker=third, by=trader).taker == third


def test_nobody_else_asks_answers_or_withdraws(
    question: PlaceSwap, mine: Enrolment, trader: User, other_trader: User, market_board: User
) -> None:
    with pytest.raises(TrainingError, match="chính người có chỗ"):
        propose_swap(enrolment=mine, taker=other_trader, by=market_board)
    with pytest.raises(TrainingError, match="người được hỏi"):
        answer_swap(swap=question, accept=True, by=trader)
    with pytest.raises(TrainingError, match="người đã hỏi"):
        withdraw_swap(swap=question, by=other_trader)
    withdraw_swap(swap=question, by=trader)
    with pytest.raises(TrainingError, match="một người khác"):
        propose_swap(enrolment=mine, taker=trader, by=trader)


def test_swap_is_over_when_the_run_begins(question: PlaceSwap, run: CourseRun, other_trader: User) -> None:
    assert run.starts_at
    with time_machine.travel(run.starts_at, tick=False), pytest.raises(TrainingError, match="trước khi lớp bắt đầu"):
        answer_swap(swap=question, accept=True, by=other_trader)


def test_taker_has_to_be_of_those_the_run_is_for(
    run: CourseRun, mine: Enrolment, trader: User, tan_dinh: Market
) -> None:
    run.markets.add(mine.market_id or 0)
    stranger = TraderFactory.create(market=tan_dinh).user
    with pytest.raises(TrainingError, match="Lớp này dành cho Chợ Bến Thành"):
        propose_swap(enrolment=mine, taker=stranger, by=trader)


def test_place_in_a_full_market_goes_to_nobody_of_it(run: CourseRun, trader: User, other_trader: User) -> None:
    run.capacity = 2
    run.save()
    PriorityRule.objects.create(run=run, kind=RuleKind.MARKET_LIMIT, places=1)
    mine, _ = (enrol(run=run, person=person, by=person) for person in (trader, other_trader))
    second = TraderFactory.create(market=other_trader.trader.market).user
    with pytest.raises(TrainingError, match="đã đủ 1 chỗ"):
        propose_swap(enrolment=mine, taker=second, by=trader)


def test_place_of_a_quota_stays_in_its_market(
    run: CourseRun, trader: User, other_trader: User, market_board: User, ben_thanh: Market
) -> None:
    until = timezone.now() + dt.timedelta(days=1)
    PriorityRule.objects.create(run=run, kind=RuleKind.BOARD_QUOTA, places=1, market=ben_thanh, until=until)
    sent = enrol(run=run, person=trader, by=market_board, how=EnrolledHow.BOARD)
    with pytest.raises(TrainingError, match="cùng chợ"):
        propose_swap(enrolment=sent, taker=other_trader, by=trader)
    neighbour = TraderFactory.create(market=ben_thanh).user
    answer_swap(swap=propose_swap(enrolment=sent, taker=neighbour, by=trader), accept=True, by=neighbour)
    assert row_of(run, neighbour).enrolled_by == market_board


def test_who_has_a_place_or_was_removed_takes_none(
    run: CourseRun, trader: User, other_trader: User, official: User
) -> None:
    run.capacity = 2
    run.save()
    mine, theirs = (enrol(run=run, person=person, by=person) for person in (trader, other_trader))
    with pytest.raises(TrainingError, match="đã có chỗ"):
        propose_swap(enrolment=mine, taker=other_trader, by=trader)
    remove(enrolment=theirs, by=official, reason="Đăng ký nhầm")
    with pytest.raises(TrainingError, match="đã được gỡ"):
        propose_swap(enrolment=mine, taker=other_trader, by=trader)
