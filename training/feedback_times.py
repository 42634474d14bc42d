"""When people may say what they think of a run, and from when on results are shown."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from training.models import CourseRun

OPEN_DAYS = 14
"""So many days after the run's last one the form closes; from then on answers stay as they are."""


def last_day(run: CourseRun) -> dt.date | None:
    """The last day on which the form is open; None for a run without meetings."""
    return timezone.localdate(run.ends_at) + dt.timedelta(days=OPEN_DAYS) if run.ends_at else None


def is_form_open(run: CourseRun, now: dt.datetime) -> bool:
    """From the end of the run to the end of the last day."""
    last = last_day(run)
    return run.ends_at is not None and run.ends_at <= now and last is not None and timezone.localdate(now) <= last


def closed_before(now: dt.datetime) -> dt.datetime:
    """Forms of runs that ended before this moment are closed at ``now``."""
    day = timezone.localdate(now) - dt.timedelta(days=OPEN_DAYS)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
