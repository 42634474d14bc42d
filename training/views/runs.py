"""Runs as their people make them: open, change, announce, cancel, copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import htmx
from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from traders.views.forms import posted
from training.actions import runs as actions
from training.enums import IS_ON_THE_LIST, RunState
from training.errors import TrainingError
from training.forms.meetings import ReasonForm
from training.forms.planning import CopyForm
from training.permissions import managed_run
from training.queries.courses import courses_listed
from training.queries.runs import courses_for, drafts, for_cards
from training.views.forms import form_page
from training.views.run_forms import ADD_ROW, RunForms, forms_of, new_forms

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest
    from training.models import Course, CourseRun

A_PAGE = 30
PARTS = {"meetings": "meetings"}


@may(Action.EDIT_RUNS)
@require_safe
def run_drafts(request: SignedInRequest) -> HttpResponse:
    """Runs that nobody was told of yet."""
    page = Paginator(for_cards(drafts(request.user)), A_PAGE).get_page(request.GET.get("trang"))
    return render(request, "training/run_drafts.html", {"page": page})


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def run_add(request: SignedInRequest) -> HttpResponse:
    """First the course (``?khoa=``), then its run."""
    key = request.GET.get("khoa", "")
    if not (key.isascii() and key.isdigit()):
        context = {"courses": courses_listed(request.user), "may_edit": can(request.user, Action.EDIT_COURSES)}
        return render(request, "training/run_course.html", context)
    course = get_object_or_404(courses_for(request.user).select_related("city"), pk=int(key[:18]))
    forms = new_forms(course, request.user, posted(request))
    return _form(request, forms, course=course, title="Mở lớp", submit="Lưu bản nháp", back=reverse("run_add"))


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def run_edit(request: SignedInRequest, code: str) -> HttpResponse:
    run = managed_run(request.user, code)
    if run.state == RunState.CANCELLED:
        messages.error(request, "Lớp đã hủy, không sửa được nữa. Hãy sao chép thành lớp mới.")
        return redirect("run_detail", code)
    forms, course, back = forms_of(run, request.user, posted(request)), run.course, reverse("run_detail", args=[code])
    return _form(request, forms, course=course, title="Sửa lớp", submit="Lưu lớp", back=back)


def _form(
    request: SignedInRequest, forms: RunForms, *, course: Course, title: str, submit: str, back: str
) -> HttpResponse:
    """The form; one more row, saving, or the questions that are left."""
    sent = request.POST if request.method == "POST" and ADD_ROW not in request.POST else None
    if sent is not None and forms.is_valid() and not forms.look_for_clashes(sent):
        try:
            run = forms.save(request.user)
        except TrainingError as error:
            forms.run.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu lớp.")
            return redirect("run_detail", run.code)
    context = {"forms": forms, "course": course, "title": title, "submit": submit, "back_url": back}
    status = 200 if sent is None else 422
    return htmx.render(request, "training/run_form.html", context, partials=PARTS, status=status)


@may(Action.EDIT_RUNS)
@require_POST
def run_publish(request: SignedInRequest, code: str) -> HttpResponse:
    run = managed_run(request.user, code)
    try:
        actions.publish_run(run=run, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã thông báo lớp. Ai cũng thấy lớp trong lịch đào tạo.")
    return redirect("run_detail", code)


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def run_cancel(request: SignedInRequest, code: str) -> HttpResponse:
    run = managed_run(request.user, code)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            actions.cancel_run(run=run, reason=form.cleaned_data["reason"], by=request.user)
        except TrainingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã hủy lớp và báo cho mọi người trong danh sách.")
            return redirect("run_detail", code)
    note = f"{_people(run)} nhận một tin báo có lý do. Các buổi chưa học đều hủy. Việc này không hoàn tác được."
    return form_page(
        request, form, title="Hủy lớp", submit="Hủy lớp và báo mọi người", kind="danger", note=note,
        eyebrow=run.title, trail=_trail(run),
    )  # fmt: skip


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def run_copy(request: SignedInRequest, code: str) -> HttpResponse:
    run = managed_run(request.user, code)
    form = CopyForm(posted(request), run=run)
    if form.is_valid():
        copy = actions.copy_run(run=run, days=form.shift, by=request.user)
        messages.success(request, "Đã sao chép thành bản nháp mới. Xem lại ngày giờ rồi thông báo.")
        return redirect("run_detail", copy.code)
    note = "Lớp mới giữ giảng viên, nơi học, số chỗ, quy tắc; ngày giờ các buổi và giờ đăng ký dời theo."
    return form_page(
        request, form, title="Sao chép lớp", submit="Sao chép", note=note, eyebrow=run.title, trail=_trail(run)
    )


@may(Action.EDIT_RUNS)
@require_http_methods(["GET", "HEAD", "POST"])
def run_remove(request: SignedInRequest, code: str) -> HttpResponse:
    """A draft only; what was announced is cancelled."""
    run = managed_run(request.user, code)
    if request.method != "POST":
        return render(request, "training/run_remove.html", {"run": run})
    try:
        actions.remove_draft(run=run, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
        return redirect("run_detail", code)
    messages.success(request, f"Đã xóa bản nháp “{run.title}”.")
    return redirect("run_drafts")


def _people(run: CourseRun) -> str:
    count = run.enrolments.filter(state__in=IS_ON_THE_LIST).count()
    return f"{count} người trong danh sách" if count else "Giảng viên"


def _trail(run: CourseRun) -> tuple[str, str]:
    return run.title, reverse("run_detail", args=[run.code])
