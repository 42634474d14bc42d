"""Asking a worker for what a web process must not import."""

from __future__ import annotations

from celery import current_app
from django.db import transaction


def ask_for_outcomes() -> None:
    """Have what came of training worked out after the commit; the nightly run comes in any case."""
    transaction.on_commit(lambda: current_app.send_task("ecommerce_stats.tasks.compute_outcomes"), robust=True)
