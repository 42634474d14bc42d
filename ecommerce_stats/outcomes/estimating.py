"""The difference in differences, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t as student
from statsmodels.regression.linear_model import WLS

from ecommerce_stats.enums import OutcomeMeasure

if TYPE_CHECKING:
    from ecommerce_stats.outcomes.stacks import Contrast

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """Means of a person and 30 days, the others weighted to their cells; ``effect`` with its interval."""

    before: float
    after: float
    others_before: float
    others_after: float
    effect: float
    low: float
    high: float


class Sample:
    """The rows of a contrast for one measure: ``change`` is how much more it grew than for the others of the cell.

    The others' change is zero on average in every cell, so the trainees' mean is the effect. Both sides' scatter enters
    its variance; that of n others about their own mean is made as large as it was before, by the root of n / (n - 1).
    """

    def __init__(self, contrast: Contrast, measure: OutcomeMeasure) -> None:
        rows = contrast.rows
        if measure == OutcomeMeasure.ACTIVE:
            rows = rows[rows["block"] == contrast.last_block]
        change = rows[f"after_{measure}"] - rows[f"before_{measure}"]
        untrained = change.where(~rows["is_trained"])
        others = untrained.groupby([rows["cell"], rows["block"]])
        usual, count = others.transform("mean"), others.transform("count")
        stretched = np.where(rows["is_trained"], 1.0, np.sqrt(count / (count - 1)))
        self.cells = rows["cell"].to_numpy()
        self.change = ((change - usual) * stretched).to_numpy()
        self.is_trained = rows["is_trained"].to_numpy()
        self.weight = rows["weight"].to_numpy()
        self.trader = rows["trader"].to_numpy()
        self.before = rows[f"before_{measure}"].to_numpy()
        self.after = rows[f"after_{measure}"].to_numpy()

    def estimate(self, cells: np.ndarray) -> Estimate:
        """Of the people of ``cells``, at least two on each side."""
        chosen = np.isin(self.cells, cells)
        trained, weight, trader = self.is_trained[chosen], self.weight[chosen], self.trader[chosen]
        effect, error = _fitted(self.change[chosen], trained, weight, trader)
        least = min(len(np.unique(trader[trained])), len(np.unique(trader[~trained])))
        reach = float(student.ppf((1 + CONFIDENCE) / 2, least - 1)) * error * np.sqrt(least / (least - 1))
        return Estimate(
            before=_mean(self.before[chosen], weight, trained),
            after=_mean(self.after[chosen], weight, trained),
            others_before=_mean(self.before[chosen], weight, ~trained),
            others_after=_mean(self.after[chosen], weight, ~trained),
            effect=effect,
            low=effect - reach,
            high=effect + reach,
        )


def _mean(amounts: np.ndarray, weight: np.ndarray, who: np.ndarray) -> float:
    return float(np.average(amounts[who], weights=weight[who]))


def _fitted(change: np.ndarray, trained: np.ndarray, weight: np.ndarray, trader: np.ndarray) -> tuple[float, float]:
    """Coefficient of having been trained, and its standard error clustered by trader."""
    columns = np.column_stack([np.ones(len(change)), trained.astype(float)])
    clusters = pd.factorize(trader)[0]
    scale = float(np.abs(change).max()) or 1.0
    fit = WLS(change / scale, columns, weights=weight).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    variance = max(float(fit.cov_params()[1, 1]), 0.0)  # nobody differs from anybody: rounding may take it below 0
    return float(fit.params[1]) * scale, variance**0.5 * scale
