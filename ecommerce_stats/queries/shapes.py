"""What figure queries return."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from portal.periods import Period


@dataclass(frozen=True)
class Figures:
    """The measures of one cell. ``cancelled_value`` is what was cancelled before shipping only.

    ``sellers`` are the active sellers, distinct; None where they were not asked for. Rates are of
    values and worked out from sums; None where there is nothing to divide by.
    """

    placed_value: int = 0
    completed_value: int = 0
    cancelled_value: int = 0
    cancelled_after_ship_value: int = 0
    returned_value: int = 0
    open_value: int = 0
    orders_placed: int = 0
    orders_completed: int = 0
    units_placed: int = 0
    units_completed: int = 0
    lines: int = 0
    active_lines: int = 0
    sellers: int | None = None

    @property
    def cancelled_total(self) -> int:
        """Cancelled before or after shipping."""
        return self.cancelled_value + self.cancelled_after_ship_value

    @property
    def cancel_rate(self) -> Decimal | None:
        """Cancelled of placed value (tỷ lệ hủy)."""
        return _ratio(self.cancelled_total, self.placed_value)

    @property
    def return_rate(self) -> Decimal | None:
        """Returned of placed value (tỷ lệ hoàn)."""
        return _ratio(self.returned_value, self.placed_value)

    @property
    def aov(self) -> Decimal | None:
        """Placed value of an order on average (giá trị đơn trung bình)."""
        return _ratio(self.placed_value, self.orders_placed)


@dataclass(frozen=True)
class BreakdownRow:
    """One row of a table: ``key`` is an id, a code or a date; None stands for lines that have none."""

    key: int | str | dt.date | None
    label: str
    figures: Figures


@dataclass(frozen=True)
class Comparison:
    """A period beside the one before and the same one of last year."""

    period: Period
    now: Figures
    previous: Figures
    last_year: Figures

    @property
    def growth_on_previous(self) -> Decimal | None:
        """Change of placed value against the period before, as a ratio."""
        return growth(self.now.placed_value, self.previous.placed_value)

    @property
    def growth_on_last_year(self) -> Decimal | None:
        """Change of placed value against the same period of last year, as a ratio."""
        return growth(self.now.placed_value, self.last_year.placed_value)


def growth(now: int, before: int) -> Decimal | None:
    """0.18 for 18 % more; None where there was nothing before."""
    return _ratio(now - before, before)


def _ratio(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
