"""Requests of the people whom a member of staff looks after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from portal.accounts.stepup import recently_authenticated
from portal.privacy.actions import check_request, finish_request, record_reading, refuse_request
from portal.privacy.enums import RequestKind, RequestState
from portal.privacy.errors import PrivacyError
from portal.privacy.forms import AnswerForm
from portal.privacy.models import DataRequest, RetentionRun
from portal.privacy.queries.requests import ended_requests_for, open_requests_for
from portal.privacy.retention import RETENTION, period
from portal.privacy.views.tabs import tabs_for

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest

DONE = {
    "check": "Đã ghi là bạn kiểm tra rồi.",
    "finish": "Đã báo cho người gửi là xong.",
    "refuse": "Đã báo cho người gửi vì sao không làm được.",
}
WHERE = "Yêu cầu về dữ liệu cá nhân"


@require_safe
@may(Action.HANDLE_DATA_REQUESTS)
def data_requests(request: SignedInRequest) -> HttpResponse:
    waiting = list(open_requests_for(request.user))
    page = Paginator(ended_requests_for(request.user), 25).get_page(request.GET.get("trang"))
    people = {each.person_id for each in (*waiting, *page)}
    record_reading(people=people, reader=request.user, what="yêu cầu về dữ liệu", where=WHERE)
    return render(request, "privacy/data_requests.html", {"waiting": waiting, "page": page, "tabs": tabs_for(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@may(Action.HANDLE_DATA_REQUESTS)
def data_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request; the button that was pressed says what is done with it."""
    wish = handled_request(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.cleaned_data["step"] == "finish" and wish.kind == RequestKind.ERASURE:
        return redirect("data_request_erase", pk)  # which asks once more, and who is asking
    if form.is_valid() and _took_step(request, wish, form):
        return redirect("data_request", pk)
    record_reading(people=[wish.person_id], reader=request.user, what="yêu cầu về dữ liệu", where=WHERE)
    context = {"wish": wish, "form": form, "is_erasure": wish.kind == RequestKind.ERASURE}
    return render(request, "privacy/data_request.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Action.HANDLE_DATA_REQUESTS)
@recently_authenticated
def data_request_erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last question before an erasure, which cannot be undone."""
    wish = handled_request(request, pk)
    if wish.kind != RequestKind.ERASURE:
        return redirect("data_request", pk)
    if request.method == "POST":
        return _erase(request, wish)
    if wish.state != RequestState.CHECKED:
        return redirect("data_request", pk)
    return render(request, "privacy/data_request_erase.html", {"wish": wish})


def handled_request(request: SignedInRequest, pk: int) -> DataRequest:
    """404 for requests of people whom the reader does not look after."""
    found = DataRequest.objects.handled_by(request.user).select_related("person", "checked_by", "ended_by")
    return get_object_or_404(found, pk=pk)


def _erase(request: SignedInRequest, wish: DataRequest) -> HttpResponse:
    """Do it; the person may have taken the request back while the page was open."""
    try:
        finish_request(request=wish, answer="Đã xóa.", by=request.user)
    except PrivacyError as error:
        messages.error(request, str(error))
        return redirect("data_request", wish.pk)
    messages.success(request, "Đã xóa dữ liệu cá nhân. Số liệu của chợ không đổi.")
    return redirect("data_requests")


def _took_step(request: SignedInRequest, wish: DataRequest, form: AnswerForm) -> bool:
    """Whether the step was taken; what stood in its way is in the form."""
    step, answer = form.cleaned_data["step"], form.cleaned_data["answer"]
    try:
        if step == "check":
            check_request(request=wish, by=request.user)
        elif step == "refuse":
            refuse_request(request=wish, answer=answer, by=request.user)
        else:
            finish_request(request=wish, answer=answer, by=request.user)
    except PrivacyError as error:
        form.add_error("answer", str(error))
        return False
    messages.success(request, DONE[step])
    return True


@require_safe
@may(Action.SEE_RETENTION)
def retention_runs(request: SignedInRequest) -> HttpResponse:
    """Every rule with its last run, and the runs."""
    page = Paginator(RetentionRun.objects.all(), 50).get_page(request.GET.get("trang"))
    labels = {rule.name: rule.what for rule in RETENTION}
    runs = [(labels.get(run.rule, run.rule), run) for run in page]
    rules = [(rule, period(rule.days)) for rule in RETENTION]
    context = {"page": page, "runs": runs, "rules": rules, "tabs": tabs_for(request)}
    return render(request, "privacy/retention_runs.html", context)
