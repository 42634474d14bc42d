"""What the computing is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

UNKNOWN = 0
"""Goods line of somebody who has none."""

NEVER = np.iinfo(np.int32).max
"""The day on which something happens that never does."""

SUMS = ("orders_placed", "orders", "live_orders", "value", "live_value")
"""Columns of sales that add up: orders placed and completed, and completed value; ``live_`` is of a livestream."""


@dataclass(frozen=True)
class Facts:
    """Tables of numbers.

    ``trainees``: enrolment, trader, run, market, goods_line, first_day (of the run's first meeting held), last_day (of
    their last meeting attended). ``runs``: run, city, course, first_day, last_day (of anybody's last meeting).
    ``organisers``: run, organiser. ``stays``: trader, goods_line, market, begins, ends. ``waiting``: run, trader.
    ``sales``: trader, day, the columns of ``SUMS``, is_live (0 or 1). ``sessions``: trader, day, one row a session.
    """

    today: int
    trainees: pd.DataFrame
    runs: pd.DataFrame
    organisers: pd.DataFrame
    stays: pd.DataFrame
    waiting: pd.DataFrame
    sales: pd.DataFrame
    sessions: pd.DataFrame

    @cached_property
    def first_trainings(self) -> pd.DataFrame:
        """The row of each trader's first training; two that begin on one day go by the run's number."""
        ordered = self.trainees.sort_values(["first_day", "run"], kind="stable")
        return ordered.drop_duplicates("trader")

    @cached_property
    def trained_from(self) -> pd.Series[int]:
        """Trader → the first day of their first training."""
        return self.first_trainings.set_index("trader")["first_day"]
