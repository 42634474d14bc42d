"""Everything that is stored, worked out of the facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ecommerce_stats.enums import HORIZONS, FunnelStage
from ecommerce_stats.outcomes.cells import Cell, cells_of
from ecommerce_stats.outcomes.facts import NEVER
from ecommerce_stats.outcomes.funnels import SELLING_AT, Step, steps_of
from ecommerce_stats.outcomes.stacks import contrast, people_of_stacks
from ecommerce_stats.outcomes.windows import Books, first_sessions, windows

if TYPE_CHECKING:
    from ecommerce_stats.outcomes.facts import Facts


@dataclass(frozen=True)
class Results:
    """``trainees`` with first_session and is_first_training, ``windows`` by their index, cells and steps of funnels."""

    trainees: pd.DataFrame
    windows: pd.DataFrame
    cells: list[Cell]
    steps: list[Step]


def results_of(facts: Facts, reached: pd.DataFrame) -> Results:
    """``reached``: run, trader, market, goods_line and 0 or 1 in invited, enrolled, attended, certified."""
    books = Books(facts)
    is_first = facts.trainees.index.isin(facts.first_trainings.index)
    trainees = facts.trainees.assign(
        first_session=first_sessions(facts.trainees, books, facts.today), is_first_training=is_first
    )
    past = windows(facts.trainees, books, facts.today)
    return Results(trainees, past, _cells(facts, books, past), steps_of(facts, _with_ends(reached, trainees, past)))


def _cells(facts: Facts, books: Books, past: pd.DataFrame) -> list[Cell]:
    people = people_of_stacks(facts)
    found: list[Cell] = []
    for days in HORIZONS:
        compared = contrast(people, books, days, facts.today)
        found += cells_of(facts, past[past["days"] == days], compared)
    return found


def _with_ends(reached: pd.DataFrame, trainees: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """The last two stages, from what trainees did."""
    late = past[past["days"] == SELLING_AT].set_index("trainee")["is_active"]
    ends = trainees[["run", "trader"]].assign(
        finished=trainees.index.isin(late.index).astype(np.int64),
        **{
            FunnelStage.FIRST_SESSION.value: (trainees["first_session"] != NEVER).astype(np.int64),
            FunnelStage.SELLING.value: late.reindex(trainees.index).eq(True).astype(np.int64),
        },
    )
    joined = reached.merge(ends, on=["run", "trader"], how="left")
    return joined.fillna(dict.fromkeys(ends.columns, 0))
