"""A worker that is killed while it imports leaves nothing behind, and the next one does the whole file, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.db import connection

from livestreams.actions.imports import confirm_import, inspect_upload, receive_upload, run_import
from livestreams.enums import BatchState
from livestreams.models import ImportBatch, OrderLine, OrderVersion, RejectedRow
from tests.livestreams.files import TIKTOK
from traders.models import ShopAccount

LINES = 6_000

WORKER = """
import sys
import django
django.setup()
from livestreams.actions.imports import run_import
print("begin", flush=True)
run_import(batch_id=int(sys.argv[1]))
"""


def start_worker(batch: ImportBatch, uploads: str) -> subprocess.Popen[bytes]:
    """A process that runs the import on the test's database and uploads."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": url,
        "UPLOAD_ROOT": uploads,
    }
    return subprocess.Popen([sys.executable, "-c", WORKER, str(batch.pk)], env=environment, stdout=subprocess.PIPE)


def stored_rows() -> int:
    return OrderLine.objects.count() + OrderVersion.objects.count() + RejectedRow.objects.count()


def waiting_import(path: Path, account: ShopAccount) -> ImportBatch:
    """A file that was uploaded, looked at and confirmed, as a board does it."""
    file = File(BytesIO(path.read_bytes()), name=path.name)
    batch = receive_upload(file=file, file_name=path.name, market=account.market, by=None)
    inspect_upload(batch_id=batch.pk)
    batch.refresh_from_db()
    return confirm_import(batch=batch, account=account, by=None)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_import_killed_at_several_moments_then_run_again(
    tmp_path: Path, settings: Any, shop: Callable[[str], ShopAccount]
) -> None:
    settings.UPLOAD_ROOT = str(tmp_path / "uploads")
    path = tmp_path / "orders.csv"
    TIKTOK.csv(path, [TIKTOK.row(order_no=str(10**17 + number)) for number in range(LINES)])
    batch = waiting_import(path, shop("tiktok_shop"))
    for seconds in (0.05, 0.3, 0.7):
        worker = start_worker(batch, str(tmp_path / "uploads"))
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"begin\n"
        time.sleep(seconds)
        worker.kill()
        assert worker.wait() in {0, -signal.SIGKILL}  # done or killed, never failed by itself
        worker.stdout.close()
        batch.refresh_from_db()
        assert (batch.state, stored_rows()) in {(BatchState.QUEUED, 0), (BatchState.PROCESSED, LINES)}
    wait_for_database()
    run_import(batch_id=batch.pk)
    run_import(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_new, OrderLine.objects.count()) == (BatchState.PROCESSED, LINES, LINES)


def wait_for_database() -> None:
    """The server notices that a killed worker has gone when it next talks to it."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND state <> 'idle'"
            )
            if cursor.fetchone() == (0,):
                return
            assert time.monotonic() < deadline
            time.sleep(0.05)
