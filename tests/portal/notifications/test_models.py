"""What the database refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.notifications.enums import AttemptState, Purpose, State
from portal.notifications.models import GatewayToken, MessageAttempt, MessagePreference, TrialMessage
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageAttemptFactory, MessageBatchFactory, MessageFactory


def refused(row: Any, message: str) -> None:
    """The form says it in Vietnamese, and the database holds it whatever the way."""
    with pytest.raises(ValidationError, match=message):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"state": State.SENT, "sent_at": timezone.now(), "sealed": "abc"}, "chỉ được giữ khi tin chưa gửi"),
        ({"state": State.SENT, "sent_at": None}, "phải có lúc gửi"),
        ({"state": State.QUEUED, "sent_at": timezone.now()}, "phải có lúc gửi"),
        ({"state": State.DELIVERED, "sent_at": timezone.now(), "delivered_at": None}, "phải có lúc tới"),
        ({"clicks": 1}, "phải đi cùng nhau"),
        ({"path": "https://xau.vn", "token": "abc"}, "phải là một trang của cổng"),
        ({"path": "/cho/", "token": None}, "phải là một trang của cổng"),
        ({"state": State.FAILED, "reason": ""}, "phải có lý do"),
    ],
)
def test_message_that_contradicts_itself(db: None, fields: dict[str, Any], message: str) -> None:
    refused(MessageFactory.build(person=UserFactory.create(), **fields), message)


@pytest.mark.parametrize("name", ["key", "reference", "token"])
def test_names_of_messages_are_used_once(db: None, name: str) -> None:
    first = MessageFactory.create(path="/", token="abc")
    again = MessageFactory.build(person=first.person, **{"path": "/", "token": "xyz", name: getattr(first, name)})
    refused(again, "đã")


def test_one_attempt_at_a_time(db: None) -> None:
    first = MessageAttemptFactory.create(state=AttemptState.STARTED)
    refused(MessageAttemptFactory.build(message=first.message, state=AttemptState.STARTED), "đang được gửi")


def test_provider_names_one_attempt(db: None) -> None:
    first = MessageAttemptFactory.create(provider_id="sms-1")
    refused(MessageAttemptFactory.build(message=first.message, provider_id="sms-1"), "đã gắn với lần gửi khác")


def test_attempt_that_ended_says_when(db: None) -> None:
    row = MessageAttempt(
        message=MessageFactory.create(), round=1, channel="sms", gateway="esms", tracking="a", state="refused"
    )
    refused(row, "phải có lúc xong")


def test_batch_sent_again_says_by_whom(db: None) -> None:
    refused(MessageBatchFactory.build(by=UserFactory.create(), resent_at=timezone.now()), "phải đi cùng nhau")


def test_batch_key_is_used_once(db: None) -> None:
    first = MessageBatchFactory.create(key="don-1")
    refused(MessageBatchFactory.build(by=first.by, key="don-1"), "đã được gửi")


def test_preference_stands_once(db: None) -> None:
    person = UserFactory.create()
    MessagePreference.objects.create(person=person, purpose=Purpose.TAX)
    refused(MessagePreference(person=person, purpose=Purpose.TAX), "đã tắt rồi")


@pytest.mark.parametrize("purpose", [Purpose.CODE, Purpose.ACCOUNT, Purpose.REGISTRATION])
def test_what_is_essential_cannot_be_turned_off(db: None, purpose: Purpose) -> None:
    refused(MessagePreference(person=UserFactory.create(), purpose=purpose), "không tắt được")


def test_gateway_has_one_token(db: None) -> None:
    GatewayToken.objects.create(gateway="zalo")
    refused(GatewayToken(gateway="zalo"), "Đã có")


def test_trial_box_shows_a_sending_once(db: None) -> None:
    TrialMessage.objects.create(channel="sms", text="a", tracking="x")
    with pytest.raises(IntegrityError):
        TrialMessage.objects.create(channel="sms", text="a", tracking="x")
