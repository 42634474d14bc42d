"""Tables of figures as pages show them.

Rows are put together here and not in a template: a page may have a thousand cells, and a template
would take most of the page's time for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ecommerce_stats.tables import Column, Table, TableRow
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
    has_sources = any(row.source_url for row in rows)
    return {
        "table": table,
        "csv_url": csv_url,
        "has_sources": has_sources,
        "body": _html(_row(row, table, has_sources=has_sources) for row in rows),
        "foot": _row(table.total, table, has_sources=has_sources) if table.total else "",
        "width": len(table.columns) + has_sources,
    }


@register.inclusion_tag("components/tabs.html")
def tabs_of(label: str, current: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The component ``tabs`` for names and addresses that a view worked out."""
    return {"label": label, "current": current, "pairs": pairs}


def written(value: Any, column: Column) -> str:
    """``value`` as its column writes it; an absent figure is a dash, a word in place of one stays."""
    if isinstance(value, str):
        return value
    if column.kind in WRITERS:
        return WRITERS[column.kind](value)
    if isinstance(value, dt.datetime):
        return formats.datetime_vi(value)
    return formats.date_vi(value) if isinstance(value, dt.date) else str(value or "")


def _row(row: TableRow, table: Table, *, has_sources: bool) -> SafeString:
    texts = [written(value, column) for value, column in zip(row.values, table.columns, strict=True)]
    head = format_html('<a href="{}">{}</a>', row.href, texts[0]) if row.href else escape(texts[0])
    source = _source(row, table, texts[0]) if has_sources else ""
    return format_html('<tr><th scope="row">{}</th>{}{}</tr>', head, _cells(texts[1:], table.columns[1:]), source)


def _cells(texts: Sequence[str], columns: Sequence[Column]) -> SafeString:
    opened = ('<td class="num">' if column.is_number else "<td>" for column in columns)
    return mark_safe("".join(f"{td}{escape(text)}</td>" for td, text in zip(opened, texts, strict=True)))  # noqa: S308 - escaped


def _source(row: TableRow, table: Table, name: str) -> SafeString:
    if not row.source_url:
        return SafeString("<td></td>")
    return format_html(
        '<td><a class="nowrap" href="{}">{}<span class="visually-hidden"> – {}</span></a></td>',
        row.source_url, table.source_label, name,
    )  # fmt: skip


def _html(parts: Any) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each part is safe
