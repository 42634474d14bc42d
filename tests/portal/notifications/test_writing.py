"""Writing messages: once for a key, with nothing secret readable."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from portal.accounts.models import User
from portal.notifications.actions import notify, notify_many, send_code
from portal.notifications.enums import ESSENTIAL, Purpose, State
from portal.notifications.errors import NotificationsError
from portal.notifications.models import Message, MessageAttempt, MessageBatch, TrialMessage
from portal.notifications.texts import MASK, TEXTS
from tests.factories.accounts import UserFactory


def write(person: User, key: str = "tin-1", text: str = "Chợ nghỉ.", **more: Any) -> Message:
    return notify(person=person, template="general", values={"text": text}, key=key, **more)


def test_message_freezes_who_it_was_written_to(person: User) -> None:
    message = write(person)
    User.objects.filter(pk=person.pk).update(full_name="Tên mới", phone="+84999999999")
    message.refresh_from_db()
    assert (message.name, message.phone, message.purpose) == ("Trần Văn Lộc", "+84912345678", Purpose.GENERAL)


def test_second_call_with_one_key_returns_the_first_row(person: User) -> None:
    first = write(person)
    assert write(person, text="Khác.") == first
    assert Message.objects.get().text == "Chợ nghỉ."


@pytest.mark.django_db(transaction=True)
def test_one_key_in_many_threads_is_one_row() -> None:
    person = UserFactory.create()
    found: list[int] = []
    together = threading.Barrier(6)

    def call() -> None:
        together.wait()
        found.append(write(person).pk)
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Message.objects.get().pk] * 6


@pytest.mark.parametrize("values", [{}, {"text": "a", "khac": "b"}, {"khac": "b"}])
def test_values_that_do_not_fit_the_text_are_refused(person: User, values: dict[str, str]) -> None:
    with pytest.raises(NotificationsError, match="cần các giá trị: text"):
        notify(person=person, template="general", values=values, key="tin-1")


def test_unknown_text_is_refused(person: User) -> None:
    with pytest.raises(NotificationsError, match="Không có mẫu tin"):
        notify(person=person, template="khong-co", values={}, key="tin-1")


@pytest.mark.parametrize("link", ["https://xau.vn/", "//xau.vn/", "/\\xau.vn", "javascript:alert(1)", "cho/"])
def test_link_to_elsewhere_is_refused(person: User, link: str) -> None:
    with pytest.raises(NotificationsError, match="một trang của cổng"):
        write(person, link=link)


def test_braces_in_a_value_stay_as_they_are(person: User) -> None:
    assert write(person, text="{code} {0}").text == "{code} {0}"


def test_code_is_never_readable_in_the_database(runs_tasks: Any, db: None) -> None:
    with runs_tasks():
        message = send_code(phone="+84912345678", code="493817", key="ma-1")
        rows = list(Message.objects.values_list())
        assert "493817" not in repr(rows)
        assert message.sealed
    message.refresh_from_db()
    assert (message.state, message.sealed, message.values) == (State.SENT, "", {"code": MASK})
    assert message.text.startswith(MASK)
    assert "493817" in TrialMessage.objects.get().text
    assert "493817" not in repr([list(Message.objects.values_list()), list(MessageAttempt.objects.values_list())])


def test_code_stands_in_no_log_line(
    runs_tasks: Any, db: None, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.MESSAGE_GATEWAYS = {"zalo": "", "sms": "esms", "email": ""}
    settings.ESMS = {"api": "http://127.0.0.1:9", "key": "", "secret": "", "brand": "", "is_unicode": True}
    with caplog.at_level("DEBUG"), runs_tasks():
        send_code(phone="+84912345678", code="493817", key="ma-1")
    assert Message.objects.get().attempts.exists()
    assert "493817" not in caplog.text + "".join(capsys.readouterr())


def test_number_is_asked_of_the_registers_when_the_person_has_none(settings: Any, db: None) -> None:
    settings.MESSAGE_PHONES = "tests.portal.notifications.registers.phones"
    person = UserFactory.create(phone=None)
    assert write(person).phone == "+84909000111"


def test_campaign_is_one_batch_and_one_message_a_person(person: User) -> None:
    people = [*UserFactory.create_batch(3), person, person]
    batch = notify_many(
        people=people,
        template="general",
        values_for=lambda each: {"text": f"Chào {each.short_name}"},
        title="Nghỉ chợ",
        by=person,
        link="/",
    )
    written = Message.objects.filter(batch=batch)
    assert batch.count == written.count() == 4
    assert written.get(person=person).text == "Chào Lộc"
    assert written.values("token").distinct().count() == 4


def test_campaign_sent_twice_by_a_double_click_is_one(person: User) -> None:
    def send() -> MessageBatch:
        return notify_many(
            people=[person], template="general", values_for=lambda _: {"text": "A"}, title="A", by=person, key="don-1"
        )

    assert send() == send()
    assert Message.objects.count() == 1


def test_campaign_needs_as_many_statements_for_many_as_for_few(
    person: User, django_assert_max_num_queries: Any
) -> None:
    people = UserFactory.create_batch(300)
    with django_assert_max_num_queries(8):
        notify_many(people=people, template="general", values_for=lambda _: {"text": "A"}, title="A", by=person)


def test_campaign_reaches_everybody_by_its_task(runs_tasks: Any, person: User) -> None:
    people = [UserFactory.create(role="market_clerk") for _ in range(5)]
    with runs_tasks():
        batch = notify_many(people=people, template="general", values_for=lambda _: {"text": "A"}, title="A", by=person)
    assert set(batch.messages.values_list("state", flat=True)) == {State.SENT}


def test_every_text_says_what_it_is_for() -> None:
    for name, text in TEXTS.items():
        assert text.secrets <= text.names, name
        assert text.render(dict.fromkeys(text.names, "một"))
        assert text.secrets or text.purpose != Purpose.CODE, name
        assert not text.secrets or (text.lives and text.purpose in ESSENTIAL), name
