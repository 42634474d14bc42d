"""A trader books a turn, takes another one, gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import may
from portal.accounts.roles import Action
from training.actions import bookings as actions
from training.booth_permissions import bookable_shift, own_ticket, slot_moment
from training.enums import TicketState
from training.errors import TrainingError
from training.forms.booths import BookingForm
from training.queries.booths import by_day, coming_shifts, nearest_free, own_booking_at, slots_of
from training.queries.booths import own_bookings as bookings_of

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest
    from training.models import AdviceTicket, BoothShift


@may(Action.ENROL_SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def slot_book(request: SignedInRequest, pk: int, start: str) -> HttpResponse:
    """One turn: what it is about, and a button; whoever has a booking here already may change it to this turn."""
    shift, moment = bookable_shift(pk), slot_moment(start)
    form = BookingForm(request.POST if request.method == "POST" else None)
    problem = ""
    if form.is_valid():
        try:
            ticket = _booked(request, shift, moment, form)
        except TrainingError as error:
            problem = str(error)
        else:
            messages.success(request, f"Đã hẹn {actions.spoken(ticket.during.lower)} ở {shift.booth}.")
            return redirect("own_bookings")
    booking = own_booking_at(shift.booth, request.user)
    if booking and booking.shift_id == shift.pk and booking.during.lower == moment:
        return redirect("own_bookings")
    return _slot_page(request, shift, moment, form, problem, booking)


def _booked(request: SignedInRequest, shift: BoothShift, moment: dt.datetime, form: BookingForm) -> AdviceTicket:
    return actions.book(
        shift=shift, starts_at=moment, person=request.user, topic=form.cleaned_data["ve_viec"],
        question=form.cleaned_data["muon_hoi"], by=request.user,
    )  # fmt: skip


def _slot_page(
    request: SignedInRequest, shift: BoothShift, moment: dt.datetime, form: BookingForm, problem: str,
    booking: AdviceTicket | None,
) -> HttpResponse:  # fmt: skip
    """The page says at once when the turn has gone meanwhile, and shows the nearest ones that are free."""
    slot = next(
        (each for each in slots_of(coming_shifts(shift.booth)) if _is(each.shift, shift, each.starts_at, moment)), None
    )
    is_free = bool(slot and slot.free)
    context: dict[str, Any] = {
        "booth": shift.booth,
        "moment": moment,
        "slot": slot,
        "form": form,
        "is_free": is_free,
        "problem": problem or ("" if is_free else "Lượt này vừa có người giữ, hoặc đã qua giờ."),
        "nearest": [] if is_free else nearest_free(shift.booth, moment),
        "booking": booking,
    }
    return render(request, "training/booths/slot.html", context, status=422 if request.method == "POST" else 200)


def _is(found: BoothShift, shift: BoothShift, begin: dt.datetime, moment: dt.datetime) -> bool:
    return found.pk == shift.pk and begin == moment


@may(Action.ENROL_SELF)
@require_safe
def own_bookings(request: SignedInRequest) -> HttpResponse:
    """What comes, and what was asked and answered before."""
    tickets = list(bookings_of(request.user).order_by("-made_at"))
    coming = [each for each in tickets if _is_coming(each)]
    context = {
        "coming": sorted(coming, key=lambda each: each.during.lower),
        "lost": [each for each in tickets if each.state == TicketState.CANCELLED and each.reason],
        "past": [each for each in tickets if each not in coming and each.state != TicketState.CANCELLED],
    }
    return render(request, "training/booths/own.html", context)


def _is_coming(ticket: AdviceTicket) -> bool:
    from django.utils import timezone

    return ticket.state == TicketState.BOOKED and ticket.during is not None and ticket.during.upper > timezone.now()


@may(Action.ENROL_SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """The free turns of the same booth; one tap changes."""
    ticket = own_ticket(request.user, pk)
    problem = ""
    if request.method == "POST":
        code, _, shift_pk = request.POST.get("luot", "").partition(".")
        shift = bookable_shift(int(shift_pk) if shift_pk.isascii() and shift_pk.isdigit() else 0)
        try:
            ticket = actions.change_booking(ticket=ticket, shift=shift, starts_at=slot_moment(code), by=request.user)
        except TrainingError as error:
            problem = str(error)
        else:
            messages.success(request, f"Đã đổi sang {actions.spoken(ticket.during.lower)}.")
            return redirect("own_bookings")
    slots = slots_of(coming_shifts(ticket.booth), without=ticket)
    context = {"ticket": ticket, "booth": ticket.booth, "days": by_day(slots), "problem": problem}
    return render(request, "training/booths/change.html", context, status=422 if problem else 200)


@may(Action.ENROL_SELF)
@require_POST
def booking_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The desk is free for somebody else at once."""
    ticket = own_ticket(request.user, pk)
    try:
        actions.cancel_booking(ticket=ticket, by=request.user)
    except TrainingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã hủy lượt hẹn.")
    return redirect("own_bookings")
