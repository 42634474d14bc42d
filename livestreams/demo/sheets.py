"""XLSX files of any length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import xlsxwriter


def headers(text: str) -> list[str]:
    """Column headers, written with bars between them."""
    return text.split("|")


def write_workbook(path: Path, sheet: str, heads: Sequence[Sequence[str]], rows: Iterable[Sequence[str]]) -> None:
    """One sheet of text cells, as the platforms write them; blank cells are left out."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(chain(heads, rows)):
        for place, text in enumerate(row):
            if text:
                page.write_string(number, place, text)
    book.close()
