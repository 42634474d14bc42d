"""How far people came: invited, with a place, learned, certified, first session, still selling at 90 days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ecommerce_stats.enums import FunnelStage
from ecommerce_stats.outcomes.gate import Slice, hidden, lines_among
from ecommerce_stats.outcomes.slices import SLICE, in_slices, parents_of, slice_of

if TYPE_CHECKING:
    from ecommerce_stats.outcomes.facts import Facts

STAGES = tuple(FunnelStage)
SELLING_AT = 90


@dataclass(frozen=True)
class Step:
    """People of a slice at a stage, and how many of the stage before went on; None is not to be shown."""

    place: Slice
    stage: FunnelStage
    people: int | None = None
    previous: int | None = None
    went_on: int | None = None
    unfinished: int | None = None


def steps_of(facts: Facts, reached: pd.DataFrame) -> list[Step]:
    """Every stage of every slice in which somebody came to any.

    ``reached``: run, trader, market, goods_line, a column of 0 and 1 for each stage, and ``finished``: whether the 90
    days of somebody who learned are over. Somebody in several runs of a slice counts once, as far as they came in any.
    """
    flags = [stage.value for stage in STAGES]
    rows = in_slices(reached, facts)
    people = rows.groupby([*SLICE, "trader"], as_index=False)[[*flags, "finished"]].max()
    return [
        step
        for before, stage in zip((None, *STAGES), STAGES, strict=False)
        for step in _steps(people, facts, before, stage)
    ]


def _steps(people: pd.DataFrame, facts: Facts, before: FunnelStage | None, stage: FunnelStage) -> list[Step]:
    here = people[stage.value].astype(bool)
    came = people[before.value].astype(bool) if before else here
    is_last = stage == FunnelStage.SELLING
    is_over = people["finished"].astype(bool) if is_last else pd.Series(data=True, index=people.index)
    marks = people[SLICE].assign(
        people=here & is_over, previous=came & is_over, went_on=came & here & is_over, unfinished=came & ~is_over
    )
    counted = marks.groupby(SLICE)[["people", "previous", "went_on", "unfinished"]].sum()
    return _gated(counted, facts, stage, has_previous=before is not None)


def _gated(counted: pd.DataFrame, facts: Facts, stage: FunnelStage, *, has_previous: bool) -> list[Step]:
    """The same without what must not be shown, column by column."""
    places = [slice_of(key) for key in counted.index]
    lines = lines_among(places, parents_of(facts))
    shown: dict[str, list[int | None]] = {}
    for column in counted.columns:
        counts = dict(zip(places, map(int, counted[column]), strict=True))
        gone = hidden(counts, lines)
        shown[column] = [None if place in gone else counts[place] for place in places]
    steps = []
    for place, people, previous, went_on, unfinished in zip(places, *shown.values(), strict=True):
        known = people is not None and has_previous and previous is not None and went_on is not None
        steps.append(Step(place, stage, people, previous if known else None, went_on if known else None, unfinished))
    return steps
