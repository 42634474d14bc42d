"""Each trainee before and after: N days before the first meeting, N days from the day after the last one attended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ecommerce_stats.enums import BLOCK_DAYS, HORIZONS
from ecommerce_stats.outcomes.facts import NEVER, SUMS
from ecommerce_stats.outcomes.ledger import Ledger, Numbers, ledger_of_sales, ledger_of_sessions

if TYPE_CHECKING:
    from ecommerce_stats.outcomes.facts import Facts

OFFICIAL_AFTER = 14
"""Completed value of a day may change by itself for so many days (``ecommerce_stats.official``)."""


class Books:
    """The ledgers of sales and of sessions, asked together."""

    def __init__(self, facts: Facts) -> None:
        self.sales = ledger_of_sales(facts.sales, SUMS)
        self.sessions: Ledger = ledger_of_sessions(facts.sessions)

    def sums(self, traders: Numbers, begins: Numbers, ends: Numbers) -> pd.DataFrame:
        """``SUMS``, sessions and is_live of the days [begin, end)."""
        return pd.DataFrame(self.sales.sums(traders, begins, ends) | self.sessions.sums(traders, begins, ends))

    def is_active(self, traders: Numbers, ends: Numbers) -> NDArrayBool:
        """Whether they had a session or sold live in the 30 days that end before ``ends``."""
        last = self.sums(traders, ends - BLOCK_DAYS, ends)
        return ((last["sessions"] > 0) | (last["is_live"] > 0)).to_numpy()


type NDArrayBool = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def first_sessions(trainees: pd.DataFrame, books: Books, today: int) -> Numbers:
    """The day of each trainee's first session since training, ``NEVER`` where there was none up to ``today``."""
    traders, since = _numbers(trainees, "trader"), _numbers(trainees, "last_day") + 1
    found = books.sessions.next_day(traders, since, NEVER)
    return np.where(found <= today, found, NEVER)


def windows(trainees: pd.DataFrame, books: Books, today: int) -> pd.DataFrame:
    """A row for each trainee and horizon whose N days are wholly past; the index of ``trainees`` in ``trainee``."""
    return pd.concat([_windows_of(trainees, books, days, today) for days in HORIZONS], ignore_index=True)


def _windows_of(trainees: pd.DataFrame, books: Books, days: int, today: int) -> pd.DataFrame:
    past = trainees[trainees["last_day"] + 1 + days <= today]
    traders, first = _numbers(past, "trader"), _numbers(past, "first_day")
    start = _numbers(past, "last_day") + 1
    before = books.sums(traders, first - days, first).drop(columns="is_live").add_suffix("_before")
    after = books.sums(traders, start, start + days).drop(columns="is_live").add_suffix("_after")
    facts = {
        "trainee": past.index.to_numpy(),
        "days": days,
        "is_active": books.is_active(traders, start + days),
        "was_active": books.is_active(traders, first),
        "is_provisional": start + days - 1 + OFFICIAL_AFTER > today,
    }
    return pd.concat([pd.DataFrame(facts), before, after], axis=1)


def _numbers(rows: pd.DataFrame, column: str) -> Numbers:
    return rows[column].to_numpy(np.int64)
