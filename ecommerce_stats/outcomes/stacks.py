"""Who is compared with whom: for each run its trainees, and untrained people of the same market and goods line.

A **cell** is a run, a market and a goods line. Everybody in a cell has the same days: N days before the run's first
meeting, and blocks of 30 days from the day after its last. Somebody who is trained later serves until their own first
meeting: a block counts for them only when it is over by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ecommerce_stats.enums import BLOCK_DAYS, OutcomeMeasure
from ecommerce_stats.outcomes.facts import NEVER

if TYPE_CHECKING:
    from ecommerce_stats.outcomes.facts import Facts
    from ecommerce_stats.outcomes.windows import Books

CELL = ["run", "market", "goods_line"]
RATES = {
    OutcomeMeasure.VALUE: "value",
    OutcomeMeasure.LIVE_VALUE: "live_value",
    OutcomeMeasure.ORDERS: "orders",
    OutcomeMeasure.SESSIONS: "sessions",
}
"""Measures that add up, by their column."""


LEAST_OTHERS = 2


@dataclass(frozen=True)
class Contrast:
    """Rows of one horizon, a person and block, with columns ``CELL``, cell, trader, is_trained, waited, block, weight.

    For each measure ``before_…`` and ``after_…``, of 30 days. ``weight`` is 1 for who was trained; the others of a
    cell and block weigh together as much as its trainees. Only cells with a trainee and two others to the last block.
    """

    days: int
    rows: pd.DataFrame

    @property
    def last_block(self) -> int:
        return self.days // BLOCK_DAYS


def people_of_stacks(facts: Facts) -> pd.DataFrame:
    """Rows run, market, goods_line, trader, is_trained, waited, first_day, start, serves_until."""
    trained = facts.first_trainings.merge(
        facts.runs[["run", "first_day", "last_day"]], on="run", suffixes=("_own", "")
    ).assign(is_trained=True, waited=False, serves_until=NEVER)
    cells = trained[[*CELL, "first_day", "last_day"]].drop_duplicates()
    others = cells.merge(facts.stays, on=["market", "goods_line"])
    others = others[(others["begins"] <= others["first_day"]) & (others["first_day"] < others["ends"])]
    serves_until = others["trader"].map(facts.trained_from).fillna(NEVER).astype(np.int64)
    others = others.assign(is_trained=False, serves_until=serves_until, waited=_waited(others, facts.waiting))
    others = others[others["serves_until"] >= others["last_day"] + 1 + BLOCK_DAYS]
    columns = [*CELL, "trader", "is_trained", "waited", "first_day", "last_day", "serves_until"]
    people = pd.concat([trained[columns], others[columns]], ignore_index=True)
    return people.assign(start=people["last_day"] + 1).drop(columns="last_day")


def contrast(people: pd.DataFrame, books: Books, days: int, today: int) -> Contrast:
    """What everybody did before and in each block after."""
    past = people[people["start"] + days <= today]
    blocks = [_block(past, books, days, number) for number in range(1, days // BLOCK_DAYS + 1)]
    rows = pd.concat(blocks, ignore_index=True)
    rows["cell"] = rows.groupby(CELL, sort=False).ngroup()
    served = rows["serves_until"] >= rows["start"] + rows["block"] * BLOCK_DAYS
    return Contrast(days, _weighted(rows[served], days // BLOCK_DAYS))


def _waited(others: pd.DataFrame, waiting: pd.DataFrame) -> pd.Series[bool]:
    listed = pd.MultiIndex.from_frame(waiting[["run", "trader"]])
    return pd.Series(pd.MultiIndex.from_frame(others[["run", "trader"]]).isin(listed), index=others.index)


def _block(people: pd.DataFrame, books: Books, days: int, number: int) -> pd.DataFrame:
    traders = people["trader"].to_numpy(np.int64)
    first, start = people["first_day"].to_numpy(np.int64), people["start"].to_numpy(np.int64)
    end = start + number * BLOCK_DAYS
    before, after = books.sums(traders, first - days, first), books.sums(traders, end - BLOCK_DAYS, end)
    figures: dict[str, Any] = {f"after_{measure}": after[column].to_numpy(float) for measure, column in RATES.items()}
    figures |= {f"before_{m}": before[column].to_numpy(float) * BLOCK_DAYS / days for m, column in RATES.items()}
    figures[f"before_{OutcomeMeasure.ACTIVE}"] = books.is_active(traders, first).astype(float)
    figures[f"after_{OutcomeMeasure.ACTIVE}"] = books.is_active(traders, end).astype(float)
    return people.reset_index(drop=True).assign(block=number, **figures)


def _weighted(rows: pd.DataFrame, last_block: int) -> pd.DataFrame:
    """Cells with both sides to the end, and the weight of each row; one other alone has no scatter to measure."""
    sides = rows[rows["block"] == last_block].groupby("cell")["is_trained"].agg(["sum", "size"])
    whole = sides.index[(sides["sum"] > 0) & (sides["size"] - sides["sum"] >= LEAST_OTHERS)]
    rows = rows[rows["cell"].isin(whole)]
    counts = rows.groupby(["cell", "block"])["is_trained"].agg(["sum", "size"])
    share = (counts["sum"] / (counts["size"] - counts["sum"])).rename("share")
    rows = rows.join(share, on=["cell", "block"])
    return rows.assign(weight=np.where(rows["is_trained"], 1.0, rows["share"])).drop(columns="share")
