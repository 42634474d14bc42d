"""The hours at which nobody's phone should ring."""

import datetime as dt

from django.conf import settings
from django.utils import timezone


def quiet_until(moment: dt.datetime) -> dt.datetime | None:
    """When the night around ``moment`` ends in Vietnam, None by day and where no quiet hours are kept.

    ``MESSAGE_QUIET_HOURS`` is a pair of times around midnight: the first belongs to the night, the second to the day.
    """
    if settings.MESSAGE_QUIET_HOURS is None:
        return None
    begins, ends = (dt.time.fromisoformat(time) for time in settings.MESSAGE_QUIET_HOURS)
    local = timezone.localtime(moment, timezone.get_default_timezone())
    if ends <= local.time() < begins:
        return None
    day = local.date() + dt.timedelta(days=1 if local.time() >= begins else 0)
    return dt.datetime.combine(day, ends, tzinfo=local.tzinfo)
