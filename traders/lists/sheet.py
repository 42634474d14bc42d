"""Opens a list: which sheet, where its header stands, its rows as texts. Refuses what cannot be read as a whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from portal.sheets import file_kinds
from portal.sheets.cells import Cell
from portal.sheets.cells import text as cell_text
from portal.sheets.errors import FileRefusedError
from portal.sheets.sheet_client import OfferedSheet, SheetReader
from portal.sheets.text import clean
from traders.lists.fonts import old_font
from traders.lists.headers import Header, find_header, guess, identity_places

MAX_BYTES = 20 * 1024**2
MAX_ROWS = 50_000
MAX_COLUMNS = 80
MAX_CELL = 2_000
FEW_COLUMNS = 3

COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Z])\)?")
"""The row (1) (2) (3) beneath many headers of official forms."""

OLD_FONT = (
    "Tệp gõ bằng phông chữ cũ ({font}), chữ tiếng Việt sẽ sai hết. Mở tệp bằng Excel, dùng UniKey (Ctrl+Shift+F6) "
    "chuyển từ {font} sang Unicode, lưu lại rồi tải lên."
)


@dataclass(slots=True)
class Sheet:
    """A list as it stands in a file: ``rows`` are (row number, texts by column)."""

    name: str
    header: Header
    rows: list[tuple[int, list[str]]]
    warnings: list[str] = field(default_factory=list)


def read_sheet(path: Path, *, keeps_lone_cells: bool = False) -> Sheet:
    """The list in ``path``; rows with one cell are headings of groups unless ``keeps_lone_cells``.

    Raises FileRefusedError.
    """
    if path.stat().st_size > MAX_BYTES:
        raise FileRefusedError("too_big", "Tệp lớn hơn 20 MB. Danh sách tiểu thương không cần tệp lớn như vậy.")
    encoding = "" if file_kinds.kind_of(path) == "xlsx" else file_kinds.encoding_of(path)
    name, header, row_no = _choose(path, encoding)
    with closing(SheetReader(path, encoding)) as reader:
        for offered in reader.sheets():
            if offered.name == name:
                rows = _rows(reader, header, row_no)
                return _without_furniture(name, header, rows, keeps_lone_cells=keeps_lone_cells)
    raise file_kinds.refused("broken")


def _choose(path: Path, encoding: str) -> tuple[str, Header, int]:
    """Name of the sheet with the best header, the header, and the number of its row."""
    found: list[tuple[int, str, Header, int]] = []
    with closing(SheetReader(path, encoding)) as reader:
        for offered in reader.sheets():
            rows = _texts_of_head(offered)
            _refuse_old_font(text for row in rows for text in row)
            if header := find_header(rows) or _widest(rows):
                found.append((header.score, offered.name, header, offered.head[header.index][0]))
    if not found:
        raise file_kinds.refused("empty")
    _, name, header, row_no = max(found, key=lambda each: (each[0], len([t for t in each[2].texts if t])))
    return name, header, row_no


def _texts_of_head(offered: OfferedSheet) -> list[list[str]]:
    return [[cell_as_text(cell) for cell in row[:MAX_COLUMNS]] for _, row in offered.head]


def _widest(rows: Sequence[Sequence[str]]) -> Header | None:
    """Without a known header: the first of the rows with most filled cells; a person says what they hold."""
    if not any(any(row) for row in rows):
        return None
    index = max(range(len(rows)), key=lambda place: (sum(map(bool, rows[place])), -place))
    return Header(index, list(rows[index]), guess(rows[index]))


def _rows(reader: SheetReader, header: Header, row_no: int) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    for numbers, columns in reader.rows(row_no, list(range(len(header.texts)))):
        texts = [[cell_as_text(cell, between_lines="; ") for cell in column] for column in columns]
        rows += [(number, list(row)) for number, row in zip(numbers, zip(*texts, strict=True), strict=True)]
        if len(rows) > MAX_ROWS:
            raise FileRefusedError("too_many_rows", "Danh sách có hơn 50.000 dòng. Hãy chia thành nhiều tệp.")
    _refuse_old_font(text for _, row in rows for text in row)
    return rows


def _without_furniture(
    name: str, header: Header, rows: list[tuple[int, list[str]]], *, keeps_lone_cells: bool
) -> Sheet:
    """Without column numbers, headings of groups and identity numbers; what went is said."""
    sheet = Sheet(name, header, [])
    alone: list[int] = []
    is_wide = sum(map(bool, header.texts)) >= FEW_COLUMNS and not keeps_lone_cells
    for number, row in rows:
        filled = [text for text in row if text]
        if all(COLUMN_NUMBER.fullmatch(text) for text in filled):
            continue
        if len(filled) == 1 and is_wide:
            alone.append(number)
            continue
        sheet.rows.append((number, row))
    if not sheet.rows:
        raise FileRefusedError("empty", "Tệp không có dòng nào dưới hàng tiêu đề.")
    if alone:
        sheet.warnings.append(f"Đã bỏ qua {len(alone)} dòng chỉ có một ô, như tên khu hoặc chữ ký: dòng {_few(alone)}.")
    _drop_identity(sheet)
    return sheet


def _drop_identity(sheet: Sheet) -> None:
    for place in identity_places(sheet.header.texts):
        sheet.warnings.append(f"Cột “{sheet.header.texts[place]}” không được lưu: cổng không thu thập số căn cước.")
        for _, row in sheet.rows:
            row[place] = ""


def _few(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:8])) + ("…" if len(numbers) > 8 else "")


def _refuse_old_font(texts: Iterable[str]) -> None:
    if font := old_font(texts):
        raise FileRefusedError("old_font", OLD_FONT.format(font="TCVN3 (ABC)" if font == "TCVN3" else "VNI Windows"))


def cell_as_text(cell: Cell, *, between_lines: str = " ") -> str:
    """A cell as a person sees it; a day as 31/12/2026."""
    if isinstance(cell, str):
        lines = cell.strip().splitlines() if "\n" in cell else [cell]
        return between_lines.join(map(clean, lines))[:MAX_CELL]
    if isinstance(cell, bool):
        return "Có" if cell else "Không"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return cell_text(cell)[:MAX_CELL]
