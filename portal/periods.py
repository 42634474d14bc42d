"""Periods that figures are reported for: calendar ones, and those of periodic reports.

Every period is half-open: ``start`` belongs to it, ``end`` does not. Reporting periods close on the
14th, as in Decree 09/2019: a month is the 15th of the month before to the 14th of the month itself,
and quarters, half-years and years are made of such months. So every period of both schemes is a
union of half-months, [1st..14th] and [15th..end of month].
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

CLOSING_DAY = 15
"""First day of the second half-month, and of a reporting month."""

YEARS = range(2000, 2201)
TYPED_YEARS = range(2010, 2101)
"""Years that a person may ask for: there is room for a look back."""
ROMAN = ("I", "II", "III", "IV")


class Scheme(StrEnum):
    """How months are cut."""

    CALENDAR = "calendar"
    REPORTING = "nd09"


class Kind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months the period has."""
        return {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF_YEAR: 6, Kind.YEAR: 12}[self]


KIND_HEADINGS = {Kind.MONTH: "Tháng", Kind.QUARTER: "Quý", Kind.HALF_YEAR: "Nửa năm", Kind.YEAR: "Năm"}


@dataclass(frozen=True)
class Period:
    """The ``number``-th period of its kind in ``year``: month 1–12, quarter 1–4, half-year 1–2, year 1."""

    scheme: Scheme
    kind: Kind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if self.year not in YEARS or not 1 <= self.number <= 12 // self.kind.months:
            raise ValueError("Không có kỳ này.")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period of ``2026-10``, ``2026-q4``, ``2026-h1`` or ``2026``; reporting ones begin with ``bc-``.

        Raises ValueError, whose text a user may read.
        """
        match = re.fullmatch(r"(bc-)?(\d{4})(?:-(\d{2})|-q([1-4])|-h([12]))?", text, re.ASCII)
        if match is None or int(match[2]) not in TYPED_YEARS:
            raise ValueError("Không hiểu kỳ này. Ghi như 2026-10, 2026-q4 hoặc 2026.")
        scheme = Scheme.REPORTING if match[1] else Scheme.CALENDAR
        for group, kind in ((3, Kind.MONTH), (4, Kind.QUARTER), (5, Kind.HALF_YEAR)):
            if match[group]:
                return cls(scheme, kind, int(match[2]), int(match[group]))
        return cls(scheme, Kind.YEAR, int(match[2]))

    @classmethod
    def containing(cls, day: dt.date, kind: Kind, scheme: Scheme = Scheme.CALENDAR) -> Period:
        """The period of this kind that ``day`` stands in."""
        if scheme is Scheme.REPORTING and day.day >= CLOSING_DAY:
            day = _first_of_month(day.year, day.month + 1)
        return cls(scheme, kind, day.year, (day.month - 1) // kind.months + 1)

    @property
    def start(self) -> dt.date:
        """First day."""
        return self._boundary((self.number - 1) * self.kind.months + 1)

    @property
    def end(self) -> dt.date:
        """The day after the last one."""
        return self._boundary(self.number * self.kind.months + 1)

    @property
    def last_day(self) -> dt.date:
        """Last day."""
        return self.end - dt.timedelta(days=1)

    @property
    def previous(self) -> Period:
        """The period just before."""
        if self.number > 1:
            return Period(self.scheme, self.kind, self.year, self.number - 1)
        return Period(self.scheme, self.kind, self.year - 1, 12 // self.kind.months)

    @property
    def same_last_year(self) -> Period:
        """The same period of the year before."""
        return Period(self.scheme, self.kind, self.year - 1, self.number)

    @property
    def name(self) -> str:
        """``tháng 10/2026``, ``quý IV/2026``, ``6 tháng đầu năm 2026``, ``năm 2026``."""
        match self.kind:
            case Kind.MONTH:
                return f"tháng {self.number}/{self.year}"
            case Kind.QUARTER:
                return f"quý {ROMAN[self.number - 1]}/{self.year}"
            case Kind.HALF_YEAR:
                return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}"
            case Kind.YEAR:
                return f"năm {self.year}"

    @property
    def label(self) -> str:
        """``Tháng 10/2026``; ``Kỳ báo cáo tháng 10/2026 (15/9–14/10)``."""
        if self.scheme is Scheme.CALENDAR:
            return self.name[0].upper() + self.name[1:]
        with_year = self.start.year != self.last_day.year
        days = "–".join(_short_date(day, with_year=with_year) for day in (self.start, self.last_day))
        return f"Kỳ báo cáo {self.name} ({days})"

    def __str__(self) -> str:
        """The short value of a query string; ``Period.parse`` reads it back."""
        prefix = "bc-" if self.scheme is Scheme.REPORTING else ""
        return (
            f"{prefix}{self.year}"
            + {
                Kind.MONTH: f"-{self.number:02}",
                Kind.QUARTER: f"-q{self.number}",
                Kind.HALF_YEAR: f"-h{self.number}",
                Kind.YEAR: "",
            }[self.kind]
        )

    def _boundary(self, month: int) -> dt.date:
        """Where the ``month``-th month of the year begins; in reporting, on the 15th of the month before."""
        if self.scheme is Scheme.CALENDAR:
            return _first_of_month(self.year, month)
        return _first_of_month(self.year, month - 1).replace(day=CLOSING_DAY)


def half_month_start(day: dt.date) -> dt.date:
    """First day of the half-month that ``day`` stands in."""
    return day.replace(day=CLOSING_DAY if day.day >= CLOSING_DAY else 1)


def next_half_month(start: dt.date) -> dt.date:
    """First day of the half-month after the one that begins on ``start``."""
    return start.replace(day=CLOSING_DAY) if start.day == 1 else _first_of_month(start.year, start.month + 1)


def half_months(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    """First days of the half-months from the one of ``start`` to the last one that begins before ``end``."""
    half = half_month_start(start)
    while half < end:
        yield half
        half = next_half_month(half)


def is_made_of_half_months(start: dt.date, end: dt.date) -> bool:
    """Say whether the span [start, end) can be added up from half-months."""
    return {start.day, end.day} <= {1, CLOSING_DAY}


def periods_containing(day: dt.date) -> list[Period]:
    """The periods of both schemes and every kind that ``day`` stands in."""
    return [Period.containing(day, kind, scheme) for scheme in Scheme for kind in Kind]


def period_of_span(start: dt.date, end: dt.date) -> Period | None:
    """The period that is exactly [start, end), if there is one."""
    return next((period for period in periods_containing(start) if (period.start, period.end) == (start, end)), None)


def period_choices(first_day: dt.date, last_day: dt.date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of (value, label) for a picker: every period that touches the two days or lies between, newest first."""
    groups = []
    for scheme in Scheme:
        for kind in Kind:
            heading = KIND_HEADINGS[kind] if scheme is Scheme.CALENDAR else f"Kỳ báo cáo: {KIND_HEADINGS[kind].lower()}"
            periods = _periods_back_to(first_day, Period.containing(last_day, kind, scheme))
            groups.append((heading, [(str(period), period.label) for period in periods]))
    return groups


def _periods_back_to(first_day: dt.date, period: Period) -> list[Period]:
    periods = [period]
    while periods[-1].start > first_day:
        periods.append(periods[-1].previous)
    return periods


def _first_of_month(year: int, month: int) -> dt.date:
    """First day of a month counted on from January of ``year``: 0 is December before, 13 January after."""
    years, months = divmod(month - 1, 12)
    return dt.date(year + years, months + 1, 1)


def _short_date(day: dt.date, *, with_year: bool) -> str:
    return f"{day.day}/{day.month}" + (f"/{day.year}" if with_year else "")
