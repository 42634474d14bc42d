"""A worker of its own reads the file while the page watches."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from livestreams.models import ImportBatch, OrderLine
from portal.accounts.models import User
from portal.celery import app
from tests.e2e.conftest import OpenWindow, Window
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


def watched_until_done(window: Window) -> list[str]:
    """What the page says of the progress, each saying once, until the result stands there."""
    done, progress = window.heading("Đã nhập xong"), window.page.locator("progress")
    said: list[str] = []
    deadline = time.monotonic() + SECONDS
    while not done.is_visible():
        assert time.monotonic() < deadline, said
        said += progress.evaluate_all("(bars) => bars.map((bar) => `${bar.ariaLabel} ${bar.value}/${bar.max}`)")
        window.page.wait_for_timeout(100)
    return list(dict.fromkeys(said))


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
    said = watched_until_done(window)
    read = [int(sentence.removeprefix("Đang đọc file ").partition("/")[0]) for sentence in said if "đọc" in sentence]
    assert read, said
    assert read == sorted(read)
    assert len(said) > 1  # it moved
    assert OrderLine.objects.count() == ImportBatch.objects.get().rows_new == LINES
