"""Figures out of the roll-ups. Every function takes two statements, however many tables are asked for."""
# ruff: noqa: S608 - statements are put together from names written in our code; values are parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from ecommerce_stats.models.days import MEASURES, ORDERS
from ecommerce_stats.queries.dimensions import DIMENSIONS
from ecommerce_stats.queries.scopes import Scope
from ecommerce_stats.queries.shapes import BreakdownRow, Comparison, Figures
from ecommerce_stats.queries.sources import By, Cut, Source, figures_source, sellers_source
from ecommerce_stats.statements.running import rows_of
from portal.periods import Period


def tables(scope: Scope, cuts: Sequence[Cut], *, with_sellers: bool = True) -> list[list[BreakdownRow]]:
    """The rows of each cut, in two statements for all; a cut without ``by`` has one row.

    By day and by month in order of time, else largest placed value first. Leave sellers out where
    nobody reads them: for single days they are counted from seller-days, which are many.
    """
    sellers: dict[tuple[int, str | None], int] = {}
    if with_sellers:
        sellers = {(number, key): count for number, key, _, count in _read(scope, cuts, sellers_source, _sellers)}
    found: list[list[BreakdownRow]] = [[] for _ in cuts]
    for number, key, name, *measures in _read(scope, cuts, figures_source, _sums):
        counted = sellers.get((number, key), 0) if with_sellers else None
        figures = Figures(**dict(zip(MEASURES, measures, strict=True)), sellers=counted)
        found[number].append(_row(cuts[number].by, key, name, figures))
    return [_ordered(cut.by, rows) for cut, rows in zip(cuts, found, strict=True)]


def totals(scope: Scope, start: dt.date | None, end: dt.date | None) -> Figures:
    """The figures of the days [start, end); of all days where they are None, as for a session."""
    return tables(scope, [Cut(start, end)])[0][0].figures


def breakdown(
    scope: Scope, start: dt.date | None, end: dt.date | None, by: By, *, with_sellers: bool = True
) -> list[BreakdownRow]:
    """The same, a row for each market, day and so on that has lines."""
    return tables(scope, [Cut(start, end, by)], with_sellers=with_sellers)[0]


def compare(scope: Scope, period: Period) -> Comparison:
    """A period, the one before and the same one of last year."""
    spans = (period, period.previous, period.same_last_year)
    now, previous, last_year = tables(scope, [Cut(span.start, span.end) for span in spans])
    return Comparison(period, now[0].figures, previous[0].figures, last_year[0].figures)


def _sums(source: Source) -> str:
    columns = (name + source.orders if name in ORDERS else name for name in MEASURES)
    return ", ".join(f"coalesce(sum({column}), 0)::bigint" for column in columns)


def _sellers(_source: Source) -> str:
    return "count(DISTINCT trader_id)"


def _read(
    scope: Scope,
    cuts: Sequence[Cut],
    source_of: Callable[[Scope, Cut], Source],
    picked: Callable[[Source], str],
) -> list[tuple[Any, ...]]:
    """Rows (number of the cut, key, name, what ``picked`` says) of a SELECT for each cut."""
    selects, parameters = [], scope.parameters()
    for number, cut in enumerate(cuts):
        source = source_of(scope, cut)
        selects.append(_select(number, scope, cut, source, picked(source)))
        parameters |= {f"start_{number}": cut.start, f"end_{number}": cut.end}
    return rows_of(" UNION ALL ".join(selects), **parameters)


def _select(number: int, scope: Scope, cut: Cut, source: Source, picked: str) -> str:
    conditions = [*scope.conditions(), *source.conditions]
    if cut.start is not None:
        conditions.append(f"{source.day} >= %(start_{number})s")
    if cut.end is not None:
        conditions.append(f"{source.day} < %(end_{number})s")
    key, name, grouped = "NULL", "NULL", ""
    if cut.by is not None:
        dimension = DIMENSIONS[cut.by]
        key, name = dimension.key.format(day=source.day), dimension.name
        grouped = f"GROUP BY {key}"
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {number}, {key}::text, {name}::text, {picked} FROM {source.table} {where} {grouped}"


def _row(by: By | None, key: str | None, name: str | None, figures: Figures) -> BreakdownRow:
    if by is None:
        return BreakdownRow(None, "", figures)
    dimension = DIMENSIONS[by]
    return BreakdownRow(None if key is None else dimension.read(key), dimension.label_of(key, name), figures)


def _ordered(by: By | None, rows: list[BreakdownRow]) -> list[BreakdownRow]:
    if by is not None and DIMENSIONS[by].is_in_key_order:
        return sorted(rows, key=lambda row: str(row.key))
    return sorted(rows, key=lambda row: (-row.figures.placed_value, row.label))
