"""Entering a printed roster: everything at once, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils import timezone

from training.actions.attendance import check_in, set_times, take_back
from training.attendance import ROSTER_DAYS, may_record
from training.enums import CheckInHow, MeetingState
from training.errors import TrainingError
from training.models import Attendance, Enrolment, Meeting
from training.queries.door import mark_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from portal.accounts.models import User

BY_ROSTER = "Theo bản in có chữ ký"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """What a printed roster says of one person; ``arrived_at`` is None where nobody wrote it: at the start."""

    enrolment: Enrolment
    is_there: bool
    arrived_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class RosterResult:
    """How many people the entered roster added, took out, or gave another time."""

    added: int
    removed: int
    changed: int


class RosterIsStale(TrainingError):
    """Somebody else has written people down since the form was opened."""


@transaction.atomic
def enter_roster(
    *, meeting: Meeting, lines: Iterable[RosterLine], mark: str, by: User, reason: str = "", is_manager: bool = False
) -> RosterResult:
    """Bring the meeting's attendance to what the roster says, in one transaction.

    ``mark`` is the state that the form was made from (``training.queries.door.mark_of``); when it is no longer that,
    nothing is written and RosterIsStale is raised. After ``ROSTER_DAYS`` only a manager enters, with a reason.
    """
    held = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    _demand_allowed(held, reason, is_manager=is_manager)
    if mark_of(held) != mark:
        raise RosterIsStale("Danh sách vừa đổi trong lúc bạn nhập. Ai mới điểm danh đã được tích sẵn; xem lại rồi lưu.")
    there = {row.enrolment_id: row for row in held.attendances.select_related("enrolment__person")}
    why = reason.strip() or BY_ROSTER
    with pghistory.context(user=by.pk, reason=why[:200]):
        done = [_enter(held, line, there.get(line.enrolment.pk), by, why) for line in lines]
    return RosterResult(done.count("added"), done.count("removed"), done.count("changed"))


def _enter(meeting: Meeting, line: RosterLine, row: Attendance | None, by: User, why: str) -> str:
    came = line.arrived_at or meeting.during.lower
    if row is None and line.is_there:
        check_in(meeting=meeting, person=line.enrolment.person, by=by, how=CheckInHow.ROSTER, at=came)
        return "added"
    if row and not line.is_there:
        take_back(attendance=row, by=by, reason=why)
        return "removed"
    if row and line.arrived_at and _minute(row.arrived_at) != _minute(line.arrived_at):
        row.meeting = meeting
        set_times(attendance=row, arrived_at=came, left_at=row.left_at, by=by)
        return "changed"
    return ""


def _minute(moment: dt.datetime) -> dt.datetime:
    return moment.replace(second=0, microsecond=0)


def _demand_allowed(meeting: Meeting, reason: str, *, is_manager: bool) -> None:
    now = timezone.now()
    if meeting.state == MeetingState.CANCELLED:
        raise TrainingError(f"Buổi học này đã hủy: {meeting.cancel_reason}")
    if now < meeting.during.lower:
        raise TrainingError("Buổi học chưa bắt đầu.")
    if may_record(meeting, now):
        return
    if not is_manager:
        raise TrainingError(f"Đã quá {ROSTER_DAYS} ngày sau buổi học. Nhờ người quản lý lớp nhập và ghi lý do.")
    if not reason.strip():
        raise TrainingError(f"Đã quá {ROSTER_DAYS} ngày sau buổi học: ghi lý do nhập muộn.")
