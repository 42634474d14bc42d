"""What everybody reads about a run: its state in words, its days of a month, schema.org for search engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from training.enums import Audience, MeetingState, RunKind, RunState

if TYPE_CHECKING:
    from training.models import CourseRun, Meeting
    from training.queries.places import Places


@dataclass(frozen=True, slots=True)
class StateWords:
    """A run's state as its card says it; ``kind`` is that of the badge."""

    text: str
    kind: str


def state_words(run: CourseRun, places: Places, now: dt.datetime) -> StateWords:
    """``Còn 5 chỗ``, ``Mở đăng ký từ 20/11 08:00``, ``Hết chỗ – vào danh sách chờ``, ``Đã đóng đăng ký`` …"""
    if run.state == RunState.CANCELLED:
        return StateWords("Đã hủy", "bad")
    if run.state == RunState.DRAFT:
        return StateWords("Bản nháp", "attention")
    if run.ends_at and run.ends_at <= now:
        return StateWords("Đã học xong", "neutral")
    if now < run.enrol_opens_at:
        return StateWords(f"Mở đăng ký từ {timezone.localtime(run.enrol_opens_at):%d/%m %H:%M}", "info")
    if now < run.enrol_closes_at:
        return _open_words(places)
    return StateWords("Đang học" if run.starts_at and run.starts_at <= now else "Đã đóng đăng ký", "neutral")


def _open_words(places: Places) -> StateWords:
    if places.free > 0:
        return StateWords(f"Còn {places.free} chỗ", "good")
    if places.reserved > 0:
        return StateWords(f"Còn {places.reserved} chỗ dành cho chợ cử người", "attention")
    return StateWords("Hết chỗ – vào danh sách chờ", "attention")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the grid; ``is_inside`` is False for days of the months around it."""

    day: dt.date
    is_inside: bool
    is_today: bool
    meetings: list[Meeting]

    @property
    def look(self) -> str:
        """Classes of its cell."""
        kinds = {"outside": not self.is_inside, "today": self.is_today, "empty": not self.meetings}
        return " ".join(["month__day", *(f"month__day--{kind}" for kind, is_so in kinds.items() if is_so)])


def grid_of(month: dt.date, meetings: Iterable[Meeting]) -> list[CalendarDay]:
    """Whole weeks from Monday that cover the month of ``month``, each day with its meetings in order."""
    first = month.replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    begin = first - dt.timedelta(days=first.weekday())
    count = -(-(after - begin).days // 7) * 7
    by_day: dict[dt.date, list[Meeting]] = {}
    for meeting in meetings:
        by_day.setdefault(timezone.localtime(meeting.during.lower).date(), []).append(meeting)
    days = [begin + dt.timedelta(days=number) for number in range(count)]
    today = timezone.localdate()
    return [CalendarDay(day, first <= day < after, day == today, by_day.get(day, [])) for day in days]


def run_document(run: CourseRun, meetings: Sequence[Meeting]) -> dict[str, Any]:
    """The run as a schema.org Course with its meetings as an instance and events."""
    url = settings.PORTAL_URL + reverse("run_detail", args=[run.code])
    organisers = [{"@type": "Organization", "name": organiser.name} for organiser in run.organisers.all()]
    mode = "Online" if run.kind == RunKind.ONLINE else "Onsite"
    instance = {
        "@type": "CourseInstance",
        "courseMode": mode,
        "courseWorkload": f"PT{run.course.minutes}M",
        "startDate": _iso(run.starts_at),
        "endDate": _iso(run.ends_at),
        "instructor": [{"@type": "Person", "name": trainer.full_name} for trainer in run.trainers.all()],
        "subEvent": [_event(meeting, run, url, organisers) for meeting in meetings],
    }
    return {
        "@type": "Course",
        "@id": url,
        "url": url,
        "name": run.title,
        "description": run.course.summary,
        "inLanguage": "vi",
        "provider": organisers,
        "audience": {"@type": "Audience", "audienceType": Audience(run.course.audience).label},
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "VND", "category": "Free"},
        "hasCourseInstance": {name: value for name, value in instance.items() if value},
    }


def _event(meeting: Meeting, run: CourseRun, url: str, organisers: list[dict[str, str]]) -> dict[str, Any]:
    is_cancelled = meeting.state == MeetingState.CANCELLED or run.state == RunState.CANCELLED
    is_online = run.kind == RunKind.ONLINE
    return {
        "@type": "EducationEvent",
        "name": meeting.topic or run.title,
        "startDate": _iso(meeting.during.lower),
        "endDate": _iso(meeting.during.upper),
        "eventStatus": f"https://schema.org/{'EventCancelled' if is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"https://schema.org/{'On' if is_online else 'Off'}lineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url} if is_online else _place(meeting, run),
        "organizer": organisers,
    }


def _place(meeting: Meeting, run: CourseRun) -> dict[str, Any]:
    room = meeting.place or run.place
    name = room or (run.market.name if run.market else "")
    address = ", ".join(part for part in (room, run.market.name if run.market else "") if part)
    return {"@type": "Place", "name": name, "address": address}


def _iso(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""
