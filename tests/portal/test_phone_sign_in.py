"""A phone and a code: the whole way of a trader into the portal."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import PhoneConfirmation, Role, User
from portal.accounts.roles import MARKET_ROLES
from portal.phones import international_phone
from tests.codes import last_code, sent_codes, wrong
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/tai-khoan/dang-nhap/"
ASK = "/tai-khoan/dang-nhap/so-dien-thoai/"
CODE = "/tai-khoan/dang-nhap/ma/"
AGAIN = "/tai-khoan/dang-nhap/ma/gui-lai/"
NEW = "+84912345678"
NOON = dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC)


def ask(client: Client, typed: str = "0912 345 678", **more: str) -> Any:
    return client.post(ASK, {"phone": typed, **more})


def give(client: Client, code: str) -> Any:
    return client.post(CODE, {"code": code})


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_new_number_becomes_a_trader_when_its_code_comes_back(client: Client) -> None:
    response = ask(client)
    assert (response.status_code, response["Location"]) == (302, CODE)
    assert not User.objects.exists()
    assert give(client, last_code(NEW)).status_code == 302
    person = User.objects.get()
    assert (person.phone, person.role, person.has_usable_password()) == (NEW, Role.TRADER, False)
    assert person.phone_verified_at
    assert str(person) == "0912 345 678"
    assert get_user(client) == person


@pytest.mark.parametrize("typed", ["0912345678", "0912.345.678", "+84912345678", " 84 912-345-678 "])
def test_known_number_signs_in_however_it_is_typed(client: Client, typed: str) -> None:
    person = UserFactory.create(phone=NEW)
    ask(client, typed)
    response = give(client, last_code(NEW))
    assert (response.status_code, response["Location"]) == (302, "/")
    assert get_user(client) == person
    person.refresh_from_db()
    assert person.phone_verified_at


def test_known_and_unknown_number_meet_the_same_pages_and_the_same_work() -> None:
    UserFactory.create(phone="+84912345678")
    UserFactory.create(phone="+84912345670", role=Role.MARKET_MANAGER)
    UserFactory.create(phone="+84912345671", is_active=False)
    strangers = {asked_and_wrong(typed) for typed in ("0987 654 321", "0987 654 322")}
    known = {asked_and_wrong(typed) for typed in ("0912 345 678", "0912 345 670", "0912 345 671")}
    assert len(strangers) == 1
    assert known == strangers


def asked_and_wrong(typed: str) -> tuple[object, ...]:
    """All that a visitor can see of asking for a code and giving a wrong one, and how much work it was."""
    browser = Client()
    with CaptureQueriesContext(connection) as queries:
        answer = ask(browser, typed)
    work = len(queries)
    pages = [browser.get(CODE), give(browser, wrong(last_code(international_phone(typed))))]
    seen = [re.sub(r'(value|nonce)="[^"]*"', "", text_of(page)).replace(typed, "SỐ") for page in pages]
    return answer.status_code, answer["Location"], work, *seen


def test_trader_stays_signed_in_for_thirty_days(client: Client) -> None:
    ask(client)
    give(client, last_code(NEW))
    left = Session.objects.get(session_key=client.session.session_key).expire_date - timezone.now()
    assert dt.timedelta(days=29, hours=23) < left <= dt.timedelta(days=30)
    assert client.cookies["sessionid"]["max-age"] == 30 * 24 * 3600


def test_staff_session_ends_with_the_browser(client: Client) -> None:
    UserFactory.create(username="can-bo", role=Role.MARKET_MANAGER)
    client.post(SIGN_IN, {"login": "can-bo", "password": "cho-so-thu-nghiem"})
    assert get_user(client).is_authenticated
    assert client.cookies["sessionid"]["max-age"] == ""
    left = Session.objects.get(session_key=client.session.session_key).expire_date - timezone.now()
    assert left <= dt.timedelta(hours=12)


@pytest.mark.parametrize("role", [*MARKET_ROLES, Role.OFFICIAL, Role.INSPECTOR, Role.TRAINER, Role.ADMINISTRATOR])
def test_staff_are_led_to_their_own_way_once_the_phone_is_proved(client: Client, role: Role) -> None:
    UserFactory.create(phone=NEW, role=role)
    ask(client)
    response = give(client, last_code(NEW))
    assert (response.status_code, response["Location"]) == (302, f"{SIGN_IN}?cach=mat-khau")
    page = text_of(client.get(response["Location"]))
    assert "Số này thuộc tài khoản cán bộ" in page
    assert '<details class="explain" open>' in page
    assert not get_user(client).is_authenticated


def test_locked_trader_is_not_let_in(client: Client) -> None:
    UserFactory.create(phone=NEW, is_active=False)
    ask(client)
    assert give(client, last_code(NEW))["Location"] == "/tai-khoan/tam-khoa/"
    assert not get_user(client).is_authenticated


def test_page_that_was_wanted_is_where_a_known_trader_lands(client: Client) -> None:
    UserFactory.create(phone=NEW)
    assert 'name="next" value="/phien/"' in text_of(client.get(f"{SIGN_IN}?next=/phien/"))
    ask(client, next="/phien/")
    assert give(client, last_code(NEW))["Location"] == "/phien/"


def test_foreign_page_is_no_place_to_land(client: Client) -> None:
    UserFactory.create(phone=NEW)
    ask(client, next="https://gia-mao.example/")
    assert give(client, last_code(NEW))["Location"] == "/"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Nhập số điện thoại."),
        ("0162 345 6789", "đã đổi thành 032… từ năm 2018"),
        ("028 3829 1234", "Số máy bàn không nhận được tin nhắn"),
        ("12345", "Nhập số điện thoại Việt Nam"),
    ],
)
def test_number_that_cannot_work_is_answered_with_help(client: Client, typed: str, told: str) -> None:
    response = ask(client, typed)
    assert response.status_code == 422
    assert told in text_of(response)
    assert not PhoneConfirmation.objects.exists()


def test_code_of_wrong_shape_costs_no_try(client: Client) -> None:
    ask(client)
    for typed in ("", "12345", "abcdef", "1234567"):
        assert give(client, typed).status_code == 422
    assert PhoneConfirmation.objects.get().failed_tries == 0
    assert give(client, " ".join(last_code(NEW))).status_code == 302
    assert get_user(client).is_authenticated


def test_third_wrong_code_is_the_last(client: Client) -> None:
    ask(client)
    code = last_code(NEW)
    for told in ("Bạn còn 2 lần thử", "Bạn còn 1 lần thử", "không còn dùng được"):
        response = give(client, wrong(code))
        assert response.status_code == 422
        assert told in text_of(response)
    give(client, code)
    assert not get_user(client).is_authenticated
    assert not User.objects.exists()


def test_code_ends_after_five_minutes(client: Client, clock: Any) -> None:
    ask(client)
    code = last_code(NEW)
    clock.shift(300)
    response = give(client, code)
    assert response.status_code == 422
    assert "Mã hết hạn sau 5 phút" in text_of(response)
    assert not get_user(client).is_authenticated


def test_code_works_until_the_end_of_five_minutes(client: Client, clock: Any) -> None:
    ask(client)
    clock.shift(299)
    give(client, last_code(NEW))
    assert get_user(client).is_authenticated


def test_code_works_once(client: Client) -> None:
    ask(client)
    code = last_code(NEW)
    thief = same_browser(client)
    give(client, code)
    give(thief, code)
    assert not get_user(thief).is_authenticated


def test_code_of_one_browser_is_none_for_another(client: Client) -> None:
    ask(client)
    other = Client()
    assert give(other, last_code(NEW))["Location"] == SIGN_IN
    assert not get_user(other).is_authenticated


def test_new_code_comes_after_a_minute_and_not_before(client: Client, clock: Any) -> None:
    ask(client)
    clock.shift(59)
    assert "Hãy chờ 1 giây" in text_of(client.post(AGAIN, follow=True))
    assert len(sent_codes(NEW)) == 1
    clock.shift(1)
    assert "Đã gửi mã mới" in text_of(client.post(AGAIN, follow=True))
    first, second = sent_codes(NEW)
    if first != second:
        assert give(client, first).status_code == 422
    assert give(client, second).status_code == 302
    assert get_user(client).is_authenticated


def test_same_number_again_within_a_minute_leads_to_the_code_that_was_sent(client: Client) -> None:
    ask(client)
    assert ask(client)["Location"] == CODE
    assert len(sent_codes(NEW)) == 1


def test_another_browser_cannot_hurry_a_number(client: Client) -> None:
    ask(client)
    response = ask(Client())
    assert response.status_code == 422
    assert "Mã vừa được gửi rồi" in text_of(response)
    assert len(sent_codes(NEW)) == 1


def test_number_gets_five_codes_an_hour_and_ten_a_day(clock: Any) -> None:
    def codes_after(minutes: int) -> int:
        ask(Client())
        clock.shift(minutes * 60)
        return len(sent_codes(NEW))

    assert [codes_after(2) for _ in range(7)] == [1, 2, 3, 4, 5, 5, 5]
    clock.shift(3600)
    assert [codes_after(12) for _ in range(7)] == [6, 7, 8, 9, 10, 10, 10]
    clock.shift(24 * 3600)
    assert codes_after(1) == 11


def test_address_asks_for_twenty_codes_a_minute(client: Client, clock: Any) -> None:
    answers = [ask(Client(), f"09123456{number:02}").status_code for number in range(21)]
    assert answers == [302] * 20 + [422]
    clock.shift(61)
    assert ask(Client(), "0987654321").status_code == 302


def test_code_field_is_filled_by_the_phone(client: Client) -> None:
    ask(client)
    page = text_of(client.get(CODE))
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_code_is_kept_nowhere_in_plain(client: Client) -> None:
    ask(client)
    code = last_code(NEW)
    row = PhoneConfirmation.objects.get()
    assert code not in {row.code_digest, *map(str, client.session.values())}
    assert len(row.code_digest) == 64


def same_browser(client: Client) -> Client:
    """Another tab, as the server sees it: the same cookies."""
    browser = Client()
    browser.cookies.load(client.cookies.output(header="", sep=";"))
    return browser


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment, in threads of their own; what each gave back."""
    gate, answers = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        gate.wait(10)
        try:
            answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_form_that_is_sent_twice_makes_one_person(client: Client) -> None:
    ask(client)
    code, browsers = last_code(NEW), iter([same_browser(client) for _ in range(6)])

    def submit() -> int:
        return int(give(next(browsers), code).status_code)

    assert at_once(submit, submit, submit) == [302, 302, 302]
    assert User.objects.filter(phone=NEW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_browsers_of_one_number_make_one_person(clock: Any) -> None:
    browsers, codes = [Client(), Client()], []
    for browser in browsers:
        ask(browser)
        codes.append(last_code(NEW))
        clock.shift(61)
    works = [lambda b=b, c=c: give(b, c).status_code for b, c in zip(browsers, codes, strict=True)]
    assert at_once(*works) == [302, 302]
    assert User.objects.filter(phone=NEW).count() == 1
    assert [get_user(browser).is_authenticated for browser in browsers] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_counted_one_by_one(client: Client) -> None:
    ask(client)
    code, browsers = last_code(NEW), iter([same_browser(client) for _ in range(6)])

    def guess() -> int:
        return int(give(next(browsers), wrong(code)).status_code)

    at_once(*[guess] * 6)
    assert PhoneConfirmation.objects.get().failed_tries == 3
    give(client, code)
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_codes_asked_for_at_once_are_one() -> None:
    assert sorted(at_once(*[lambda: ask(Client()).status_code] * 4)) == [302, 422, 422, 422]
    assert len(sent_codes(NEW)) == 1
