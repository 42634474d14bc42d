"""/healthz: this process answers. /readyz: what it needs answers too, and figures are fresh."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from portal.celery import app
from portal.tasks import HEARTBEAT_KEY

log = structlog.get_logger(__name__)


class NotReady(Exception):
    """A thing that answers, but not as it should."""


@login_not_required
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Each part with "ok" or what is wrong with it; 503 when one is wrong."""
    parts = {name: state_of(name, check) for name, check in CHECKS.items()}
    is_ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"status": "ok" if is_ready else "failing", **parts}, status=200 if is_ready else 503)


def state_of(name: str, check: Callable[[], None]) -> str:
    """Run one check; the exception's text goes to the log, not to the caller."""
    try:
        check()
    except NotReady as error:
        return str(error)
    except (DatabaseError, RedisError, OperationalError, OSError) as error:
        log.warning("not ready", part=name, error=str(error))
        return "no answer"
    return "ok"


def check_database() -> None:
    """The database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker() -> None:
    """The broker accepts a connection."""
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=0, timeout=2)


def check_worker() -> None:
    """A worker has run the heartbeat task lately."""
    beat = cache.get(HEARTBEAT_KEY)
    age = None if beat is None else timezone.now().timestamp() - beat
    if age is None or age > settings.READY_MAX_HEARTBEAT_SECONDS:
        raise NotReady("no heartbeat" if age is None else f"last heartbeat {age:.0f} s ago")


def check_figures() -> None:
    """No changed day has waited too long to be counted again."""
    oldest = import_string(settings.READY_OLDEST_STALE)()
    age = 0.0 if oldest is None else (timezone.now() - oldest).total_seconds()
    if age > settings.READY_MAX_STALE_SECONDS:
        raise NotReady(f"a day has been stale for {age:.0f} s")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "worker": check_worker,
    "figures": check_figures,
}
