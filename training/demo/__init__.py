"""Training in the demo: courses of the past with what came of them, one running, some open, and advice booths.

What has long been is written as rows, since no action lets anybody enrol in last spring's class; everything from
today on is done by the actions that people use. Safe to run again: each part looks first whether it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from training.demo import booths, coming, courses, past

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = (courses.fill, past.fill, coming.fill, booths.fill)


def load_training(say: Callable[[str], None]) -> None:
    """After markets, traders and their shops; each part is whole or not there."""
    for part in PARTS:
        with transaction.atomic():
            part()
    say("Đã thêm khóa đào tạo, lớp đã học, đang học, đang mở và quầy tư vấn mẫu.")
