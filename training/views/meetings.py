"""Meetings of an announced run: one more, another time, none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from traders.views.forms import posted
from training.actions import meetings as actions
from training.enums import MeetingState, RunState
from training.errors import TrainingError
from training.forms.meetings import ChangedMeetingForm, ReasonForm
from training.permissions import managed_run
from training.queries.room_clashes import room_clashes
from training.views.forms import form_page
from training.words import when_words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest
    from training.actions.runs import MeetingPlan
    from training.models import CourseRun, Meeting


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_add(request: SignedInRequest, code: str) -> HttpResponse:
    run = managed_run(request.user, code)
    if run.state == RunState.DRAFT:
        return redirect("run_edit", code)
    form = ChangedMeetingForm(posted(request))
    if form.is_valid() and form.plan and _has_no_clash(form, run, form.plan):
        try:
            actions.add_meeting(run=run, plan=form.plan, by=request.user)
        except TrainingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã thêm buổi và báo cho mọi người trong danh sách.")
            return redirect("run_detail", code)
    return _page(request, form, run, "Thêm buổi", "Thêm buổi và báo mọi người")


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_move(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    run, meeting = _planned(request, code, pk)
    form = ChangedMeetingForm(posted(request), meeting=meeting)
    if form.is_valid() and form.plan and _has_no_clash(form, run, form.plan):
        try:
            is_moved = actions.move_meeting(
                meeting=meeting, plan=form.plan, reason=form.cleaned_data["reason"], by=request.user
            )
        except TrainingError as error:
            form.add_error(None, str(error))
        else:
            done = "Đã dời buổi và báo cho mọi người trong danh sách." if is_moved else "Đã lưu buổi."
            messages.success(request, done)
            return redirect("run_detail", code)
    note = f"Đang là {when_words(meeting.during)}. Mọi người trong danh sách nhận một tin có giờ cũ và giờ mới."
    return _page(request, form, run, "Dời buổi", "Dời buổi và báo mọi người", note)


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    run, meeting = _planned(request, code, pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            actions.cancel_meeting(meeting=meeting, reason=form.cleaned_data["reason"], by=request.user)
        except TrainingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã hủy buổi và báo cho mọi người trong danh sách.")
            return redirect("run_detail", code)
    note = f"Buổi {when_words(meeting.during)}. Các buổi khác giữ nguyên."
    return _page(request, form, run, "Hủy buổi", "Hủy buổi và báo mọi người", note, kind="danger")


def _planned(request: SignedInRequest, code: str, pk: int) -> tuple[CourseRun, Meeting]:
    run = managed_run(request.user, code)
    meetings = run.meetings.filter(state=MeetingState.PLANNED).select_related("run__course", "run__market")
    return run, get_object_or_404(meetings, pk=pk)


def _has_no_clash(form: ChangedMeetingForm, run: CourseRun, plan: MeetingPlan) -> bool:
    """Whether nothing stands in the way, or somebody said to have seen it; else the form asks."""
    found = room_clashes(
        [(plan.during, plan.place)], trainers=run.trainers.all(), market=run.market, place=run.place, but=run.pk
    )
    return form.accepts(found)


def _page(
    request: SignedInRequest, form: ChangedMeetingForm | ReasonForm, run: CourseRun, title: str, submit: str,
    note: str = "", kind: str = "primary",
) -> HttpResponse:  # fmt: skip
    trail = (run.title, reverse("run_detail", args=[run.code]))
    return form_page(request, form, title=title, submit=submit, note=note, kind=kind, eyebrow=run.title, trail=trail)
