"""Booths are set up, staffed, announced and closed; whoever had booked is told of a change, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.audit import acting
from portal.notifications.actions import notify_many
from training.actions.bookings import locked_shift, spoken
from training.enums import TicketState
from training.errors import TrainingError
from training.models import AdviceBooth, BoothShift, Organiser
from training.queries.booth_shifts import Effect, coming_bookings, effect_of_change

if TYPE_CHECKING:
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    from training.models import AdviceTicket

MOST_SHIFTS = 200
"""Shifts that are made in one go."""


@transaction.atomic
def save_booth(*, booth: AdviceBooth, partners: Iterable[Organiser], by: User) -> AdviceBooth:
    """Add a booth or change it. Raises TrainingError when a shift would lie outside its days."""
    if not booth.pk:
        booth.made_by = by
    elif outside := _shifts_outside(booth):
        raise TrainingError(f"Ca {spoken(outside.during.lower)} nằm ngoài những ngày này. Dời hoặc bỏ ca đó trước.")
    with acting(by):
        booth.save()
        booth.partners.set(partners)
    return booth


def _shifts_outside(booth: AdviceBooth) -> BoothShift | None:
    AdviceBooth.objects.select_for_update().get(pk=booth.pk)
    coming = booth.shifts.held().filter(during__endswith__gt=timezone.now())
    return next((shift for shift in coming if not _is_within(booth, shift.during)), None)


@transaction.atomic
def publish_booth(*, booth: AdviceBooth, by: User) -> AdviceBooth:
    """Show the booth to everybody and open its slots; a second call changes nothing. Raises TrainingError."""
    booth = AdviceBooth.objects.select_for_update().get(pk=booth.pk)
    if booth.is_published:
        return booth
    if not booth.shifts.held().filter(during__endswith__gt=timezone.now()).exists():
        raise TrainingError("Xếp ít nhất một ca trực sắp tới trước khi thông báo.")
    booth.is_published = True
    with acting(by):
        booth.save(update_fields=["is_published"])
    return booth


@transaction.atomic
def close_booth(*, booth: AdviceBooth, from_day: dt.date, reason: str, by: User) -> int:
    """Close from ``from_day`` on: later shifts are cancelled, everybody who had booked them is told in one go.

    A shift that has begun is held to its end. Returns how many bookings were lost. Raises TrainingError.
    """
    booth = AdviceBooth.objects.select_for_update().get(pk=booth.pk)
    if not reason:
        raise TrainingError("Ghi lý do đóng sớm, để người đã hẹn biết.")
    if not timezone.localdate() <= from_day <= booth.closes_on:
        raise TrainingError("Ngày nghỉ phải từ hôm nay và trước ngày đóng đã định.")
    shifts = shifts_from(booth, from_day)
    lost = coming_bookings(shifts)
    booth.closes_on, booth.close_reason = max(booth.opens_on, from_day - dt.timedelta(days=1)), reason
    with acting(by):
        booth.save(update_fields=["closes_on", "close_reason"])
        _cancel(shifts, reason)
    _take_back(booth, lost, reason, by=by)
    return len(lost)


def shifts_from(booth: AdviceBooth, day: dt.date) -> list[BoothShift]:
    """Held shifts that begin on that day or later, and not yet."""
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return list(booth.shifts.held().filter(during__startswith__gte=max(midnight, timezone.now())))


@transaction.atomic
def add_shift(
    *, booth: AdviceBooth, during: DateTimeTZRange[dt.datetime], desks: int, advisers: Iterable[User], by: User
) -> BoothShift:
    """Staff the booth for these hours. Raises TrainingError when they are over, outside its days or taken."""
    AdviceBooth.objects.select_for_update().get(pk=booth.pk)
    refuse_hours(booth, during)
    return _added(booth, during, desks, list(advisers), by)


@transaction.atomic
def add_shifts(
    *, booth: AdviceBooth, ranges: Sequence[DateTimeTZRange[dt.datetime]], desks: int, advisers: Iterable[User],
    by: User,
) -> list[BoothShift]:  # fmt: skip
    """Many shifts, or none; hours that overlap a shift that is there are left out. Raises TrainingError."""
    AdviceBooth.objects.select_for_update().get(pk=booth.pk)
    if len(ranges) > MOST_SHIFTS:
        raise TrainingError(f"Mỗi lần tạo nhiều nhất {MOST_SHIFTS} ca. Chia ra làm nhiều lần.")
    people, free = list(advisers), unstaffed(booth, ranges)
    for during in free:
        refuse_hours(booth, during)
    return [_added(booth, during, desks, people, by) for during in free]


def unstaffed(booth: AdviceBooth, ranges: Iterable[DateTimeTZRange[dt.datetime]]) -> list[DateTimeTZRange[dt.datetime]]:
    """Those of ``ranges`` that overlap no held shift of the booth."""
    held = list(booth.shifts.held().values_list("during", flat=True))
    return [each for each in ranges if not any(each.lower < old.upper and old.lower < each.upper for old in held)]


def _added(
    booth: AdviceBooth, during: DateTimeTZRange[dt.datetime], desks: int, advisers: list[User], by: User
) -> BoothShift:
    shift = BoothShift(booth=booth, during=during, desks=desks)
    _save_shift(shift, by)
    shift.advisers.set(advisers)
    return shift


@transaction.atomic
def change_shift(
    *, shift: BoothShift, during: DateTimeTZRange[dt.datetime], desks: int, advisers: Iterable[User], reason: str,
    by: User,
) -> Effect:  # fmt: skip
    """Give the shift other hours, desks or advisers; those whose booking moves or is lost are told, with ``reason``.

    Raises TrainingError, also when somebody is affected and no reason is given.
    """
    shift = locked_shift(shift)
    _refuse_past(shift)
    if during != shift.during:
        refuse_hours(shift.booth, during, begun=shift.during.lower if shift.during.lower <= timezone.now() else None)
    effect = effect_of_change(shift, during, desks)
    if effect.told and not reason:
        raise TrainingError("Ghi lý do, để người đã hẹn biết vì sao giờ đổi.")
    with acting(by):
        _cancel_bookings(effect.lost, reason)
        shift.during, shift.desks = during, desks
        _save_shift(shift, by)
        shift.advisers.set(advisers)
        moved = _move_along(effect, reason)
    _tell_moved(shift, moved, reason, by=by)
    _tell_lost(shift.booth, effect.lost, reason, by=by)
    return effect


@transaction.atomic
def cancel_shift(*, shift: BoothShift, reason: str, by: User) -> int:
    """Cancel it and tell everybody who had booked, once; a shift that nobody ever booked is simply gone.

    Returns how many bookings were lost. Raises TrainingError.
    """
    shift = locked_shift(shift)
    if shift.cancel_reason:
        return 0
    _refuse_past(shift)
    if not shift.tickets.exists():
        with acting(by):
            shift.delete()
        return 0
    if not reason:
        raise TrainingError("Ghi lý do bỏ ca, để người đã hẹn biết.")
    lost = coming_bookings([shift])
    with acting(by):
        _cancel([shift], reason)
    _take_back(shift.booth, lost, reason, by=by)
    return len(lost)


def _refuse_past(shift: BoothShift) -> None:
    if shift.cancel_reason:
        raise TrainingError("Ca này đã bỏ.")
    if shift.during.upper <= timezone.now():
        raise TrainingError("Ca này đã trực xong, không đổi được nữa.")


def refuse_hours(booth: AdviceBooth, during: DateTimeTZRange[dt.datetime], *, begun: dt.datetime | None = None) -> None:
    """Raise TrainingError for hours that are over or outside of the booth's days; ``begun`` must stay as it was."""
    if begun and during.lower != begun:
        raise TrainingError("Ca đang trực: chỉ đổi được giờ kết thúc.")
    if during.upper <= timezone.now():
        raise TrainingError("Giờ trực này đã qua.")
    if not _is_within(booth, during):
        raise TrainingError(f"Quầy mở từ {booth.opens_on:%d/%m/%Y} đến hết {booth.closes_on:%d/%m/%Y}.")


