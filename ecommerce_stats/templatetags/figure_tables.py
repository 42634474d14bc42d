"""Tables of figures as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import template

from ecommerce_stats.tables import Column, Table
from portal.templatetags import formats

register = template.Library()

WRITERS: dict[str, Callable[[Any], str]] = {
    "vnd": formats.vnd,
    "count": formats.number,
    "percent": formats.percent,
    "change": formats.change,
}


@register.inclusion_tag("ecommerce_stats/components/figure_table.html")
def figure_table(table: Table, csv_url: str = "") -> dict[str, Any]:
    """A table of figures with a link to the same rows as CSV."""
    rows = list(table.rows)
    return {
        "table": table,
        "rows": rows,
        "csv_url": csv_url,
        "width": len(table.columns) + 1,
        "has_sources": any(row.source_url for row in rows),
    }


@register.inclusion_tag("components/tabs.html")
def tabs_of(label: str, current: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The component ``tabs`` for names and addresses that a view worked out."""
    return {"label": label, "current": current, "pairs": pairs}


@register.filter
def written(value: Any, column: Column) -> str:
    """``value`` as its column writes it; an absent figure is a dash."""
    if column.kind in WRITERS:
        return WRITERS[column.kind](value)
    if isinstance(value, dt.datetime):
        return formats.datetime_vi(value)
    return formats.date_vi(value) if isinstance(value, dt.date) else str(value or "")


@register.filter
def cells(row: Any, table: Table) -> list[tuple[Any, Column]]:
    """Values beside their columns."""
    return list(zip(row.values, table.columns, strict=True))
