"""Writing messages. The row comes first; a task sends it after the commit."""

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts.models import User
from portal.notifications.errors import NotificationsError
from portal.notifications.hooks import contact_phones
from portal.notifications.models import Message, MessageBatch
from portal.notifications.texts import Text, text_named
from portal.sealing import seal

HEARD_WITHIN = dt.timedelta(minutes=1)
"""When the task sent at commit has not been heard of for so long, the beat sends another."""

ROWS_AT_ONCE = 2_000


@transaction.atomic
def notify(
    *,
    person: User,
    template: str,
    values: Mapping[str, str],
    key: str,
    link: str = "",
    by: User | None = None,
    batch: MessageBatch | None = None,
) -> Message:
    """Write a message to ``person`` and have it sent after the commit; a second call with ``key`` returns the first.

    ``template`` and ``values`` belong to ``texts.TEXTS``; ``link`` is a path of the portal, put behind the text
    as a short address that counts the click. Raises NotificationsError for a text, values or link that do not fit.
    """
    phones = {} if person.phone else contact_phones([person.pk])
    fields = content(template, values, link=link) | receiver(person, phones) | {"by": by, "batch": batch}
    return write(key, fields)


def draft(*, person: User, template: str, values: Mapping[str, str], link: str = "", by: User | None = None) -> Message:
    """A message that is not saved yet, for who saves it with rows of their own; then call ``send_soon``."""
    phones = {} if person.phone else contact_phones([person.pk])
    return Message(**content(template, values, link=link) | receiver(person, phones) | {"by": by})


def send_soon(message: Message) -> None:
    """Have a saved message sent after the commit."""
    enqueue("send_message", message.pk, queue=queue_of(message))


@transaction.atomic
def send_code(*, phone: str, code: str, key: str, person: User | None = None, template: str = "code") -> Message:
    """Send a code to ``phone`` (+84…), which need not belong to anybody; never twice for one ``key``.

    ``template`` says what it is for: a code to sign in with is read to nobody, one at the stall is.
    """
    name = person.full_name if person else ""
    return write(key, content(template, {"code": code}) | {"person": person, "name": name, "phone": phone})


def write(key: str, fields: Mapping[str, Any]) -> Message:
    """Save the message unless its key was used; the database decides, also between two threads."""
    message, is_new = Message.objects.get_or_create(key=key, defaults=fields)
    if is_new:
        enqueue("send_message", message.pk, queue=queue_of(message))
    return message


def receiver(person: User, phones: Mapping[int, str]) -> dict[str, Any]:
    """Who gets it, and where they can be reached today."""
    phone = person.phone or phones.get(person.pk, "")
    return {"person": person, "name": person.full_name, "phone": phone, "email": person.email or ""}


def content(template: str, values: Mapping[str, str], *, link: str = "") -> dict[str, Any]:
    """The fields that follow from text, values and link."""
    text = text_named(template)
    text.check(values)
    if link and not is_inside(link):
        raise NotificationsError("Đường dẫn của tin phải là một trang của cổng.")
    now, stored = timezone.now(), text.masked(values)
    return {
        "purpose": text.purpose,
        "template": template,
        "text": text.render(stored),
        "values": stored,
        "sealed": sealed_values(text, values),
        "path": link,
        "token": new_token() if link else None,
        "channels": list(text.channels),
        "is_urgent": text.is_urgent,
        "created_at": now,
        "due_at": now + HEARD_WITHIN,
        "expires_at": now + text.lives if text.lives else None,
    }


def is_inside(link: str) -> bool:
    """True for a path of the portal itself, false for anything that a browser takes for another site."""
    return link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)


def sealed_values(text: Text, values: Mapping[str, str]) -> str:
    """The values that nobody but the receiver may read, encrypted."""
    hidden = {name: value for name, value in values.items() if name in text.secrets}
    return seal(json.dumps(hidden)) if hidden else ""


def new_token() -> str:
    """Of a short link: 48 random bits are not guessed and cost eight letters of an SMS."""
    return secrets.token_urlsafe(6)


def queue_of(message: Message) -> str:
    """Urgent messages do not stand behind a campaign."""
    return "default" if message.is_urgent else "messages"


def enqueue(task: str, pk: int, *, queue: str) -> None:
    """Send the task after the commit; when the broker is away the beat finds the row."""
    send = current_app.tasks[f"portal.notifications.tasks.{task}"].apply_async
    transaction.on_commit(partial(send, args=(pk,), queue=queue), robust=True)


@transaction.atomic
def notify_many(
    *,
    people: Iterable[User],
    template: str,
    values_for: Callable[[User], Mapping[str, str]],
    title: str,
    by: User | None,
    link: str = "",
    key: str | None = None,
) -> MessageBatch:
    """Write one message a person in a few statements and have one task send them all.

    A person who stands twice in ``people`` gets one message. A second call with ``key`` returns the first
    batch and writes nothing, so that a form sent twice is one campaign. Raises NotificationsError.
    """
    text = text_named(template)
    batch, is_new = MessageBatch.objects.get_or_create(
        key=key or f"batch:{secrets.token_hex(10)}",
        defaults={"title": title, "purpose": text.purpose, "template": template, "by": by},
    )
    if not is_new:
        return batch
    receivers = list({person.pk: person for person in people}.values())
    phones = contact_phones([person.pk for person in receivers if not person.phone])
    shared = {"batch": batch, "by": by, "due_at": batch.made_at}
    drafts = (
        Message(
            key=f"batch:{batch.pk}:{person.pk}",
            **content(template, values_for(person), link=link) | receiver(person, phones) | shared,
        )
        for person in receivers
    )
    batch.count = len(Message.objects.bulk_create(drafts, batch_size=ROWS_AT_ONCE))
    batch.save(update_fields=["count"])
    enqueue("send_batch", batch.pk, queue="messages")
    return batch
