"""The list of a run: who has a place, who waits and why, who was asked, who is out; and each person's history."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.accounts.stepup import recently_authenticated
from portal.privacy.actions import record_reading
from traders.views.forms import posted
from traders.words import fold_spaces
from training.actions.enrolments import accept_offer, decline_offer, excuse, leave, move_in_queue, remove
from training.errors import TrainingError
from training.forms.trainees import DEEDS, DeedForm
from training.models import CourseRun, Enrolment
from training.permissions import visible_run
from training.queries.places import places_of, position_of
from training.queries.trainees import (
    IN,
    TABS,
    WAITS,
    Trainee,
    in_tab,
    phone_of,
    powers_over,
    tab_counts,
    trainees_for,
    waiting_keys,
    with_rows,
)
from training.trainee_exports import trainees_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse, HttpResponseBase

    from portal.accounts.models import User
    from portal.accounts.permissions import SignedInRequest

PAGE = 50
PHONES = "số điện thoại"

sees_trainees = may(Action.SEE_TRAINEES)


@sees_trainees
@require_safe
def run_trainees(request: SignedInRequest, code: str) -> HttpResponse:
    """One tab of the list; ``in=1`` shows it whole, to be printed."""
    run = _run(request.user, code)
    words = fold_spaces(request.GET.get("q", ""))[:80]
    tab = request.GET.get("xem", IN)
    tab = tab if tab in TABS else IN
    rows, is_print = trainees_for(request.user, run, words=words), request.GET.get("in") == "1"
    keys, standing = _keys(run, rows, tab)
    page = Paginator(keys, max(len(keys), 1) if is_print else PAGE).get_page(request.GET.get("trang"))
    trainees = [_placed(trainee, standing) for trainee in with_rows(list(page))]
    sees_phones = can(request.user, Action.SEE_PHONES)
    if sees_phones:
        _record(request, [each.enrolment for each in trainees], code)
    context = {
        "run": run, "places": places_of(run), "tab": tab, "tab_label": TABS[tab][0], "words": words, "page": page,
        "trainees": trainees, "tabs": _tabs(run, tab, tab_counts(trainees_for(request.user, run))),
        "sees_phones": sees_phones, "is_print": is_print,
        "may_export": can(request.user, Action.EXPORT_PERSONAL_DATA),
        "may_enrol": can(request.user, Action.ENROL_OTHERS),
    }  # fmt: skip
    return render(request, "training/run_trainees.html", context)


@sees_trainees
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person in one run: where they stand, every step with who and why, and what may be done."""
    enrolment = _visible(request.user, pk)
    powers = powers_over(request.user, enrolment)
    form = DeedForm(posted(request))
    if form.is_bound and not powers:
        raise PermissionDenied
    if form.is_valid():
        if form.cleaned_data["viec"] not in powers:
            raise PermissionDenied
        _do(request, enrolment, form.cleaned_data)
        return redirect("enrolment", pk)
    sees_phones = can(request.user, Action.SEE_PHONES)
    if sees_phones:
        _record(request, [enrolment], enrolment.run.code)
    context = {
        "enrolment": enrolment, "run": enrolment.run, "form": form, "sees_phones": sees_phones,
        "number": phone_of(enrolment), "waiting": position_of(enrolment), "steps": enrolment.steps.select_related("by"),
        "plain": [(key, DEEDS[key]) for key in powers if not DEEDS[key].is_reasoned],
        "reasoned": [(key, DEEDS[key]) for key in powers if DEEDS[key].is_reasoned],
    }  # fmt: skip
    return render(request, "training/enrolment.html", context, status=422 if form.is_bound else 200)


@require_POST
@may(Action.EXPORT_PERSONAL_DATA)
@recently_authenticated
def run_trainees_export(request: SignedInRequest, code: str) -> HttpResponseBase:
    """All of the run whom the reader may see, as a workbook; everyone in it can later see that it was taken."""
    run = _run(request.user, code)
    rows = trainees_for(request.user, run)
    keys = [pk for tab in TABS for pk in _keys(run, rows, tab)[0]]
    positions = {pk: position for pk, position, _ in waiting_keys(run, rows)}
    trainees = with_rows(keys)
    people = [each.enrolment.person_id for each in trainees]
    where = f"Tải danh sách học viên, lớp {run.code}"
    record_reading(people=people, reader=request.user, what=f"họ tên, {PHONES}, sạp", where=where, is_each=True)
    file = trainees_workbook([each.enrolment for each in trainees], positions)
    return FileResponse(file, as_attachment=True, filename=f"hoc-vien-{run.code}.xlsx")


def _run(user: User, code: str) -> CourseRun:
    """A run some of whose people the reader may see."""
    run = visible_run(user, code)
    if not CourseRun.objects.with_trainees_for(user).filter(pk=run.pk).exists():
        raise PermissionDenied
    return run


def _visible(user: User, pk: int) -> Enrolment:
    rows = Enrolment.objects.visible_to(user).select_related("run__course", "person", "trader", "market", "enrolled_by")
    return get_object_or_404(rows, pk=pk)


def _keys(run: CourseRun, rows: Any, tab: str) -> tuple[list[int], dict[int, tuple[int, list[str]]]]:
    """Keys of a tab in its order, and where those who wait stand."""
    if tab != WAITS:
        return list(in_tab(rows, tab).values_list("pk", flat=True)), {}
    waiting = waiting_keys(run, rows)
    return [pk for pk, _, _ in waiting], {pk: (position, reasons) for pk, position, reasons in waiting}


def _placed(trainee: Trainee, standing: dict[int, tuple[int, list[str]]]) -> Trainee:
    if trainee.enrolment.pk not in standing:
        return trainee
    return Trainee(trainee.enrolment, trainee.last, *standing[trainee.enrolment.pk])


def _tabs(run: CourseRun, here: str, counts: dict[str, int]) -> list[tuple[str, str, bool]]:
    """Label with number, address, whether one stands there."""
    url = reverse("run_trainees", args=[run.code])
    return [(f"{label} ({counts[key]})", f"{url}?xem={key}", key == here) for key, (label, _) in TABS.items()]


def _record(request: SignedInRequest, enrolments: list[Enrolment], code: str) -> None:
    """Whose number was shown in full."""
    people = [each.person_id for each in enrolments if phone_of(each)]
    record_reading(people=people, reader=request.user, what=PHONES, where=f"Danh sách học viên, lớp {code}")


def _do(request: SignedInRequest, enrolment: Enrolment, typed: dict[str, str]) -> None:
    acts: dict[str, Callable[..., object]] = {
        "nhan": accept_offer,
        "khong": decline_offer,
        "dau": partial(move_in_queue, to="first", reason=typed["ly_do"]),
        "cuoi": partial(move_in_queue, to="last", reason=typed["ly_do"]),
        "huy": partial(leave, reason=typed["ly_do"]),
        "phep": partial(excuse, reason=typed["ly_do"]),
        "go": partial(remove, reason=typed["ly_do"]),
    }
    try:
        acts[typed["viec"]](enrolment=enrolment, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{enrolment.person}: đã {DEEDS[typed['viec']].label.lower()}.")
