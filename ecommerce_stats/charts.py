"""Pictures of figures: pure functions that return small Plotly figures.

Colours are names of the page's own tokens (``var(--part-open)``), which ``chart.js`` looks up, so
that a picture follows the light and the dark page. Numbers are written out here as Vietnamese
readers write them: Plotly only places the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from portal.charts import money_axis
from portal.money import format_vnd_short

if TYPE_CHECKING:
    from ecommerce_stats.queries import BreakdownRow, Figures

PARTS = (
    ("completed_value", "Doanh thu thực", "var(--part-completed)"),
    ("open_value", "Chưa xong", "var(--part-open)"),
    ("returned_value", "Trả lại", "var(--part-returned)"),
    ("cancelled_total", "Đã hủy", "var(--part-cancelled)"),
)
"""The parts of placed value in the order in which they are stacked."""

MOST_BARS = 12
ROOM_FOR_TEXT = 1.5
"""How much longer than its longest bar the waterfall is, for the amount beside it."""

LONGEST_LABEL = 24


def waterfall(figures: Figures) -> go.Figure:
    """Placed value going down, part by part, to what is really earned; lying, so that a phone has room for words."""
    steps = (
        ("Doanh số đặt", figures.placed_value, "var(--ink-soft)"),
        ("Hủy trước khi gửi", figures.cancelled_value, "var(--part-cancelled)"),
        ("Hủy sau khi gửi", figures.cancelled_after_ship_value, "var(--part-cancelled)"),
        ("Trả lại", figures.returned_value, "var(--part-returned)"),
        ("Chưa xong", figures.open_value, "var(--part-open)"),
        ("Doanh thu thực", figures.completed_value, "var(--part-completed)"),
    )
    labels, amounts, colours = zip(*steps, strict=True)
    bases = [0, *(figures.placed_value - gone for gone in accumulate(amounts[1:-1])), 0]
    bar = go.Bar(
        y=[_on_lines(label) for label in labels],
        x=list(amounts),
        base=bases,
        orientation="h",
        marker={"color": list(colours)},
        text=[format_vnd_short(amount) for amount in amounts],
        textposition="outside",
        cliponaxis=False,
        customdata=list(amounts),  # %{x} would be the end of the bar
        hovertemplate="%{y}: %{customdata:,} ₫<extra></extra>",
    )
    axes = {
        "xaxis": {"range": [0, (figures.placed_value or 1) * ROOM_FOR_TEXT], "showticklabels": False},
        "yaxis": {"autorange": "reversed", "showgrid": False},
    }
    return _figure([bar], bargap=0.25, showlegend=False, **axes)


def trend(rows: Sequence[BreakdownRow], last_year: Sequence[BreakdownRow] = ()) -> go.Figure:
    """Placed value by day or month as stacked parts, with last year's placed value as a dotted line."""
    labels = [escape(row.label) for row in rows]
    traces: list[Any] = [
        go.Bar(
            x=labels, y=_values(rows, part), name=name, marker={"color": colour}, hovertemplate=_hover("x", "y", name)
        )
        for part, name, colour in PARTS
    ]
    if last_year:
        traces.append(_last_year_line(labels, last_year[: len(rows)]))
    highest = max((row.figures.placed_value for row in (*rows, *last_year)), default=0)
    return _figure(traces, barmode="stack", yaxis=money_axis(highest), xaxis={"type": "category", "nticks": 5})


def comparison(rows: Sequence[BreakdownRow]) -> go.Figure:
    """Parts of placed value of the largest rows beside each other; what is smaller stands in the table."""
    shown = sorted(rows, key=lambda row: row.figures.placed_value, reverse=True)[:MOST_BARS][::-1]
    labels = [_shortened(row.label) for row in shown]  # two stalls may read the same: bars stand by number
    traces = [
        go.Bar(
            y=list(range(len(shown))),
            x=_values(shown, part),
            name=name,
            orientation="h",
            marker={"color": colour},
            customdata=labels,
            hovertemplate=_hover("customdata", "x", name),
        )
        for part, name, colour in PARTS
    ]
    highest = max((row.figures.placed_value for row in shown), default=0)
    axes = {
        "xaxis": {**_sparse(money_axis(highest)), "showgrid": True},
        "yaxis": {"tickvals": list(range(len(shown))), "ticktext": labels, "showgrid": False, "zeroline": False},
    }
    return _figure(traces, barmode="stack", bargap=0.3, **axes)


def _last_year_line(labels: list[str], rows: Sequence[BreakdownRow]) -> go.Scatter:
    return go.Scatter(
        x=labels[: len(rows)],
        y=_values(rows, "placed_value"),
        name="Doanh số đặt cùng kỳ",
        mode="lines",
        line={"color": "var(--ink-soft)", "dash": "dot", "width": 2},
        hovertemplate=_hover("x", "y", "Cùng kỳ năm trước"),
    )


def _values(rows: Sequence[BreakdownRow], name: str) -> list[int]:
    return [getattr(row.figures, name) for row in rows]


def _hover(label: str, money: str, name: str) -> str:
    return f"%{{{label}}}<br>{name}: %{{{money}:,}} ₫<extra></extra>"


def _figure(traces: Sequence[Any], **layout: Any) -> go.Figure:
    """A figure without Plotly's default template, which would be most of its JSON."""
    return go.Figure(data=list(traces), layout={"template": go.layout.Template(), "separators": ",.", **layout})


def _on_lines(label: str) -> str:
    """A label of several words in two lines, so that a phone keeps room for the bars."""
    words = label.split()
    half = (len(words) + 1) // 2
    return "<br>".join((" ".join(words[:half]), " ".join(words[half:]))) if len(words) > 2 else label


def _sparse(axis: dict[str, Any]) -> dict[str, Any]:
    """Every second tick: amounts beside each other need more room than above each other."""
    return {**axis, "tickvals": axis["tickvals"][::2], "ticktext": axis["ticktext"][::2]}


def _shortened(label: str) -> str:
    """Short and escaped: Plotly reads tags in the names that people typed."""
    return escape(label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…")
