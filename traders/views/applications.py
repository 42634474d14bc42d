"""The organisation's queue of registrations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import SignedInRequest, can, may
from portal.accounts.roles import Action
from portal.money import format_number
from portal.privacy.actions import record_reading
from traders.actions.applications import Outcome, accept, answer_many, ask_back, is_undoable, refuse, undo_acceptance
from traders.errors import TradersError
from traders.forms.applications import ACCEPT, ASK_BACK, STATES, DecisionForm, ManyForm, QueueForm
from traders.models import Market, MarketTransfer, TraderApplication
from traders.queries.applications import applications_for, case_of, cases_of
from traders.views.forms import posted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse

ROWS = 25
READ = "Hồ sơ đăng ký: họ tên, số điện thoại"
TABS = {"cho": "Chờ duyệt", "hoi": "Đã hỏi lại", "nhan": "Đã nhận", "tu-choi": "Đã từ chối"}
DID = {"nhan": "Đã nhận", "hoi-lai": "Đã hỏi lại", "tu-choi": "Đã từ chối"}


@may(Action.DECIDE_APPLICATIONS)
@require_safe
def application_list(request: SignedInRequest) -> HttpResponse:
    """What waits, the longest waiting first, each with whom it touches."""
    return _list(request, None)


@may(Action.DECIDE_APPLICATIONS)
@require_POST
def application_bulk(request: SignedInRequest) -> HttpResponse:
    """One answer to many; the address says of which list, and nothing chosen is nothing done."""
    listed = _queue(request).applications()
    form = ManyForm(request.POST, listed=listed)
    if not form.is_valid():
        return _list(request, form)
    outcome = answer_many(form.chosen, _act(request, form.cleaned_data["viec"], form.cleaned_data["ly_do"]))
    _say(request, form.cleaned_data["viec"], outcome)
    return redirect(_back(request))


@may(Action.DECIDE_APPLICATIONS)
@require_POST
def application_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """One tap, for an application that nothing speaks against; any other is opened instead."""
    application = _application(request, pk)
    try:
        accept(application=application, by=request.user)
    except TradersError as error:
        messages.warning(request, str(error))
        return redirect("application_detail", pk)
    messages.success(request, f"Đã nhận {application.name}. Người này được nhắn tin ngay.")
    return redirect(_back(request))


@may(Action.DECIDE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def application_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One application beside whom the register knows already, and the answer to it."""
    application = _application(request, pk)
    case = case_of(application)
    form = DecisionForm(posted(request), case=case)
    if form.is_valid() and _decided(request, application, form):
        return redirect("application_list")
    _log(request, [application])
    context = {
        "application": application,
        "case": case,
        "form": form,
        "rivals": ",".join(str(other.pk) for other in case.rivals),
        "undoable": is_undoable(application),
        "waits": application.state == STATES["cho"],
        "needs_look": not case.is_plain,
    }
    return render(request, "traders/application_detail.html", context, status=422 if form.is_bound else 200)


@may(Action.DECIDE_APPLICATIONS)
@require_POST
def application_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    try:
        undo_acceptance(application=application, by=request.user)
        messages.success(request, f"Hồ sơ của {application.name} trở lại danh sách chờ.")
    except TradersError as error:
        messages.error(request, str(error))
    return redirect("application_list")


def _application(request: SignedInRequest, pk: int) -> TraderApplication:
    related = ("market", "goods_line", "user", "decided_by", "recorded_by", "trader")
    return get_object_or_404(TraderApplication.objects.managed_by(request.user).select_related(*related), pk=pk)


def _queue(request: SignedInRequest) -> QueueForm:
    markets = Market.objects.managed_by(request.user, Action.DECIDE_APPLICATIONS)
    return QueueForm(request.GET, user=request.user, markets=markets)


def _list(request: SignedInRequest, form: ManyForm | None) -> HttpResponse:
    queue = _queue(request)
    applications = queue.applications()
    page = Paginator(applications, ROWS).get_page(request.GET.get("trang"))
    _log(request, page.object_list)
    cases = cases_of(list(page.object_list)) if page.object_list else []
    view = queue.view if queue.is_valid() else "cho"
    tabs = _tabs(applications_for(request.user).count())
    context = {
        "queue": queue,
        "form": form,
        "page": page,
        "rows": [(case, is_undoable(case.application)) for case in cases],
        "view": view,
        "tabs": list(tabs.values()),
        "tab": tabs[view][0],
        "ticked": request.POST.getlist("chon"),
        "query": request.GET.urlencode(),
        "search": queue.cleaned_data.get("tim", "") if queue.is_valid() else "",
        "moves_waiting": MarketTransfer.objects.received_by(request.user).waiting().count(),
        "may_receive": can(request.user, Action.RECEIVE_TRADERS),
    }
    return render(request, "traders/application_list.html", context, status=422 if form is not None else 200)


def _tabs(waiting: int) -> dict[str, tuple[str, str]]:
    """Label and address of each list."""
    labels = TABS | {"cho": f"{TABS['cho']} ({format_number(waiting)})"}
    return {name: (label, f"{reverse('application_list')}?xem={name}") for name, label in labels.items()}


def _act(request: SignedInRequest, what: str, reason: str) -> Callable[[TraderApplication], TraderApplication]:
    def act(application: TraderApplication) -> TraderApplication:
        if what == ACCEPT:
            return accept(application=application, by=request.user)
        return (ask_back if what == ASK_BACK else refuse)(application=application, by=request.user, reason=reason)

    return act


def _decided(request: SignedInRequest, application: TraderApplication, form: DecisionForm) -> bool:
    what = form.cleaned_data["viec"]
    act = _act(request, what, form.cleaned_data["ly_do"])
    if what == ACCEPT:
        act = partial(_accept_seen, request, form)
    try:
        act(application)
    except TradersError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"{DID[what]} hồ sơ của {application.name}. Người này được nhắn tin ngay.")
    return True


def _accept_seen(request: SignedInRequest, form: DecisionForm, application: TraderApplication) -> TraderApplication:
    return accept(
        application=application,
        by=request.user,
        trader=form.trader,
        stall=form.stall,
        has_seen=True,
        rivals=form.rivals,
    )


def _say(request: SignedInRequest, what: str, outcome: Outcome) -> None:
    if outcome.done:
        messages.success(request, f"{DID[what]} {format_number(len(outcome.done))} hồ sơ.")
    for _application_left, why in outcome.left:
        messages.warning(request, why)


def _log(request: SignedInRequest, applications: Iterable[TraderApplication]) -> None:
    people = [application.user_id for application in applications if application.user_id]
    record_reading(people=people, reader=request.user, what=READ, where=request.path)


def _back(request: SignedInRequest) -> str:
    """The same list with the same narrowing."""
    query = request.GET.urlencode()
    return reverse("application_list") + (f"?{query}" if query else "")
