"""Reports of providers: genuine ones count, whenever they come and however often; forged ones do not."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.notifications.actions import deliver, notify
from portal.notifications.actions.delivery import begin
from portal.notifications.actions.outcomes import finish
from portal.notifications.enums import AttemptState, State
from portal.notifications.gateways import Receipt
from portal.notifications.gateways.esms import report_url
from portal.notifications.models import Message
from tests.factories.notifications import MessageAttemptFactory, MessageFactory
from tests.portal.notifications.conftest import SMS, Provider

DELIVERED = {"SMSID": "sms-1", "SendStatus": "5", "SendSuccess": "1", "SendFailed": "0", "TypeId": "2"}
LOST = DELIVERED | {"SendSuccess": "0", "SendFailed": "1"}


def sent_by_sms(person: User) -> Message:
    message = notify(person=person, template="general", values={"text": "Chợ nghỉ."}, key="tin-1")
    deliver(message_id=message.pk)
    message.refresh_from_db()
    return message


def esms_reports(client: Client, message: Message, query: dict[str, str]) -> Any:
    address = report_url(message.tracking("sms")).removeprefix("https://choso.example.vn")
    return client.get(address, query)


def zalo_event(tracking: str, **more: Any) -> bytes:
    event = {
        "event_name": "user_received_message",
        "app_id": "4123",
        "sender": {"id": "579745863508352884"},
        "recipient": {"id": "8421234567890123456"},
        "message": {"delivery_time": "1763800012345", "msg_id": "zns-1", "tracking_id": tracking},
        "timestamp": "1763800012400",
    }
    return json.dumps(event | more, ensure_ascii=False).encode()


def zalo_reports(client: Client, body: bytes, secret: str = "oa-kin") -> Any:
    moment = json.loads(body)["timestamp"]
    mark = hashlib.sha256(b"4123" + body + moment.encode() + secret.encode()).hexdigest()
    return client.post(
        "/tin-nhan/bao-cao/zalo/", body, content_type="application/json", headers={"X-ZEvent-Signature": f"mac={mark}"}
    )


def test_sms_that_arrived(esms: Provider, person: User, client: Client) -> None:
    message = sent_by_sms(person)
    assert esms_reports(client, message, DELIVERED).content == b"ok"
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    arrived_at = message.delivered_at
    assert esms_reports(client, message, DELIVERED).status_code == 200
    message.refresh_from_db()
    assert message.delivered_at == arrived_at


def test_report_address_of_another_message_is_forged(esms: Provider, person: User, client: Client) -> None:
    message = sent_by_sms(person)
    address = report_url("khac-1s").removeprefix("https://choso.example.vn")
    forged = address.replace("khac-1s", message.tracking("sms"))
    assert client.get(forged, DELIVERED).status_code == 403
    message.refresh_from_db()
    assert message.state == State.SENT


def test_sms_still_on_its_way_changes_nothing(esms: Provider, person: User, client: Client) -> None:
    message = sent_by_sms(person)
    assert esms_reports(client, message, DELIVERED | {"SendStatus": "7"}).content == b"ignored"
    message.refresh_from_db()
    assert message.state == State.SENT


def test_sms_that_got_lost_fails_and_says_so(esms: Provider, person: User, client: Client, runs_tasks: Any) -> None:
    message = sent_by_sms(person)
    with runs_tasks():
        esms_reports(client, message, LOST)
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.FAILED, "Nhà mạng báo tin không tới được máy.")
    with runs_tasks():
        esms_reports(client, message, LOST)
    assert len(esms.sent_to(SMS)) == 1


def test_report_that_overtakes_our_commit_counts(esms: Provider, person: User, client: Client) -> None:
    message = notify(person=person, template="general", values={"text": "Chợ nghỉ."}, key="tin-1")
    begun = begin(message.pk)
    assert begun
    assert esms_reports(client, message, DELIVERED).content == b"ok"
    assert finish(begun[2], Receipt("sms-1")) is False
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert message.attempts.get().state == AttemptState.DELIVERED


def test_late_report_after_an_unclear_attempt_puts_it_right(esms: Provider, db: None, client: Client) -> None:
    message = MessageFactory.create(state=State.FAILED)
    MessageAttemptFactory.create(message=message, state=AttemptState.UNCLEAR)
    esms_reports(client, message, DELIVERED)
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.DELIVERED, "")


def test_loss_reported_after_arrival_is_too_late(esms: Provider, person: User, client: Client) -> None:
    message = sent_by_sms(person)
    esms_reports(client, message, DELIVERED)
    esms_reports(client, message, LOST)
    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_loss_of_an_old_round_says_nothing_about_the_new_one(esms: Provider, db: None, client: Client) -> None:
    message = MessageFactory.create()
    MessageAttemptFactory.create(message=message)
    old = report_url(message.tracking("sms")).removeprefix("https://choso.example.vn")
    Message.objects.update(round=2)
    client.get(old, LOST)
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_unknown_message_is_ignored(esms: Provider, db: None, client: Client) -> None:
    address = report_url("khong-co-1s").removeprefix("https://choso.example.vn")
    assert client.get(address, DELIVERED).content == b"ignored"


def test_zalo_report_by_our_name_or_by_theirs(zalo: Provider, db: None, client: Client) -> None:
    first, second = MessageFactory.create_batch(2, state=State.SENT)
    MessageAttemptFactory.create(message=first, channel="zalo", gateway="zalo")
    MessageAttemptFactory.create(message=second, channel="zalo", gateway="zalo", provider_id="zns-9")
    assert zalo_reports(client, zalo_event(first.tracking("zalo"))).content == b"ok"
    theirs = {"delivery_time": "1", "msg_id": "zns-9"}
    assert zalo_reports(client, zalo_event("", message=theirs)).content == b"ok"
    assert list(Message.objects.values_list("state", flat=True)) == [State.DELIVERED, State.DELIVERED]


def test_zalo_event_of_another_kind_is_taken_and_ignored(zalo: Provider, db: None, client: Client) -> None:
    assert zalo_reports(client, zalo_event("x", event_name="user_seen_message")).content == b"ignored"


@pytest.mark.parametrize("secret", ["", "sai"])
def test_zalo_report_with_another_secret_is_forged(zalo: Provider, db: None, client: Client, secret: str) -> None:
    message = MessageFactory.create(state=State.SENT)
    MessageAttemptFactory.create(message=message, channel="zalo", gateway="zalo")
    assert zalo_reports(client, zalo_event(message.tracking("zalo")), secret).status_code == 403
    message.refresh_from_db()
    assert message.state == State.SENT


@pytest.mark.parametrize("signature", ["", "mac=", "mac=é"])
@pytest.mark.parametrize("body", [b"", b"[]", b"khong", zalo_event("x")])
def test_unsigned_bodies_are_forged(zalo: Provider, db: None, client: Client, body: bytes, signature: str) -> None:
    answer = client.post(
        "/tin-nhan/bao-cao/zalo/",
        body,
        content_type="application/json",
        headers={"X-ZEvent-Signature": signature},
    )
    assert answer.status_code == 403


def test_no_secret_in_the_settings_means_no_report_is_genuine(
    zalo: Provider, db: None, client: Client, settings: Any
) -> None:
    settings.ZALO = settings.ZALO | {"oa_secret": ""}
    assert zalo_reports(client, zalo_event("x"), secret="").status_code == 403
