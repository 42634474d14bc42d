"""Files that leave the portal about imports."""

from __future__ import annotations

import re
import tempfile
from typing import IO

import xlsxwriter

from livestreams.models import ImportBatch, RejectedRow

REASON_COLUMN = "Lý do"
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
ROWS_AT_ONCE = 1000


def rejected_workbook(batch: ImportBatch) -> IO[bytes]:
    """The rejected rows of ``batch`` as XLSX in the columns of its file, and why each was not taken.

    Columns that were never read (buyers' names and the like) stay empty. Every cell is written as
    text, so that one beginning with ``=`` is no formula. Rows stream through a temporary file.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False})
    sheet = workbook.add_worksheet(_sheet_name(batch.sheet))
    header = batch.header or _columns_seen(batch)
    bold = workbook.add_format({"bold": True})
    for column, name in enumerate([*header, REASON_COLUMN]):
        sheet.write_string(0, column, str(name), bold)
    for line, row in enumerate(batch.rejected.iterator(ROWS_AT_ONCE), start=1):
        for column, value in enumerate([*_cells(row, header), reason(row)]):
            if value:
                sheet.write_string(line, column, value)
    workbook.close()
    file.seek(0)
    return file


def reason(row: RejectedRow) -> str:
    """All that is wrong with a row, in one cell."""
    return "; ".join(
        f"{error['column']}: {error['message']}" if error.get("column") else str(error["message"])
        for error in row.errors
    )


def _cells(row: RejectedRow, header: list[str]) -> list[str]:
    return ["" if row.cells.get(name) is None else str(row.cells[name]) for name in header]


def _columns_seen(batch: ImportBatch) -> list[str]:
    """Columns of the first rejected row, for a file whose header was not kept."""
    first = batch.rejected.first()
    return list(first.cells) if first else []


def _sheet_name(name: str) -> str:
    """A name that a sheet may have: at most 31 characters, none of them forbidden."""
    return FORBIDDEN_IN_SHEET_NAMES.sub(" ", name).strip("' ")[:31] or "Bị từ chối"
