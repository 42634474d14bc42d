"""How training says when and where, in Vietnam's time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from traders.public_words import DAYS, Language

if TYPE_CHECKING:
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    from training.models import CourseRun


def day_words(moment: dt.date) -> str:
    """``Thứ Hai 07/12/2026``; a moment is read in local time first."""
    day = timezone.localtime(moment) if isinstance(moment, dt.datetime) else moment
    name = DAYS[Language.VIETNAMESE][day.weekday()]
    return f"{name[0].upper()}{name[1:]} {day:%d/%m/%Y}"


def hours_words(during: DateTimeTZRange) -> str:
    """``08:30 – 11:00``, past midnight ``22:00 – 01:00 hôm sau``."""
    start, end = timezone.localtime(during.lower), timezone.localtime(during.upper)
    days = (end.date() - start.date()).days
    after = "" if days == 0 else " hôm sau" if days == 1 else f" ngày {end:%d/%m}"
    return f"{start:%H:%M} – {end:%H:%M}{after}"


def when_words(during: DateTimeTZRange) -> str:
    """``Thứ Hai 07/12/2026, 08:30 – 11:00``."""
    return f"{day_words(during.lower)}, {hours_words(during)}"


def start_words(moment: dt.datetime | None) -> str:
    """``08:30 Thứ Hai 07/12/2026``, for the middle of a sentence."""
    return f"{timezone.localtime(moment):%H:%M} {day_words(moment)}" if moment else "chưa có lịch"


def place_words(run: CourseRun, place: str = "") -> str:
    """Where a run, or one of its meetings, is held: room and market, else that it is online, else nothing."""
    parts = [place or run.place, run.market.name if run.market else ""]
    return ", ".join(part for part in parts if part) or ("Trực tuyến" if run.online_link else "")
