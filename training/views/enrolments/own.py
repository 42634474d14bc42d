"""A trader's own training: enrolling with one tap, leaving, answering an offer, and where everything stands."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal import htmx
from portal.accounts.permissions import may
from portal.accounts.roles import Action
from traders.queries.applications import trader_of_number
from traders.views.forms import posted
from training.actions.enrolments import accept_offer, decline_offer, enrol, leave
from training.actions.newcomers import introduce_and_enrol, register_and_enrol
from training.enums import EnrolmentState, MeetingState
from training.errors import TrainingError
from training.forms.newcomers import NewTraderForm, consent_form, newcomer_form
from training.models import Enrolment
from training.permissions import visible_run
from training.queries.clashes import clashes_of
from training.queries.newcomers import is_newcomer, known_of
from training.queries.own import counts_as_absence, own_training
from training.queries.places import position_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest
    from portal.privacy.forms import ConsentForm
    from training.forms.newcomers import NewcomerForm
    from training.models import CourseRun

enrols = may(Action.ENROL_SELF)
PARTIALS = {"market-choices": "markets"}
shows_or_takes = require_http_methods(["GET", "HEAD", "POST"])


@enrols
@require_safe
def own_training_page(request: SignedInRequest) -> HttpResponse:
    """The next run first, offers that wait for an answer, the waiting list, what was attended."""
    return render(request, "training/own_training.html", {"own": own_training(request.user)})


@enrols
@shows_or_takes
def enrol_page(request: SignedInRequest, code: str) -> HttpResponse:
    """One tap for who is known; who is not says on one short page who they are. Signing in leads here and on."""
    run = visible_run(request.user, code)
    if trader_of_number(request.user):
        return redirect(f"{reverse('registration_match')}?{urlencode({'next': request.path})}")
    if not is_newcomer(run, request.user):
        if request.method == "POST":
            _say(request, run, lambda: enrol(run=run, person=request.user, by=request.user))
        return redirect(_box_of(run))
    if not run.is_open and request.method != "POST":
        return redirect(_box_of(run))
    form = newcomer_form(posted(request), run=run, initial=known_of(request.user) | typed_so_far(request))
    consents = consent_form(posted(request))
    if form.is_valid() and consents.is_valid() and _say(request, run, lambda: _introduce(request, run, form, consents)):
        return redirect(_box_of(run))
    context = {"run": run, "form": form, "consents": consents, "is_trader": isinstance(form, NewTraderForm)}
    status = 422 if form.is_bound else 200
    return htmx.render(request, "training/enrol_newcomer.html", context, partials=PARTIALS, status=status)


@enrols
@shows_or_takes
def enrol_leave(request: SignedInRequest, code: str) -> HttpResponse:
    """Say what leaving means, then leave; the page of the run offers the way back."""
    run = visible_run(request.user, code)
    enrolment = get_object_or_404(Enrolment.objects.select_related("run__course"), run=run, person=request.user)
    if enrolment.state not in {EnrolmentState.ENROLLED, EnrolmentState.WAITING}:
        return redirect(_box_of(run))
    if request.method == "POST":
        try:
            leave(enrolment=enrolment, by=request.user)
        except TrainingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Bạn đã rời lớp. Đổi ý thì đăng ký lại ở dưới.")
        return redirect(_box_of(run))
    context = {"run": run, "enrolment": enrolment, "is_late": counts_as_absence(enrolment)}
    return render(request, "training/enrol_leave.html", context)


@enrols
@shows_or_takes
def offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """A place that is kept for somebody: take it or not; what came of it when it is no longer."""
    enrolment = _own(request, pk)
    answer = request.POST.get("tra-loi", "")
    if request.method == "POST" and answer in ANSWERS:
        act, words = ANSWERS[answer]
        try:
            act(enrolment=enrolment, by=request.user)
        except TrainingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, words)
        return redirect("offer", pk)
    run = enrolment.run
    context = {
        "run": run,
        "meetings": list(run.meetings.filter(state=MeetingState.PLANNED)),
        "enrolment": enrolment,
        "waiting": position_of(enrolment),
        "clashes": clashes_of(run, [request.user.pk]).get(request.user.pk, []),
        "may_enrol_again": run.is_open,
    }
    return render(request, "training/offer.html", context, status=422 if request.method == "POST" else 200)


ANSWERS = {
    "nhan": (accept_offer, "Bạn đã nhận chỗ. Hẹn gặp bạn ở lớp."),
    "khong": (decline_offer, "Bạn đã trả lại chỗ. Chỗ này chuyển cho người sau."),
}


def typed_so_far(request: SignedInRequest) -> dict[str, str]:
    """While a market is looked for, what is being typed."""
    return {name: request.GET[name] for name in ("tim_cho", "market") if name in request.GET}


def _own(request: SignedInRequest, pk: int) -> Enrolment:
    return get_object_or_404(Enrolment.objects.select_related("run__course", "run__market"), person=request.user, pk=pk)


def _introduce(request: SignedInRequest, run: CourseRun, form: NewcomerForm, consents: ConsentForm) -> Enrolment:
    """Register as a trader, or leave a name as a creator, and enrol."""
    typed, purposes = form.typed(), consents.purposes()
    act = register_and_enrol if isinstance(form, NewTraderForm) else introduce_and_enrol
    return act(run=run, person=request.user, purposes=purposes, by=request.user, **typed)


def _say(request: SignedInRequest, run: CourseRun, act: Callable[[], Enrolment]) -> bool:
    """Do it and say in one line what came of it; False when it was refused, and why."""
    try:
        enrolment = act()
    except TrainingError as error:
        messages.error(request, str(error))
        return False
    if enrolment.state == EnrolmentState.ENROLLED:
        messages.success(request, f"Bạn có chỗ trong lớp “{run.title}”.")
    else:
        messages.info(request, f"Bạn đã vào danh sách chờ của lớp “{run.title}”.")
    return True


def _box_of(run: CourseRun) -> str:
    """The part of the run's page that says where one stands."""
    return reverse("run_detail", args=[run.code]) + "#dang-ky"
