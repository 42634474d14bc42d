"""Text of cells: one spelling for comparing, one for keeping."""

from __future__ import annotations

import unicodedata

_TONE_PLACES = (
    ("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa"),
    ("oè", "òe"), ("oé", "óe"), ("oẻ", "ỏe"), ("oẽ", "õe"), ("oẹ", "ọe"),
    ("uỳ", "ùy"), ("uý", "úy"), ("uỷ", "ủy"), ("uỹ", "ũy"), ("uỵ", "ụy"),
)  # fmt: skip
"""Two places of the tone mark are both in use (huỷ, hủy): compare in the older one."""


def clean(text: str) -> str:
    """NFC, and every run of white space (no-break spaces and TABs too) one space."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def folded(text: str) -> str:
    """For comparing words: clean, lower case, one place for tone marks."""
    text = clean(text).casefold()
    for new, old in _TONE_PLACES:
        if new in text:
            text = text.replace(new, old)
    return text


def plain(text: str) -> str:
    """For finding names: folded and without accents; đ becomes d."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
