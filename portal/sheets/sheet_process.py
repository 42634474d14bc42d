"""Reads a file in a process of its own: a hostile or huge one can end this process, never a worker.

Talks in pickles on standard output: for each sheet ``("sheet", name, height, head_rows)``; a CSV is
offered once for each delimiter, as a sheet of that name. Then it waits for lines: ``take ROW
PLACE,PLACE…`` is answered by ``("rows", numbers, columns)`` and ``("done",)`` and may be said again;
``next`` goes on to the next sheet, or to ``("end",)``. ``("error", kind)`` ends it: password,
memory, broken.
"""

from __future__ import annotations

import csv
import pickle
import resource
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from portal.sheets.rows import HEAD, data_chunks

DELIMITERS = (",", ";", "\t", "|")

type Rows = Iterator[tuple[int, list[Any]]]


def send(*message: Any) -> None:
    pickle.dump(message, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


def offer(name: str, height: int | None, rows: Callable[[], Rows]) -> None:
    """Show the head of a sheet, and its data as often as they are asked for. Rows have the numbers a person sees."""
    send("sheet", name, height, list(islice(rows(), HEAD)))
    while (wish := sys.stdin.readline().split()) and wish[0] == "take":
        header_row, places = int(wish[1]), [int(place) for place in wish[2].split(",")]
        for numbers, columns in data_chunks(islice(rows(), header_row, None), places):
            send("rows", numbers, columns)
        send("done")


def offer_workbook(path: str) -> None:
    book = CalamineWorkbook.from_path(path)
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(about.name)
            offer(about.name, sheet.total_height, partial(sheet_rows, sheet))


def offer_csv(path: str, encoding: str) -> None:
    for delimiter in DELIMITERS:
        offer(delimiter, None, partial(csv_rows, path, encoding, delimiter))


def sheet_rows(sheet: CalamineSheet) -> Rows:
    return enumerate(sheet.iter_rows(), start=1)


def csv_rows(path: str, encoding: str, delimiter: str) -> Rows:
    with Path(path).open(encoding=encoding, newline="") as file:
        yield from enumerate(csv.reader(file, delimiter=delimiter), start=1)


def limit(memory: int, seconds: int) -> None:
    """Bounds for this process: address space in bytes, processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, encoding: str) -> None:
    """``encoding`` is empty for a workbook."""
    try:
        if encoding:
            offer_csv(path, encoding)
        else:
            offer_workbook(path)
        send("end")
    except PasswordError:
        send("error", "password")
    except MemoryError:
        send("error", "memory")
    except (CalamineError, csv.Error, UnicodeDecodeError, OSError):
        send("error", "broken")


if __name__ == "__main__":
    limit(int(sys.argv[1]), int(sys.argv[2]))
    main(sys.argv[3], sys.argv[4])
