"""What comes of an attempt, and what it means for its message."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from portal.notifications.actions.ways import ways
from portal.notifications.enums import AttemptState, State
from portal.notifications.gateways import Postponed, Receipt, Refused, Unclear, gateway_for
from portal.notifications.models import Message, MessageAttempt
from portal.notifications.texts import text_named

type Outcome = Receipt | Refused | Postponed | Unclear

PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 7200))
"""How long a postponed message waits before each next try; after the last one the channel counts as refused."""

LOST_AFTER = dt.timedelta(minutes=2)
"""A started attempt older than this has no worker any more: calls time out long before."""

LOST_AT_ONCE = 200

UNCLEAR = "Không rõ đã tới chưa: mất kết nối trong lúc gửi."


@transaction.atomic
def finish(attempt: MessageAttempt, outcome: Outcome) -> bool:
    """Write what came of the attempt; True when another channel is to be tried at once.

    A report of the provider may have been quicker than this: what it wrote stands.
    """
    message = Message.objects.select_for_update().get(pk=attempt.message_id)
    attempt = MessageAttempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.state != AttemptState.STARTED:
        return keep_provider_id(attempt, outcome)
    match outcome:
        case Receipt():
            settle(attempt, AttemptState.ACCEPTED, provider_id=outcome.provider_id)
            mark_sent(message)
            return False
        case Refused():
            settle(attempt, AttemptState.REFUSED, error=str(outcome))
            return True
        case Postponed():
            return postpone(message, attempt, str(outcome))
        case Unclear():
            return unclear(message, attempt)


def keep_provider_id(attempt: MessageAttempt, outcome: Outcome) -> bool:
    """The report came first and knew our name only."""
    if isinstance(outcome, Receipt) and not attempt.provider_id:
        attempt.provider_id = outcome.provider_id
        attempt.save(update_fields=["provider_id"])
    return False


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
    """Try again later; but a code, which lives minutes, goes by the next channel at once if there is one."""
    is_last_way = len(list(ways(message))) <= 1
    if message.retries >= len(PAUSES) or (message.expires_at and not is_last_way):
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
    if is_safe and not text_named(message.template).secrets and message.retries < len(PAUSES):
        hold(message)
    else:
        close(message, State.FAILED, UNCLEAR)
    return False


@transaction.atomic
def settle_lost() -> int:
    """Judge the attempts whose worker died in the middle; returns how many."""
    lost = MessageAttempt.objects.filter(state=AttemptState.STARTED, started_at__lt=timezone.now() - LOST_AFTER)
    return sum(settle_one_lost(attempt) for attempt in lost.order_by("pk")[:LOST_AT_ONCE])


def settle_one_lost(attempt: MessageAttempt) -> bool:
    """Judge one, unless somebody else holds its message just now."""
    message = Message.objects.select_for_update(skip_locked=True).filter(pk=attempt.message_id).first()
    if message is None:
        return False
    current = MessageAttempt.objects.select_for_update().get(pk=attempt.pk)
    if current.state != AttemptState.STARTED:
        return False
    unclear(message, current)
    return True
