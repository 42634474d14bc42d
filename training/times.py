"""Moments seen from now: ``ngày mai, 08:00 – 11:00``, ``còn 2 ngày 3 giờ``. Days far off are told as in ``words``."""

from __future__ import annotations

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from training import words

MINUTE, HOUR, DAY = 60, 3600, 86_400


def clock(moment: dt.datetime) -> str:
    """``08:00``."""
    return f"{timezone.localtime(moment):%H:%M}"


def day_words(moment: dt.datetime, now: dt.datetime) -> str:
    """``hôm nay``, ``ngày mai`` or ``Thứ Ba 24/11/2026``."""
    days = (timezone.localtime(moment).date() - timezone.localtime(now).date()).days
    return {0: "hôm nay", 1: "ngày mai"}.get(days) or words.day_words(moment)


def span_words(begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> str:
    """``Ngày mai, 08:00 – 11:00``."""
    day = day_words(begins, now)
    return f"{day[0].upper()}{day[1:]}, {words.hours_words(DateTimeTZRange(begins, ends))}"


def moment_words(moment: dt.datetime, now: dt.datetime) -> str:
    """``08:00 ngày mai``, ``08:00 Thứ Ba 24/11/2026``."""
    return f"{clock(moment)} {day_words(moment, now)}"


def time_left(moment: dt.datetime, now: dt.datetime) -> str:
    """How long until ``moment``, in the two largest parts that matter: ``2 ngày 3 giờ``, ``45 phút``."""
    seconds = max(0, int((moment - now).total_seconds()))
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"
    if hours:
        return f"{hours} giờ {minutes} phút" if minutes else f"{hours} giờ"
    return f"{minutes} phút" if minutes else "chưa tới 1 phút"
