"""Rows of a sheet that count as data. Used by the reader process too, so it needs nothing but the language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    word = first.strip().rstrip(":").casefold()
    return word in TOTAL_WORDS or word.startswith(TOTAL_STARTS)


def data_chunks(
    rows: Iterable[tuple[int, Sequence[Any]]], places: Sequence[int], size: int = CHUNK
) -> Iterator[tuple[list[int], list[list[Any]]]]:
    """Row numbers and columns (one list a place) of the rows that hold data, ``size`` rows at a time."""
    last = max(places)
    numbers: list[int] = []
    taken: list[list[Any]] = []
    for number, row in rows:
        full = row if len(row) > last else [*row, *[None] * (last + 1 - len(row))]
        cells = [full[place] for place in places]
        if all(is_blank(cell) for cell in cells) or is_total(row):
            continue
        numbers.append(number)
        taken.append(cells)
        if len(numbers) >= size:
            yield numbers, [list(column) for column in zip(*taken, strict=True)]
            numbers, taken = [], []
    if numbers:
        yield numbers, [list(column) for column in zip(*taken, strict=True)]
