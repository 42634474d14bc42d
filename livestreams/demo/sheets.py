"""XLSX files of any length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter


def headers(*texts: str) -> list[str]:
    """Column headers, written with bars between them."""
    return "".join(texts).split("|")


def write_workbook(path: Path, sheet: str, heads: Sequence[Sequence[str]], rows: Iterable[Sequence[str]]) -> None:
    """One sheet of text cells, as the platforms write them; blank cells are left out."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet(sheet)
    number = 0
    for row in (*heads, *rows):
        for place, text in enumerate(row):
            if text:
                page.write_string(number, place, text)
        number += 1
    book.close()
