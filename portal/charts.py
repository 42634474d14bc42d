"""What the charts of all applications share."""

from typing import Any

from portal.money import format_vnd_short

MOST_STEPS = 5


def money_axis(highest: int) -> dict[str, Any]:
    """A Plotly axis from 0 to ``highest`` đồng whose ticks read "100 triệu", where Plotly would write "100M"."""
    highest = max(highest, 1)
    step = _round_step(highest)
    ticks = list(range(0, highest + step, step))
    return {"tickvals": ticks, "ticktext": [format_vnd_short(tick) if tick else "0" for tick in ticks]}


def _round_step(highest: int) -> int:
    """The least of 1, 2, 5, 10, 20 … that reaches ``highest`` in at most five steps."""
    scale = 1
    while True:
        for step in (scale, 2 * scale, 5 * scale):
            if step * MOST_STEPS >= highest:
                return step
        scale *= 10
