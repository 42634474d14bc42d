"""The pages that machines ask."""

import datetime as dt
from typing import Any

import pytest
from celery import Celery
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.tasks import HEARTBEAT_KEY, heartbeat


def nothing_is_stale() -> None:
    """Stands where the setting names a function of an application."""


def stale_since_yesterday() -> dt.datetime:
    """As above, on a bad day."""
    return timezone.now() - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh_figures(settings: Any) -> None:
    settings.READY_OLDEST_STALE = f"{__name__}.nothing_is_stale"


def test_healthz_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_is_ok_when_a_worker_beats(client: Client) -> None:
    heartbeat()
    response = client.get("/readyz")
    assert response.json() == dict.fromkeys(("status", "database", "broker", "worker", "figures"), "ok")
    assert response.status_code == 200


@pytest.mark.django_db
def test_readyz_fails_without_a_worker(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["worker"] == "no heartbeat"


@pytest.mark.django_db
def test_readyz_fails_when_the_heart_stopped(client: Client) -> None:
    cache.set(HEARTBEAT_KEY, timezone.now().timestamp() - 600)
    assert client.get("/readyz").json()["worker"].startswith("last heartbeat 600 s")


@pytest.mark.django_db
def test_readyz_fails_when_a_day_stays_stale(client: Client, settings: Any) -> None:
    settings.READY_OLDEST_STALE = f"{__name__}.stale_since_yesterday"
    heartbeat()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["figures"].startswith("a day has been stale for 864")


@pytest.mark.django_db
def test_readyz_fails_without_a_broker(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal import health

    away = Celery("away", broker="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr(health, "app", away)
    heartbeat()
    assert client.get("/readyz").json()["broker"] == "no answer"
