"""Tables as files: complete, streamed, and safe to open in a spreadsheet.

A text that a spreadsheet would run as a formula (``=HYPERLINK(…)`` as a product name) gets a leading
apostrophe in CSV and is written as a string in XLSX. Nothing is ever cut: what a sheet cannot hold
goes on in the next one.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import batched
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from ecommerce_stats.tables import Column, Table, TableRow

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHEET_ROWS = 1_048_575
ROWS_A_CHUNK = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER_FORMATS = {"vnd": "#,##0", "count": "#,##0", "percent": "0.0%", "change": "+0.0%;-0.0%;0%"}
NO_FIGURE = "—"


@dataclass(frozen=True)
class Export:
    """What a page shows, to be sent as a file. ``notes`` say period, age and definitions."""

    name: str
    tables: Sequence[Table]
    notes: Sequence[tuple[str, str]]


def as_csv(export: Export, slug: str) -> StreamingHttpResponse:
    """The table ``slug`` as UTF-8 with a byte order mark, a chunk of rows at a time."""
    table = next(table for table in export.tables if table.slug == slug)
    response = StreamingHttpResponse(_csv_chunks(table), content_type="text/csv; charset=utf-8")
    return _named(response, f"{export.name}-{slug}.csv")


def as_xlsx(export: Export) -> FileResponse:
    """Every table on its sheet, and the notes on the last one."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it when it is sent
    options = {"constant_memory": True, "in_memory": False, "remove_timezone": True}
    with xlsxwriter.Workbook(file, options) as book:
        for table in export.tables:
            _write_table(book, table)
        _write_notes(book, export.notes)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{export.name}.xlsx", content_type=XLSX_TYPE)


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class _Echo:
    """A file that hands back what is written, as csv.writer wants one."""

    def write(self, line: str) -> str:
        return line


def _csv_chunks(table: Table) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    lines = (writer.writerow(cells) for cells in _csv_rows(table))
    yield b"\xef\xbb\xbf"
    for chunk in batched(lines, ROWS_A_CHUNK, strict=False):
        yield "".join(chunk).encode()


def _csv_rows(table: Table) -> Iterator[list[Any]]:
    yield [safe_text(_csv_heading(column)) for column in table.columns]
    for row in _rows(table):
        yield [_csv_cell(value, column) for value, column in zip(row.values, table.columns, strict=True)]


def _csv_heading(column: Column) -> str:
    return f"{column.heading} (%)" if column.kind in {"percent", "change"} else column.heading


def _csv_cell(value: object, column: Column) -> object:
    """Numbers as bare digits, ratios in per cent with a decimal point, everything else as safe text."""
    if value is None:
        return NO_FIGURE if column.is_number else ""
    if isinstance(value, str):
        return safe_text(value)
    if column.kind in {"percent", "change"}:
        return round(Decimal(str(value)) * 100, 1)
    return _whole(value) if column.is_number else safe_text(_text(value))


def _whole(value: object) -> object:
    """An average in whole đồng."""
    return value.quantize(Decimal(1), ROUND_HALF_UP) if isinstance(value, Decimal) else value


def _write_table(book: Any, table: Table) -> None:
    formats = [book.add_format(_format(column)) for column in table.columns]
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for number, rows in enumerate(_sheets_of(_rows(table)), start=1):
        sheet = book.add_worksheet(_sheet_name(table.caption, number))
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, 18 if column.is_number else 32)
            sheet.write_string(0, place, column.heading, head)
        sheet.freeze_panes(1, 1)
        for line, row in enumerate(rows, start=1):
            for place, (value, column) in enumerate(zip(row.values, table.columns, strict=True)):
                _write_cell(sheet, (line, place), value, column, formats[place])


def _write_cell(sheet: Any, at: tuple[int, int], value: object, column: Column, cell_format: Any) -> None:
    if value is None:
        sheet.write_string(*at, NO_FIGURE if column.is_number else "", cell_format)
    elif column.is_number and not isinstance(value, str):
        sheet.write_number(*at, _whole(value) if column.kind == "vnd" else value, cell_format)
    else:
        sheet.write_string(*at, _text(value), cell_format)


def _write_notes(book: Any, notes: Iterable[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("Cách tính")
    words = book.add_format({"text_wrap": True, "valign": "top"})
    label = book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 100)
    for line, (name, text) in enumerate(notes):
        sheet.write_string(line, 0, name, label)
        sheet.write_string(line, 1, text, words)


def _format(column: Column) -> dict[str, Any]:
    if column.is_number:
        return {"num_format": NUMBER_FORMATS[column.kind], "align": "right"}
    return {"num_format": "@"}


def _sheets_of(rows: Iterator[TableRow]) -> Iterator[Iterable[TableRow]]:
    """The rows in sheets of at most what a sheet can hold; an empty table still has its head."""
    first = next(rows, None)
    if first is None:
        yield ()
    while first is not None:
        yield _at_most(MOST_SHEET_ROWS, first, rows)
        first = next(rows, None)


def _at_most(count: int, first: TableRow, rows: Iterator[TableRow]) -> Iterator[TableRow]:
    yield first
    for _, row in zip(range(count - 1), rows, strict=False):
        yield row


def _rows(table: Table) -> Iterator[TableRow]:
    yield from table.rows
    if table.total is not None:
        yield table.total


def _sheet_name(caption: str, number: int) -> str:
    """At most 31 characters, none of those that a sheet's name may not have, counted from the second on."""
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in caption)
    suffix = f" ({number})" if number > 1 else ""
    return plain[: 31 - len(suffix)].strip() + suffix


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def _named[R: HttpResponseBase](response: R, name: str) -> R:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
