"""By which channels a message can still go, and what it looks like on the way."""

import json
from collections.abc import Iterator

from django.conf import settings

from portal.notifications.enums import AttemptState
from portal.notifications.gateways import Gateway, Outgoing, gateway_for
from portal.notifications.models import Message
from portal.notifications.texts import text_named
from portal.sealing import unseal


def ways(message: Message) -> Iterator[tuple[Gateway, Outgoing]]:
    """The gateways that have not refused in this round and can carry the message, in the order of its channels."""
    refused = message.attempts.filter(round=message.round, state=AttemptState.REFUSED)
    gone = set(refused.values_list("channel", flat=True))
    for channel in message.channels:
        gateway = None if channel in gone else gateway_for(channel)
        going = outgoing(message, channel)
        if gateway and gateway.accepts(going):
            yield gateway, going


def outgoing(message: Message, channel: str) -> Outgoing:
    """The message with its real values; they are decrypted here and live no longer than the call."""
    text = text_named(message.template)
    values = message.values | (json.loads(unseal(message.sealed)) if message.sealed else {})
    return Outgoing(
        tracking=message.tracking(channel),
        template=message.template,
        name=message.name,
        phone=message.phone,
        email=message.email,
        subject=text.subject or message.get_purpose_display(),
        text=text.render(values) if message.sealed else message.text,
        values=values,
        link=f"{settings.PORTAL_URL}/t/{message.token}/" if message.token else "",
    )
