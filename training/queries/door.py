"""What the pages at the door show: who is expected, who is in, and what a person who scanned is to the meeting."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.phones import PhoneError, masked_phone, mobile_phone
from portal.search import CodeOrder
from portal.sheets.text import plain
from traders.models import Stall
from training.enums import EnrolmentState, MeetingState
from training.models import Attendance, CourseRun, Enrolment, Meeting
from training.queries.attendance import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORTEST_TAIL = 3
"""So many last digits of a phone number tell people apart; fewer are taken for a stall's code."""

WITHOUT_ZERO = 9
"""Digits of a whole number without its 0."""


@dataclass(frozen=True, slots=True)
class DoorRow:
    """One person of the run: with a place, or written down though the place is gone since."""

    enrolment: Enrolment
    attendance: Attendance | None

    @property
    def stalls(self) -> str:
        trader = self.enrolment.trader
        return ", ".join(stall.code for stall in trader.stalls.all()) if trader else ""

    @property
    def phones(self) -> list[str]:
        """Their number to sign in with, and the one of their market's list."""
        enrolment = self.enrolment
        found = [enrolment.person.phone or "", enrolment.trader.phone if enrolment.trader else ""]
        return [phone for phone in found if phone]

    @property
    def masked_phone(self) -> str:
        return masked_phone(self.phones[0]) if self.phones else ""


@dataclass(frozen=True, slots=True)
class Door:
    """Everybody of a meeting, by name, and how many are in."""

    rows: list[DoorRow]

    @property
    def there(self) -> int:
        return sum(row.attendance is not None for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.attendance is not None and row.attendance.is_late for row in self.rows)

    @property
    def flagged(self) -> list[DoorRow]:
        return [row for row in self.rows if row.attendance and row.attendance.flag]

    @property
    def newest(self) -> list[DoorRow]:
        """Who is in, the last to come first."""
        inside = [(row.attendance.at, row.attendance.pk, row) for row in self.rows if row.attendance]
        return [row for _, _, row in sorted(inside, key=lambda each: each[:2], reverse=True)]

    @property
    def missing(self) -> list[DoorRow]:
        return [row for row in self.rows if row.attendance is None]


def door_of(meeting: Meeting) -> Door:
    """Everybody with a place in the meeting's run, and whoever was written down. Three queries."""
    rows = {row.enrolment_id: row for row in Attendance.objects.filter(meeting=meeting).select_related("by")}
    for row in rows.values():
        row.meeting = meeting
    people = Enrolment.objects.filter(Q(state=EnrolmentState.ENROLLED) | Q(pk__in=rows), run=meeting.run_id)
    return Door([DoorRow(enrolment, rows.get(enrolment.pk)) for enrolment in with_stalls(people)])


def with_stalls(people: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """The same by name, with all that a line of a list shows."""
    stalls = Prefetch("trader__stalls", Stall.objects.order_by(CodeOrder("code")))
    return people.select_related("person", "trader", "market").prefetch_related(stalls).order_by(*BY_NAME)


def row_of(meeting: Meeting, enrolment_id: int) -> DoorRow | None:
    """One line of the list."""
    people = with_stalls(Enrolment.objects.filter(run=meeting.run_id, pk=enrolment_id))
    enrolment = people.first()
    if enrolment is None:
        return None
    return DoorRow(enrolment, Attendance.objects.filter(meeting=meeting, enrolment=enrolment).first())


def found_at_door(rows: Iterable[DoorRow], typed: str) -> list[DoorRow]:
    """Those whom the last digits of a phone, a part of a name or a stall's code may mean."""
    digits = re.sub(r"[\s.\-+]", "", typed)
    words = plain(typed)
    if digits.isdigit() and len(digits) >= SHORTEST_TAIL:
        tail = digits.removeprefix("0") if len(digits) > WITHOUT_ZERO else digits
        return [row for row in rows if any(phone.endswith(tail) for phone in row.phones)]
    return [row for row in rows if words and (words in plain(str(row.enrolment.person)) or words == plain(row.stalls))]


def trader_of_phone(typed: str) -> User | None:
    """The trader who signs in with this whole number; a part of one finds nobody."""
    try:
        phone = mobile_phone(typed)
    except PhoneError:
        return None
    return User.objects.filter(phone=phone, role=Role.TRADER, is_active=True).first()


def waiting_at(meeting: Meeting) -> QuerySet[Enrolment]:
    """Who waits for a place in the run or was offered one, in the order of joining the list."""
    states = (EnrolmentState.WAITING, EnrolmentState.OFFERED)
    rows = with_stalls(Enrolment.objects.filter(run=meeting.run_id, state__in=states))
    return rows.order_by("precedence", "queued_at", "pk")


def mark_of(meeting: Meeting) -> str:
    """Changes whenever somebody comes, leaves, is flagged or put right, or gets or loses a place. Two short queries."""
    there = Attendance.objects.filter(meeting=meeting).order_by("pk")
    seen = there.values_list("enrolment", "arrived_at", "left_at", "flag")
    places = Enrolment.objects.filter(run=meeting.run_id, state=EnrolmentState.ENROLLED).count()
    return hashlib.sha256(repr((list(seen), places)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class AtDoor:
    """What a person who scanned is to the meeting; ``elsewhere``: other runs of the course where they have a place."""

    enrolment: Enrolment | None
    attendance: Attendance | None
    elsewhere: Sequence[CourseRun]


def at_door(meeting: Meeting, person: User) -> AtDoor:
    enrolment = Enrolment.objects.filter(run=meeting.run_id, person=person).first()
    attendance = Attendance.objects.filter(meeting=meeting, enrolment=enrolment).first() if enrolment else None
    others = CourseRun.objects.filter(
        course=meeting.run.course_id, enrolments__person=person, enrolments__state=EnrolmentState.ENROLLED
    ).exclude(pk=meeting.run_id)
    return AtDoor(enrolment, attendance, [] if attendance else list(others.order_by("starts_at")[:3]))


def next_meeting(meeting: Meeting) -> Meeting | None:
    """The meeting of the run after this one."""
    later = Meeting.objects.filter(run=meeting.run_id, state=MeetingState.PLANNED)
    return later.filter(during__startswith__gte=meeting.during.upper).order_by("during").first()
