"""Workbooks that are given out: the template to fill in, and rejected rows with what to mend."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from traders.enums import LegalForm
from traders.list_columns import COLUMNS, NO, YES
from traders.lists.sealed import Cell

ROWS = 5_000
"""Rows of the template that have drop-downs."""

REASON = "Lý do, việc cần sửa"


def template_workbook(lines: Sequence[str]) -> bytes:
    """The template: a sheet to fill in, one with instructions, and the words that drop-downs offer."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBE7", "border": 1, "text_wrap": True, "valign": "top"})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Danh sách")
        guide = book.add_worksheet("Hướng dẫn")
        words = book.add_worksheet("Từ có sẵn")
        words.write_column(0, 0, lines)
        words.hide()
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.header, head)
            sheet.set_column(place, place, column.width, as_text)
        sheet.freeze_panes(1, 1)
        _add_choices(sheet, len(lines))
        _write_guide(guide, head)
    return stream.getvalue()


def _add_choices(sheet: Any, lines: int) -> None:
    offers: dict[str, Any] = {
        "goods_line": f"='Từ có sẵn'!$A$1:$A${max(lines, 1)}",
        "legal_form": [form.label for form in LegalForm],
        "uses_einvoice": [YES, NO],
    }
    for place, column in enumerate(COLUMNS):
        if column.key in offers:
            rule = {
                "validate": "list",
                "source": offers[column.key],
                "ignore_blank": True,
                "error_title": "Chọn trong danh sách",
                "error_message": column.help[:255],
            }
            sheet.data_validation(1, place, ROWS, place, rule)


def _write_guide(guide: Any, head: Any) -> None:
    guide.set_column(0, 0, 26)
    guide.set_column(1, 1, 70)
    guide.set_column(2, 2, 26)
    guide.write_row(0, 0, ["Cột", "Ghi thế nào", "Ví dụ"], head)
    for number, column in enumerate(COLUMNS, start=1):
        must = " Bắt buộc." if column.is_required else ""
        guide.write_row(number, 0, [column.header, column.help + must, column.example])
    notes = (
        "Mỗi người một dòng. Chỉ họ và tên là bắt buộc.",
        "Không ghi số căn cước công dân: cổng không thu thập số này.",
        "Ô trống không xóa điều đã có trong sổ của chợ.",
    )
    for number, note in enumerate(notes, start=len(COLUMNS) + 2):
        guide.write_string(number, 0, note)


def rejected_workbook(header: Sequence[str], rows: Iterable[tuple[list[Cell], str]], show: Any) -> bytes:
    """Rows in the layout of their file with the reason behind them; ``show`` turns a cell into its text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        head, reason = book.add_format({"bold": True, "border": 1}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet("Cần sửa")
        sheet.set_column(0, len(header), 20)
        sheet.set_column(len(header), len(header), 70, reason)
        for place, text in enumerate((*header, REASON)):
            sheet.write_string(0, place, text, head)
        for number, (cells, why) in enumerate(rows, start=1):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, show(cell))
            sheet.write_string(number, len(header), why, reason)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def reasons(remarks: Iterable[Mapping[str, str]], labels: Mapping[str, str]) -> str:
    """Errors of a row as lines of one cell."""
    return "\n".join(f"{labels.get(each['column'], '')}: {each['message']}" for each in remarks)
