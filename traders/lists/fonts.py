"""Texts typed with fonts of before Unicode: TCVN3 (.VnTime) and VNI. Read as they stand they are not words."""

from __future__ import annotations

import re
from collections.abc import Iterable

TCVN3_LETTERS = "µ¸¶·¹¨»¾¼½Æ©Ç®Ë«¬ª\u00adÐÎÏÑÖ×ØÜÞß¦§¥¤ä÷ûþ"

TCVN3 = re.compile(rf"[A-Za-z][{TCVN3_LETTERS}]|[{TCVN3_LETTERS}][A-Za-z]")
VNI = re.compile(
    "a[âáàãêéèúùåäæëüûïøö]|e[âáàãùúåäûïøö]|[oôơ][âåäïøöû]|[uưy][ïøûöåä]|ö[ôùøûõïaeim]|ñ[aeiouyôơưö]",
    re.IGNORECASE,
)
"""VNI writes a mark as a letter of its own behind the vowel, in pairs that no Vietnamese word has."""

SHARE = 10
"""One accented cell in so many is enough; a foreign name such as Müller among hundreds is not."""


def old_font(texts: Iterable[str]) -> str:
    """``TCVN3`` or ``VNI`` when the accented ``texts`` are typed with such a font; empty when they are not."""
    accented = [text for text in texts if not text.isascii()]
    tcvn3 = sum(1 for text in accented if TCVN3.search(text))
    vni = sum(1 for text in accented if VNI.search(text))
    if max(tcvn3, vni) * SHARE < max(len(accented), 2 * SHARE):
        return ""
    return "VNI" if vni > tcvn3 else "TCVN3"
