"""Đồng, numbers and percentages as Vietnamese readers write them, and the way back from a form."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# Scale, its word, and the least amount written in it: what the scale below would round to "1.000".
SCALES = ((10**9, "tỷ", 999_500_000), (10**6, "triệu", 999_500), (10**3, "nghìn", 1_000))

UNITS = {
    "": 1,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "k": 10**3,
    "triệu": 10**6,
    "tr": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}

MINUS = "−"
NOT_AN_AMOUNT = "Nhập số tiền bằng chữ số, ví dụ 4.200.000 hoặc 4,2 triệu."

CURRENCY_WORDS = re.compile(r"(₫|đồng|vnđ|vnd|đ)$")
AMOUNT = re.compile(r"(?P<number>-?\d[\d.,]*)(?P<unit>[^\W\d_]*)")
DOT_GROUPS = re.compile(r"-?\d{1,3}(\.\d{3})+")
COMMA_GROUPS = re.compile(r"-?\d{1,3}(,\d{3})+")


def format_number(value: int | Decimal, decimals: int = 0) -> str:
    """``18200`` → ``18.200``; ``decimals`` is the most that are shown: ``3.50`` → ``3,5``."""
    rounded = _round(Decimal(value), decimals)
    digits = f"{abs(rounded):,.{decimals}f}"
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0")
    shown = whole.replace(",", ".") + (f",{fraction}" if fraction else "")
    return f"{MINUS}{shown}" if rounded < 0 else shown


def format_vnd(amount: int) -> str:
    """The exact amount: ``4.200.000.000 ₫``."""
    return f"{format_number(amount)} ₫"


def format_vnd_short(amount: int) -> str:
    """The amount as it is said: ``4,2 tỷ``, ``350 triệu``, ``18,2 nghìn``, ``950 ₫``.

    One decimal below a hundred of the unit, none above. What rounds up to a
    thousand of a unit is written in the next one: 999,950,000 is ``1 tỷ``.
    """
    for scale, word, least in SCALES:
        if abs(amount) >= least:
            in_unit = Decimal(amount) / scale
            return f"{format_number(in_unit, 1 if abs(in_unit) < 100 else 0)} {word}"
    return format_vnd(amount)


def format_percent(ratio: Decimal | float, *, signed: bool = False, decimals: int = 1) -> str:
    """``0.182`` → ``18,2 %``, and with ``signed`` ``+18,2 %``."""
    percent = _round(Decimal(str(ratio)) * 100, decimals)
    plus = "+" if signed and percent > 0 else ""
    return f"{plus}{format_number(percent, decimals)} %"


def parse_vnd(text: str) -> int:
    """Whole đồng out of ``4.200.000.000``, ``4200000000``, ``4,2 tỷ`` or ``350tr``.

    Separators follow the rule for files: of two kinds the last is the decimal
    one; alone, groups of three are thousands and one or two digits are
    decimals. Before a unit word a lone comma is always the decimal comma.
    Raises ValueError, whose text a user may read.
    """
    compact = CURRENCY_WORDS.sub("", re.sub(r"\s", "", text).lower().replace(MINUS, "-"))
    match = AMOUNT.fullmatch(compact)
    if match is None or match["unit"] not in UNITS:
        raise ValueError(NOT_AN_AMOUNT)
    number = _parse_decimal(match["number"], has_unit=bool(match["unit"]))
    return int(_round(number * UNITS[match["unit"]], 0))


def _parse_decimal(text: str, *, has_unit: bool) -> Decimal:
    """Raises ValueError where thousands and decimals cannot be told apart."""
    if "." in text and "," in text:
        plain = _both_separators(text)
    elif DOT_GROUPS.fullmatch(text) or (COMMA_GROUPS.fullmatch(text) and not has_unit):
        plain = re.sub(r"[.,]", "", text)
    elif re.fullmatch(r"-?\d+([.,]\d{1,2})?", text) or has_unit:
        plain = text.replace(",", ".")
    else:
        raise ValueError(NOT_AN_AMOUNT)
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise ValueError(NOT_AN_AMOUNT) from None


def _both_separators(text: str) -> str:
    decimal_mark = max(".,", key=text.rfind)
    whole, _, fraction = text.rpartition(decimal_mark)
    groups = COMMA_GROUPS if decimal_mark == "." else DOT_GROUPS
    if not groups.fullmatch(whole):
        raise ValueError(NOT_AN_AMOUNT)
    return f"{re.sub(r'[.,]', '', whole)}.{fraction}"


def _round(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
