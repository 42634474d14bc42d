"""What a change of shifts would mean: for those who booked, and for advisers who are elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import ALLOWED, CITY_ROLES, MARKET_ROLES, Action, Role
from portal.search import NameOrder
from training.enums import MeetingState, RunState
from training.models import AdviceTicket, BoothShift, Meeting
from training.queries.booths import coming_booking

if TYPE_CHECKING:
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
    from django.db.models import QuerySet

    from traders.models import Market


@dataclass(frozen=True, slots=True)
class Effect:
    """What a changed shift does to its bookings: which stay, which move along and by how much, which are lost."""

    kept: list[AdviceTicket] = field(default_factory=list)
    moved: list[AdviceTicket] = field(default_factory=list)
    lost: list[AdviceTicket] = field(default_factory=list)
    by: dt.timedelta = dt.timedelta()

    @property
    def told(self) -> list[AdviceTicket]:
        """Those who will get a message."""
        return [*self.moved, *self.lost]


@dataclass(frozen=True, slots=True)
class Clash:
    """An adviser who is somewhere else at that time."""

    adviser: User
    where: str
    during: DateTimeTZRange[dt.datetime]


def advisers_for(market: Market) -> QuerySet[User]:
    """Who may be put on a shift there: the market's people, trainers, officials of its city."""
    works_there = Q(role__in=MARKET_ROLES, memberships__organisation=market.organisation_id)
    of_city = Q(role__in=set(CITY_ROLES) & ALLOWED[Action.ADVISE], city=market.ward.province_id)
    found = User.objects.filter(works_there | of_city | Q(role=Role.TRAINER), is_active=True)
    return found.distinct().order_by(NameOrder("full_name"), "pk")


def coming_bookings(shifts: Iterable[BoothShift]) -> list[AdviceTicket]:
    """Bookings of the shifts that have not begun, the first one first."""
    rows = AdviceTicket.objects.filter(coming_booking(), shift__in=[shift.pk for shift in shifts])
    return list(rows.select_related("person", "trader", "shift").order_by("during", "desk"))


def effect_of_change(shift: BoothShift, during: DateTimeTZRange[dt.datetime], desks: int) -> Effect:
    """What becomes of the bookings when ``shift`` is given other hours or desks.

    A shift that keeps its length is moved and takes its bookings along, by the same time; one that is cut or
    stretched keeps those that still fit. Where a desk is gone, a booking goes to another one that is free.
    """
    bookings = coming_bookings([shift])
    is_move = during.lower != shift.during.lower and _length(during) == _length(shift.during)
    offset = during.lower - shift.during.lower if is_move else dt.timedelta()
    effect, taken = Effect(by=offset), list[tuple[int, dt.datetime, dt.datetime]]()
    for ticket in sorted(bookings, key=lambda ticket: ticket.desk or 0):
        begin, end = ticket.during.lower + offset, ticket.during.upper + offset
        fits = during.lower <= begin and end <= during.upper and begin > timezone.now()
        desk = _desk(ticket, begin, end, desks, taken) if fits else None
        if desk is None:
            effect.lost.append(ticket)
            continue
        taken.append((desk, begin, end))
        ticket.desk = desk
        (effect.moved if is_move else effect.kept).append(ticket)
    return effect


def _desk(
    ticket: AdviceTicket, begin: dt.datetime, end: dt.datetime, desks: int,
    taken: Collection[tuple[int, dt.datetime, dt.datetime]],
) -> int | None:  # fmt: skip
    """Their own desk if it stays, else the first that nobody has then."""
    busy = {desk for desk, lower, upper in taken if lower < end and begin < upper}
    wanted = [ticket.desk or 0, *range(1, desks + 1)]
    return next((desk for desk in wanted if 1 <= desk <= desks and desk not in busy), None)


def _length(during: DateTimeTZRange[dt.datetime]) -> dt.timedelta:
    length: dt.timedelta = during.upper - during.lower
    return length


def clashes_of(
    advisers: Iterable[User], ranges: Collection[DateTimeTZRange[dt.datetime]], *, besides: BoothShift | None = None
) -> list[Clash]:
    """Shifts at booths and meetings of runs at which ``advisers`` are already in one of ``ranges``."""
    people = {person.pk: person for person in advisers}
    if not people or not ranges:
        return []
    overlaps = Q()
    for during in ranges:
        overlaps |= Q(during__overlap=during)
    found = [*_shifts_of(people, overlaps, besides), *_meetings_of(people, overlaps)]
    return sorted(found, key=lambda clash: clash.during.lower)


def _shifts_of(people: dict[int, User], overlaps: Q, besides: BoothShift | None) -> Iterator[Clash]:
    staffed = BoothShift.advisers.through.objects.filter(user_id__in=people)
    shifts = BoothShift.objects.held().filter(overlaps).select_related("booth__market")
    if besides:
        shifts = shifts.exclude(pk=besides.pk)
    by_pk = {shift.pk: shift for shift in shifts}
    for row in staffed.filter(boothshift_id__in=by_pk):
        shift = by_pk[row.boothshift_id]
        yield Clash(people[row.user_id], f"{shift.booth}, {shift.booth.market}", shift.during)


def _meetings_of(people: dict[int, User], overlaps: Q) -> Iterator[Clash]:
    meetings = Meeting.objects.filter(overlaps, state=MeetingState.PLANNED).exclude(run__state=RunState.CANCELLED)
    for meeting in meetings.filter(run__trainers__in=people).distinct().prefetch_related("run__trainers"):
        for trainer in meeting.run.trainers.all():
            if trainer.pk in people:
                yield Clash(people[trainer.pk], f"lớp {meeting.run.title}", meeting.during)
