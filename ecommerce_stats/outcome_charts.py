"""Pictures of what came of training; colours are tokens of the page, as in ``charts``."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ecommerce_stats.enums import FunnelStage, OutcomeMeasure
from ecommerce_stats.outcome_words import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecommerce_stats.models import FunnelCount, OutcomeCell
    from ecommerce_stats.queries.outcomes import Group

MOST_ROWS = 15
LONGEST = 26


def effects_of_groups(groups: Sequence[Group]) -> go.Figure | None:
    """A point with its interval for each group, below each other; None where there is none to draw."""
    rows = [(group.name, group.estimate) for group in groups[:MOST_ROWS]]
    return _points([(name, found) for name, found in rows if found is not None])


def effects_of_horizons(cells: Sequence[OutcomeCell]) -> go.Figure | None:
    """The same people 30, 90, 180 days on."""
    rows = [(f"{cell.days} ngày", cell.by_measure.get(OutcomeMeasure.VALUE)) for cell in cells]
    return _points([(name, found) for name, found in rows if found is not None])


def funnel(steps: Sequence[FunnelCount]) -> go.Figure:
    """A bar for each stage; stages that are not to be shown have none."""
    shown = [(FunnelStage(step.stage).label, step.people) for step in steps if step.people is not None]
    bar = go.Bar(
        y=[label for label, _ in shown],
        x=[people for _, people in shown],
        orientation="h",
        marker={"color": "var(--part-completed)"},
        text=[str(people) for _, people in shown],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x} người<extra></extra>",
    )
    most = max((people for _, people in shown), default=1) or 1
    return _figure(
        [bar],
        xaxis={"range": [0, most * 1.2], "showticklabels": False},
        yaxis={"autorange": "reversed", "showgrid": False},
    )


def _points(rows: list[tuple[str, Any]]) -> go.Figure | None:
    if not rows:
        return None
    labels = [escape(name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…") for name, _ in rows]
    points = go.Scatter(
        x=[round(found.effect) for _, found in rows],
        y=list(range(len(rows))),
        mode="markers",
        marker={"color": "var(--part-completed)", "size": 11},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [round(found.high - found.effect) for _, found in rows],
            "arrayminus": [round(found.effect - found.low) for _, found in rows],
            "color": "var(--ink-soft)",
        },
        customdata=[
            [label, *(signed(end, OutcomeMeasure.VALUE) for end in (found.effect, found.low, found.high))]
            for label, (_, found) in zip(labels, rows, strict=True)
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}, từ %{customdata[2]} đến %{customdata[3]}<extra></extra>",
    )
    ends = [end for _, found in rows for end in (found.low, found.high)]
    return _figure(
        [points],
        xaxis=_axis(min(0, *ends), max(0, *ends)),
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": labels, "range": [len(rows) - 0.5, -0.5], "showgrid": False,
            "zeroline": False,
        },
    )  # fmt: skip


def _axis(low: float, high: float) -> dict[str, Any]:
    """Ticks with words, zero among them and drawn."""
    step = _step((high - low) / 4 or 1)
    ticks = [step * number for number in range(int(low // step), int(high // step) + 2)]
    texts = [signed(tick, OutcomeMeasure.VALUE) if tick else "0" for tick in ticks]
    return {"tickvals": ticks, "ticktext": texts, "range": [ticks[0], ticks[-1]], "showgrid": True, "zeroline": True,
            "zerolinewidth": 2}  # fmt: skip


def _step(least: float) -> int:
    scale = 1
    while True:
        for step in (scale, 2 * scale, 5 * scale):
            if step >= least:
                return step
        scale *= 10


def _figure(traces: Sequence[Any], **layout: Any) -> go.Figure:
    return go.Figure(
        data=list(traces),
        layout={"template": go.layout.Template(), "separators": ",.", "showlegend": False, **layout},
    )
