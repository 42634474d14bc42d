"""Whether figures are fresh and right, and whether the machinery behind them runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from ecommerce_stats.models import FigureRevision, RecountRun
from ecommerce_stats.queries.freshness import oldest_stale_at, stale_count
from livestreams.enums import BatchState
from livestreams.models import ImportBatch
from portal.celery import app
from portal.tasks import HEARTBEAT_KEY
from traders.models import Market

if TYPE_CHECKING:
    from portal.accounts.models import User

QUEUES = {"import": "Nhập file", "figures": "Tính số liệu", "default": "Việc khác"}
"""What the queues are for, in a person's words."""

RECOUNTS_SHOWN = 10
REVISIONS_SHOWN = 30


@dataclass(frozen=True)
class Machinery:
    """State of stale marks, queues and the worker. ``queues`` is None when the broker does not answer."""

    stale_days: int
    stale_since: dt.datetime | None
    imports_waiting: int
    heartbeat: dt.datetime | None
    queues: list[tuple[str, int]] | None

    @property
    def is_worker_alive(self) -> bool:
        limit = dt.timedelta(seconds=settings.READY_MAX_HEARTBEAT_SECONDS)
        return self.heartbeat is not None and timezone.now() - self.heartbeat <= limit


def machinery() -> Machinery:
    """Read it all, now."""
    beat = cache.get(HEARTBEAT_KEY)
    return Machinery(
        stale_days=stale_count(),
        stale_since=oldest_stale_at(),
        imports_waiting=ImportBatch.objects.filter(state=BatchState.QUEUED).count(),
        heartbeat=None if beat is None else dt.datetime.fromtimestamp(beat, tz=dt.UTC),
        queues=_queue_lengths(),
    )


def recounts() -> QuerySet[RecountRun]:
    """The newest full recounts."""
    return RecountRun.objects.all()[:RECOUNTS_SHOWN]


def revisions_for(user: User) -> QuerySet[FigureRevision]:
    """Official figures that changed afterwards, in markets that ``user`` may see."""
    revisions = FigureRevision.objects.filter(market__in=Market.objects.visible_to(user))
    return revisions.select_related("market")[:REVISIONS_SHOWN]


def _queue_lengths() -> list[tuple[str, int]] | None:
    """Tasks that wait in each queue; those that a worker has taken are no longer in it."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    try:
        with app.connection_for_read() as connection:
            client: Redis = connection.default_channel.client  # type: ignore[attr-defined] # of the Redis transport
            return [(QUEUES.get(name, name), client.llen(name)) for name in names]
    except (OperationalError, RedisError, OSError):
        return None
