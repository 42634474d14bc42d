"""Rows of a sheet that count as data. Used by the reader process too, so it needs nothing but the language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

TOTAL_WORDS = frozenset({"tổng", "tổng số", "total", "grand total", "sum", "cộng"})
TOTAL_STARTS = ("tổng cộng", "tong cong")
CHUNK = 5_000
HEAD = 50
"""Rows in which a header is looked for."""


def is_blank(cell: object) -> bool:
    """A lone TAB is blank: TikTok writes one behind every id and time."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_total(row: Sequence[object]) -> bool:
    """Whether the first cell that is not blank says "Tổng cộng"."""
    first = next((cell for cell in row if not is_blank(cell)), None)
    if not isinstance(first, str):
        return False
    word = unicodedata.normalize("NFC", first).strip().rstrip(":").casefold()
    return word in TOTAL_WORDS or word.startswith(TOTAL_STARTS)


def is_data(row: Sequence[Any], cells: Sequence[Any]) -> bool:
    """Whether a row holds data in its mapped ``cells``: not blank, not a row of totals."""
    first = row[0]
    if isinstance(first, str) and first[:1].isdigit() and cells[0]:
        return True
    return not all(map(is_blank, cells)) and not is_total(row)


def data_chunks(
    rows: Iterable[tuple[int, Sequence[Any]]], places: Sequence[int], size: int = CHUNK
) -> Iterator[tuple[list[int], list[list[Any]]]]:
    """Row numbers and columns (one list a place) of the rows that hold data, ``size`` rows at a time."""
    last = max(places)
    take = itemgetter(*places, places[0])
    numbers: list[int] = []
    taken: list[tuple[Any, ...]] = []
    for number, row in rows:
        cells = take(row if len(row) > last else [*row, *[None] * (last + 1 - len(row))])
        if not row or not is_data(row, cells):
            continue
        numbers.append(number)
        taken.append(cells)
        if len(numbers) >= size:
            yield numbers, as_columns(taken)
            numbers, taken = [], []
    if numbers:
        yield numbers, as_columns(taken)


def as_columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as columns, without the repeated first place that makes ``itemgetter`` always give a tuple."""
    return [list(column) for column in zip(*rows, strict=True)][:-1]
