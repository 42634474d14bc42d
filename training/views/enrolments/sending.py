"""A board sends many people to a run: from its list or a file, with a look at what would come of it, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.privacy.actions import record_reading
from traders.models import Trader
from traders.queries import KeysFirstPaginator, sorted_by
from traders.views.forms import posted
from training.actions.enrolments import refusals
from training.actions.invitations import invite
from training.actions.sending import send_people, undo_sending
from training.enums import EnrolledHow
from training.errors import TrainingError
from training.forms.people import PeopleFileForm, PeopleFilterForm, PeopleSelection
from training.people_files import FileRow, read_people, template_workbook
from training.permissions import visible_run
from training.queries.people import Forecast, forecast, invitation_plan, people_for, with_facts_of
from training.queries.places import places_of

if TYPE_CHECKING:
    from portal.accounts.permissions import SignedInRequest
    from training.models import CourseRun

PAGE = 50
UNDO = "run_people_undo"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

sends = may(Action.ENROL_OTHERS)


@sends
@require_safe
def run_people(request: SignedInRequest, code: str) -> HttpResponse:
    """The reader's traders whom the run is for, to be ticked; with who has learnt and who has sold live."""
    run = _run(request.user, code)
    form = PeopleFilterForm(request.GET, user=request.user, run=run)
    traders = people_for(request.user, run)
    traders = form.narrow(traders) if form.is_valid() else traders.none()
    rows = with_facts_of(Trader.objects.all(), run)
    page = KeysFirstPaginator(sorted_by(traders), PAGE, rows=rows).get_page(request.GET.get("trang"))
    undo = request.session.get(UNDO)
    context = {
        "run": run, "form": form, "page": page, "places": places_of(run), "filters": _filters(request.GET),
        "shown_keys": ",".join(str(trader.pk) for trader in page),
        "may_invite": can(request.user, Action.SEND_CAMPAIGNS),
        "undo": undo if undo and undo["run"] == run.pk else None,
    }  # fmt: skip
    return render(request, "training/run_people.html", context)


@sends
@require_POST
def run_people_enrol(request: SignedInRequest, code: str) -> HttpResponse:
    """First who would get a place, who would wait and who clashes; then, when the number still holds, the deed."""
    run = _run(request.user, code)
    selection = PeopleSelection(request.POST, user=request.user, run=run)
    people = _chosen(request, run, selection)
    if not people:
        return _refused(request, run, "Chưa chọn ai, hoặc không ai trong số đã chọn thuộc chợ của bạn.", selection)
    found = _forecast(request, run, people, selection.how)
    asked = selection.cleaned_data["so"]
    if asked is not None and asked == len(found.enrolled) and asked:
        return _enrol(request, run, [row.person for row in found.enrolled], selection)
    context = {
        "run": run, "forecast": found, "count": len(found.enrolled), "asked": asked, "hidden": selection.hidden(),
        "back_url": selection.list_url(),
    }  # fmt: skip
    return render(request, "training/run_people_enrol.html", context, status=200 if asked is None else 422)


