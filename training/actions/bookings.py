"""A person books a slot at a booth, gives it back, or takes another one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from portal.audit import acting
from training.enums import TicketState
from training.errors import TrainingError
from training.models import AdviceBooth, AdviceTicket, BoothShift
from training.queries.booths import free_desk, own_booking_at, slot_times

if TYPE_CHECKING:
    from portal.accounts.models import User

ELSEWHERE = "ticket_person_one_place_at_a_time"


class SlotGone(TrainingError):
    """The slot is full, over, or no longer staffed; others may be free."""


@transaction.atomic
def book(
    *, shift: BoothShift, starts_at: dt.datetime, person: User, topic: str, question: str, by: User
) -> AdviceTicket:
    """Give ``person`` a desk in the slot; the same slot again returns the first booking.

    Locks the booth, so that the last desk is given once and a person has one booking at a booth. Raises SlotGone
    when there is no desk, TrainingError when the person has another booking here or is elsewhere at that time.
    """
    shift = locked_shift(shift)
    first = own_booking_at(shift.booth, person)
    if first and first.shift_id == shift.pk and first.during.lower == starts_at:
        return first
    if first:
        raise TrainingError(f"Bạn đã hẹn {spoken(first.during.lower)} ở quầy này. Đổi lượt đó nếu muốn giờ khác.")
    during, desk = _free_place(shift, starts_at, without=None)
    ticket = AdviceTicket(
        booth=shift.booth, shift=shift, during=during, desk=desk, person=person,
        trader=getattr(person, "trader", None), topic=topic, question=question, state=TicketState.BOOKED, made_by=by,
    )  # fmt: skip
    return _written(ticket, by)


@transaction.atomic
def change_booking(*, ticket: AdviceTicket, shift: BoothShift, starts_at: dt.datetime, by: User) -> AdviceTicket:
    """Take another slot of the same booth and give the old one back, in one step: who loses the race keeps theirs.

    A booking that the booth took back may take a slot again. Raises SlotGone and TrainingError.
    """
    shift = locked_shift(shift)
    ticket = AdviceTicket.objects.select_for_update(of=("self",)).select_related("person").get(pk=ticket.pk)
    if shift.booth_id != ticket.booth_id:
        raise TrainingError("Giờ này của quầy khác. Hẹn mới ở quầy đó.")
    if ticket.shift_id == shift.pk and ticket.during.lower == starts_at and ticket.state == TicketState.BOOKED:
        return ticket
    _refuse_settled(ticket)
    other = ticket.person and own_booking_at(shift.booth, ticket.person)
    if other and other != ticket:
        raise TrainingError(f"Bạn đã hẹn {spoken(other.during.lower)} ở quầy này.")
    ticket.during, ticket.desk = _free_place(shift, starts_at, without=ticket)
    ticket.shift, ticket.state, ticket.reason = shift, TicketState.BOOKED, ""
    return _written(ticket, by)


@transaction.atomic
def cancel_booking(*, ticket: AdviceTicket, by: User) -> AdviceTicket:
    """Give the slot back; a second call changes nothing. Raises TrainingError once its time has come."""
    ticket = AdviceTicket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if ticket.state == TicketState.CANCELLED:
        return ticket
    _refuse_settled(ticket)
    ticket.state = TicketState.CANCELLED
    with acting(by):
        ticket.save(update_fields=["state"])
    return ticket


def locked_shift(shift: BoothShift) -> BoothShift:
    """The shift as it is now, its booth's row held: whoever books or changes shifts there waits."""
    booth = AdviceBooth.objects.select_for_update(of=("self",)).select_related("market").get(pk=shift.booth_id)
    found = BoothShift.objects.get(pk=shift.pk)
    found.booth = booth
    return found


def _free_place(
    shift: BoothShift, starts_at: dt.datetime, *, without: AdviceTicket | None
) -> tuple[DateTimeTZRange[dt.datetime], int]:
    if not shift.booth.is_published or shift.cancel_reason:
        raise SlotGone("Quầy không còn trực giờ này.")
    if starts_at <= timezone.now():
        raise SlotGone("Giờ này đã qua.")
    end = dict(slot_times(shift)).get(starts_at)
    if end is None:
        raise SlotGone("Quầy không còn trực giờ này.")
    desk = free_desk(shift, starts_at, end, without=without)
    if desk is None:
        raise SlotGone(f"Lượt {spoken(starts_at)} vừa có người giữ mất rồi.")
    return DateTimeTZRange(starts_at, end), desk


def _refuse_settled(ticket: AdviceTicket) -> None:
    """A booking whose time has come is the advisers' matter; one taken back by the booth may be renewed."""
    is_renewable = ticket.state == TicketState.CANCELLED and ticket.reason
    is_coming = ticket.state == TicketState.BOOKED and ticket.during and ticket.during.lower > timezone.now()
    if not (is_renewable or is_coming):
        raise TrainingError("Lượt hẹn này đã tới giờ hoặc đã xong, không đổi được nữa. Hãy hẹn một lượt mới.")


def _written(ticket: AdviceTicket, by: User) -> AdviceTicket:
    """Save; the database has the last word on two booths at the same time."""
    try:
        with transaction.atomic(), acting(by):
            ticket.save()
    except IntegrityError as error:
        if ELSEWHERE in str(error):
            raise TrainingError("Bạn đã có một lượt hẹn khác trùng giờ này. Chọn giờ khác.") from error
        raise
    return ticket


def spoken(moment: dt.datetime) -> str:
    """``08:20 ngày 24/11``: in messages, which are read later, no day is today."""
    return f"{timezone.localtime(moment):%H:%M} ngày {timezone.localtime(moment):%d/%m}"
