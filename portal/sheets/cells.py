"""The text of one cell, and numbers that a spreadsheet has spoilt."""

from __future__ import annotations

import datetime as dt
import re

from portal.sheets.text import clean

type Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

LOSSY_FROM = 10**15
"""A number from here on has lost digits in a spreadsheet, which keeps 15."""

SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
"""``9.12346E+11``: a number that was too wide for its column, saved as it was shown."""


def text(cell: Cell) -> str:
    """Text of a cell; a whole number gives its digits."""
    if isinstance(cell, str):
        return clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
