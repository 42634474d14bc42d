"""One spelling for what people type: stall codes, names, handles, phone numbers."""

from __future__ import annotations

import re
import unicodedata

MOBILE = r"(?:\+?84|0)(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])\d{7}"
LANDLINE = r"(?:\+?84|0)2\d{8,9}"
PHONE = re.compile(f"{MOBILE}|{LANDLINE}")


def fold_spaces(text: str) -> str:
    """NFC, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def plain_handle(text: str) -> str:
    """``@Shop.BenThanh `` → ``shop.benthanh``, as constraints want it."""
    return unicodedata.normalize("NFC", text).strip().removeprefix("@").lower()


def stall_codes(text: str) -> list[str]:
    """Codes out of a pasted text, one a line or parted by commas or semicolons; each once, whatever its case."""
    codes: dict[str, str] = {}
    for part in re.split(r"[\n\r,;\t]", text):
        if code := fold_spaces(part):
            codes.setdefault(code.upper(), code)
    return list(codes.values())


def international_phone(text: str) -> str:
    """``0912 345 678`` → ``+84912345678``. Raises ValueError on what is no number of Việt Nam."""
    digits = re.sub(r"[\s.\-()]", "", text)
    if not PHONE.fullmatch(digits):
        raise ValueError("Nhập số điện thoại Việt Nam, ví dụ 0912 345 678.")
    return "+84" + digits.removeprefix("+").removeprefix("84" if digits.lstrip("+").startswith("84") else "0")
