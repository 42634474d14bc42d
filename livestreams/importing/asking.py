"""Asking the figures to follow. The task belongs to an app above this one, so it is known by name."""

from __future__ import annotations

from celery import current_app
from django.db import transaction


def ask_for_refresh() -> None:
    """Have stale figures worked out as soon as the change that made them stale is committed.

    A broker that cannot be reached is logged, not raised: what was committed stands, and the regular
    refresh comes within half a minute.
    """
    transaction.on_commit(lambda: current_app.send_task("ecommerce_stats.tasks.refresh_stale"), robust=True)
