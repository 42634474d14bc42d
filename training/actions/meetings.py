"""Meetings of an announced run are moved, cancelled, added; everybody on its list hears of it once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.audit import acting
from training.actions.runs import MeetingPlan, bump, locked_run, settle_times
from training.actions.telling import tell_run
from training.attendance import OPENS_BEFORE
from training.enums import MeetingState, RunState
from training.errors import TrainingError
from training.models import CourseRun, Meeting
from training.words import place_words, when_words

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def add_meeting(*, run: CourseRun, plan: MeetingPlan, by: User) -> Meeting:
    """One more meeting of an announced run. Raises TrainingError when it overlaps another."""
    run = _changeable(run)
    _refuse_past(plan)
    with acting(by):
        meeting = Meeting(run=run, during=plan.during, place=plan.place, topic=plan.topic)
        _save(meeting)
        _settle(run)
    values = {"run": run.title, "when": when_words(plan.during), "place": place_words(run, plan.place)}
    tell_run(run, "meeting_added", values, by=by, key=f"meeting-added:{meeting.pk}")
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, plan: MeetingPlan, reason: str, by: User) -> bool:
    """Give a meeting another time or place. False when nothing changes but its topic.

    Raises TrainingError when the meeting is over or cancelled, people checked in long before the new time, or that
    is past or overlaps another meeting.
    """
    run = _changeable(meeting.run)
    meeting = _open_meeting(meeting)
    if not reason:
        raise TrainingError("Ghi lý do để học viên biết.")
    old = meeting.during
    is_moved = (old, meeting.place) != (plan.during, plan.place)
    if old != plan.during:
        _refuse_past(plan)
        _refuse_who_came(meeting, plan)
    meeting.during, meeting.place, meeting.topic = plan.during, plan.place, plan.topic
    with acting(by):
        meeting.sequence += is_moved
        _save(meeting)
        _settle(run)
    if is_moved:
        values = {
            "run": run.title, "old": when_words(old), "new": when_words(plan.during),
            "place": place_words(run, plan.place), "reason": reason,
        }  # fmt: skip
        tell_run(run, "meeting_moved", values, by=by, key=f"meeting-moved:{meeting.pk}:{meeting.sequence}")
    return is_moved


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User) -> bool:
    """Cancel one meeting; the others stay. False when it was cancelled already. Raises TrainingError."""
    run = _changeable(meeting.run)
    if run.meetings.filter(pk=meeting.pk, state=MeetingState.CANCELLED).exists():
        return False
    meeting = _open_meeting(meeting)
    if not reason:
        raise TrainingError("Ghi lý do để học viên biết.")
    if run.meetings.filter(state=MeetingState.PLANNED).count() == 1:
        raise TrainingError("Đây là buổi duy nhất còn lại. Hãy hủy cả lớp, hoặc dời buổi này.")
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason
    with acting(by):
        bump(meeting)
        _settle(run)
    values = {"run": run.title, "when": when_words(meeting.during), "reason": reason}
    tell_run(run, "meeting_cancelled", values, by=by, key=f"meeting-cancelled:{meeting.pk}")
    return True


def _changeable(run: CourseRun) -> CourseRun:
    run = locked_run(run)
    if run.state == RunState.CANCELLED:
        raise TrainingError("Lớp đã hủy.")
    if run.state == RunState.DRAFT:
        raise TrainingError("Lớp còn là bản nháp: sửa các buổi ngay trong lớp.")
    return run


def _open_meeting(meeting: Meeting) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.state == MeetingState.CANCELLED:
        raise TrainingError("Buổi này đã hủy.")
    if meeting.during.upper <= timezone.now():
        raise TrainingError("Buổi này đã học xong, không đổi được nữa.")
    return meeting


def _refuse_past(plan: MeetingPlan) -> None:
    if plan.during.lower <= timezone.now():
        raise TrainingError("Giờ mới đã qua. Chọn một giờ sắp tới.")


def _refuse_who_came(meeting: Meeting, plan: MeetingPlan) -> None:
    """Who checked in at the old time was not at the new one, unless the door was open for that already."""
    came = meeting.attendances.filter(arrived_at__lt=plan.during.lower - OPENS_BEFORE).count()
    if came:
        raise TrainingError(
            f"Đã điểm danh {came} người ở giờ cũ nên không dời được. Thêm một buổi mới rồi hủy buổi này;"
            " điểm danh của buổi hủy không tính."
        )


def _save(meeting: Meeting) -> None:
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        if "meeting_one_at_a_time" not in str(error):
            raise
        raise TrainingError("Giờ này trùng với một buổi khác của lớp.") from None


def _settle(run: CourseRun) -> None:
    """Times of the run; enrolment that would stay open after the new start closes with it."""
    settle_times(run)
    start: dt.datetime | None = run.starts_at
    if start and run.enrol_opens_at < start < run.enrol_closes_at and start > timezone.now():
        run.enrol_closes_at = start
        run.save(update_fields=["enrol_closes_at"])
