"""The difference in differences finds what is there, and nothing where nothing is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ecommerce_stats.enums import OutcomeMeasure
from ecommerce_stats.outcomes.estimating import Estimate, Sample
from ecommerce_stats.outcomes.facts import Facts
from ecommerce_stats.outcomes.stacks import Contrast, contrast, people_of_stacks
from ecommerce_stats.outcomes.windows import Books
from tests.ecommerce_stats.trained_people import TODAY, Population

SEEDS = range(60)
COVERED = 54
"""Nine in ten of the seeds; a right interval of 95 % falls below that once in 33 draws, and the seeds are fixed."""


def compared(facts: Facts, days: int) -> Contrast:
    return contrast(people_of_stacks(facts), Books(facts), days, facts.today)


def estimate(facts: Facts, days: int, measure: OutcomeMeasure = OutcomeMeasure.VALUE) -> Estimate:
    sample = Sample(compared(facts, days), measure)
    return sample.estimate(np.unique(sample.cells))


@pytest.mark.parametrize(("ahead", "days"), [(1.0, 30), (1.0, 90), (3.0, 90)])
def test_effect_is_within_its_interval_and_found(ahead: float, days: int) -> None:
    population = Population(effect=2_000_000, ahead=ahead)
    found = [estimate(population.facts(seed), days) for seed in SEEDS]
    assert sum(each.low <= population.effect <= each.high for each in found) >= COVERED
    assert sum(each.low > 0 for each in found) >= COVERED
    assert abs(np.mean([each.effect for each in found]) - population.effect) < 200_000


@pytest.mark.parametrize("ahead", [1.0, 3.0])
def test_nothing_is_found_where_nothing_is_even_when_better_sellers_go_to_class(ahead: float) -> None:
    found = [estimate(Population(ahead=ahead).facts(seed), 90) for seed in SEEDS]
    assert sum(each.low <= 0 <= each.high for each in found) >= COVERED


def test_small_cells_keep_an_honest_interval() -> None:
    population = Population(lines=8, of_each=5, runs=12, trained_a_run=3)
    found = [estimate(population.facts(seed), 90) for seed in SEEDS]
    assert sum(each.low <= 0 <= each.high for each in found) >= COVERED


def test_effect_is_the_mean_over_trainees_of_their_change_less_that_of_their_own_cell() -> None:
    rows = compared(Population(effect=1_000_000).facts(3), 90).rows
    change = (rows["after_value"] - rows["before_value"]).where(~rows["is_trained"])
    usual = change.groupby([rows["cell"], rows["block"]]).transform("mean")
    by_hand = (rows["after_value"] - rows["before_value"] - usual)[rows["is_trained"]].mean()
    assert estimate(Population(effect=1_000_000).facts(3), 90).effect == pytest.approx(by_hand)


def test_nobody_serves_as_comparison_once_they_are_trained() -> None:
    facts = Population().facts(1)
    rows = compared(facts, 180).rows
    others = rows[~rows["is_trained"]]
    ends = others["start"] + others["block"] * 30
    trained_from = others["trader"].map(facts.trained_from).fillna(np.inf)
    assert (ends <= trained_from).all()
    assert trained_from.lt(np.inf).any(), "some of them are trained later, and served until then"


def test_everybody_is_compared_with_the_same_market_and_goods_line_on_the_same_days() -> None:
    facts = Population().facts(1)
    rows = compared(facts, 90).rows.merge(facts.stays[["trader", "market", "goods_line"]], on="trader")
    assert (rows["market_x"] == rows["market_y"]).all()
    assert (rows["goods_line_x"] == rows["goods_line_y"]).all()
    assert rows.groupby("run")[["first_day", "start"]].nunique().eq(1).all(axis=None)


def test_second_training_counts_nowhere_in_the_comparison() -> None:
    facts = Population(runs=2).facts(1)
    again = facts.trainees.iloc[[0]].assign(run=2, enrolment=999, first_day=TODAY - 260, last_day=TODAY - 253)
    more = replace(facts, trainees=pd.concat([facts.trainees, again], ignore_index=True))
    rows = compared(more, 90).rows
    assert not (rows["is_trained"] & (rows["trader"] == again["trader"].item()) & (rows["run"] == 2)).any()


def test_window_that_is_not_over_is_not_compared() -> None:
    facts = Population(runs=2).facts(1)
    early = replace(facts, today=int(facts.runs["last_day"].max()) + 90)
    assert set(compared(early, 90).rows["run"]) == {1}
    assert set(compared(replace(early, today=early.today + 1), 90).rows["run"]) == {1, 2}


def test_share_that_still_sells_is_of_the_last_thirty_days() -> None:
    """The others stop on the day before; trainees sell on for 60 days and then stop."""
    facts = Population(runs=1).facts(1)
    start = int(facts.runs["last_day"].max()) + 1
    day, is_trained = facts.sales["day"], facts.sales["trader"].isin(facts.trainees["trader"])
    quiet = replace(facts, sales=facts.sales.assign(is_live=(day < start) | (is_trained & (day < start + 60))))
    early, late = (estimate(quiet, days, OutcomeMeasure.ACTIVE) for days in (30, 90))
    assert (early.before, early.after, early.others_after, early.effect) == pytest.approx((1, 1, 0, 1))
    assert (late.after, late.others_after, late.effect) == pytest.approx((0, 0, 0))
