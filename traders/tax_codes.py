"""Tax codes (mã số thuế): 10 digits, 13 with the number of a branch, or a person's 12.

Since 2025-07-01 a household's tax code is the owner's personal number (Circular 86/2024/TT-BTC): it says who a
person is and is sealed. It has no check digit; the others have one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.vn import mst

SHAPE = "Mã số thuế có 10 số, 13 số, hoặc 12 số của cá nhân."
PERSONAL = 12
TAIL = 3
MASK = "••••••••• "
OLDEST = 110

PROVINCES = frozenset({
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40,
    42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84,
    86, 87, 89, 91, 92, 93, 94, 95, 96,
})  # fmt: skip
"""Provinces of birth in a personal number, as they were numbered before 2025 (Circular 59/2021/TT-BCA)."""


class TaxCodeError(ValueError):
    """What was typed is no tax code; the text says so to who typed it."""


@dataclass(frozen=True, slots=True)
class TaxCode:
    """``digits`` as it is stored: 10 digits, 10-3, or a person's 12; ``warning`` asks to look again, no more."""

    digits: str
    is_personal: bool = False
    warning: str = ""

    @property
    def tail(self) -> str:
        """What may be shown of a person's number."""
        return self.digits[-TAIL:]


def read_tax_code(text: str, *, today: dt.date) -> TaxCode:
    """What was typed, whatever stands between the digits. Raises TaxCodeError; an empty text is none either."""
    digits = re.sub(r"[\s.\-–]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\d{10}|\d{12}|\d{13}", digits, re.ASCII):
        raise TaxCodeError(SHAPE)
    if len(digits) == PERSONAL:
        return TaxCode(digits, is_personal=True, warning=_doubt(digits, today))
    try:
        return TaxCode(mst.format(mst.validate(digits)))
    except InvalidChecksum:
        raise TaxCodeError("Mã số thuế này có số gõ nhầm: số kiểm tra không khớp. Hãy so lại với giấy tờ.") from None
    except ValidationError:
        raise TaxCodeError("Không có mã số thuế nào như vậy. Hãy so lại với giấy tờ.") from None


def masked(tail: str) -> str:
    """``••••••••• 123``: enough to know one's own number by. Empty for none."""
    return f"{MASK}{tail}" if tail else ""


def _doubt(digits: str, today: dt.date) -> str:
    """A personal number is province (3), sex and century (1), year (2), six by chance; only these can look wrong."""
    century, year = int(digits[3]) // 2, int(digits[4:6])
    born = 1900 + 100 * century + year
    if int(digits[:3]) not in PROVINCES:
        return "Ba số đầu không phải mã tỉnh nào. Số vẫn được lưu; hãy xem lại nếu gõ nhầm."
    if not today.year - OLDEST <= born <= today.year:
        return "Năm sinh trong số này khó đúng. Số vẫn được lưu; hãy xem lại nếu gõ nhầm."
    return ""