@sends
@require_POST
def run_people_undo(request: SignedInRequest, code: str) -> HttpResponse:
    run = _run(request.user, code)
    kept = request.session.pop(UNDO, None) or {"run": run.pk, "keys": []}
    try:
        count = undo_sending(run=run, keys=kept["keys"], by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã hoàn tác: {count} người không còn trong danh sách của lớp.")
    return redirect("run_people", code)


@sends
@require_http_methods(["GET", "HEAD", "POST"])
def run_people_file(request: SignedInRequest, code: str) -> HttpResponse:
    """A file is read for trial: each row with whom it means, or what is wrong; then on as from the list."""
    run = _run(request.user, code)
    form, rows, found = PeopleFileForm(posted(request), request.FILES or None), [], Forecast()
    if form.is_valid():
        try:
            rows = read_people(form.cleaned_data["people_file"], people_for(request.user, run))
        except TrainingError as error:
            form.add_error("people_file", str(error))
        else:
            people = [row.trader.user for row in rows if row.trader]
            found = _forecast(request, run, people, EnrolledHow.LIST)
            where = f"Tệp đăng ký học, lớp {run.code}"
            record_reading(people=[each.pk for each in people], reader=request.user, what="họ tên, sạp", where=where)
    context = {
        "run": run, "form": form, "rows": _with_outcomes(rows, found), "count": len(found.enrolled),
        "errors": sum(1 for row in rows if row.error),
        "keys": ",".join(str(row.trader.pk) for row in rows if row.trader),
    }  # fmt: skip
    return render(request, "training/run_people_file.html", context, status=422 if form.errors else 200)


@sends
@require_safe
def run_people_template(request: SignedInRequest, code: str) -> HttpResponse:
    _run(request.user, code)
    headers = {"Content-Disposition": 'attachment; filename="mau-danh-sach-di-hoc.xlsx"'}
    return HttpResponse(template_workbook(), content_type=XLSX, headers=headers)


@may(Action.SEND_CAMPAIGNS)
@require_POST
def run_people_invite(request: SignedInRequest, code: str) -> HttpResponse:
    """First how many an invitation would reach and why not the others; then, when the number still holds, it goes."""
    run = _run(request.user, code)
    selection = PeopleSelection(request.POST, user=request.user, run=run)
    people = _chosen(request, run, selection)
    if not people:
        return _refused(request, run, "Chưa chọn ai, hoặc không ai trong số đã chọn thuộc chợ của bạn.", selection)
    plan, asked = invitation_plan(run, people), selection.cleaned_data["so"]
    if asked is not None and asked == len(plan.to_invite) and asked:
        try:
            made = invite(run=run, people=people, by=request.user)
        except TrainingError as error:
            return _refused(request, run, str(error), selection)
        messages.success(request, f"Đã gửi lời mời cho {len(made)} người. Xem kết quả ở mục Tin đã gửi.")
        return redirect(selection.list_url())
    context = {
        "run": run, "plan": plan, "count": len(plan.to_invite), "asked": asked, "hidden": selection.hidden(),
        "back_url": selection.list_url(), "once": uuid4().hex,
    }  # fmt: skip
    return render(request, "training/run_people_invite.html", context, status=200 if asked is None else 422)


def _run(user: User, code: str) -> CourseRun:
    """A run to which the reader has anybody to send."""
    run = visible_run(user, code)
    if not people_for(user, run).exists() and not type(run).objects.with_trainees_for(user).filter(pk=run.pk).exists():
        raise PermissionDenied
    return run


def _chosen(request: SignedInRequest, run: CourseRun, selection: PeopleSelection) -> list[User]:
    """The people who are meant, in the order of the list."""
    if not selection.is_valid():
        return []
    traders = sorted_by(selection.chosen(people_for(request.user, run)))
    return [trader.user for trader in traders.select_related("user")]


def _forecast(request: SignedInRequest, run: CourseRun, people: list[User], how: EnrolledHow) -> Forecast:
    refused = refusals(run=run, people=people, by=request.user, how=how) if people else {}
    return forecast(run, people, by=request.user, how=how, refused=refused)


def _with_outcomes(rows: list[FileRow], found: Forecast) -> list[tuple[FileRow, object]]:
    """Each row of the file with what would become of whom it means."""
    outcomes = {row.person.pk: row for row in found.rows}
    return [(row, outcomes.get(row.trader.user_id) if row.trader else None) for row in rows]


def _enrol(request: SignedInRequest, run: CourseRun, people: list[User], selection: PeopleSelection) -> HttpResponse:
    try:
        made = send_people(run=run, people=people, by=request.user, how=selection.how)
    except TrainingError as error:
        return _refused(request, run, str(error), selection)
    placed = sum(1 for enrolment in made if enrolment.state == "enrolled")
    words = f"Đã đăng ký cho {len(made)} người: {placed} có chỗ, {len(made) - placed} chờ."
    request.session[UNDO] = {"run": run.pk, "keys": [enrolment.pk for enrolment in made], "words": words}
    messages.success(request, words)
    return redirect("run_people", run.code)


def _refused(request: SignedInRequest, run: CourseRun, why: str, selection: PeopleSelection) -> HttpResponse:
    messages.error(request, why)
    return redirect(selection.list_url() if selection.is_valid() else reverse("run_people", args=[run.code]))


def _filters(query: QueryDict) -> str:
    """The filters as one text, without the page."""
    kept = query.copy()
    kept.pop("trang", None)
    return kept.urlencode()
