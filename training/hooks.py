"""Questions that only applications beside this one can answer, asked through names of functions in the settings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django.db.models import Q

    from portal.busy import BusyTime


def busy_times(people: Collection[int], begins: dt.datetime, ends: dt.datetime) -> Mapping[int, list[BusyTime]]:
    """Id of user → what keeps them busy in [begins, ends), from every function of ``TRAINING_BUSY_TIMES``."""
    found: dict[int, list[BusyTime]] = defaultdict(list)
    for path in settings.TRAINING_BUSY_TIMES:
        for person, times in import_string(path)(people, begins, ends).items():
            found[person] += times
    return found


def has_been_live() -> Q | None:
    """A condition on traders who have sold live (``TRAINING_HAS_BEEN_LIVE``); None where nobody knows."""
    path = settings.TRAINING_HAS_BEEN_LIVE
    return import_string(path)() if path else None
