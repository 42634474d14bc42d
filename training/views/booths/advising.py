"""The advisers' pages: who comes today, a ticket, what waits to be looked at again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from portal.privacy.actions import record_reading
from traders.forms.common import SearchForm
from training.actions import advising as actions
from training.booth_permissions import advised_booth, advised_ticket
from training.enums import TicketState
from training.errors import TrainingError
from training.forms.advising import AnswerForm, WalkInForm
from training.queries import advising as queries
from training.queries.booths import booths_in_hand, day_range

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest
    from training.models import AdviceBooth, AdviceTicket

WHAT = "họ tên, sạp, việc hỏi ở quầy tư vấn"
PER_PAGE = 50
may_advise = may(Action.ADVISE)


@may_advise
@require_safe
def booths_at_work(request: SignedInRequest) -> HttpResponse:
    """Whoever has one booth stands there at once; others choose."""
    booths = list(booths_in_hand(request.user)[:100])
    if len(booths) == 1:
        return redirect("booth_today", booths[0].pk)
    return render(request, "training/booths/at_work.html", {"booths": booths})


@may_advise
@require_safe
def booth_today(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who comes when on a day, today unless ``ngay`` says otherwise; the box finds who walked in."""
    booth, day = advised_booth(request.user, pk), _day(request)
    tickets = queries.day_tickets(booth, day)
    search = SearchForm(request.GET)
    found = queries.traders_at(booth, search.words)
    seen = [*queries.people_of(tickets), *(trader.user_id for trader in found)]
    record_reading(people=seen, reader=request.user, what=WHAT, where=f"Quầy tư vấn: {booth.title}")
    shifts = booth.shifts.held().filter(during__overlap=day_range(day)).prefetch_related("advisers")
    context = {
        "booth": booth, "day": day, "is_today": day == timezone.localdate(), "tickets": tickets, "shifts": shifts,
        "waiting": sum(1 for each in tickets if each.state in queries.WAITS), "now": timezone.now(),
        "search": search, "words": search.words, "found": found,
        "before": day - dt.timedelta(days=1), "after": day + dt.timedelta(days=1),
    }  # fmt: skip
    return render(request, "training/booths/today.html", context)


@may_advise
@require_safe
def booth_print(request: SignedInRequest, pk: int) -> HttpResponse:
    """The day's list on paper, with room to write."""
    booth, day = advised_booth(request.user, pk), _day(request)
    tickets = queries.day_tickets(booth, day)
    people = queries.people_of(tickets)
    where = f"Bản in quầy tư vấn: {booth.title}"
    record_reading(people=people, reader=request.user, what=WHAT, where=where)
    context = {"booth": booth, "day": day, "tickets": tickets, "blank_rows": range(5)}
    return render(request, "training/booths/print.html", context)


def _day(request: SignedInRequest) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return timezone.localdate()


@may_advise
@require_POST
def booth_walk_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a ticket for whoever was chosen or named."""
    booth = advised_booth(request.user, pk)
    form = WalkInForm(request.POST, booth=booth)
    if not form.is_valid():
        return _back(request, booth, "Không tìm thấy người này ở chợ. Tìm lại hoặc ghi tên.")
    try:
        ticket = actions.walk_in(
            booth=booth, trader=form.cleaned_data["tieu_thuong"], name=form.cleaned_data["ten"], by=request.user
        )
    except TrainingError as error:
        return _back(request, booth, str(error))
    return redirect("ticket_detail", ticket.pk)


def _back(request: SignedInRequest, booth: AdviceBooth, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("booth_today", booth.pk)


@may_advise
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Question, advice, when to look again; beside it what the person asked here before."""
    ticket = advised_ticket(request.user, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None, instance=ticket)
    if form.is_valid() and _answered(request, ticket, form):
        return redirect("booth_today", ticket.booth_id)
    record_reading(
        people=queries.people_of([ticket]), reader=request.user, what=WHAT, where=f"Phiếu tư vấn: {ticket.booth.title}"
    )
    context = {
        "ticket": ticket,
        "form": form,
        "earlier": queries.earlier_tickets(ticket),
        "may_start": ticket.state in (TicketState.BOOKED, TicketState.MISSED),
        "may_miss": ticket.state == TicketState.BOOKED
        and bool(ticket.during and ticket.during.lower <= timezone.now()),
        "is_cancelled": ticket.state == TicketState.CANCELLED,
    }
    return render(request, "training/booths/ticket.html", context, status=422 if form.is_bound else 200)


def _answered(request: SignedInRequest, ticket: AdviceTicket, form: AnswerForm) -> bool:
    try:
        written = actions.answer(ticket=ticket, by=request.user, **form.cleaned_data)
    except TrainingError as error:
        form.add_error(None, str(error))
        return False
    again = f"Hẹn xem lại {written.follow_up_on:%d/%m/%Y}." if written.follow_up_on else "Xong phiếu."
    messages.success(request, f"{queries.name_of(written)}: {again}")
    return True


@may_advise
@require_POST
def ticket_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever booked is there."""
    actions.start(ticket=advised_ticket(request.user, pk), by=request.user)
    return redirect("ticket_detail", pk)


@may_advise
@require_POST
def ticket_missed(request: SignedInRequest, pk: int) -> HttpResponse:
    ticket = advised_ticket(request.user, pk)
    try:
        actions.mark_missed(ticket=ticket, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{queries.name_of(ticket)}: không đến.")
    return redirect("booth_today", ticket.booth_id)


@may_advise
@require_safe
def ticket_follow_ups(request: SignedInRequest) -> HttpResponse:
    """Matters to look at again, the longest due first."""
    page = Paginator(queries.follow_ups(request.user), PER_PAGE).get_page(request.GET.get("trang"))
    record_reading(
        people=queries.people_of(list(page)), reader=request.user, what=WHAT, where="Phiếu tư vấn cần xem lại"
    )
    return render(request, "training/booths/follow_ups.html", {"page": page, "today": timezone.localdate()})
