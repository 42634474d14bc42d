"""Tasks of the ground floor."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT_KEY = "worker-heartbeat"


@shared_task
def heartbeat() -> None:
    """Leave the time, so that /readyz knows a worker takes tasks."""
    cache.set(HEARTBEAT_KEY, timezone.now().timestamp(), timeout=None)
