"""Messages as rows; tests of ``notify`` call the action itself."""

from __future__ import annotations

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.notifications.enums import AttemptState, Channel, Purpose, State
from portal.notifications.models import Message, MessageAttempt, MessageBatch
from tests.factories.accounts import UserFactory


class MessageBatchFactory(DjangoModelFactory[MessageBatch]):
    """A general notice sent by a person of their own."""

    class Meta:
        model = MessageBatch

    title = factory.Sequence(lambda n: f"Đợt tin {n}")
    purpose = Purpose.GENERAL
    template = "general"
    count = 1
    by = factory.SubFactory(UserFactory)


class MessageFactory(DjangoModelFactory[Message]):
    """A general notice that waits to be sent; ``state=`` says otherwise, with the time and reason that go with it."""

    class Meta:
        model = Message

    person = factory.SubFactory(UserFactory)
    name = factory.SelfAttribute("person.full_name")
    phone = "+84912345678"
    purpose = Purpose.GENERAL
    template = "general"
    text = "Chợ nghỉ ngày 30/11 để sửa điện."
    values = factory.LazyAttribute(lambda message: {"text": message.text})
    channels = factory.LazyFunction(lambda: [Channel.ZALO, Channel.SMS, Channel.EMAIL])
    key = factory.Sequence(lambda n: f"tin-{n}")
    sent_at = factory.LazyAttribute(
        lambda message: timezone.now() if message.state in {State.SENT, State.DELIVERED} else None
    )
    delivered_at = factory.LazyAttribute(lambda message: message.sent_at if message.state == State.DELIVERED else None)
    reason = factory.LazyAttribute(lambda message: "Máy tắt." if message.state in {State.FAILED, State.SKIPPED} else "")
    state = State.QUEUED


class MessageAttemptFactory(DjangoModelFactory[MessageAttempt]):
    """Given to eSMS, which took it; ``state=AttemptState.STARTED`` is on its way."""

    class Meta:
        model = MessageAttempt

    message = factory.SubFactory(MessageFactory)
    round = 1
    channel = Channel.SMS
    gateway = "esms"
    tracking = factory.LazyAttribute(lambda attempt: attempt.message.tracking(attempt.channel))
    state = AttemptState.ACCEPTED
    ended_at = factory.LazyAttribute(lambda attempt: None if attempt.state == AttemptState.STARTED else timezone.now())
