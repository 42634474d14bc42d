"""Tickets of all booths in hand: list, workbook, load."""

from __future__ import annotations

import datetime as dt
import tempfile
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import can, may
from portal.accounts.roles import Action
from portal.accounts.stepup import recently_authenticated
from portal.privacy.actions import record_reading
from training.booth_permissions import advised_booth
from training.exports import write_tickets
from training.forms.advising import PeriodForm, TicketFilterForm
from training.models import AdviceBooth
from training.queries.advising import filtered, people_of, tickets_for
from training.queries.booth_load import Load, load_by_topic, load_of_booth, load_of_booths, open_follow_ups
from training.views.booths.advising import WHAT

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from portal.accounts.permissions import SignedInRequest

PER_PAGE = 50


@may(Action.ADVISE)
@require_safe
def ticket_list(request: SignedInRequest) -> HttpResponse:
    """Tickets of every booth in hand, narrowed by the query string."""
    filters = TicketFilterForm(request.GET, user=request.user)
    page = Paginator(filtered(tickets_for(request.user), filters.asked), PER_PAGE).get_page(request.GET.get("trang"))
    record_reading(people=people_of(list(page)), reader=request.user, what=WHAT, where="Danh sách phiếu tư vấn")
    context = {
        "page": page,
        "filters": filters,
        "is_filtered": filters.is_narrowed,
        "query": request.GET.urlencode(),
        "may_export": can(request.user, Action.EXPORT_PERSONAL_DATA),
    }
    return render(request, "training/booths/tickets.html", context)


@require_POST
@may(Action.EXPORT_PERSONAL_DATA)
@recently_authenticated
def ticket_export(request: SignedInRequest) -> HttpResponseBase:
    """The tickets of the list as a workbook; everyone in it can later see that it was taken."""
    filters = TicketFilterForm(request.POST, user=request.user)
    tickets = filtered(tickets_for(request.user), filters.asked)
    people = list(tickets.exclude(person=None).order_by().values_list("person_id", flat=True).distinct())
    record_reading(people=people, reader=request.user, what=WHAT, where="Tải phiếu tư vấn", is_each=True)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_tickets(tickets, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"phieu-tu-van-{timezone.localdate():%Y%m%d}.xlsx")


@may(Action.ADVISE)
@require_safe
def load_of_all(request: SignedInRequest) -> HttpResponse:
    """How much each booth in hand is asked for, and with what."""
    today = timezone.localdate()
    period = PeriodForm(request.GET, since=today - dt.timedelta(days=90), until=today)
    since, until = period.days
    booths = list(
        AdviceBooth.objects.advised_by(request.user)
        .filter(opens_on__lte=until, closes_on__gte=since)
        .select_related("market")
        .order_by("market__name_order", "opens_on")
    )
    loads, waiting = load_of_booths(booths, since, until), open_follow_ups(booths)
    total = Load()
    for load in loads.values():
        total.include(load)
    context = {
        "period": period, "since": since, "until": until, "sum": total,
        "rows": [(booth, loads[booth.pk], waiting.get(booth.pk, 0)) for booth in booths],
        "topics": load_by_topic(booths, since, until),
    }  # fmt: skip
    return render(request, "training/booths/load_of_all.html", context)


@may(Action.ADVISE)
@require_safe
def booth_load(request: SignedInRequest, pk: int) -> HttpResponse:
    """One booth by hour of the day and by day, from its beginning to today unless narrowed."""
    booth = advised_booth(request.user, pk)
    last = max(booth.opens_on, min(booth.closes_on, timezone.localdate()))
    period = PeriodForm(request.GET, since=booth.opens_on, until=last)
    since, until = period.days
    load = load_of_booth(booth, since, until)
    context = {
        "booth": booth, "period": period, "since": since, "until": until, "load": load,
        "highest": max([1, *(max(each.served, each.capacity) for _, each in load.hours)]),
        "topics": load_by_topic([booth], since, until),
    }  # fmt: skip
    return render(request, "training/booths/load.html", context)
