"""Giving a place to a colleague, whom one names by their phone number, and the colleague's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from traders.views.forms import posted
from training.actions.enrolments import answer_swap, propose_swap, withdraw_swap
from training.enums import EnrolmentState, MeetingState, SwapState
from training.errors import TrainingError
from training.forms.swaps import ColleagueForm
from training.models import Enrolment, PlaceSwap
from training.permissions import visible_run
from training.queries.clashes import clashes_of
from training.views.enrolments.own import shows_or_takes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest

TOO_MANY = "Bạn đã thử nhiều số. Hãy chờ một giờ rồi thử lại."

enrols = may(Action.ENROL_SELF)


@enrols
@shows_or_takes
def swap_propose(request: SignedInRequest, code: str) -> HttpResponse:
    """Name a colleague; they are asked by message and answer on their own page."""
    run = visible_run(request.user, code)
    enrolment = get_object_or_404(Enrolment.objects.select_related("run__course"), run=run, person=request.user)
    asked = PlaceSwap.objects.filter(giver=enrolment, state=SwapState.PROPOSED).first()
    if asked is not None:
        return redirect("swap", asked.pk)
    if enrolment.state != EnrolmentState.ENROLLED:
        return redirect(reverse("run_detail", args=[code]) + "#dang-ky")
    form = ColleagueForm(posted(request))
    if form.is_bound and (swap := _asked(request, form, enrolment)):
        messages.success(request, "Đã hỏi đồng nghiệp của bạn. Chỗ vẫn là của bạn cho tới khi người ấy nhận.")
        return redirect("swap", swap.pk)
    context = {"run": run, "form": form}
    return render(request, "training/swap_propose.html", context, status=422 if form.is_bound else 200)


@enrols
@shows_or_takes
def swap(request: SignedInRequest, pk: int) -> HttpResponse:
    """The question as either of the two sees it: one may withdraw it, the other answers."""
    involved = Q(giver__person=request.user) | Q(taker=request.user)
    rows = PlaceSwap.objects.select_related("giver__run__market", "giver__person", "taker", "in_exchange__run__market")
    found = get_object_or_404(rows, involved, pk=pk)
    is_giver = found.giver.person_id == request.user.pk
    if request.method == "POST":
        _answer(request, found, is_giver=is_giver)
        return redirect("swap", pk)
    run = found.giver.run
    context = {
        "swap": found,
        "run": run,
        "meetings": list(run.meetings.filter(state=MeetingState.PLANNED)),
        "is_giver": is_giver,
        "is_open": found.state == SwapState.PROPOSED,
        "clashes": [] if is_giver else clashes_of(run, [request.user.pk]).get(request.user.pk, []),
    }
    return render(request, "training/swap.html", context)


def _asked(request: SignedInRequest, form: ColleagueForm, enrolment: Enrolment) -> PlaceSwap | None:
    """Ask the colleague; why it cannot be done is left in the form. Guessing numbers soon ends."""
    if not ratelimit.consume(request, action="colleague", user=request.user):
        form.add_error("phone", TOO_MANY)
    if not form.is_valid():
        return None
    taker = form.cleaned_data["phone"]
    try:
        return propose_swap(enrolment=enrolment, taker=taker, by=request.user)
    except TrainingError as error:
        form.add_error("phone", str(error).replace(str(taker), "Người dùng số này"))  # who it is, they may not know
        return None


def _answer(request: SignedInRequest, found: PlaceSwap, *, is_giver: bool) -> None:
    answer = request.POST.get("tra-loi", "")
    if answer not in ({"rut"} if is_giver else {"nhan", "khong"}):
        raise Http404
    try:
        if is_giver:
            withdraw_swap(swap=found, by=request.user)
        else:
            answer_swap(swap=found, accept=answer == "nhan", by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, SAID[answer])


SAID = {
    "rut": "Đã rút lời hỏi. Chỗ vẫn là của bạn.",
    "nhan": "Bạn đã nhận chỗ. Hẹn gặp bạn ở lớp.",
    "khong": "Đã trả lời là không nhận.",
}
