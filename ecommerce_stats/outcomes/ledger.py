"""Sums over any span of days of anybody, without looking at the days again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SPAN = 1 << 20
"""More days than any calendar has: a trader and a day make one number."""

type Numbers = NDArray[np.int64]


class Ledger:
    """Running totals of ``columns`` by trader and day."""

    def __init__(self, rows: pd.DataFrame, columns: Sequence[str]) -> None:
        keys = rows["trader"].to_numpy(np.int64) * SPAN + rows["day"].to_numpy(np.int64)
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        self.columns = tuple(columns)
        self.totals = {name: _running(rows[name].to_numpy(np.int64)[order]) for name in columns}

    def sums(self, traders: Numbers, begins: Numbers, ends: Numbers) -> dict[str, Numbers]:
        """For each place, the sums of that trader over the days [begin, end)."""
        start = np.searchsorted(self.keys, traders * SPAN + begins)
        stop = np.searchsorted(self.keys, traders * SPAN + ends)
        return {name: totals[stop] - totals[start] for name, totals in self.totals.items()}

    def next_day(self, traders: Numbers, since: Numbers, none: int) -> Numbers:
        """The first day from ``since`` on with a row of that trader, else ``none``."""
        places = np.searchsorted(self.keys, traders * SPAN + since)
        found = np.append(self.keys, -1)[places]
        return np.where(found // SPAN == traders, found % SPAN, none)


def _running(amounts: Numbers) -> Numbers:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(amounts)])


def ledger_of_sales(sales: pd.DataFrame, columns: Sequence[str]) -> Ledger:
    """Money, orders, and on how many days something was sold live."""
    return Ledger(sales, (*columns, "is_live"))


def ledger_of_sessions(sessions: pd.DataFrame) -> Ledger:
    """How many sessions."""
    return Ledger(sessions.assign(sessions=1), ("sessions",))
