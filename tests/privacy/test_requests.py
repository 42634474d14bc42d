"""Requests for correction and erasure: states, who may handle them, and what the database refuses."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.notifications.models import Message
from portal.privacy.actions import (
    ask_correction,
    ask_erasure,
    check_request,
    erase_person,
    finish_request,
    refuse_request,
    take_back,
)
from portal.privacy.enums import RequestKind, RequestState
from portal.privacy.errors import PrivacyError
from portal.privacy.models import DataRequest, Erasure, PersonalDataReading
from tests.codes import sign_in_freshly
from tests.factories.accounts import UserFactory

NOW = timezone.now()


@pytest.fixture
def correction(trader: User) -> DataRequest:
    return ask_correction(person=trader, wish="Tên tôi là Lê Thị Hoa", by=trader)


@pytest.fixture
def erasure(trader: User) -> DataRequest:
    return ask_erasure(person=trader, wish="", by=trader)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_asking_the_same_twice_is_one_request(trader: User, correction: DataRequest, erasure: DataRequest) -> None:
    assert ask_correction(person=trader, wish=correction.wish, by=trader) == correction
    assert ask_erasure(person=trader, wish="khác", by=trader) == erasure


def test_erased_person_cannot_be_erased_again(trader: User, market_board: User) -> None:
    erase_person(person=trader, by=market_board)
    with pytest.raises(PrivacyError, match="đã được xóa"):
        ask_erasure(person=trader, wish="", by=trader)


def test_correction_goes_through_its_states_and_tells_the_person(correction: DataRequest, market_board: User) -> None:
    with pytest.raises(PrivacyError, match="kiểm tra"):
        finish_request(request=correction, answer="", by=market_board)
    checked = check_request(request=correction, by=market_board)
    assert (checked.state, checked.checked_by) == (RequestState.CHECKED, market_board)
    done = finish_request(request=checked, answer="Đã sửa", by=market_board)
    assert finish_request(request=done, answer="lại", by=market_board) == done
    assert (done.state, done.ended_by, done.answer) == (RequestState.DONE, market_board, "Đã sửa")
    assert Message.objects.get(person=correction.person).template == "data_request_done"
    with pytest.raises(PrivacyError, match="khép lại"):
        refuse_request(request=done, answer="Không", by=market_board)


def test_refusing_needs_a_reason(erasure: DataRequest, market_board: User) -> None:
    with pytest.raises(PrivacyError, match="lý do"):
        refuse_request(request=erasure, answer="", by=market_board)
    assert refuse_request(request=erasure, answer="Còn nợ tiền sạp", by=market_board).state == RequestState.REFUSED
    assert not Erasure.objects.exists()


def test_taking_back_ends_it(trader: User, erasure: DataRequest) -> None:
    ended = take_back(request=erasure, by=trader)
    assert take_back(request=ended, by=trader).state == RequestState.TAKEN_BACK
    assert ask_erasure(person=trader, wish="", by=trader) != erasure


def test_deadlines_are_those_of_the_decree(correction: DataRequest, erasure: DataRequest) -> None:
    assert correction.answer_by - correction.asked_at == timedelta(days=10)
    assert erasure.answer_by - erasure.asked_at == timedelta(days=20)
    erasure.asked_at -= timedelta(days=21)
    assert (correction.is_late, erasure.is_late) == (False, True)


def test_manager_handles_traders_of_own_markets_and_never_oneself(
    correction: DataRequest, market_board: User, other_board: User, market_clerk: User, official: User
) -> None:
    administrator = UserFactory.create(role=Role.ADMINISTRATOR)
    own = ask_correction(person=market_board, wish="Sửa tên tôi", by=market_board)
    handled = {who: set(DataRequest.objects.handled_by(who)) for who in (market_board, other_board, administrator)}
    assert handled == {market_board: {correction}, other_board: set(), administrator: {correction, own}}
    assert not DataRequest.objects.handled_by(market_clerk).exists()
    assert not DataRequest.objects.handled_by(official).exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"checked_at": NOW}, "kiểm tra phải ghi đủ"),
        ({"state": "refused", "answer": "Không"}, "khép lại phải ghi đủ"),
        ({"state": "checked"}, "kiểm tra yêu cầu trước khi làm"),
        ({"state": "refused", "ended_at": NOW, "has_ended_by": True}, "nói lý do"),
        ({"kind": "correction"}, "viết điều cần sửa"),
        ({"state": "taken_back", "ended_at": NOW - timedelta(days=1), "has_ended_by": True}, "phải sau lúc gửi"),
    ],
)
def test_constraint_of_requests_refuses(trader: User, fields: dict[str, Any], message: str) -> None:
    fields = {"kind": RequestKind.ERASURE, "person": trader, "asked_at": NOW} | fields
    if fields.pop("has_ended_by", False):
        fields["ended_by"] = trader
    row = DataRequest(**fields)
    with pytest.raises(ValidationError, match=message):
        row.full_clean()
    with pytest.raises(IntegrityError):
        row.save()


def test_constraint_one_open_erasure(trader: User, erasure: DataRequest) -> None:
    with pytest.raises(ValidationError, match="chưa xong"):
        DataRequest(person=trader, kind=RequestKind.ERASURE).full_clean()
    with pytest.raises(IntegrityError):
        DataRequest(person=trader, kind=RequestKind.ERASURE).save()


def test_person_asks_sees_and_takes_back_on_the_pages(trader: User) -> None:
    client = client_of(trader)
    assert client.post(reverse("correction_ask"), {"wish": " "}).status_code == 422
    assert client.post(reverse("correction_ask"), {"wish": "Sạp tôi là B13"}).status_code == 302
    request = DataRequest.objects.get()
    assert "Sạp tôi là B13" in client.get(reverse("my_requests")).text
    client.post(reverse("request_take_back", args=[request.pk]))
    request.refresh_from_db()
    assert request.state == RequestState.TAKEN_BACK


def test_asking_to_be_erased_wants_a_tick(trader: User) -> None:
    client = signed_in(trader)
    assert client.post(reverse("erasure_ask"), {"wish": ""}).status_code == 422
    assert client.post(reverse("erasure_ask"), {"wish": "", "understood": "on"}).status_code == 302
    assert DataRequest.objects.get().kind == RequestKind.ERASURE


def test_nobody_takes_back_the_request_of_another(correction: DataRequest, other_trader: User) -> None:
    assert client_of(other_trader).post(reverse("request_take_back", args=[correction.pk])).status_code == 404


def signed_in(user: User) -> Client:
    """With a fresh proof of who they are, as the step-up asks for."""
    client = client_of(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def test_manager_corrects_on_the_pages_and_looking_is_recorded(correction: DataRequest, market_board: User) -> None:
    client, url = client_of(market_board), reverse("data_request", args=[correction.pk])
    assert correction.person.full_name in client.get(reverse("data_requests")).text
    assert client.get(url).status_code == 200
    assert PersonalDataReading.objects.get().person == correction.person
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"step": "refuse"}).status_code == 422
    assert client.post(url, {"step": "check"}).status_code == 302
    assert client.post(url, {"step": "finish", "answer": "Đã sửa."}).status_code == 302
    correction.refresh_from_db()
    assert (correction.state, correction.answer) == (RequestState.DONE, "Đã sửa.")


def test_erasing_needs_a_check_a_fresh_sign_in_and_a_last_question(erasure: DataRequest, market_board: User) -> None:
    url = reverse("data_request_erase", args=[erasure.pk])
    client = signed_in(market_board)
    assert client.post(url).status_code == 302
    assert not Erasure.objects.exists()
    check_request(request=erasure, by=market_board)
    assert client_of(market_board).post(url).status_code == 302
    assert not Erasure.objects.exists()
    assert "Xóa dữ liệu của Lê Thị Hoa?" in client.get(url).text
    assert client.post(url).status_code == 302
    assert Erasure.objects.get().person == erasure.person


def test_erasing_is_no_step_of_the_ordinary_page(erasure: DataRequest, market_board: User) -> None:
    check_request(request=erasure, by=market_board)
    client_of(market_board).post(reverse("data_request", args=[erasure.pk]), {"step": "finish"})
    assert not Erasure.objects.exists()


def test_erasure_that_was_taken_back_meanwhile_is_told_of(
    erasure: DataRequest, trader: User, market_board: User
) -> None:
    check_request(request=erasure, by=market_board)
    client = Client()
    sign_in_freshly(client, market_board)
    page = reverse("data_request_erase", args=[erasure.pk])
    assert client.get(page).status_code == 200
    take_back(request=erasure, by=trader)
    assert "Yêu cầu này đã khép lại." in client.post(page, follow=True).text
    assert not Erasure.objects.exists()


def test_erasure_is_not_called_done_by_the_button_of_a_correction(erasure: DataRequest, market_board: User) -> None:
    check_request(request=erasure, by=market_board)
    client = client_of(market_board)
    response = client.post(reverse("data_request", args=[erasure.pk]), {"step": "finish", "answer": "xong"})
    assert response.status_code == 302
    assert response["Location"] == reverse("data_request_erase", args=[erasure.pk])
    assert "Đã báo" not in client.get(reverse("data_requests")).text
