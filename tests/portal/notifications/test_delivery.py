"""Sending: at most one attempt at a time, the next channel when one refuses, never twice."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.notifications.actions import deliver, notify, pick_up, resend_failed, send_code
from portal.notifications.actions.delivery import begin
from portal.notifications.actions.outcomes import PAUSES, UNCLEAR, settle_lost
from portal.notifications.enums import AttemptState, Purpose, State
from portal.notifications.hours import quiet_until
from portal.notifications.models import Message, MessageAttempt, MessagePreference, TrialMessage
from portal.privacy.actions import give_consent
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageAttemptFactory, MessageBatchFactory, MessageFactory
from tests.portal.notifications.conftest import OAUTH, SMS, ZNS, Provider

NIGHT = dt.datetime(2026, 11, 22, 22, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def written(person: User, key: str = "tin-1", **more: Any) -> Message:
    return notify(person=person, template="general", values={"text": "Chợ nghỉ."}, key=key, **more)


def sent(message: Message) -> Message:
    deliver(message_id=message.pk)
    message.refresh_from_db()
    return message


def tried(message: Message) -> list[tuple[str, str]]:
    return list(message.attempts.values_list("channel", "state"))


def test_zalo_takes_the_message_and_nobody_else_is_asked(zalo: Provider, person: User) -> None:
    message = sent(written(person))
    assert (message.state, tried(message)) == (State.SENT, [("zalo", AttemptState.ACCEPTED)])
    assert not zalo.sent_to(SMS)


def test_sms_takes_what_zalo_refuses(zalo: Provider, person: User) -> None:
    zalo.will_answer(ZNS, (200, {"error": -118, "message": "Zalo account not existed"}))
    message = sent(written(person))
    assert message.state == State.SENT
    assert tried(message) == [("zalo", AttemptState.REFUSED), ("sms", AttemptState.ACCEPTED)]


def test_text_without_an_approved_template_goes_by_sms(zalo: Provider, person: User, settings: Any) -> None:
    settings.ZALO["templates"] = {}
    assert tried(sent(written(person))) == [("sms", AttemptState.ACCEPTED)]
    assert not zalo.sent_to(OAUTH)


def test_message_fails_with_the_last_reason_when_all_refuse(esms: Provider, person: User) -> None:
    esms.will_answer(SMS, (200, {"CodeResult": "99", "ErrorMessage": "Phone is blocked"}))
    message = sent(written(person))
    assert (message.state, message.reason) == (State.FAILED, "eSMS báo lỗi 99: Phone is blocked")


def test_person_without_number_and_address_is_skipped(db: None) -> None:
    person = UserFactory.create(role=Role.MARKET_CLERK, phone=None)
    message = sent(written(person))
    assert (message.state, message.attempts.count()) == (State.SKIPPED, 0)


def test_second_task_of_a_sent_message_sends_nothing(esms: Provider, person: User) -> None:
    message = sent(sent(written(person)))
    assert len(esms.sent_to(SMS)) == message.attempts.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_one_message_once(esms: Provider) -> None:
    message = written(UserFactory.create(role=Role.MARKET_CLERK))
    esms.delay = 0.1
    together = threading.Barrier(6)

    def work() -> None:
        together.wait()
        deliver(message_id=message.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(esms.sent_to(SMS)) == message.attempts.count() == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_provider_is_asked_again_later(esms: Provider, person: User, status: int) -> None:
    esms.will_answer(SMS, (status, "xin lỗi"), (200, {"CodeResult": "100", "SMSID": "sms-1"}))
    message = sent(written(person))
    assert message.state == State.QUEUED
    assert message.due_at > timezone.now() + PAUSES[0] / 2
    assert tried(sent(message)) == [("sms", AttemptState.POSTPONED), ("sms", AttemptState.ACCEPTED)]
    first, second = (request.json["RequestId"] for request in esms.sent_to(SMS))
    assert first == second


def test_retries_end(esms: Provider, person: User) -> None:
    esms.will_answer(SMS, (503, ""))
    message = written(person)
    for _ in range(len(PAUSES) + 3):
        message = sent(message)
    assert (message.state, message.attempts.count()) == (State.FAILED, len(PAUSES) + 1)
    assert message.attempts.last().state == AttemptState.REFUSED  # type: ignore[union-attr] # there are some


def test_code_goes_by_the_next_channel_at_once_when_the_first_is_busy(zalo: Provider, db: None) -> None:
    zalo.will_answer(ZNS, (503, ""))
    message = sent(send_code(phone="+84912345678", code="493817", key="ma-1"))
    assert tried(message) == [("zalo", AttemptState.REFUSED), ("sms", AttemptState.ACCEPTED)]


def test_provider_that_cannot_be_reached_was_not_sent_to(esms: Provider, person: User, settings: Any) -> None:
    settings.ESMS = settings.ESMS | {"api": "http://127.0.0.1:9"}
    message = sent(written(person))
    assert (message.state, tried(message)) == (State.QUEUED, [("sms", AttemptState.POSTPONED)])


def test_timeout_is_asked_again_where_doubles_are_dropped(esms: Provider, person: User, settings: Any) -> None:
    settings.MESSAGE_TIMEOUT_SECONDS = 0.1
    esms.delay = 0.5
    message = sent(written(person))
    assert (message.state, tried(message)) == (State.QUEUED, [("sms", AttemptState.UNCLEAR)])
    settings.MESSAGE_TIMEOUT_SECONDS, esms.delay = 2, 0
    esms.will_answer(SMS, (200, {"CodeResult": "124", "ErrorMessage": "Duplicate RequestId"}))
    assert sent(message).state == State.SENT


def test_broken_connection_to_zalo_is_not_repeated_by_the_machine(zalo: Provider, person: User) -> None:
    sent(written(person, key="truoc"))
    zalo.is_cutting = True
    message = sent(written(person))
    assert (message.state, message.reason) == (State.FAILED, UNCLEAR)
    assert tried(message) == [("zalo", AttemptState.UNCLEAR)]


def test_code_whose_sending_is_unclear_is_never_sent_again(esms: Provider, db: None) -> None:
    esms.is_cutting = True
    message = sent(send_code(phone="+84912345678", code="493817", key="ma-1"))
    assert (message.state, message.sealed) == (State.FAILED, "")
    assert len(sent(message).attempts.all()) == 1


def test_worker_killed_in_the_middle_blocks_others_until_it_is_judged(esms: Provider, person: User) -> None:
    message = written(person)
    assert begin(message.pk) is not None  # the worker dies here
    assert begin(message.pk) is None
    assert settle_lost() == 0
    MessageAttempt.objects.update(started_at=timezone.now() - dt.timedelta(minutes=5))
    assert settle_lost() == 1
    assert tried(sent(message)) == [("sms", AttemptState.UNCLEAR), ("sms", AttemptState.ACCEPTED)]


def test_code_of_a_killed_worker_is_given_up(esms: Provider, db: None) -> None:
    message = send_code(phone="+84912345678", code="493817", key="ma-1")
    begin(message.pk)
    MessageAttempt.objects.update(started_at=timezone.now() - dt.timedelta(minutes=3))
    settle_lost()
    message.refresh_from_db()
    assert (message.state, message.sealed) == (State.FAILED, "")
    assert not esms.sent_to(SMS)


def test_code_that_is_too_old_is_not_sent(db: None) -> None:
    message = send_code(phone="+84912345678", code="493817", key="ma-1")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        assert sent(message).state == State.FAILED
    assert not TrialMessage.objects.exists()


def test_gateway_that_breaks_leaves_no_open_attempt(
    person: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("portal.notifications.gateways.trial.TrialGateway.send", fail)
    message = sent(written(person))
    assert tried(message) == [("zalo", AttemptState.UNCLEAR)]
    assert message.state == State.QUEUED


# Hours, wishes, consent


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("21:29:59", None),
        ("21:30:00", "2026-11-23T07:00:00+07:00"),
        ("23:59:59", "2026-11-23T07:00:00+07:00"),
        ("00:00:00", "2026-11-22T07:00:00+07:00"),
        ("06:59:59", "2026-11-22T07:00:00+07:00"),
        ("07:00:00", None),
        ("12:00:00", None),
    ],
)
def test_night_ends_at_seven(settings: Any, moment: str, until: str | None) -> None:
    settings.MESSAGE_QUIET_HOURS = ("21:30", "07:00")
    found = quiet_until(dt.datetime.fromisoformat(f"2026-11-22T{moment}+07:00").astimezone(dt.UTC))
    assert (found.isoformat() if found else None) == until


def test_message_waits_for_the_morning(person: User, settings: Any) -> None:
    settings.MESSAGE_QUIET_HOURS = ("21:30", "07:00")
    with time_machine.travel(NIGHT, tick=False):
        message = sent(written(person))
        assert (message.state, message.due_at) == (State.WAITING, NIGHT + dt.timedelta(hours=9))
        assert not message.attempts.exists()
    with time_machine.travel(NIGHT + dt.timedelta(hours=9), tick=False):
        assert sent(message).state == State.SENT


def test_code_goes_out_at_night(settings: Any, db: None) -> None:
    settings.MESSAGE_QUIET_HOURS = ("21:30", "07:00")
    with time_machine.travel(NIGHT):
        assert sent(send_code(phone="+84912345678", code="493817", key="ma-1")).state == State.SENT


def test_muted_purpose_is_skipped(person: User) -> None:
    MessagePreference.objects.create(person=person, purpose=Purpose.GENERAL)
    message = sent(written(person))
    assert (message.state, message.reason) == (State.SKIPPED, "Người nhận đã tắt loại tin này.")


def test_trader_who_did_not_agree_gets_only_what_is_essential(db: None) -> None:
    trader = UserFactory.create(role=Role.TRADER)
    assert sent(written(trader)).reason == "Người nhận chưa đồng ý nhận tin."
    assert sent(send_code(phone="+84912345678", code="1", key="ma-1", person=trader)).state == State.SENT
    give_consent(person=trader, purposes=["messages"], how="web", by=trader)
    assert sent(written(trader, key="tin-2")).state == State.SENT


# The beat


def test_beat_finds_a_message_whose_task_was_lost(runs_tasks: Any, person: User) -> None:
    message = written(person)
    with runs_tasks():
        assert pick_up() == 0
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
            assert pick_up() == 1
            assert pick_up() == 0
    message.refresh_from_db()
    assert message.state == State.SENT


def test_message_handed_out_is_not_handed_out_again_at_once(person: User) -> None:
    from portal.celery import app

    MessageFactory.create(person=person)
    assert pick_up() == 1
    assert pick_up() == 0
    app.control.purge()


# Sending again


def test_failed_messages_of_a_batch_are_sent_again_once(esms: Provider, person: User, runs_tasks: Any) -> None:
    batch = MessageBatchFactory.create(by=person)
    failed = MessageFactory.create(batch=batch, person=person, state=State.FAILED)
    MessageAttemptFactory.create(message=failed, state=AttemptState.REFUSED)
    MessageFactory.create(batch=batch, person=person, state=State.SENT)
    with runs_tasks():
        assert resend_failed(batch=batch, by=person) == 1
        assert resend_failed(batch=batch, by=person) == 0
    failed.refresh_from_db()
    assert (failed.state, failed.round) == (State.SENT, 2)
    assert [request.json["RequestId"] for request in esms.sent_to(SMS)] == [f"{failed.reference}-2s"]
    batch.refresh_from_db()
    assert batch.resent_by == person


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_start_one_round() -> None:
    person = UserFactory.create()
    batch = MessageBatchFactory.create(by=person)
    MessageFactory.create_batch(5, batch=batch, person=person, state=State.FAILED)
    counts: list[int] = []
    together = threading.Barrier(4)

    def click() -> None:
        together.wait()
        counts.append(resend_failed(batch=batch, by=person))
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 5]
    assert set(batch.messages.values_list("round", flat=True)) == {2}
