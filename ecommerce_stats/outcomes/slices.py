"""Which figures a person counts in: city and market, each in all, by goods line, course, organiser, quarter, run."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from ecommerce_stats.enums import OutcomeBy
from ecommerce_stats.outcomes.gate import ALL_MARKETS, Slice

if TYPE_CHECKING:
    from ecommerce_stats.outcomes.facts import Facts

EPOCH = dt.date(1970, 1, 1)
SLICE = ["city", "in_market", "by", "key"]


def day_of(number: int) -> dt.date:
    return EPOCH + dt.timedelta(days=int(number))


def number_of(day: dt.date) -> int:
    return (day - EPOCH).days


def quarter_of(number: int) -> str:
    """The first day of the calendar quarter, as the key of a slice."""
    day = day_of(number)
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1).isoformat()


def in_slices(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """``rows`` (with run, market, goods_line) once for each slice they count in: the columns of ``SLICE`` beside."""
    runs = facts.runs[["run", "city", "course"]].assign(quarter=facts.runs["last_day"].map(quarter_of))
    known = rows.merge(runs, on="run")
    keyed = pd.concat(
        [
            known.assign(by=OutcomeBy.ALL.value, key=""),
            known.assign(by=OutcomeBy.GOODS_LINE.value, key=known["goods_line"].astype(str)),
            known.assign(by=OutcomeBy.COURSE.value, key=known["course"].astype(str)),
            known.assign(by=OutcomeBy.QUARTER.value, key=known["quarter"]),
            known.assign(by=OutcomeBy.RUN.value, key=known["run"].astype(str)),
            _by_organiser(known, facts.organisers),
        ],
        ignore_index=True,
    )
    columns = [*rows.columns, *SLICE]
    both = pd.concat([keyed.assign(in_market=ALL_MARKETS), keyed.assign(in_market=keyed["market"])], ignore_index=True)
    return both[columns]


def parents_of(facts: Facts) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """What a run and a course are part of, for the gate."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    organisers = joint_organisers(facts.organisers)
    courses = facts.runs.set_index("run")["course"].to_dict()
    of_course = organisers.groupby(organisers.index.map(courses)).agg(set).to_dict()
    for run, course, last_day in facts.runs[["run", "course", "last_day"]].itertuples(index=False):
        by_organiser = {(OutcomeBy.ORGANISER.value, organisers[run])} if run in organisers else set()
        in_course, in_quarter = (OutcomeBy.COURSE.value, str(course)), (OutcomeBy.QUARTER.value, quarter_of(last_day))
        found[OutcomeBy.RUN.value, str(run)] = {in_course, in_quarter} | by_organiser
        found.setdefault(in_course, set()).update(by_organiser if len(of_course.get(course, ())) == 1 else ())
    return found


def slice_of(row: tuple[str, int, str, str]) -> Slice:
    """The slice of a group of the columns ``SLICE``."""
    city, market, by, key = row
    return Slice(city, int(market), by, key)


def joint_organisers(organisers: pd.DataFrame) -> pd.Series[str]:
    """Run → the key of who organised it together: their numbers with ``-`` between.

    Those who join hands are a group of their own. Counted once for each organiser, people would stand in several
    groups, and one organiser's figures less another's would be those of a few.
    """
    ordered = organisers.sort_values("organiser")
    return ordered.groupby("run")["organiser"].agg(lambda ids: "-".join(str(each) for each in ids))


def _by_organiser(known: pd.DataFrame, organisers: pd.DataFrame) -> pd.DataFrame:
    key = known["run"].map(joint_organisers(organisers))
    return known.assign(by=OutcomeBy.ORGANISER.value, key=key).dropna(subset="key")
