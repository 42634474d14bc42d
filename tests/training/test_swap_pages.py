"""Giving a place to a colleague whom one names by number."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories.training import CourseRunFactory
from traders.models import Market
from training.actions.enrolments import enrol
from training.enums import EnrolmentState, SwapState
from training.models import Enrolment, PlaceSwap

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed(ben_thanh: Market, trader: User, other_trader: User) -> Enrolment:
    """The trader has the one place; the other trader's number is 0912 345 678."""
    other_trader.phone = "+84912345678"
    other_trader.save()
    return enrol(run=CourseRunFactory.create(capacity=1, market=ben_thanh), person=trader, by=trader)


def ask(client: Client, placed: Enrolment, phone: str = "0912 345 678") -> int:
    client.force_login(placed.person)
    return client.post(reverse("swap_propose", args=[placed.run.code]), {"phone": phone}).status_code


def answer(client: Client, person: User, what: str) -> int:
    client.force_login(person)
    return client.post(reverse("swap", args=[PlaceSwap.objects.get().pk]), {"tra-loi": what}).status_code


def test_place_goes_to_the_colleague_who_takes_it(client: Client, placed: Enrolment, other_trader: User) -> None:
    assert ask(client, placed) == 302
    swap = PlaceSwap.objects.get()
    client.force_login(other_trader)
    assert "Nhận chỗ học?" in client.get(reverse("swap", args=[swap.pk])).content.decode()
    assert str(placed.person) in client.get(reverse("own_training")).content.decode()
    assert answer(client, other_trader, "nhan") == 302
    placed.refresh_from_db()
    assert placed.state == EnrolmentState.CANCELLED
    assert Enrolment.objects.get(run=placed.run, person=other_trader).state == EnrolmentState.ENROLLED


def test_giver_is_not_told_the_name_behind_a_number(client: Client, placed: Enrolment, other_trader: User) -> None:
    ask(client, placed)
    shown = client.get(reverse("swap", args=[PlaceSwap.objects.get().pk])).content.decode()
    assert "Đang chờ đồng nghiệp trả lời" in shown
    assert other_trader.full_name not in shown


def test_refusal_does_not_name_who_has_the_number(client: Client, placed: Enrolment, other_trader: User) -> None:
    assert placed.market
    placed.run.markets.add(placed.market)
    client.force_login(placed.person)
    address = reverse("swap_propose", args=[placed.run.code])
    refused = client.post(address, {"phone": "0912 345 678"}).content.decode()
    assert "Người dùng số này" in refused
    assert other_trader.full_name not in refused


def test_question_is_withdrawn(client: Client, placed: Enrolment, other_trader: User) -> None:
    ask(client, placed)
    assert answer(client, placed.person, "rut") == 302
    assert PlaceSwap.objects.get().state == SwapState.WITHDRAWN
    answer(client, other_trader, "nhan")
    placed.refresh_from_db()
    assert placed.state == EnrolmentState.ENROLLED


def test_refused_place_stays(client: Client, placed: Enrolment, other_trader: User) -> None:
    ask(client, placed)
    answer(client, other_trader, "khong")
    assert PlaceSwap.objects.get().state == SwapState.DECLINED
    placed.refresh_from_db()
    assert placed.state == EnrolmentState.ENROLLED


@pytest.mark.parametrize("phone", ["", "12", "0912 999 999", "028 3829 9274"])
def test_number_of_nobody_is_sent_back(client: Client, placed: Enrolment, phone: str) -> None:
    assert ask(client, placed, phone) == 422
    assert not PlaceSwap.objects.exists()


def test_numbers_are_not_guessed_for_long(client: Client, placed: Enrolment) -> None:
    for _ in range(10):
        ask(client, placed, "0912 999 999")
    assert ask(client, placed) == 422
    assert not PlaceSwap.objects.exists()


def test_giver_cannot_answer_and_taker_cannot_withdraw(client: Client, placed: Enrolment, other_trader: User) -> None:
    ask(client, placed)
    assert answer(client, placed.person, "nhan") == 404
    assert answer(client, other_trader, "rut") == 404
    assert PlaceSwap.objects.get().state == SwapState.PROPOSED


def test_nobody_else_sees_the_question(client: Client, placed: Enrolment, official: User, market_board: User) -> None:
    ask(client, placed)
    address = reverse("swap", args=[PlaceSwap.objects.get().pk])
    for person in (official, market_board):
        client.force_login(person)
        assert client.get(address).status_code == 403


def test_only_who_has_a_place_can_give_it(client: Client, placed: Enrolment, other_trader: User) -> None:
    waiting = enrol(run=placed.run, person=other_trader, by=other_trader)
    client.force_login(waiting.person)
    assert client.get(reverse("swap_propose", args=[placed.run.code])).status_code == 302
