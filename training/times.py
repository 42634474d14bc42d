"""Moments as people say them: ``Thứ ba 24/11, 8:00–11:00``, ``2 ngày 3 giờ nữa``."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
MINUTE, HOUR, DAY = 60, 3600, 86_400


def day_words(moment: dt.datetime, now: dt.datetime) -> str:
    """``hôm nay``, ``ngày mai`` or ``Thứ ba 24/11``, with the year where it is another one."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    if near := {0: "hôm nay", 1: "ngày mai"}.get((local.date() - today).days):
        return near
    year = f"/{local.year}" if local.year != today.year else ""
    return f"{WEEKDAYS[local.weekday()]} {local:%d/%m}{year}"


def clock(moment: dt.datetime) -> str:
    """``8:00``."""
    local = timezone.localtime(moment)
    return f"{local.hour}:{local:%M}"


def span_words(begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> str:
    """``Thứ ba 24/11, 8:00–11:00``; the end's day is told when it is another one."""
    day = day_words(begins, now)
    is_one_day = timezone.localtime(begins).date() == timezone.localtime(ends).date()
    end = clock(ends) if is_one_day else f"{clock(ends)} {day_words(ends, now)}"
    return f"{day}, {clock(begins)}–{end}"


def moment_words(moment: dt.datetime, now: dt.datetime) -> str:
    """``8:00 ngày mai``, ``8:00 Thứ ba 24/11``."""
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
