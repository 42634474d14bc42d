"""Cells that may hold a person's number are kept sealed, from the moment a list is read (Law 91/2025/QH15)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.sealing import seal, unseal
from traders.tax_codes import masked

type Cell = str | dict[str, str]

SEPARATORS = re.compile(r"[\s.\-]")
PERSONAL = re.compile(r"\d{12}", re.ASCII)
PERSONAL_WITHOUT_ZERO = re.compile(r"\d{11}", re.ASCII)


def sealed_cells(cells: Sequence[Cell], tax_at: int | None) -> list[Cell]:
    return [sealed_cell(text, is_tax=place == tax_at) for place, text in enumerate(cells)]


def sealed_cell(text: Cell, *, is_tax: bool) -> Cell:
    """12 digits in any column, and in that of tax codes also 11, whose zero a spreadsheet took."""
    if isinstance(text, dict) or len(text) < 11:
        return text
    digits = SEPARATORS.sub("", text)
    if PERSONAL.fullmatch(digits) or (is_tax and PERSONAL_WITHOUT_ZERO.fullmatch(digits)):
        return {"sealed": seal(digits), "tail": digits[-3:]}
    return text


def opened(cell: Cell) -> str:
    """The text of a cell."""
    return unseal(cell["sealed"]) if isinstance(cell, dict) else cell


def shown(cell: Cell) -> str:
    """The text of a cell as a page may show it."""
    return masked(cell["tail"]) if isinstance(cell, dict) else cell
