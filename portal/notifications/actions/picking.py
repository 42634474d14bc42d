"""Handing messages that are due to workers."""

import datetime as dt

from celery import current_app
from django.db import transaction
from django.utils import timezone

from portal.notifications.actions.outcomes import settle_lost
from portal.notifications.actions.writing import queue_of
from portal.notifications.models import Message, MessageQuerySet

TAKEN_FOR = dt.timedelta(minutes=10)
"""A message handed to the workers is not handed out again before."""

AT_ONCE = 2_000


def pick_up() -> int:
    """Hand out messages whose time has come: night is over, a pause has passed, or a task was lost.

    Also judges the attempts of workers that died. Returns how many messages were handed out.
    """
    settle_lost()
    return hand_out(Message.objects.filter(due_at__lte=timezone.now()))


def release_batch(*, batch_id: int) -> int:
    """Hand out every message of a batch that is due."""
    total = 0
    while handed := hand_out(Message.objects.filter(batch_id=batch_id, due_at__lte=timezone.now())):
        total += handed
    return total


def hand_out(due: MessageQuerySet) -> int:
    """One portion of ``due``: marked as taken, then sent to the workers, so that nothing is taken twice."""
    with transaction.atomic():
        rows = list(due.open().order_by("due_at").select_for_update(skip_locked=True)[:AT_ONCE])
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=timezone.now() + TAKEN_FOR)
    task = current_app.tasks["portal.notifications.tasks.send_message"]
    with current_app.producer_pool.acquire(block=True) as producer:
        for row in rows:
            task.apply_async(args=(row.pk,), queue=queue_of(row), producer=producer)
    return len(rows)
