"""A made-up population of traders, some of them trained, whose sales follow a known rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecommerce_stats.outcomes.facts import SUMS, Facts

TODAY = 20_000
EVERY_DAYS = 5
"""Somebody's sales are booked every so many days: the sums over 30 days are what counts."""


@dataclass(frozen=True)
class Population:
    """``effect`` is in VND a person and 30 days; trained people sold ``ahead`` times as much before (selection)."""

    effect: float = 0
    ahead: float = 1.0
    markets: int = 4
    lines: int = 2
    of_each: int = 30
    trained_a_run: int = 6
    runs: int = 8
    noise: float = 400_000
    days: int = 400

    def facts(self, seed: int) -> Facts:
        """Draw it: levels, a season for each market, noise for each person and 5 days, and training."""
        dice = np.random.default_rng(seed)
        people = self._people()
        trainees = self._trainees(people, dice)
        runs = trainees.groupby("run", as_index=False)[["first_day", "last_day"]].max()
        runs = runs.assign(city="79", course=runs["run"] % 2 + 1)
        return Facts(
            today=TODAY,
            trainees=trainees,
            runs=runs,
            organisers=pd.DataFrame({"run": runs["run"], "organiser": runs["run"] % 3 + 1}),
            stays=people.assign(begins=0, ends=TODAY * 2),
            waiting=pd.DataFrame({"run": [], "trader": []}, dtype=np.int64),
            sales=self._sales(people, trainees, dice),
            sessions=pd.DataFrame({"trader": [], "day": []}, dtype=np.int64),
        )

    def _people(self) -> pd.DataFrame:
        count = self.markets * self.lines * self.of_each
        number = np.arange(count)
        return pd.DataFrame(
            {
                "trader": number + 1,
                "market": number % self.markets + 1,
                "goods_line": number // self.markets % self.lines + 1,
            }
        )

    def _trainees(self, people: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        """Each run takes people of one market who were in no run before; runs are spread over the year."""
        taken: list[pd.DataFrame] = []
        for run in range(1, self.runs + 1):
            free = people[(people["market"] == run % self.markets + 1) & ~people["trader"].isin(_traders(taken))]
            chosen = free.sample(min(self.trained_a_run, len(free)), random_state=int(dice.integers(1 << 31)))
            first = TODAY - 300 + 20 * run
            taken.append(chosen.assign(run=run, first_day=first, last_day=first + 7))
        trainees = pd.concat(taken, ignore_index=True)
        return trainees.assign(enrolment=np.arange(1, len(trainees) + 1))

    def _sales(self, people: pd.DataFrame, trainees: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        count, steps = len(people), self.days // EVERY_DAYS
        share = EVERY_DAYS / 30
        level = dice.lognormal(15, 0.5, count)
        last = people["trader"].map(trainees.set_index("trader")["last_day"]).to_numpy(float)
        level = np.where(np.isnan(last), level, level * self.ahead)
        season = dice.normal(0, 1_000_000, (self.markets, steps))[people["market"].to_numpy() - 1]
        day = TODAY - self.days + EVERY_DAYS * np.arange(steps)
        gained = np.where(day[None, :] > last[:, None], self.effect, 0.0)
        noise = dice.normal(0, self.noise, (count, steps)) + dice.normal(0, 2 * self.noise, (count, 1)) * (
            day[None, :] > TODAY - 150
        )
        value = ((level[:, None] + season + gained) * share + noise + 5_000_000).round().astype(np.int64)
        rows = pd.DataFrame(
            {"trader": people["trader"].repeat(steps), "day": np.tile(day, count), "value": value.ravel()}
        )
        return rows.assign(**{name: 1 for name in SUMS if name != "value"}, is_live=1)


def _traders(taken: list[pd.DataFrame]) -> set[int]:
    return {trader for rows in taken for trader in rows["trader"]}
