"""Opens a file as a table: what it is, whether it is whole, which layout it has, and its rows in chunks.

Everything refused here is refused whole, with a sentence that says what to do; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from livestreams.errors import ImportRefusedError
from livestreams.file_reading.times import header_zone
from livestreams.order_files import LAYOUTS
from livestreams.order_files.layout import Layout
from portal.sheets import file_kinds
from portal.sheets.errors import FileRefusedError
from portal.sheets.sheet_client import SheetReader
from portal.sheets.text import clean

type Chunk = tuple[list[int], list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Place:
    """One column of the file that a neutral field is read from."""

    field: str
    index: int
    header: str
    offset: int | None


@dataclass(slots=True)
class Table:
    """A recognised file. ``chunks`` can be called again: a file that writes months first is read twice.

    ``rows_total`` is the height of the sheet where it is known (XLSX), for progress only.
    """

    layout: Layout
    sheet: str
    header: list[str]
    places: list[Place]
    is_spreadsheet: bool
    rows_total: int | None
    read: Callable[[], Iterator[Chunk]]

    def chunks(self) -> Iterator[Chunk]:
        """Row numbers and columns in the order of ``places``; raises when the file is over its limits."""
        seen = 0
        for numbers, columns in self.read():
            seen += len(numbers)
            check_limits(seen, seen * len(self.header))
            yield numbers, columns


def check_limits(rows: int, cells: int) -> None:
    if rows > settings.IMPORT_MAX_ROWS:
        raise ImportRefusedError(
            "too_many_rows",
            f"File có hơn {settings.IMPORT_MAX_ROWS:,} dòng. Hãy tải từ sàn theo từng khoảng ngày ngắn hơn.".replace(
                ",", "."
            ),
        )
    if cells > settings.IMPORT_MAX_CELLS:
        raise ImportRefusedError(
            "too_many_cells", "File có quá nhiều ô. Hãy tải từ sàn theo từng khoảng ngày ngắn hơn."
        )


ADVICE = {
    "empty": "File trống. Hãy tải lại file từ sàn.",
    "too_big": "File quá lớn. Hãy tải từ sàn theo từng khoảng ngày ngắn hơn.",
    "old_xls": "File .xls kiểu cũ không đọc được. Hãy tải từ sàn file .xlsx hoặc .csv.",
    "html": "File này là trang web lưu thành bảng tính. Hãy tải từ sàn file .xlsx hoặc .csv.",
    "not_spreadsheet": "File không phải XLSX hay CSV. Hãy tải từ sàn file .xlsx hoặc .csv.",
    "broken": "File bị cắt cụt hoặc hỏng. Hãy tải lại từ sàn.",
    "zip_bomb": "File nén bung ra quá lớn, không mở được. Hãy tải lại file gốc từ sàn.",
    "cut_off": "File bị cắt cụt ở dòng cuối. Hãy tải lại từ sàn.",
}
"""What to do about a file of a platform, which can be had again from there."""


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open ``path`` as a recognised table. Raises ``ImportRefusedError``, also while it is read."""
    try:
        with recognised(path) as table:
            yield table
    except FileRefusedError as error:
        raise ImportRefusedError(error.code, ADVICE.get(error.code, str(error))) from error


@contextmanager
def recognised(path: Path) -> Iterator[Table]:
    encoding = "" if file_kinds.kind_of(path) == "xlsx" else file_kinds.encoding_of(path)
    with closing(SheetReader(path, encoding)) as reader:
        table = find_table(reader, is_spreadsheet=not encoding)
        if encoding:
            file_kinds.refuse_cut_csv(path, encoding, table.sheet, len(table.header))
            table.sheet = ""
        yield table


def find_table(reader: SheetReader, *, is_spreadsheet: bool) -> Table:
    """The first visible sheet, or for a CSV the first delimiter, whose head holds a header that a layout knows."""
    is_empty = True
    for offered in reader.sheets():
        is_empty = is_empty and not any(any(clean(str(cell)) for cell in row) for _, row in offered.head)
        if found := recognise([row for _, row in offered.head]):
            layout, index, header, places = found
            header_row, indexes = offered.head[index][0], [place.index for place in places]
            return Table(
                layout=layout,
                sheet=offered.name,
                header=header,
                places=places,
                is_spreadsheet=is_spreadsheet,
                rows_total=offered.height,
                read=partial(reader.rows, header_row, indexes),
            )
    raise empty_file() if is_empty else unknown_layout()


type Recognised = tuple[Layout, int, list[str], list[Place]]


def recognise(head: list[list[Any]]) -> Recognised | None:
    """Layout, index of the header row, header and mapped columns; None when no row is a known header."""
    for index, row in enumerate(head):
        header = [clean(str(cell)) if cell is not None else "" for cell in row]
        for layout in LAYOUTS:
            if index < layout.header_rows and layout.matches(frozenset(name(layout, text) for text in header)):
                return layout, index, header, map_columns(layout, header)
    return None


def name(layout: Layout, header: str) -> str:
    """A header without its time zone, and in LIVE files without what stands in brackets."""
    bare, _ = header_zone(header)
    return bare.split(" (")[0] if layout.is_live else bare


def map_columns(layout: Layout, header: list[str]) -> list[Place]:
    """Where each neutral field stands. Raises when a column is missing or stands twice."""
    where: dict[str, list[int]] = {}
    for index, text in enumerate(header):
        where.setdefault(name(layout, text), []).append(index)
    places = []
    for column in layout.columns:
        found = [(wanted, where[wanted]) for wanted in column.headers if wanted in where]
        if not found and column.is_required:
            raise ImportRefusedError(
                "missing_column", f"File thiếu cột “{column.headers[0]}”. Hãy tải lại file gốc từ sàn, không xóa cột."
            )
        for wanted, indexes in found:
            if len(indexes) > 1:
                raise ImportRefusedError(
                    "duplicate_column", f"Cột “{wanted}” có hai lần trong file. Hãy tải lại file gốc từ sàn."
                )
            _, offset = header_zone(header[indexes[0]])
            places.append(Place(column.field, indexes[0], header[indexes[0]], offset))
    return places


def empty_file() -> ImportRefusedError:
    return ImportRefusedError("empty", "File trống. Hãy tải lại file từ sàn.")


def unknown_layout() -> ImportRefusedError:
    return ImportRefusedError(
        "unknown_layout",
        "Không nhận ra mẫu của file. Hãy dùng file đơn hàng tải từ TikTok Shop, Shopee, Lazada, Pancake"
        " hoặc mẫu của cổng.",
    )
