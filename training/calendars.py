"""Meetings as calendars that phones and programs read (iCalendar, RFC 5545).

An event a meeting: its UID never changes, SEQUENCE goes up when it is moved or cancelled, a cancelled one stays in
the file as STATUS:CANCELLED so that those who have it strike it out. DTSTAMP is when it was last changed, which a
calendar without METHOD says so; the same rows therefore give the same bytes, and an ETag holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, vDuration

from training.enums import MeetingState, RunState
from training.words import place_words

if TYPE_CHECKING:
    from training.models import Meeting

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = dt.timedelta(hours=1)
"""How often programs are asked to come again; some come once a day all the same, so changes go by message too."""


def calendar_of(meetings: Iterable[Meeting], *, name: str, tentative: Iterable[int] = ()) -> bytes:
    """A calendar called ``name``; ``meetings`` come ``with_changes``. ``tentative`` are runs that await an answer."""
    calendar = Calendar()
    calendar.add("prodid", "-//Chợ Số//Đào tạo//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    waiting = frozenset(tentative)
    for meeting in meetings:
        calendar.add_component(_event(meeting, is_tentative=meeting.run_id in waiting))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(meeting: Meeting, *, is_tentative: bool) -> Event:
    run, zone = meeting.run, timezone.get_default_timezone()
    changed_at: dt.datetime = meeting.changed_at  # type: ignore[attr-defined] # annotated by with_changes
    url = settings.PORTAL_URL + reverse("run_detail", args=[run.code])
    event = Event()
    event.add("uid", f"buoi-{meeting.pk}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", changed_at.astimezone(dt.UTC))
    event.add("last-modified", changed_at.astimezone(dt.UTC))
    event.add("dtstart", meeting.during.lower.astimezone(zone))
    event.add("dtend", meeting.during.upper.astimezone(zone))
    event.add("sequence", meeting.sequence)
    event.add("status", _status(meeting, is_tentative=is_tentative))
    event.add("summary", f"{run.title}: {meeting.topic}" if meeting.topic else run.title)
    if place := place_words(run, meeting.place):
        event.add("location", place)
    event.add("description", _description(meeting, url))
    event.add("url", url)
    return event


def _status(meeting: Meeting, *, is_tentative: bool) -> str:
    if meeting.state == MeetingState.CANCELLED or meeting.run.state == RunState.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if is_tentative else "CONFIRMED"


def _description(meeting: Meeting, url: str) -> str:
    reason = meeting.cancel_reason or meeting.run.cancel_reason
    parts = [f"Đã hủy: {reason}" if reason else "", meeting.run.course.summary, meeting.run.note, url]
    return "\n".join(part for part in parts if part)


def calendar_response(content: bytes, stem: str) -> HttpResponse:
    """As calendars are sent; ``stem`` is the name under which a browser saves it."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{stem}.ics"'
    return response
