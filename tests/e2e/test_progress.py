"""A worker of its own reads the file while the page watches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from livestreams.actions.imports import import_progress
from livestreams.models import ImportBatch, OrderLine
from portal.accounts.models import User
from portal.celery import app
from tests.e2e.conftest import OpenWindow
from tests.factories.traders import ShopAccountFactory
from tests.livestreams.files import TIKTOK
from traders.models import Market

LINES = 25_000
SECONDS = 60

pytestmark = [pytest.mark.e2e, pytest.mark.processes]


@pytest.fixture
def worker(transactional_db: None, market_board: User) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker on the test's database, broker and uploads."""
    app.control.purge()  # what other tests sent
    database = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "UPLOAD_ROOT": str(settings.UPLOAD_ROOT),
    }
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--pool", "solo", "--loglevel", "WARNING"]
    process = subprocess.Popen([*command, "--without-gossip", "--without-mingle"], env=environment)
    yield process
    process.terminate()
    process.wait()


def stopped_while_it_reads(worker: subprocess.Popen[bytes]) -> None:
    """Hold the worker in the middle of the file: a fast machine reads all of it between two looks of the page."""
    deadline, batch = time.monotonic() + SECONDS, ImportBatch.objects.get()
    while (progress := import_progress(batch)).stage != "Đang đọc file" or not progress.done:
        assert time.monotonic() < deadline, progress
        time.sleep(0.005)
    worker.send_signal(signal.SIGSTOP)


def test_progress_moves_while_a_worker_reads(
    open_window: OpenWindow, worker: subprocess.Popen[bytes], market_board: User, ben_thanh: Market, tmp_path: Path,
    yesterday: str,
) -> None:  # fmt: skip
    ShopAccountFactory.create(market=ben_thanh)
    rows = (TIKTOK.row(order_no=str(10**17 + number), placed=yesterday) for number in range(LINES))
    file = TIKTOK.xlsx(tmp_path / "lon.xlsx", rows)
    window = open_window()
    window.sign_in(market_board)
    window.go("/nhap-don/moi/")
    window.page.get_by_label("File đơn hàng").set_input_files(file)
    window.button("Tải lên và xem trước").click()
    expect(window.heading("Xem trước rồi nhập")).to_be_visible(timeout=SECONDS * 1000)
    window.button("Nhập").click()
    expect(window.heading("Đang nhập file")).to_be_visible()
    stopped_while_it_reads(worker)
    try:
        bar = window.page.get_by_role("progressbar", name="Đang đọc file")
        expect(bar).to_be_visible()
        assert 0 < int(bar.get_attribute("value") or 0) <= LINES
    finally:
        worker.send_signal(signal.SIGCONT)
    expect(window.heading("Đã nhập xong")).to_be_visible(timeout=SECONDS * 1000)
    assert OrderLine.objects.count() == ImportBatch.objects.get().rows_new == LINES
