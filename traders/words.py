"""One spelling for what people type: stall codes, names, handles."""

from __future__ import annotations

import re
import unicodedata


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
