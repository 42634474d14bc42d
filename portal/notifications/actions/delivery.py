"""Giving one message to a gateway, at most one at a time and never twice.

Between two short transactions the gateway is called outside any. The first writes a MessageAttempt
(``started``; the database allows one a message), the second writes what came of it. So a worker that
dies in between leaves a started attempt, and nobody calls a gateway for that message until
``settle_lost`` has judged it: a provider that drops doubles by our tracking name is asked again with
the same name; any other may have sent it, so the attempt is unclear and the message is not given to
anybody again by the machine. Codes and other secrets are never given out again after an unclear
attempt, whatever the provider promises: the person asks for a new one.
"""

import datetime as dt
import json

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.notifications.enums import AttemptState, State
from portal.notifications.gateways import Gateway, Outgoing, Postponed, Receipt, Refused, Unclear, gateway_for
from portal.notifications.hours import quiet_until
from portal.notifications.models import Message, MessageAttempt
from portal.notifications.queries import objection
from portal.notifications.texts import text_named
from portal.sealing import unseal

log = structlog.get_logger(__name__)

PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 7200))
"""How long a postponed message waits before each next try; after the last one the channel counts as refused."""

LOST_AFTER = dt.timedelta(minutes=2)
"""A started attempt older than this has no worker any more: calls time out long before."""

UNCLEAR = "Không rõ đã tới chưa: mất kết nối trong lúc gửi."
NO_CHANNEL = "Không kênh nào gửi được tới người này."


def deliver(*, message_id: int) -> None:
    """Send the message if it is still to be sent, channel by channel until one takes it or all have refused."""
    while (begun := begin(message_id)) is not None:
        gateway, attempt, outgoing = begun
        outcome = call(gateway, outgoing)
        if not finish(attempt, outcome):
            return


type Begun = tuple[Gateway, MessageAttempt, Outgoing]
type Outcome = Receipt | Refused | Postponed | Unclear


@transaction.atomic
def begin(message_id: int) -> Begun | None:
    """Write the attempt that is about to be made; None when there is nothing to do now."""
    message = Message.objects.open().select_for_update(skip_locked=True, of=("self",)).filter(pk=message_id).first()
    if message is None or message.attempts.filter(state=AttemptState.STARTED).exists():
        return None
    now = timezone.now()
    if why := objection(message):
        close(message, State.SKIPPED, why)
    elif message.expires_at and message.expires_at <= now:
        close(message, State.FAILED, "Quá giờ, gửi nữa cũng không còn dùng được.")
    elif not message.is_urgent and (until := quiet_until(now)):
        Message.objects.filter(pk=message.pk).update(state=State.WAITING, due_at=until)
    else:
        return start(message)
    return None


def start(message: Message) -> Begun | None:
    """Choose the channel and write its attempt; closes the message when no channel is left."""
    if not (message.phone or message.email):
        close(message, State.SKIPPED, "Không có số điện thoại hay e-mail.")
        return None
    for channel in channels_left(message):
        gateway = gateway_for(channel)
        going = outgoing(message, channel)
        if gateway and gateway.accepts(going):
            attempt = MessageAttempt.objects.create(
                message=message,
                round=message.round,
                channel=channel,
                gateway=gateway.name,
                tracking=message.tracking(channel),
            )
            return gateway, attempt, going
    close(message, State.FAILED, last_error(message) or NO_CHANNEL)
    return None


def channels_left(message: Message) -> list[str]:
    """The channels that have not refused in this round, in order."""
    refused = message.attempts.filter(round=message.round, state=AttemptState.REFUSED)
    gone = set(refused.values_list("channel", flat=True))
    return [channel for channel in message.channels if channel not in gone]


def last_error(message: Message) -> str:
    """What the last gateway said."""
    last = message.attempts.filter(round=message.round).last()
    return last.error if last else ""


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


def call(gateway: Gateway, outgoing: Outgoing) -> Outcome:
    """What the gateway answered; what it asked not to know about is an unclear outcome, and is logged."""
    try:
        return gateway.send(outgoing)
    except (Refused, Postponed, Unclear) as answer:
        return answer
    except Exception:
        log.exception("message_gateway_failed", gateway=gateway.name, tracking=outgoing.tracking)
        return Unclear(UNCLEAR)


