"""Cells of a column → values. A cell that cannot be read becomes a ``Bad`` with a code and what to do.

Columns are read whole, with a memory of the cells seen: an export repeats most of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from portal.sheets.cells import LOSSY_FROM, SCIENTIFIC, Cell, text

BLANK = ("", "-")


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell cannot be read. ``message`` is for the person, in Vietnamese."""

    code: str
    message: str


MISSING = Bad("missing", "ô bắt buộc đang trống; hãy điền rồi tải lại")
LOST_DIGITS = Bad("lost_digits", "mã đã mất chữ số; mở lại file gốc, không lưu bằng Excel")
BAD_MONEY = Bad("bad_money", "không đọc được số tiền; ghi như 305000 hoặc 305.000")
NEGATIVE = Bad("negative", "số không được âm")
BAD_COUNT = Bad("bad_quantity", "số lượng phải là số nguyên từ 1")
BAD_RETURNED = Bad("bad_returned_quantity", "số lượng hoàn phải là số nguyên từ 0")
TOO_LARGE = Bad("too_large", "số quá lớn; kiểm tra lại ô này")

MONEY_LIMIT = 10**15
COUNT_LIMIT = 10**9

_MONEY_NOISE = re.compile(r"[\s\u00a0\u202f₫]|đ|vnđ|vnd", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_DECIMALS = re.compile(r"\d+[.,]\d{1,2}")
_BOTH = re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d+)|(\d{1,3}(?:\.\d{3})+),(\d+)")


def identifier(cell: Cell, *, has_digit_ids: bool) -> str | Bad:
    """An order number, SKU or item id as text. A number of 16 digits or more has lost some."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= LOSSY_FROM:
        return LOST_DIGITS
    value = text(cell)
    if has_digit_ids and SCIENTIFIC.fullmatch(value):
        return LOST_DIGITS
    return value


def handle(cell: Cell) -> str:
    """A creator's or shop's handle: no @, lower case."""
    return text(cell).removeprefix("@").lower()


def decimal_of(cell: Cell) -> Decimal | Bad | None:
    """The number of a money or quantity cell; None when blank. See ``docs/definitions.md`` for separators."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell))
    if cell is None:
        return None
    if not isinstance(cell, str):
        return BAD_MONEY
    bare = _MONEY_NOISE.sub("", cell)
    if bare in BLANK:
        return None
    sign, digits = (-1, bare[1:]) if bare.startswith("-") else (1, bare)
    plain = plain_digits(digits)
    return BAD_MONEY if plain is None else sign * Decimal(plain)


def plain_digits(digits: str) -> str | None:
    """``1.234.567,89`` → ``1234567.89``; None when the separators fit no rule."""
    if _DIGITS.fullmatch(digits):
        return digits
    if _THOUSANDS.fullmatch(digits):
        return digits.replace(".", "").replace(",", "")
    if _DECIMALS.fullmatch(digits):
        return digits.replace(",", ".")
    if both := _BOTH.fullmatch(digits):
        whole, part = both[1] or both[3], both[2] or both[4]
        return whole.replace(".", "").replace(",", "") + "." + part
    return None


def rounded(number: Decimal) -> int:
    """Half up, per cell."""
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def amount(cell: Cell) -> int | Bad | None:
    """VND of a cell, None when blank."""
    number = decimal_of(cell)
    if number is None or isinstance(number, Bad):
        return number
    if not number.is_finite() or abs(number) >= MONEY_LIMIT:
        return TOO_LARGE
    return rounded(number)


def price(cell: Cell) -> int | Bad:
    value = amount(cell)
    if value is None:
        return MISSING
    return NEGATIVE if isinstance(value, int) and value < 0 else value


def price_or_blank(cell: Cell) -> int | Bad | None:
    value = amount(cell)
    return NEGATIVE if isinstance(value, int) and value < 0 else value


def discount(cell: Cell) -> int | Bad:
    value = price_or_blank(cell)
    return 0 if value is None else value


def absolute_discount(cell: Cell) -> int | Bad:
    """A discount that the platform writes as a negative number."""
    value = amount(cell)
    return abs(value) if isinstance(value, int) else value or 0


def whole(cell: Cell, bad: Bad) -> int | Bad | None:
    number = decimal_of(cell)
    if number is None:
        return None
    if isinstance(number, Bad) or not number.is_finite() or number != number.to_integral_value():
        return bad
    return TOO_LARGE if abs(number) >= COUNT_LIMIT else int(number)


def count(cell: Cell) -> int | Bad:
    """A quantity: a whole number from 1."""
    value = whole(cell, BAD_COUNT)
    if value is None:
        return MISSING
    return BAD_COUNT if isinstance(value, int) and value < 1 else value


def count_or_blank(cell: Cell) -> int | Bad | None:
    value = whole(cell, BAD_RETURNED)
    return BAD_RETURNED if isinstance(value, int) and value < 0 else value


def metric(cell: Cell) -> int | float | str | None:
    """A figure of a platform's report: whole number, decimal, or percent as a fraction; text stays text."""
    bare = text(cell)
    if bare in BLANK:
        return None
    is_percent = bare.endswith("%")
    try:
        number = decimal_of(bare.removesuffix("%"))
    except InvalidOperation:
        return bare
    if number is None or isinstance(number, Bad):
        return bare
    if is_percent:
        return float(number / 100)
    return int(number) if number == number.to_integral_value() else float(number)


_DURATION = re.compile(r"(?:(\d+)\s*(?:h|giờ))?\s*(?:(\d+)\s*(?:min|m|phút))?\s*(?:(\d+)\s*(?:s|giây|sec))?")
BAD_DURATION = Bad("bad_duration", "không đọc được thời lượng; ghi như 1h 40min")


def duration(cell: Cell) -> int | Bad:
    """``1h 40min``, ``45min``, ``2h`` in seconds."""
    value = text(cell).lower()
    found = _DURATION.fullmatch(value)
    if not value or found is None:
        return BAD_DURATION
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total or BAD_DURATION


class Memory[V]:
    """Reads a column cell by cell, remembering the texts seen (up to ``limit`` of them)."""

    def __init__(self, read: Callable[[Any], V], limit: int = 50_000) -> None:
        self.read = read
        self.limit = limit
        self.seen: dict[str, V] = {}

    def column(self, cells: Sequence[Cell]) -> list[V]:
        seen, read, values = self.seen, self.read, []
        if len(seen) > self.limit:
            seen.clear()
        for cell in cells:
            if cell.__class__ is not str:
                values.append(read(cell))
                continue
            try:
                values.append(seen[cell])
            except KeyError:
                value = seen[cell] = read(cell)
                values.append(value)
        return values
