"""The ground floor names the applications in strings; here every such name is followed."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from portal.accounts.adapter import HOMES
from portal.accounts.models import Role
from portal.celery import app

pytestmark = pytest.mark.django_db  # importing tasks has models checked, and generated columns ask the database
QUEUES = {queue.name for queue in settings.CELERY_TASK_QUEUES}


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values(), ids=settings.CELERY_BEAT_SCHEDULE.keys())
def test_scheduled_task_exists(entry: dict[str, str]) -> None:
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks


def test_every_own_task_goes_to_a_queue_that_is_read() -> None:
    app.loader.import_default_modules()
    own = [name for name in app.tasks if not name.startswith("celery.") and ".tasks." in name]
    assert own
    for name in own:
        queue = app.amqp.router.route({}, name)["queue"]
        assert getattr(queue, "name", queue) in QUEUES


@pytest.mark.django_db
def test_functions_that_are_watched_exist() -> None:
    assert import_string(settings.READY_OLDEST_STALE)() is None
    for _, function in settings.METRICS_GAUGES.values():
        assert import_string(function)() == 0


@pytest.mark.parametrize("role", Role)
def test_every_role_lands_somewhere(role: Role) -> None:
    assert reverse(HOMES[role])
