"""Writing down who was there.

Whatever way somebody is found to be there, there is one row of them a meeting; a second scan, tap or replay finds
the first. The meeting's row is locked, so that two people with one phone are seen to share it whoever comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils import timezone

from portal.audit import acting
from training.actions.enrolments.enrolling import enrol
from training.actions.enrolments.offers import accept_offer
from training.actions.enrolments.steps import current, locked_run, step
from training.attendance import arrival, is_door_open, is_late, may_record, opens_at
from training.enums import AttendanceFlag, CheckInHow, EnrolledHow, EnrolmentState, MeetingState
from training.errors import TrainingError
from training.models import Attendance, Certificate, Enrolment, Meeting
from training.queries.places import places_of

if TYPE_CHECKING:
    import datetime as dt

    from portal.accounts.models import User

WRONG_TICK = "Tích nhầm, bỏ ngay"
"""The reason of a tick that is taken back at once."""

AT_THE_DOOR = "Có mặt tại lớp, còn chỗ"
"""The reason of a place given out of the order of the list."""


@transaction.atomic
def check_in(
    *, meeting: Meeting, person: User, by: User, how: CheckInHow, device: str = "", at: dt.datetime | None = None
) -> Attendance:
    """Write down that ``person`` is at ``meeting``; a second call returns the first row, whatever it asks for.

    ``device`` is the digest of the browser that scanned: two people of one are both flagged. ``at`` is when they
    came, now by default. Raises TrainingError when the door is not open or the person has no place.
    """
    now = timezone.now()
    _hold_run_of_offer(meeting, person, by)
    meeting = _locked(meeting)
    found = Attendance.objects.filter(meeting=meeting, enrolment__person=person).select_related("enrolment").first()
    if found:
        return found
    _demand_open(meeting, now, how)
    enrolment = _place_of(meeting, person, by)
    came = at or arrival(meeting, now)
    with acting(by):
        row = Attendance.objects.create(
            meeting=meeting, enrolment=enrolment, arrived_at=came, is_late=is_late(meeting, came),
            how=how, by=by, at=now, device=device,
        )  # fmt: skip
        _flag_shared(row)
    return row


@transaction.atomic
def admit(*, meeting: Meeting, person: User, by: User) -> Attendance:
    """Give ``person``, who stands at the door without a place, a free one, and write them down.

    Who waits is taken out of the list's order; who did it and why stands in the enrolment's history. Raises
    TrainingError when no place is free or the person may not come to this run.
    """
    enrolment = enrol(run=meeting.run, person=person, by=by, how=EnrolledHow.DOOR)
    if enrolment.state == EnrolmentState.WAITING:
        _give_place(enrolment, by)
    elif enrolment.state == EnrolmentState.OFFERED:
        with acting(by):
            step(current(enrolment, locked_run(enrolment.run_id)), EnrolmentState.ENROLLED, by=by, reason=AT_THE_DOOR)
    return check_in(meeting=meeting, person=person, by=by, how=CheckInHow.LIST)


@transaction.atomic
def take_back(*, attendance: Attendance, by: User, reason: str) -> Enrolment:
    """Delete a wrong row; its history keeps it with ``reason``. Returns whose it was.

    Raises TrainingError without a reason, or when a certificate says that they were there.
    """
    why = reason.strip()
    if not why:
        raise TrainingError("Ghi lý do bỏ điểm danh.")
    enrolment = attendance.enrolment
    _demand_no_certificate(enrolment)
    with pghistory.context(user=by.pk, reason=why[:200]):
        Attendance.objects.filter(pk=attendance.pk).delete()
    return enrolment


@transaction.atomic
def set_times(*, attendance: Attendance, arrived_at: dt.datetime, left_at: dt.datetime | None, by: User) -> Attendance:
    """Put right when somebody came; ``left_at`` when they left early, None when they stayed.

    Raises TrainingError when they would have left before they came, or now early though a certificate says that
    they were there.
    """
    if left_at and left_at < arrived_at:
        raise TrainingError("Giờ về phải sau giờ đến.")
    if left_at and left_at != attendance.left_at:
        _demand_no_certificate(attendance.enrolment)
    attendance.arrived_at, attendance.left_at = arrived_at, left_at
    attendance.is_late = is_late(attendance.meeting, arrived_at)
    with acting(by):
        attendance.save(update_fields=["arrived_at", "left_at", "is_late"])
    return attendance


def set_left(*, attendance: Attendance, by: User, left_at: dt.datetime | None = None) -> Attendance:
    """Somebody leaves early, now unless told otherwise. Raises TrainingError once the meeting is over or before it."""
    moment = left_at or timezone.now()
    during = attendance.meeting.during
    if not during.lower <= moment < during.upper:
        raise TrainingError("Về sớm chỉ ghi được trong giờ học; mở “Sửa giờ” để ghi giờ khác.")
    return set_times(attendance=attendance, arrived_at=attendance.arrived_at, left_at=moment, by=by)


@transaction.atomic
def clear_flag(*, attendance: Attendance, by: User) -> Attendance:
    """Somebody looked at a flagged check-in and found it right."""
    attendance.flag = ""
    with acting(by):
        attendance.save(update_fields=["flag"])
    return attendance


def _hold_run_of_offer(meeting: Meeting, person: User, by: User) -> None:
    """Whose offer will be taken by coming needs the run too, and that is held first wherever both are."""
    offers = Enrolment.objects.filter(run=meeting.run_id, person=person, state=EnrolmentState.OFFERED)
    if by == person and offers.exists():
        locked_run(meeting.run_id)


def _locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, its row held until the end of the transaction."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("run__course", "run__market")
    return rows.get(pk=meeting.pk)


def _demand_no_certificate(enrolment: Enrolment) -> None:
    certificate = Certificate.objects.filter(enrolment=enrolment, revoked_at=None).first()
    if certificate:
        raise TrainingError(
            f"{enrolment.person} đã có giấy chứng nhận số {certificate.number}. Thu hồi giấy đó trước đã."
        )


def _demand_open(meeting: Meeting, now: dt.datetime, how: CheckInHow) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise TrainingError(f"Buổi học này đã hủy: {meeting.cancel_reason}")
    if now < opens_at(meeting):
        raise TrainingError(f"Chưa tới giờ điểm danh: mở từ {timezone.localtime(opens_at(meeting)):%H:%M %d/%m}.")
    if how == CheckInHow.QR and not is_door_open(meeting, now):
        raise TrainingError("Buổi học đã kết thúc, không tự điểm danh được nữa. Báo giảng viên nếu bạn đã dự.")
    if how != CheckInHow.ROSTER and not may_record(meeting, now):
        raise TrainingError("Đã quá hạn điểm danh. Nhờ ban quản lý nhập từ bản in và ghi lý do.")


def _place_of(meeting: Meeting, person: User, by: User) -> Enrolment:
    """The enrolment by which ``person`` has a place; an offer is taken by being there. Raises TrainingError."""
    enrolment = Enrolment.objects.filter(run=meeting.run_id, person=person).select_related("person").first()
    if enrolment and enrolment.state == EnrolmentState.OFFERED and by == person:
        enrolment = accept_offer(enrolment=enrolment, by=by)
    if enrolment is None or enrolment.state != EnrolmentState.ENROLLED:
        who = "Bạn" if by == person else str(person)
        raise TrainingError(f"{who} chưa có chỗ trong lớp này.")
    return enrolment


def _give_place(enrolment: Enrolment, by: User) -> None:
    """A free place of the run to somebody who waits. Raises TrainingError when there is none."""
    run = locked_run(enrolment.run_id)
    if places_of(run).free < 1:
        raise TrainingError(f"Lớp đã đủ {run.capacity} chỗ; {enrolment.person} vẫn ở danh sách chờ.")
    with acting(by):
        step(current(enrolment, run), EnrolmentState.ENROLLED, by=by, reason=AT_THE_DOOR)


def _flag_shared(row: Attendance) -> None:
    """Flag all who checked in to this meeting with one phone, when they are more than one."""
    if not row.device:
        return
    same = Attendance.objects.filter(meeting=row.meeting_id, device=row.device)
    if same.exclude(pk=row.pk).exists():
        same.update(flag=AttendanceFlag.SHARED_DEVICE)
        row.flag = AttendanceFlag.SHARED_DEVICE
