"""A worker that is killed at any moment loses nothing and counts nothing twice."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from ecommerce_stats import actions
from ecommerce_stats.actions.recounts import compare_with_lines
from ecommerce_stats.queries import Scope, stale_count, totals
from tests.factories.imports import ImportBatchFactory
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import ShopAccountFactory, TraderFactory

DAYS = 60

WORKER = """
import django
django.setup()
from ecommerce_stats import actions
actions.refresh_stale(limit=1)
"""


def start_worker() -> subprocess.Popen[bytes]:
    """A process that refreshes the test database, a day in each transaction."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "DATABASE_URL": url}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)


def wait_until_fewer_than(marks: int) -> None:
    deadline = time.monotonic() + 60
    while stale_count() >= marks:
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_worker_killed_in_the_middle_leaves_whole_days_or_marks(db: None) -> None:
    trader = TraderFactory.create()
    account = ShopAccountFactory.create(trader=trader)
    batch = ImportBatchFactory.create(account=account)
    first = dt.date(2026, 1, 1)
    for number in range(DAYS):
        SoldLineFactory.create(
            account=account, batch=batch, day=first + dt.timedelta(days=number), order_no=str(number)
        )
    waiting = stale_count()
    for killed_after in (1, 10, 30):
        worker = start_worker()
        wait_until_fewer_than(DAYS - killed_after)
        worker.kill()
        worker.wait()
        tables, _ = compare_with_lines()
        assert [table["differences"] for table in tables] == [0] * len(tables), tables
        assert 0 < stale_count() < waiting
        waiting = stale_count()
    actions.refresh_stale(waits=True)
    assert totals(Scope(trader_id=trader.pk), None, None).lines == DAYS
    assert actions.recount().differences == 0
