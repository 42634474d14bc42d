"""Files of lists for tests: written with openpyxl, which the portal itself does not use."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from traders.actions.lists import receive_list, set_columns
from traders.models import Market, TraderList, TraderListRow


def workbook(*rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(content: bytes, name: str = "danh-sach.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def received(market: Market, *rows: Sequence[Any], content: bytes | None = None) -> TraderList:
    """A list of these rows, the first of them its header."""
    file = upload(content or workbook(*rows))
    return receive_list(file=file, file_name=file.name or "", market=market, by=None)


def checked(market: Market, *rows: Sequence[Any], by: Any = None) -> TraderList:
    """The same, its guessed columns confirmed."""
    trader_list = received(market, *rows)
    return set_columns(trader_list=trader_list, mapping=trader_list.mapping, keeps_capitals=False, by=by)


def row(trader_list: TraderList, row_no: int) -> TraderListRow:
    return trader_list.rows.get(row_no=row_no)


def verdicts(trader_list: TraderList) -> list[str]:
    return list(trader_list.rows.order_by("row_no").values_list("verdict", flat=True))
