"""Taking times and saying what they were."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """Ours against the baseline; ``goal`` is the ratio that may not be passed."""

    what: str
    ours: float
    baseline: float
    goal: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours / self.baseline

    def __str__(self) -> str:
        verdict = "ok" if self.ratio <= self.goal else "MISSED"
        return (
            f"{self.what:<62} ours {self.ours:9.3f} {self.unit:<3} baseline {self.baseline:9.3f} {self.unit:<3} "
            f"ratio {self.ratio:6.2f}  goal ≤ {self.goal:g}  {verdict}"
        )


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """The median of several runs, after one to warm up."""
    work()
    return statistics.median(seconds(work) for _ in range(runs))


def say(text: object) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)