@transaction.atomic
def finish(attempt: MessageAttempt, outcome: Outcome) -> bool:
    """Write what came of the attempt; True when another channel is to be tried at once.

    A callback may have been quicker than this: what it wrote stands.
    """
    message = Message.objects.select_for_update().get(pk=attempt.message_id)
    attempt = MessageAttempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.state != AttemptState.STARTED:
        keep_provider_id(attempt, outcome)
        return False
    match outcome:
        case Receipt():
            settle(attempt, AttemptState.ACCEPTED, provider_id=outcome.provider_id)
            mark_sent(message)
            return False
        case Postponed():
            return postpone(message, attempt, str(outcome))
        case Unclear():
            return unclear(message, attempt)
        case Refused():
            settle(attempt, AttemptState.REFUSED, error=str(outcome))
            return True


def keep_provider_id(attempt: MessageAttempt, outcome: Outcome) -> None:
    """The callback came first and knew our name only."""
    if isinstance(outcome, Receipt) and not attempt.provider_id:
        attempt.provider_id = outcome.provider_id
        attempt.save(update_fields=["provider_id"])


def settle(attempt: MessageAttempt, state: AttemptState, *, error: str = "", provider_id: str = "") -> None:
    """End the attempt."""
    attempt.state, attempt.error, attempt.ended_at = state, error[:200], timezone.now()
    attempt.provider_id = attempt.provider_id or provider_id
    attempt.save(update_fields=["state", "error", "ended_at", "provider_id"])


def mark_sent(message: Message, *, is_delivered: bool = False) -> None:
    """A gateway took it; what was sealed is forgotten now."""
    now = timezone.now()
    message.sealed, message.reason, message.sent_at = "", "", message.sent_at or now
    message.state = State.DELIVERED if is_delivered else State.SENT
    message.delivered_at = now if is_delivered else None
    message.save(update_fields=["sealed", "reason", "sent_at", "state", "delivered_at"])


def close(message: Message, state: State, reason: str) -> None:
    """It will not be sent, and the reason says why."""
    message.sealed, message.state, message.reason = "", state, reason[:200]
    message.sent_at = message.delivered_at = None
    message.save(update_fields=["sealed", "state", "reason", "sent_at", "delivered_at"])


def postpone(message: Message, attempt: MessageAttempt, error: str) -> bool:
    """Try again later; after the last pause the channel counts as refused."""
    if message.retries >= len(PAUSES):
        settle(attempt, AttemptState.REFUSED, error=error)
        Message.objects.filter(pk=message.pk).update(retries=0)
        return True
    settle(attempt, AttemptState.POSTPONED, error=error)
    hold(message)
    return False


def hold(message: Message) -> None:
    """Give the message back to the beat, later each time."""
    message.due_at = timezone.now() + PAUSES[min(message.retries, len(PAUSES) - 1)]
    message.retries, message.state = message.retries + 1, State.QUEUED
    message.save(update_fields=["due_at", "retries", "state"])


def unclear(message: Message, attempt: MessageAttempt) -> bool:
    """It may be on its way: asked again only where a double is dropped, and a secret never."""
    settle(attempt, AttemptState.UNCLEAR, error=UNCLEAR)
    gateway = gateway_for(attempt.channel)
    is_safe = bool(gateway and gateway.name == attempt.gateway and gateway.is_idempotent)
    if is_safe and not message.sealed and message.retries < len(PAUSES):
        hold(message)
    else:
        close(message, State.FAILED, UNCLEAR)
    return False


@transaction.atomic
def settle_lost() -> int:
    """Judge the attempts whose worker died in the middle; returns how many."""
    lost = MessageAttempt.objects.filter(state=AttemptState.STARTED, started_at__lt=timezone.now() - LOST_AFTER)
    judged = 0
    for attempt in lost[:200]:
        message = Message.objects.select_for_update(skip_locked=True).filter(pk=attempt.message_id).first()
        current = MessageAttempt.objects.select_for_update().get(pk=attempt.pk)
        if message and current.state == AttemptState.STARTED:
            unclear(message, current)
            judged += 1
    return judged
