"""Booths for everybody: the list and a booth's page with its free slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.permissions import can
from portal.accounts.roles import Action
from training.booth_permissions import can_advise_at, can_manage_booth, visible_booth
from training.forms.booths import BoothFilterForm
from training.models import BoothShift
from training.queries.booths import PAST, booths_for, by_day, coming_shifts, own_booking_at, slots_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 20


@login_not_required
@require_safe
def booth_list(request: HttpRequest) -> HttpResponse:
    """Booths that are open or will be, or, when asked for, past ones."""
    filters = BoothFilterForm(request.GET, user=request.user)
    page = Paginator(booths_for(request.user, market=filters.market, when=filters.when), PER_PAGE)
    context = {
        "page": page.get_page(request.GET.get("trang")),
        "filters": filters,
        "is_past": filters.when == PAST,
        "is_filtered": bool(filters.market or filters.when == PAST),
        "may_edit": can(request.user, Action.EDIT_BOOTHS),
        "may_advise": can(request.user, Action.ADVISE),
        "may_book": can(request.user, Action.ENROL_SELF),
    }
    return render(request, "training/booths/list.html", context)


@login_not_required
@require_safe
def booth_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A booth: where, when, by whom, and the turns that can still be booked, day by day."""
    booth = visible_booth(request.user, pk)
    shifts = coming_shifts(booth)
    is_visitor = not request.user.is_authenticated
    context = {
        "booth": booth,
        "partners": booth.partners.order_by("short_name"),
        "days": by_day(slots_of(shifts)) if booth.is_published else [],
        "shifts": shifts,
        "booking": own_booking_at(booth, request.user),
        "may_book": is_visitor or can(request.user, Action.ENROL_SELF),
        "may_manage": can_manage_booth(request.user, booth),
        "may_advise": can_advise_at(request.user, booth),
        "was_staffed": bool(shifts) or BoothShift.objects.held().filter(booth=booth).exists(),
    }
    return render(request, "training/booths/detail.html", context)
