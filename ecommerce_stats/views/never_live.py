"""The list of people who learned and have not gone live, with one tap to invite them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ecommerce_stats.actions.starting import invite_to_run, invite_to_session
from ecommerce_stats.errors import StatsError
from ecommerce_stats.forms_never_live import NeverLiveFilterForm, StartInviteForm
from ecommerce_stats.queries.never_live import (
    PAUSE,
    Target,
    narrowed,
    never_live,
    runs_for,
    sessions_for,
    targets_for,
    with_row,
)
from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.privacy.actions import record_reading

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@may(Action.ENROL_OTHERS)
def never_live_list(request: SignedInRequest) -> HttpResponse:
    """Show the list; a POST invites those who are ticked, or the one whose button was pressed."""
    filters = NeverLiveFilterForm(request.GET, user=request.user)
    targets = targets_for(request.user, filters.narrow.market)
    form = StartInviteForm(request.POST if request.method == "POST" else None, targets=targets)
    if request.method == "POST" and _invited(request, form):
        return redirect(request.get_full_path())
    context = _context(request, filters, targets) | {"invite": form}
    return render(request, "ecommerce_stats/outcomes/never_live.html", context, status=422 if form.is_bound else 200)


def _invited(request: SignedInRequest, form: StartInviteForm) -> bool:
    """Whether it is done; what stands in the way then stands in the form."""
    if not form.is_valid():
        return False
    traders = list(never_live(request.user).filter(pk__in=form.people))
    kind, _, code = form.cleaned_data["toi"].partition("-")
    try:
        if kind == "lop":
            run = next(run for run in runs_for(request.user) if run.code == code)
            made = invite_to_run(traders=traders, run=run, by=request.user)
        else:
            session = sessions_for(request.user).get(code=code)
            made = invite_to_session(traders=traders, session=session, by=request.user)
    except StatsError as error:
        form.add_error(None, str(error))
        return False
    _tell(request, len(made), len(form.people))
    return True


def _tell(request: SignedInRequest, made: int, asked: int) -> None:
    if made:
        messages.success(request, f"Đã mời {made} người.")
    if made < asked:
        reasons = f"đã được mời trong {PAUSE.days} ngày qua, đã có tên trong lớp, hoặc chưa đồng ý nhận tin"
        messages.info(request, f"{asked - made} người không được mời: {reasons}.")


def _context(request: SignedInRequest, filters: NeverLiveFilterForm, targets: list[Target]) -> dict[str, Any]:
    everyone = narrowed(never_live(request.user), filters.narrow)
    page = Paginator(with_row(everyone, filters.order), PAGE).get_page(request.GET.get("trang"))
    sees_phones = can(request.user, Action.SEE_PHONES)
    if request.method == "GET":
        where = "Danh sách học rồi mà chưa phát"
        people = [trader.user_id for trader in page]
        record_reading(people=people, reader=request.user, what="số điện thoại, việc học", where=where)
    return {
        "filters": filters,
        "targets": targets,
        "page": page,
        "count": page.paginator.count,
        "today": timezone.localdate(),
        "lately": timezone.now() - PAUSE,
        "sees_phones": sees_phones,
        "pause": PAUSE.days,
    }
