"""Figures of every slice that may be shown, and no others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from ecommerce_stats.enums import LEAST_PEOPLE, OutcomeMeasure
from ecommerce_stats.outcomes.estimating import Estimate, Sample
from ecommerce_stats.outcomes.gate import Slice, hidden, lines_among
from ecommerce_stats.outcomes.slices import SLICE, in_slices, parents_of
from ecommerce_stats.outcomes.stacks import CELL, Contrast

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from ecommerce_stats.outcomes.facts import Facts

type Counts = dict[Slice, int]


@dataclass
class Cell:
    """Figures of a slice and horizon; what must not be shown is None, and has no estimates."""

    place: Slice
    days: int
    people: int | None = None
    active: int | None = None
    provisional: int | None = None
    unfinished: int | None = None
    compared: int | None = None
    others: int | None = None
    others_waiting: int | None = None
    estimates: dict[OutcomeMeasure, Estimate] = field(default_factory=dict)


def cells_of(facts: Facts, windows: pd.DataFrame, contrast: Contrast) -> list[Cell]:
    """The slices in which somebody was trained, for the horizon of ``contrast``; ``windows`` are those of it."""
    counted = _counted(facts, windows)
    people = _counts(counted, "people")
    lines = lines_among(people, parents_of(facts))
    cells = {place: Cell(place, contrast.days) for place in people}
    gone = hidden(people, lines)
    unfinished = _counts(counted, "unfinished")
    late = hidden(unfinished, lines)
    for row in counted.to_dict("records"):
        cell = cells[_place(row)]
        if cell.place not in late:
            cell.unfinished = int(row["unfinished"])
        if row["people"] and cell.place not in gone:
            cell.people, cell.active = int(row["people"]), int(row["active"])
            cell.provisional = int(row["provisional"])
    _compare(cells, facts, contrast, gone)
    return list(cells.values())


def _counted(facts: Facts, windows: pd.DataFrame) -> pd.DataFrame:
    """For each slice, distinct people: each by their first training in it."""
    flags = windows.set_index("trainee")[["is_active", "is_provisional"]]
    trainees = facts.trainees.join(flags)
    trainees = trainees.assign(finished=trainees["is_active"].notna())
    trainees["is_active"] = trainees["is_active"].eq(True)
    trainees["is_provisional"] = trainees["is_provisional"].eq(True)
    rows = in_slices(trainees.sort_values(["first_day", "run"]), facts)
    first = rows.drop_duplicates([*SLICE, "trader"])
    found = first.groupby(SLICE).agg(
        trained=("trader", "size"),
        people=("finished", "sum"),
        active=("is_active", "sum"),
        provisional=("is_provisional", "sum"),
    )
    return found.assign(unfinished=found["trained"] - found["people"]).reset_index()


def _counts(rows: pd.DataFrame, column: str) -> Counts:
    return {_place(row): int(row[column]) for row in rows.to_dict("records")}


def _place(row: Mapping[Hashable, Any]) -> Slice:
    return Slice(*(row[name] for name in SLICE))


def _compare(cells: dict[Slice, Cell], facts: Facts, contrast: Contrast, gone: set[Slice]) -> None:
    """Estimates of the slices that have enough people on both sides and are not hidden."""
    if contrast.rows.empty:
        return
    last = contrast.rows[contrast.rows["block"] == contrast.last_block]
    rows = in_slices(last[[*CELL, "cell", "trader", "is_trained", "waited"]], facts)
    sides = _sides(rows)
    compared = _counts(sides, "compared")
    few = {place for place, count in _counts(sides, "others").items() if count < LEAST_PEOPLE and compared[place]}
    secret = hidden(compared, lines_among(compared, parents_of(facts)), also=few | (gone & set(compared)))
    samples = {measure: Sample(contrast, measure) for measure in OutcomeMeasure}
    by_slice = rows[rows["is_trained"]].groupby(SLICE)["cell"].unique()
    for side in sides.to_dict("records"):
        cell = cells[_place(side)]
        if not side["compared"] or cell.place in secret or cell.people is None:
            continue
        cell.compared, cell.others, cell.others_waiting = (int(side[it]) for it in ("compared", "others", "waited"))
        chosen = by_slice[tuple(side[name] for name in SLICE)]
        cell.estimates = {measure: sample.estimate(chosen) for measure, sample in samples.items()}


def _sides(rows: pd.DataFrame) -> pd.DataFrame:
    """Distinct people of each slice on both sides, and how many of the others stood on the waiting list."""
    trained = rows[rows["is_trained"]].groupby(SLICE)["trader"].nunique().rename("compared")
    others = rows[~rows["is_trained"]].groupby(SLICE)["trader"].nunique().rename("others")
    waited = rows[rows["waited"]].groupby(SLICE)["trader"].nunique().rename("waited")
    return pd.concat([trained, others, waited], axis=1).fillna(0).astype(int).reset_index()
