"""Accent-free search in the city's register of traders, as the page runs it: the count and one page of rows.

python -m benchmarks.search [--traders 50000] [--scale 0.1]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks.reporting import Result, say
from benchmarks.starting import start

if TYPE_CHECKING:
    from portal.accounts.models import User

DATABASE = "choso_search"
ROUNDS = 20
PAGE = 50
WORST_SHOWN = 6
GOAL_MS = 30.0

TYPED = (
    "nguyen", "Nguyễn", "nguyen thi", "Trần Thị Ngọc", "hoa", "Hoa", "Hòa", "hoa nguyen", "le thi hoa", "Phạm Văn Đức",
    "an", "Ân", "y", "út", "le an", "to uyen", "âu mỹ", "oanh", "thuy duong", "khong co ai", "Đỗ", "do", "tran van",
    "678", "5678", "45 678", "0912345678", "+84 912 345 678", "B12", "b1", "C0042", "kiot 12", "hoa b12", "12",
)  # fmt: skip
"""Common and rare, with and without accents, of one letter and of four words, phone numbers and stall codes."""


def main() -> None:
    """Fill a database of its own once; measure each text in turn, so that the machine's load falls on all alike."""
    options = _options()
    start()
    from benchmarks.starting import use_database

    use_database(DATABASE)
    wanted = round(options.traders * options.scale)
    from benchmarks.search_seeding import fill

    fill(wanted)
    times = _times()
    for typed, taken in sorted(times.items(), key=lambda found: -statistics.median(found[1]))[:WORST_SHOWN]:
        say(f"  “{typed}”: {statistics.median(taken):.1f} ms")
    every = [time for taken in times.values() for time in taken]
    p95 = statistics.quantiles(every, n=100)[94]
    what = f"search among {wanted:,} traders, p95 of {len(every):,} in ms, against the goal of {GOAL_MS:.0f}"
    say(Result(what, p95, GOAL_MS, goal=1.0, unit="ms"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--traders", type=int, default=50_000, help="how many the city has")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1 runs in a few seconds")
    return parser.parse_args()


def _times() -> dict[str, list[float]]:
    """Milliseconds in the database of each text and round; the first round only warms up."""
    from django.db import connection

    from portal.accounts.models import Role, User

    official = User.objects.get(role=Role.OFFICIAL)
    times: dict[str, list[float]] = {typed: [] for typed in TYPED}
    for number in range(ROUNDS + 1):
        for typed in TYPED:
            watch = _Watch()
            with connection.execute_wrapper(watch):
                _search(official, typed)
            if number:
                times[typed].append(watch.milliseconds)
    return times


class _Watch:
    """Adds up how long statements take, from sending to the last row."""

    def __init__(self) -> None:
        self.milliseconds = 0.0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        begin = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            self.milliseconds += 1000 * (time.perf_counter() - begin)


def _search(official: User, typed: str) -> None:
    """What the page of the register asks for: how many there are, and the first page of them."""
    from traders.models import Trader
    from traders.queries import KeysFirstPaginator, TraderFilter, filtered, sorted_by, with_rows

    chosen = filtered(Trader.objects.visible_to(official), TraderFilter(words=typed))
    list(KeysFirstPaginator(sorted_by(chosen, words=typed), PAGE, rows=with_rows(Trader.objects.all())).page(1))


if __name__ == "__main__":
    main()
