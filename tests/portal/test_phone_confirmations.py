"""A phone proved for somebody: at the stall, before something weighty, for a new number."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts.confirmations import ask_confirmation, confirm, forget_codes
from portal.accounts.enums import ConfirmationPurpose
from portal.accounts.errors import AccountsError
from portal.accounts.models import PhoneConfirmation, Role, User
from portal.accounts.tasks import forget_sign_ins
from portal.notifications.models import Message
from portal.sealing import SealBroken, unseal
from tests.codes import last_code, sign_in_freshly, wrong
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PHONE = "+84912345678"
NEW = "+84987654321"
AT_THE_STALL = ConfirmationPurpose.ASSISTED_REGISTRATION


@pytest.fixture
def clerk() -> User:
    return UserFactory.create(role=Role.MARKET_CLERK)


def test_who_asked_and_who_typed_are_recorded(clerk: User) -> None:
    other = UserFactory.create(role=Role.MARKET_MANAGER)
    asked = ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
    assert confirm(confirmation=asked, code=last_code(PHONE), by=other)
    assert (asked.asked_by, asked.typed_by) == (clerk, other)
    assert asked.confirmed_at
    assert not User.objects.filter(phone=PHONE).exists()


def test_only_the_code_at_the_stall_asks_to_be_read_out(clerk: User) -> None:
    ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
    ask_confirmation(phone=NEW, purpose=ConfirmationPurpose.SIGN_IN, by=None)
    at_stall, to_sign_in = (Message.objects.get(phone=phone).text for phone in (PHONE, NEW))
    assert "đang ghi giúp bạn tại sạp" in at_stall
    assert "Đừng đọc mã cho ai" in to_sign_in


def test_code_is_read_out_in_any_way(clerk: User) -> None:
    asked = ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
    assert confirm(confirmation=asked, code="-".join(last_code(PHONE)), by=clerk)


def test_three_wrong_codes_end_it(clerk: User) -> None:
    asked = ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
    code = last_code(PHONE)
    left = []
    for _ in range(3):
        assert not confirm(confirmation=asked, code=wrong(code), by=clerk)
        left.append(asked.tries_left)
    assert left == [2, 1, 0]
    assert not confirm(confirmation=asked, code=code, by=clerk)
    assert (asked.confirmed_at, asked.typed_by) == (None, None)


def test_code_proves_once(clerk: User) -> None:
    asked = ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
    code = last_code(PHONE)
    assert [confirm(confirmation=asked, code=code, by=clerk) for _ in range(2)] == [True, False]


def test_code_ends_with_its_time(clerk: User) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC), tick=False) as clock:
        asked = ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
        clock.shift(300)
        assert not confirm(confirmation=asked, code=last_code(PHONE), by=clerk)


def test_code_of_another_number_proves_nothing(clerk: User) -> None:
    asked = ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
    ask_confirmation(phone=NEW, purpose=AT_THE_STALL, by=clerk)
    if last_code(NEW) != last_code(PHONE):
        assert not confirm(confirmation=asked, code=last_code(NEW), by=clerk)
    assert (
        PhoneConfirmation.objects.get(phone=PHONE).code_digest != PhoneConfirmation.objects.get(phone=NEW).code_digest
    )


def test_second_code_waits_a_minute_and_nothing_is_sent_before(clerk: User) -> None:
    ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
    with pytest.raises(AccountsError, match="Hãy chờ"):
        ask_confirmation(phone=PHONE, purpose=ConfirmationPurpose.SIGN_IN, by=None)
    assert Message.objects.filter(phone=PHONE).count() == 1


def test_proofs_of_registrations_outlive_codes_of_sign_ins(clerk: User) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC), tick=False) as clock:
        kept = ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
        ask_confirmation(phone=NEW, purpose=ConfirmationPurpose.SIGN_IN, by=None)
        clock.shift(dt.timedelta(days=1))
        assert forget_codes(older_than=dt.timedelta(days=2)) == 0
        clock.shift(dt.timedelta(days=2))
        forget_sign_ins()
    assert list(PhoneConfirmation.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [({"failed_tries": 4}, "confirmation_tries"), ({"typed_by_id": 0}, "confirmation_typed_when_confirmed")],
)
def test_row_that_cannot_be_is_refused(clerk: User, fields: dict[str, Any], constraint: str) -> None:
    asked = ask_confirmation(phone=PHONE, purpose=AT_THE_STALL, by=clerk)
    fields = {name: clerk.pk if name == "typed_by_id" else value for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PhoneConfirmation.objects.filter(pk=asked.pk).update(**fields)


def test_unproved_phone_cannot_be_verified() -> None:
    with pytest.raises(IntegrityError, match="user_verified_phone_is_there"):
        UserFactory.create(phone=None, phone_verified_at=dt.datetime.now(dt.UTC))


OWN_PHONE = "/tai-khoan/so-dien-thoai/"


def test_own_number_changes_when_the_new_one_is_proved(client: Client) -> None:
    person = UserFactory.create(phone=PHONE)
    sign_in_freshly(client, person)
    assert client.post(OWN_PHONE, {"phone": "0987.654.321"})["Location"] == f"{OWN_PHONE}ma/"
    person.refresh_from_db()
    assert person.phone == PHONE
    assert client.post(f"{OWN_PHONE}ma/", {"code": wrong(last_code(NEW))}).status_code == 422
    assert client.post(f"{OWN_PHONE}ma/", {"code": last_code(NEW)})["Location"] == "/tai-khoan/"
    person.refresh_from_db()
    assert person.phone == NEW
    assert person.phone_verified_at


def test_number_of_somebody_else_is_told_only_to_who_holds_the_phone(client: Client) -> None:
    UserFactory.create(phone=NEW)
    person = UserFactory.create(phone=PHONE)
    sign_in_freshly(client, person)
    assert client.post(OWN_PHONE, {"phone": NEW})["Location"] == f"{OWN_PHONE}ma/"
    page = client.post(f"{OWN_PHONE}ma/", {"code": last_code(NEW)}, follow=True)
    assert "đang thuộc một tài khoản khác" in page.content.decode()
    person.refresh_from_db()
    assert person.phone == PHONE


def test_number_is_not_changed_without_showing_who_one_is(client: Client) -> None:
    client.force_login(UserFactory.create(phone=PHONE))
    assert client.get(OWN_PHONE)["Location"].startswith("/tai-khoan/xac-nhan-lai/")
    client.post(OWN_PHONE, {"phone": NEW})
    assert not PhoneConfirmation.objects.exists()


def test_own_name_is_corrected(client: Client) -> None:
    person = UserFactory.create(full_name="Lê Hoa")
    client.force_login(person)
    assert client.post("/tai-khoan/ten/", {"full_name": " "}).status_code == 422
    assert client.post("/tai-khoan/ten/", {"full_name": " Lê  Thị Hoa "}).status_code == 302
    person.refresh_from_db()
    assert person.full_name == "Lê Thị Hoa"


def test_new_numbers_are_limited_by_address_too(client: Client) -> None:
    """Who is signed in could else have messages sent to any number of strangers."""
    sign_in_freshly(client, UserFactory.create())
    answers = [client.post(OWN_PHONE, {"phone": f"09123456{number}"}).status_code for number in range(10, 31)]
    assert answers == [302] * 20 + [422]
    assert "Nơi này đã xin mã nhiều lần" in client.post(OWN_PHONE, {"phone": "0912345699"}).content.decode()
    assert PhoneConfirmation.objects.count() == 20


def test_own_name_is_kept_composed_however_the_phone_sends_it(client: Client) -> None:
    person = UserFactory.create()
    client.force_login(person)
    client.post("/tai-khoan/ten/", {"full_name": unicodedata.normalize("NFD", " Nguyễn  Thị Hường ")})
    person.refresh_from_db()
    assert person.full_name == unicodedata.normalize("NFC", "Nguyễn Thị Hường")


@pytest.mark.parametrize("text", ["079188001234", "chưa niêm", "YQ==", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo="])
def test_what_was_never_sealed_is_no_seal(text: str) -> None:
    with pytest.raises(SealBroken):
        unseal(text)
