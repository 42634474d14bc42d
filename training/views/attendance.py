"""One person's attendance put right, and a whole run's on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import SignedInRequest, may
from portal.accounts.roles import Action
from training.actions.attendance import clear_flag, set_times, take_back
from training.attendance import may_record
from training.errors import TrainingError
from training.forms.attendance import TakeBackForm, TimesForm
from training.models import Attendance
from training.permissions import can_manage_run, conducted_meeting, conducted_run
from training.queries.attendance import no_shows_of
from training.queries.run_attendance import run_table

if TYPE_CHECKING:
    from django.http import HttpResponse

keeps_door = may(Action.RUN_DOOR)


@keeps_door
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """A wrong row goes, its reason stays in the history."""
    attendance = conducted_attendance(request, pk)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            enrolment = take_back(attendance=attendance, by=request.user, reason=form.cleaned_data["reason"])
        except TrainingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Đã bỏ điểm danh của {enrolment.person}.")
        return redirect("door", attendance.meeting_id)
    context = {"attendance": attendance, "meeting": attendance.meeting, "form": form}
    return render(request, "training/door/take_back.html", context, status=422 if form.is_bound else 200)


@keeps_door
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_times(request: SignedInRequest, pk: int) -> HttpResponse:
    """When somebody came, and when they left if they did not stay."""
    attendance = conducted_attendance(request, pk)
    form = TimesForm(request.POST if request.method == "POST" else None, attendance=attendance)
    if form.is_valid():
        try:
            set_times(attendance=attendance, **form.cleaned_data, by=request.user)
        except TrainingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Đã lưu giờ của {attendance.enrolment.person}.")
        return redirect("door", attendance.meeting_id)
    context = {"attendance": attendance, "meeting": attendance.meeting, "form": form}
    return render(request, "training/door/times.html", context, status=422 if form.is_bound else 200)


@keeps_door
@require_POST
def attendance_flag_clear(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody looked at it: two people did share a phone."""
    attendance = conducted_attendance(request, pk)
    clear_flag(attendance=attendance, by=request.user)
    messages.success(request, f"Đã xem: {attendance.enrolment.person}.")
    return redirect("door_live", attendance.meeting_id)


@keeps_door
@require_safe
def run_attendance(request: SignedInRequest, code: str) -> HttpResponse:
    """People down, meetings across."""
    run = conducted_run(request.user, code)
    context = {
        "run": run,
        "table": run_table(run),
        "absent": no_shows_of(run) if run.is_over else [],
        "can_manage": can_manage_run(request.user, run),
        "now": timezone.now(),
    }
    return render(request, "training/door/run.html", context)


def conducted_attendance(request: SignedInRequest, pk: int) -> Attendance:
    """A row of a meeting whose door this person keeps; 404 and 403 as for the meeting.

    Days after the meeting only who manages the run puts it right.
    """
    rows = Attendance.objects.select_related("enrolment__person", "by")
    attendance = get_object_or_404(rows, pk=pk)
    attendance.meeting = meeting = conducted_meeting(request.user, attendance.meeting_id)
    if not may_record(meeting, timezone.now()) and not can_manage_run(request.user, meeting.run):
        raise PermissionDenied
    return attendance
