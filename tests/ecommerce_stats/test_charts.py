"""Pictures of figures as Plotly figures."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go

from ecommerce_stats import charts
from ecommerce_stats.queries.shapes import BreakdownRow, Figures

MONEY = Figures(
    placed_value=1_000,
    completed_value=500,
    cancelled_value=200,
    cancelled_after_ship_value=50,
    returned_value=150,
    open_value=100,
)


def row(label: str, figures: Figures = MONEY) -> BreakdownRow:
    return BreakdownRow(label, label, figures)


def drawn(figure: go.Figure) -> Any:
    return json.loads(figure.to_json())


def test_waterfall_steps_down_from_placed_to_completed() -> None:
    (bar,) = drawn(charts.waterfall(MONEY))["data"]
    assert bar["x"] == [1_000, 200, 50, 150, 100, 500]
    assert bar["base"] == [0, 800, 750, 600, 500, 0]


def test_waterfall_writes_amounts_as_they_are_said() -> None:
    (bar,) = drawn(charts.waterfall(Figures(placed_value=4_200_000_000)))["data"]
    assert bar["text"][0] == "4,2 tỷ"


def test_trend_stacks_parts_that_add_up_to_placed() -> None:
    bars = [trace for trace in drawn(charts.trend([row("01/10"), row("02/10")]))["data"] if trace["type"] == "bar"]
    assert [sum(day) for day in zip(*(bar["y"] for bar in bars), strict=True)] == [1_000, 1_000]


def test_trend_draws_last_year_as_a_line_over_the_same_places() -> None:
    line = drawn(charts.trend([row("01/10"), row("02/10")], [row("01/10/2025"), row("02/10/2025")]))["data"][-1]
    assert (line["type"], line["x"], line["y"]) == ("scatter", ["01/10", "02/10"], [1_000, 1_000])


def test_comparison_shows_the_largest_rows_with_the_largest_on_top() -> None:
    rows = [row(f"Chợ {n}", Figures(placed_value=n)) for n in range(40)]
    labels = drawn(charts.comparison(rows))["layout"]["yaxis"]["ticktext"]
    assert len(labels) == charts.MOST_BARS
    assert labels[-1] == "Chợ 39"


def test_comparison_keeps_rows_of_one_name_apart() -> None:
    bar = drawn(charts.comparison([row("Cô Hoa"), row("Cô Hoa")]))["data"][0]
    assert bar["y"] == [0, 1]


def test_comparison_escapes_names_that_plotly_would_read_as_tags() -> None:
    layout = drawn(charts.comparison([row('<a href="x">Hoa</a>')]))["layout"]
    assert layout["yaxis"]["ticktext"] == ["&lt;a href=&quot;x&quot;&gt;Hoa&lt;/a&gt;"]


def test_figures_name_tokens_for_colours_and_carry_no_template() -> None:
    figure = charts.trend([row(f"{day:02}/10") for day in range(1, 32)])
    assert all(trace["marker"]["color"].startswith("var(--") for trace in drawn(figure)["data"])
    assert len(figure.to_json()) < 8_000


def test_axis_of_no_sales_is_drawn_too() -> None:
    assert drawn(charts.trend([row("01/10", Figures())]))["layout"]["yaxis"]["ticktext"][0] == "0"
