"""Reminders of meetings to who has a place: on the day before, by day, and in the hour before.

A message's key names the meeting and its start: nobody is told twice, and a meeting that is moved reminds anew.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from portal.notifications.actions import notify
from portal.notifications.models import Message
from training.enums import EnrolmentState, MeetingState, RunState
from training.models import Enrolment, Meeting
from training.times import clock
from training.words import place_words, when_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

BY_DAY = (dt.time(8), dt.time(20))
"""When people are told of tomorrow: [from, to) in Vietnam."""

HOUR_BEFORE = dt.timedelta(minutes=70)
"""A little more than an hour, since the task comes by every few minutes."""


def remind(now: dt.datetime) -> int:
    """Tell everybody of what comes tomorrow and within the hour; returns how many messages are new. May run twice."""
    return sum(_remind(meeting, "run_tomorrow") for meeting in _tomorrow(now)) + sum(
        _remind(meeting, "run_in_an_hour") for meeting in _soon(now)
    )


def _tomorrow(now: dt.datetime) -> Iterable[Meeting]:
    local = timezone.localtime(now)
    if not BY_DAY[0] <= local.time() < BY_DAY[1]:
        return []
    midnight = timezone.make_aware(dt.datetime.combine(local.date() + dt.timedelta(days=1), dt.time()))
    return _planned().filter(during__startswith__gte=midnight, during__startswith__lt=midnight + dt.timedelta(days=1))


def _soon(now: dt.datetime) -> Iterable[Meeting]:
    return _planned().filter(during__startswith__gt=now, during__startswith__lte=now + HOUR_BEFORE)


def _planned() -> QuerySet[Meeting]:
    meetings = Meeting.objects.filter(state=MeetingState.PLANNED, run__state=RunState.PUBLISHED)
    return meetings.select_related("run__market")


def _remind(meeting: Meeting, template: str) -> int:
    """One statement says who was told already; late comers are told when they come."""
    rows = Enrolment.objects.filter(run=meeting.run_id, state=EnrolmentState.ENROLLED).select_related("person")
    keys = {f"{template}:{meeting.pk}:{meeting.during.lower:%s}:{row.person_id}": row.person for row in rows}
    told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    for key, person in keys.items():
        if key not in told:
            link = reverse("run_detail", args=[meeting.run.code])
            notify(person=person, template=template, values=_values(meeting, template), key=key, link=link)
    return len(keys) - len(told)


def _values(meeting: Meeting, template: str) -> dict[str, str]:
    run = meeting.run
    values = {"run": run.title, "place": place_words(run, meeting.place) or "xem trang của lớp"}
    if template == "run_in_an_hour":
        return values | {"time": clock(meeting.during.lower)}
    return values | {"when": when_words(meeting.during)}
