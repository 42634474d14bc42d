"""Sending again what did not arrive."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.actions.writing import enqueue
from portal.notifications.enums import State
from portal.notifications.models import Message, MessageBatch


@transaction.atomic
def resend_failed(*, batch: MessageBatch, by: User) -> int:
    """Start another round for the failed messages of ``batch``; returns how many.

    The update takes each failed message once, so a second click finds none left and sends nothing.
    """
    failed = Message.objects.undelivered().filter(batch=batch, expires_at=None, blanked_at=None)
    count = failed.update(state=State.QUEUED, reason="", round=F("round") + 1, retries=0, due_at=timezone.now())
    if count:
        MessageBatch.objects.filter(pk=batch.pk).update(resent_by=by, resent_at=timezone.now())
        enqueue("send_batch", batch.pk, queue="messages")
    return count
