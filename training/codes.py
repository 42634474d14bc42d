"""The code of a run, read aloud and typed: ``livestream-ban-hang-3``."""

from __future__ import annotations

import unicodedata

from django.utils.text import slugify

from training.models import CourseRun

LONGEST_STEM = 28


def free_code(title: str) -> str:
    """Whole words of the title without accents, with the first number that is free."""
    stem = _stem(title)
    taken = set(CourseRun.objects.filter(code__startswith=stem).values_list("code", flat=True))
    wanted = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in wanted if code not in taken)


def _stem(title: str) -> str:
    whole = slugify(unicodedata.normalize("NFD", title.lower().replace("đ", "d")))
    if len(whole) > LONGEST_STEM:
        whole = whole[: LONGEST_STEM + 1].rpartition("-")[0] or whole[:LONGEST_STEM]
    return whole.strip("-") or "lop"
