"""``manage.py load_demo``: made-up markets, two years of sessions and orders, figures worked out."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ecommerce_stats.actions.outcomes import compute_outcomes
from ecommerce_stats.actions.refresh import refresh_stale
from ecommerce_stats.actions.tax import notice_thresholds
from livestreams.demo.loading import is_loaded, load
from portal.accounts.demo import create_people, sign_ins
from traders.demo.life import load_life
from training.demo import load_training


class Command(BaseCommand):
    help = "Nạp dữ liệu mẫu: chợ, phiên, file đơn hàng được đọc như thật. Không làm gì khi đã có."

    def handle(self, *_args: Any, **_options: Any) -> None:
        create_people()
        if is_loaded():
            self.stdout.write("Dữ liệu mẫu đã có, giữ nguyên.")
        else:
            self.load()
        load_life(self.stdout.write)
        load_training(self.stdout.write)
        compute_outcomes()
        notice_thresholds()
        self.stdout.write(sign_ins())

    def load(self) -> None:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="cho-so-demo-") as folder:
            load(timezone.localdate(), Path(folder), self.stdout.write)
        refresh_stale(waits=True)
        self.stdout.write(f"Đã tính xong số liệu sau {time.monotonic() - start:.0f} giây.")