def _is_within(booth: AdviceBooth, during: DateTimeTZRange[dt.datetime]) -> bool:
    """A shift belongs to the day on which it begins."""
    return booth.opens_on <= timezone.localdate(during.lower) <= booth.closes_on


def _save_shift(shift: BoothShift, by: User) -> None:
    try:
        with transaction.atomic(), acting(by):
            shift.save()
    except IntegrityError as error:
        if "shift_one_at_a_time" in str(error):
            raise TrainingError(f"Quầy đã có ca trực trùng giờ {spoken(shift.during.lower)}.") from error
        raise


def _cancel(shifts: Iterable[BoothShift], reason: str) -> None:
    for shift in shifts:
        shift.cancel_reason = reason
        shift.save(update_fields=["cancel_reason"])


def _take_back(booth: AdviceBooth, lost: list[AdviceTicket], reason: str, *, by: User) -> None:
    with acting(by):
        _cancel_bookings(lost, reason)
    _tell_lost(booth, lost, reason, by=by)


def _cancel_bookings(lost: Iterable[AdviceTicket], reason: str) -> None:
    for ticket in lost:
        ticket.state, ticket.reason = TicketState.CANCELLED, reason
        ticket.save(update_fields=["state", "reason"])


def _move_along(effect: Effect, reason: str) -> dict[int, tuple[AdviceTicket, dt.datetime]]:
    """Write the bookings' new times and desks; person → booking and the time before.

    In the direction of the move, so that no two meet on the way. Who is elsewhere at the new time loses the booking.
    """
    moved: dict[int, tuple[AdviceTicket, dt.datetime]] = {}
    later = effect.by > dt.timedelta()
    for ticket in sorted([*effect.moved, *effect.kept], key=lambda ticket: ticket.during.lower, reverse=later):
        before = ticket.during
        ticket.during = type(before)(before.lower + effect.by, before.upper + effect.by)
        try:
            with transaction.atomic():
                ticket.save(update_fields=["during", "desk"])
        except IntegrityError as error:
            if "ticket_person_one_place_at_a_time" not in str(error):
                raise
            ticket.during = before
            _cancel_bookings([ticket], reason)
            effect.moved.remove(ticket)
            effect.lost.append(ticket)
            continue
        if effect.by and ticket.person_id:
            moved[ticket.person_id] = (ticket, before.lower)
    return moved


def _tell_moved(
    shift: BoothShift, moved: Mapping[int, tuple[AdviceTicket, dt.datetime]], reason: str, *, by: User
) -> None:
    if not moved:
        return

    def values(person: User) -> dict[str, str]:
        ticket, before = moved[person.pk]
        return {
            "booth": shift.booth.title, "before": spoken(before), "after": spoken(ticket.during.lower),
            "reason": reason,
        }  # fmt: skip

    notify_many(
        people=User.objects.filter(pk__in=moved), template="booth_moved", values_for=values,
        title=f"{shift.booth.title}: dời ca", by=by, link=reverse("own_bookings"),
    )  # fmt: skip


def _tell_lost(booth: AdviceBooth, lost: Iterable[AdviceTicket], reason: str, *, by: User) -> None:
    times = {ticket.person_id: ticket.during.lower for ticket in lost if ticket.person_id}
    if not times:
        return
    notify_many(
        people=User.objects.filter(pk__in=times),
        template="booth_taken_back",
        values_for=lambda person: {"booth": booth.title, "time": spoken(times[person.pk]), "reason": reason},
        title=f"{booth.title}: bỏ ca",
        by=by,
        link=reverse("own_bookings"),
    )
