"""What providers report later about a message they took."""

from django.db import transaction
from django.utils import timezone

from portal.notifications.actions.outcomes import close, mark_sent, settle
from portal.notifications.actions.writing import HEARD_WITHIN, enqueue, queue_of
from portal.notifications.enums import AttemptState, State
from portal.notifications.gateways.reports import Report
from portal.notifications.models import Message, MessageAttempt
from portal.notifications.texts import text_named


@transaction.atomic
def take_report(report: Report) -> bool:
    """Write a report down; False when nobody knows the message. The same report twice changes nothing.

    The attempt is written before the provider is called, so a report that overtakes our own commit finds it.
    """
    found = attempt_of(report)
    if found is None:
        return False
    message = Message.objects.select_for_update().get(pk=found.message_id)
    attempt = MessageAttempt.objects.select_for_update().get(pk=found.pk)
    if report.is_delivered:
        arrived(message, attempt, report)
    elif attempt.state in {AttemptState.STARTED, AttemptState.ACCEPTED, AttemptState.UNCLEAR}:
        lost_on_the_way(message, attempt, report)
    return True


def attempt_of(report: Report) -> MessageAttempt | None:
    """The last attempt of that name, or the one that the provider calls so."""
    attempts = MessageAttempt.objects.filter(gateway=report.gateway)
    if report.tracking and (found := attempts.filter(tracking=report.tracking).last()):
        return found
    return attempts.filter(provider_id=report.provider_id).first() if report.provider_id else None


def arrived(message: Message, attempt: MessageAttempt, report: Report) -> None:
    """It reached the phone, whatever was thought of it before."""
    if attempt.state != AttemptState.DELIVERED:
        settle(attempt, AttemptState.DELIVERED, provider_id=report.provider_id)
    if message.state != State.DELIVERED:
        mark_sent(message, is_delivered=True)


def lost_on_the_way(message: Message, attempt: MessageAttempt, report: Report) -> None:
    """The provider took it but could not deliver: the next channel has its turn, unless the text was a secret."""
    settle(attempt, AttemptState.REFUSED, error=report.error or "Không tới được máy.", provider_id=report.provider_id)
    if message.round != attempt.round or message.state == State.DELIVERED:
        return
    if text_named(message.template).secrets:
        close(message, State.FAILED, attempt.error)
    else:
        try_next(message)


def try_next(message: Message) -> None:
    """Back into the queue; the channels that refused in this round are left out there."""
    message.state, message.reason, message.due_at = State.QUEUED, "", timezone.now() + HEARD_WITHIN
    message.sent_at, message.retries = None, 0
    message.save(update_fields=["state", "reason", "due_at", "sent_at", "retries"])
    enqueue("send_message", message.pk, queue=queue_of(message))
