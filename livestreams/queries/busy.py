"""When people are on air, for applications beside this one (settings.TRAINING_BUSY_TIMES)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping

from livestreams.models import LiveSession
from portal.busy import BusyTime


def sessions_of(people: Collection[int], begins: dt.datetime, ends: dt.datetime) -> Mapping[int, list[BusyTime]]:
    """Id of user → the sessions on their own accounts that touch [begins, ends). One statement."""
    sessions = LiveSession.objects.filter(account__trader__user__in=people, starts_at__lt=ends, ends_at__gt=begins)
    found: dict[int, list[BusyTime]] = defaultdict(list)
    rows = sessions.order_by("starts_at").values_list("account__trader__user", "title", "starts_at", "ends_at")
    for person, title, starts_at, ends_at in rows:
        found[person].append(BusyTime(f"phiên “{title}”", starts_at, ends_at))
    return found
