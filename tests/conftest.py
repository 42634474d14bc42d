"""Guards for the whole suite, and what every test may ask for."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

pytest_plugins = ["tests.cast"]


class UndefinedVariable(Exception):
    """A template used a variable that its view does not give."""


class RaisesWhenUsed(str):
    """Stands for ``string_if_invalid``: Django puts the variable's name in by ``%``, and this raises instead."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, variable: Any) -> str:
        raise UndefinedVariable(str(variable))


def pytest_configure() -> None:
    """Start the embedded servers once; xdist's controller holds them until its workers have ended."""
    from portal import embedded

    embedded.start()
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = RaisesWhenUsed("%s")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Each process's database begins as a copy of the migrated one; Django then looks whether anything is missing."""
    from tests.migrated_copy import migrated_database

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before the test database goes, end what still holds it: a browser's last request may outlive its test."""
    from tests.emptying import quick_flush

    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(quick_flush())
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test meets what another one cached (rate limits too)."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def migrated_rows(request: pytest.FixtureRequest) -> None:
    """A test with real transactions empties the database for those after it: what migrations had put there returns."""
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        from tests.migrated import bring_back

        bring_back()


@pytest.fixture
def runs_tasks(settings: Any, django_capture_on_commit_callbacks: Any) -> Iterator[Any]:
    """Make tasks run where they are sent, when the block ends that the returned context manager guards."""
    from portal.celery import app

    before = app.conf.task_always_eager, app.conf.task_eager_propagates
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.update(task_always_eager=before[0], task_eager_propagates=before[1])
