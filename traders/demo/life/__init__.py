"""What goes on at the demo's markets: registrations, papers, moves, lists, messages, wishes about data.

Everything is done by the actions that people use, by the persons of the demo; nothing is written past them but
the days on which things were handed in, so that a queue has a history. Safe to run again: each part looks first
whether it is there.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from traders.demo.life import applicants, lists, moves, own_data, papers, vneid

PARTS = (moves.fill, applicants.fill, papers.fill, lists.fill, vneid.fill, own_data.fill)
"""Moves before registrations, which name stalls; lists after both."""


def load_life(say: Callable[[str], None]) -> None:
    """Let life begin at markets whose traders and stalls are loaded; each part is whole or not there."""
    for part in PARTS:
        with transaction.atomic():
            part()
    say("Đã thêm hồ sơ đăng ký, giấy tờ, danh sách, tin nhắn và yêu cầu mẫu.")
