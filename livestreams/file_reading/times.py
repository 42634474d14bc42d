"""Times of export files: which of day and month comes first is decided for the whole file, never per cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from livestreams.errors import ImportRefusedError
from livestreams.file_reading.cells import Bad
from livestreams.order_lines.line import LOCAL_OFFSET, SECONDS_A_DAY
from portal.sheets.cells import Cell
from portal.sheets.text import clean

BAD_TIME = Bad("bad_time", "không đọc được ngày giờ; ghi như 31/12/2026 20:30")
SERIAL_FROM, SERIAL_TO = 36_526, 73_050
"""Days 2000-01-01 to 2099-12-31 as a spreadsheet counts them."""
SERIAL_ZERO = dt.date(1899, 12, 30).toordinal()
EPOCH = dt.date(1970, 1, 1).toordinal()

MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip

_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?"
_ZONE = r"\s*(Z|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})/?(?:[T ]\s*{_CLOCK}{_ZONE})?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}})/?(?:,?[T ]\s*{_CLOCK})?")
_CLOCK_FIRST = re.compile(rf"{_CLOCK}[ ,]+(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}})")
_NAMED = re.compile(rf"(\d{{1,2}})[ -]([A-Za-z]{{3,9}})[ -,]+(\d{{4}})(?:,?\s+{_CLOCK})?")
_DATE_AND_CLOCK = re.compile(r"(?:\d{2}/\d{2}/\d{4}|\d{4}-\d{2}-\d{2}) \d{2}:\d{2}(?::\d{2})?\s*")
_HEADER_ZONE = re.compile(r"\s*\((?:UTC|GMT)(?:\s*([+-])(\d{1,2})(?::?(\d{2}))?)?\)$", re.IGNORECASE)


def header_zone(header: str) -> tuple[str, int | None]:
    """``"Created Time (UTC)"`` → ``("Created Time", 0)``; offset in seconds, None when the header is silent."""
    found = _HEADER_ZONE.search(header)
    if found is None:
        return header, None
    sign = -1 if found[1] == "-" else 1
    offset = sign * (int(found[2] or 0) * 3600 + int(found[3] or 0) * 60)
    return header[: found.start()], offset


class MonthFirst(Exception):
    """The file turned out to write months first: read it again so."""


class DateOnly(int):
    """Seconds since 1970 UTC of the local midnight of a date that came without a time."""


@dataclass(slots=True)
class DateOrder:
    """What the file has shown of its order of day and month; a file that shows both is refused."""

    is_month_first: bool = False

    def ordinal(self, first: str, second: str, year: str) -> int | None:
        """The day since 1970 of ``first/second/year`` in the order of the file; None for no such day."""
        one, two = int(first), int(second)
        if one > 12 and two > 12:
            return None
        if one > 12 and self.is_month_first:
            raise ImportRefusedError(
                "mixed_dates",
                "File trộn hai cách ghi ngày (ngày/tháng và tháng/ngày). Hãy tải lại file gốc từ sàn,"
                " không sửa bằng Excel.",
            )
        if two > 12 and not self.is_month_first:
            raise MonthFirst
        day, month = (two, one) if self.is_month_first else (one, two)
        return ordinal_of(int(year), month, day)


def ordinal_of(year: int, month: int, day: int) -> int | None:
    try:
        return dt.date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None


def clock_seconds(hour: str, minute: str, second: str | None, half: str | None) -> int | None:
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    return hours * 3600 + minutes * 60 + seconds


@dataclass(slots=True)
class TimeReader:
    """Reads the cells of one time column into seconds. ``offset`` is that of the header, else local time."""

    order: DateOrder
    are_numbers_dates: bool
    offset: int = LOCAL_OFFSET
    midnights: dict[str, int] = field(default_factory=dict)
    clocks: dict[str, int] = field(default_factory=dict)

    def column(self, cells: Sequence[Cell]) -> list[int | Bad | None]:
        """All cells of a chunk. A day and a clock time already met together need no second parsing."""
        midnights, clocks = self.midnights, self.clocks
        values: list[int | Bad | None] = []
        for cell in cells:
            if cell.__class__ is str:
                if not cell:
                    values.append(None)
                    continue
                try:
                    values.append(midnights[cell[:10]] + clocks[cell[10:]])
                except KeyError:
                    values.append(self.learn(cell))
            else:
                values.append(self.read(cell))
        return values

    def learn(self, cell: str) -> int | Bad | None:
        """Read a cell and, where its first ten characters are the date, remember both halves."""
        value = self.read(cell)
        if isinstance(value, int) and not isinstance(value, DateOnly) and _DATE_AND_CLOCK.fullmatch(cell):
            midnight = self.read(cell[:10])
            if isinstance(midnight, DateOnly):
                self.midnights[cell[:10]] = int(midnight)
                self.clocks[cell[10:]] = value - int(midnight)
        return value

    def read(self, cell: Cell) -> int | Bad | None:
        if isinstance(cell, str):
            value = clean(cell)
            return self.of_text(value) if value and value != "-" else None
        if cell is None:
            return None
        if isinstance(cell, dt.datetime):
            midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
            seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
            return self.moment(cell.toordinal() - EPOCH, None if midnight else seconds)
        if isinstance(cell, dt.date):
            return self.moment(cell.toordinal() - EPOCH, None)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return self.of_serial(cell)
        return BAD_TIME

    def of_serial(self, number: float) -> int | Bad:
        """A spreadsheet's count of days, in XLSX only: in a CSV nothing says that a number is a date."""
        if not self.are_numbers_dates or not SERIAL_FROM <= number <= SERIAL_TO:
            return BAD_TIME
        days = int(number)
        seconds = round((number - days) * SECONDS_A_DAY)
        return self.moment(days + SERIAL_ZERO - EPOCH, seconds or None)

    def of_text(self, value: str) -> int | Bad:
        if found := _YEAR_LAST.fullmatch(value):
            first, second, year, *clock = found.groups()
            return self.build(self.order.ordinal(first, second, year), clock)
        if found := _YEAR_FIRST.fullmatch(value):
            year, month, day, *clock, zone = found.groups()
            return self.build(ordinal_of(int(year), int(month), int(day)), clock, zone)
        if found := _NAMED.fullmatch(value):
            day, name, year, *clock = found.groups()
            return self.build(ordinal_of(int(year), MONTHS.get(name[:3].lower(), 0), int(day)), clock)
        if found := _CLOCK_FIRST.fullmatch(value):
            *clock, first, second, year = found.groups()
            return self.build(self.order.ordinal(first, second, year), clock)
        return BAD_TIME

    def build(self, day: int | None, clock: list[str | None], zone: str | None = None) -> int | Bad:
        if day is None:
            return BAD_TIME
        hour, minute, second, half = clock
        if hour is None or minute is None:
            return self.moment(day, None)
        seconds = clock_seconds(hour, minute, second, half)
        return BAD_TIME if seconds is None else self.moment(day, seconds, zone_offset(zone))

    def moment(self, day: int, seconds: int | None, offset: int | None = None) -> int:
        """A date without a time is 00:00 local and says so."""
        if seconds is None:
            return DateOnly(day * SECONDS_A_DAY - LOCAL_OFFSET)
        return day * SECONDS_A_DAY + seconds - (self.offset if offset is None else offset)


def zone_offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone == "Z":
        return 0
    sign = -1 if zone[0] == "-" else 1
    return sign * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
