"""What an adviser writes at the booth: who came, what was asked, what they were told, when to look again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.audit import acting
from portal.notifications.actions import notify
from training.enums import TicketState
from training.errors import TrainingError
from training.models import AdviceBooth, AdviceTicket
from training.queries.booths import coming_booking

if TYPE_CHECKING:
    from portal.accounts.models import User
    from traders.models import Trader

DOUBLE_TAP = dt.timedelta(minutes=10)
"""A walk-in of the same person at the same booth within this time is the same visit."""

CLOSED = (TicketState.MISSED, TicketState.CANCELLED)


@transaction.atomic
def walk_in(*, booth: AdviceBooth, trader: Trader | None, name: str, by: User) -> AdviceTicket:
    """Open a ticket for somebody who stands at the booth; a second tap returns the first one.

    Whoever has a booking today is not a walk-in: their booking is opened. Raises TrainingError without a name.
    """
    AdviceBooth.objects.select_for_update().get(pk=booth.pk)
    if trader is None and not name:
        raise TrainingError("Ghi tên người hỏi.")
    now = timezone.now()
    mine = AdviceTicket.objects.filter(booth=booth)
    mine = mine.filter(person=trader.user_id) if trader else mine.filter(person=None, visitor_name=name)
    if opened := mine.filter(state=TicketState.OPEN, made_at__gt=now - DOUBLE_TAP).first():
        return opened
    if trader and (booked := _booked_today(booth, trader)):
        return start(ticket=booked, by=by)
    shift = booth.shifts.held().filter(during__contains=now).first()
    ticket = AdviceTicket(booth=booth, shift=shift, state=TicketState.OPEN, made_by=by)
    if trader:
        ticket.trader, ticket.person_id = trader, trader.user_id
    else:
        ticket.visitor_name = name
    with acting(by):
        ticket.save()
    return ticket


def _booked_today(booth: AdviceBooth, trader: Trader) -> AdviceTicket | None:
    """Early or late, it is the booking that they came for."""
    day = timezone.localdate()
    booked = AdviceTicket.objects.filter(booth=booth, person=trader.user_id, state=TicketState.BOOKED)
    return next((each for each in booked if timezone.localdate(each.during.lower) == day), None)


@transaction.atomic
def start(*, ticket: AdviceTicket, by: User) -> AdviceTicket:
    """Whoever booked is there. Marked as missed by mistake, or booked for later, they are served all the same."""
    ticket = _locked(ticket)
    if ticket.state in (TicketState.BOOKED, TicketState.MISSED):
        ticket.state = TicketState.OPEN
        with acting(by):
            ticket.save(update_fields=["state"])
    return ticket


@transaction.atomic
def answer(
    *, ticket: AdviceTicket, topic: str, question: str, advice: str, follow_up_on: dt.date | None, by: User
) -> AdviceTicket:
    """Write down question and advice; with a day the ticket is looked at again then, without one it is done.

    Who first advised and when stays at later corrections. Raises TrainingError.
    """
    ticket = _locked(ticket)
    if ticket.state == TicketState.CANCELLED:
        raise TrainingError("Lượt hẹn này đã hủy. Người đó tới thì ghi khách mới.")
    if not advice:
        raise TrainingError("Ghi đã tư vấn gì trước khi xong phiếu.")
    if follow_up_on and follow_up_on <= timezone.localdate() and follow_up_on != ticket.follow_up_on:
        raise TrainingError("Ngày hẹn xem lại phải sau hôm nay.")
    ticket.topic, ticket.question, ticket.advice, ticket.follow_up_on = topic, question, advice, follow_up_on
    ticket.state = TicketState.FOLLOW_UP if follow_up_on else TicketState.DONE
    if ticket.advised_at is None:
        ticket.advised_by, ticket.advised_at = by, timezone.now()
    with acting(by):
        ticket.save()
    return ticket


@transaction.atomic
def mark_missed(*, ticket: AdviceTicket, by: User) -> AdviceTicket:
    """They did not come. Raises TrainingError before their time, or for whoever was served."""
    ticket = _locked(ticket)
    if ticket.state == TicketState.MISSED:
        return ticket
    if ticket.state != TicketState.BOOKED:
        raise TrainingError("Chỉ ghi “không đến” cho lượt đã hẹn mà chưa tiếp.")
    if ticket.during.lower > timezone.now():
        raise TrainingError("Chưa tới giờ hẹn.")
    ticket.state = TicketState.MISSED
    with acting(by):
        ticket.save(update_fields=["state"])
    return ticket


def _locked(ticket: AdviceTicket) -> AdviceTicket:
    return AdviceTicket.objects.select_for_update(of=("self",)).select_related("booth__market").get(pk=ticket.pk)


def remind_booked(now: dt.datetime) -> int:
    """Tell who has a slot in a day or in an hour, once each; who booked later than that is not told again."""
    day, hour = dt.timedelta(days=1), dt.timedelta(hours=1)
    booked = AdviceTicket.objects.filter(coming_booking(), person__isnull=False, during__startswith__lte=now + day)
    count = 0
    for ticket in booked.select_related("person", "booth__market"):
        begin = ticket.during.lower
        ahead, template = (hour, "booth_in_an_hour") if begin <= now + hour else (day, "booth_tomorrow")
        if ticket.made_at > begin - ahead:
            continue
        _remind(ticket, template)
        count += 1
    return count


def _remind(ticket: AdviceTicket, template: str) -> None:
    begin, booth = timezone.localtime(ticket.during.lower), ticket.booth
    values = {"time": f"{begin:%H:%M}", "booth": booth.title, "market": booth.market.name}
    values |= {"place": booth.place} if template == "booth_in_an_hour" else {"day": f"{begin:%d/%m}"}
    assert ticket.person
    key = f"{template}:{ticket.pk}:{ticket.during.lower:%Y%m%d%H%M}"
    notify(person=ticket.person, template=template, values=values, key=key, link=reverse("own_bookings"))


def remind_follow_ups(day: dt.date) -> int:
    """Tell those whose matter is to be looked at again on ``day``, once."""
    due = AdviceTicket.objects.filter(state=TicketState.FOLLOW_UP, follow_up_on=day, person__isnull=False)
    tickets = list(due.select_related("person", "booth__market"))
    for ticket in tickets:
        assert ticket.person
        values = {"booth": ticket.booth.title, "market": ticket.booth.market.name}
        key = f"booth_follow_up:{ticket.pk}:{day:%Y%m%d}"
        notify(person=ticket.person, template="booth_follow_up", values=values, key=key, link=reverse("own_bookings"))
    return len(tickets)
