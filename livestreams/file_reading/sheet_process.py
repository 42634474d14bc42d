"""Reads an XLSX in a process of its own: a hostile or huge workbook can end this process, never a worker.

Talks in pickles on standard output: for each visible sheet ``("sheet", name, height, head_rows)``.
Then it waits for lines: ``take ROW PLACE,PLACE…`` is answered by ``("rows", numbers, columns)`` and
``("done",)`` and may be said again; ``next`` goes on to the next sheet, or to ``("end",)``.
``("error", kind)`` ends it: password, memory, broken.
"""

from __future__ import annotations

import pickle
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from livestreams.file_reading.rows import HEAD, data_chunks


def send(*message: Any) -> None:
    pickle.dump(message, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


def numbered_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """Rows with the number that a person sees beside them."""
    return enumerate(sheet.iter_rows(), start=1)


def offer(sheet: CalamineSheet) -> None:
    """Show the head of a sheet, and its data as often as they are asked for."""
    send("sheet", sheet.name, sheet.total_height, list(islice(numbered_rows(sheet), HEAD)))
    while (wish := sys.stdin.readline().split()) and wish[0] == "take":
        header_row, places = int(wish[1]), [int(place) for place in wish[2].split(",")]
        rows = (pair for pair in numbered_rows(sheet) if pair[0] > header_row)
        for numbers, columns in data_chunks(rows, places):
            send("rows", numbers, columns)
        send("done")


def main(path: str, memory_limit: int, seconds_limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds_limit, seconds_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = CalamineWorkbook.from_path(path)
        for about in book.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
                offer(book.get_sheet_by_name(about.name))
        send("end")
    except PasswordError:
        send("error", "password")
    except MemoryError:
        send("error", "memory")
    except (CalamineError, OSError):
        send("error", "broken")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
