"""Celery tasks of messages: each takes an id and calls one action, and may run twice."""

from celery import shared_task

from portal.notifications import actions


@shared_task
def send_message(message_id: int) -> None:
    actions.deliver(message_id=message_id)


@shared_task
def send_batch(batch_id: int) -> None:
    actions.release_batch(batch_id=batch_id)


@shared_task
def pick_up() -> None:
    actions.pick_up()
