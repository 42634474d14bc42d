"""Celery tasks of imports: each takes an id and calls one action, and may run twice."""

from __future__ import annotations

from celery import shared_task

from livestreams.actions import imports, reviews


@shared_task
def inspect_upload(batch_id: int) -> None:
    imports.inspect_upload(batch_id=batch_id)


@shared_task
def run_import(batch_id: int) -> None:
    imports.run_import(batch_id=batch_id)


@shared_task
def resume_stalled() -> None:
    imports.resume_stalled()


@shared_task
def delete_old_uploads() -> None:
    imports.delete_old_uploads()


@shared_task
def place_by_stall() -> None:
    reviews.place_by_stall()
