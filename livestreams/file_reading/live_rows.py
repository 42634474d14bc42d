"""Rows of a Live Analysis file → one record a live, or the reasons why a row is not taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from livestreams.file_reading.cells import Bad, Memory
from livestreams.file_reading.order_rows import READERS, RejectedRow, first_filled
from livestreams.file_reading.tables import Table
from livestreams.file_reading.times import DateOrder, TimeReader
from livestreams.order_files.layout import Kind
from livestreams.order_files.tiktok_live_analysis import METRICS
from livestreams.order_lines.line import LOCAL_OFFSET
from portal.sheets.cells import text as cell_text

MISSING_CREATOR = Bad("missing_creator", "thiếu mã và tên nhà sáng tạo; hãy tải lại file gốc từ sàn")
MISSING_LAUNCH = Bad("missing_date", "thiếu giờ bắt đầu phát; hãy tải lại file gốc từ sàn")
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Live:
    """One live: creator, time [start, end) in seconds, and the platform's own figures."""

    row_no: int
    creator_id: str
    creator_handle: str
    creator_name: str
    start: int
    end: int
    metrics: dict[str, int | float | str]

    @property
    def identity(self) -> tuple[str, int]:
        """Creator id or else handle, and launch time to the minute."""
        return self.creator_id or self.creator_handle, self.start


@dataclass(slots=True)
class LiveRows:
    """Reads the chunks of one Live Analysis file."""

    table: Table
    is_month_first: bool = False
    readers: dict[str, Any] = field(init=False)
    headers: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.table.places:
            self.headers.setdefault(place.field, place.header)
        times = TimeReader(DateOrder(self.is_month_first), self.table.is_spreadsheet, self.offset())
        self.readers = {
            column.field: times if column.kind is Kind.MINUTE else Memory(READERS[column.kind](self.table.layout))
            for column in self.table.layout.columns
        }

    def offset(self) -> int:
        known = [place.offset for place in self.table.places if place.offset is not None]
        return known[0] if known else LOCAL_OFFSET

    def read(self, numbers: Sequence[int], columns: Sequence[list[Any]]) -> tuple[list[Live], list[RejectedRow]]:
        raw: dict[str, list[Any]] = {}
        for place, column in zip(self.table.places, columns, strict=True):
            before = raw.get(place.field)
            raw[place.field] = column if before is None else list(map(first_filled, before, column))
        values = {name: self.readers[name].column(cells) for name, cells in raw.items()}
        lives, rejected = [], []
        for index, row_no in enumerate(numbers):
            cells = {name: column[index] for name, column in values.items()}
            outcome = self.live_of(row_no, cells)
            if isinstance(outcome, Live):
                lives.append(outcome)
            else:
                rejected.append(self.rejected(row_no, {name: column[index] for name, column in raw.items()}, outcome))
        return lives, rejected

    def live_of(self, row_no: int, cells: Mapping[str, Any]) -> Live | list[tuple[str, Bad]]:
        bad = [(name, value) for name, value in cells.items() if isinstance(value, Bad)]
        launched = cells["launched_at"]
        if launched is None:
            bad.append(("launched_at", MISSING_LAUNCH))
        if not cells.get("creator_id") and not cells.get("creator_handle"):
            bad.append(("creator_handle", MISSING_CREATOR))
        if bad:
            return bad
        start = int(launched) // MINUTE * MINUTE
        found = {name: cells.get(name) for name in METRICS}
        return Live(
            row_no,
            cells.get("creator_id") or "",
            (cells.get("creator_handle") or "")[:80],
            (cells.get("creator_name") or "")[:80],
            start,
            start + cells["duration"],
            {name: value for name, value in found.items() if value is not None},
        )

    def rejected(self, row_no: int, raw: Mapping[str, Any], reasons: list[tuple[str, Bad]]) -> RejectedRow:
        errors = [
            {
                "column": self.headers.get(name, name),
                "value": cell_text(raw.get(name)),
                "code": reason.code,
                "message": reason.message,
            }
            for name, reason in reasons
        ]
        return RejectedRow(
            row_no, "", "", 0, errors, {self.headers[name]: cell_text(cell) for name, cell in raw.items()}
        )
