"""Booths, their shifts, and which slots of these are still free."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from training.enums import TicketState
from training.models import AdviceBooth, AdviceTicket, BoothShift, Organiser

if TYPE_CHECKING:
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    from portal.accounts.models import User
    from traders.models import Market
    from traders.models.actors import Actor

COMING, PAST = "coming", "past"
NEAREST = 4
"""How many other slots are shown to somebody whose slot has just gone."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One turn [``starts_at``, ``ends_at``) at a shift; ``free`` desks are left for it."""

    shift: BoothShift
    starts_at: dt.datetime
    ends_at: dt.datetime
    free: int

    @property
    def code(self) -> str:
        """How the slot is written in an address: local time, ``20261124-0820``."""
        return f"{timezone.localtime(self.starts_at):%Y%m%d-%H%M}"


@dataclass(frozen=True, slots=True)
class Day:
    """Slots of one day, in their order."""

    day: dt.date
    slots: list[Slot]

    @property
    def free(self) -> int:
        """How many people can still book."""
        return sum(slot.free for slot in self.slots)


def booths_for(user: Actor, *, market: Market | None = None, when: str = COMING) -> QuerySet[AdviceBooth]:
    """Booths that ``user`` may know of, of one market or all, still to come (the soonest first) or past."""
    today = timezone.localdate()
    found = AdviceBooth.objects.visible_to(user).select_related("market__ward").prefetch_related(_partners())
    if market:
        found = found.filter(market=market)
    if when == PAST:
        return found.filter(closes_on__lt=today).order_by("-closes_on", "title")
    return found.filter(closes_on__gte=today).order_by("opens_on", "title")


def markets_with_booths(user: Actor) -> QuerySet[Market]:
    """Markets that have a booth which ``user`` may know of."""
    from traders.models import Market

    return Market.objects.filter(advice_booths__in=AdviceBooth.objects.visible_to(user)).distinct()


def booths_in_hand(user: Actor) -> QuerySet[AdviceBooth]:
    """Booths at which ``user`` works: whose tickets they answer, or which they set up; running ones first."""
    today = timezone.localdate()
    own = Q(pk__in=AdviceBooth.objects.advised_by(user)) | Q(pk__in=AdviceBooth.objects.managed_by(user))
    found = AdviceBooth.objects.filter(own).select_related("market")
    on_today = BoothShift.objects.held().filter(booth=OuterRef("pk"), during__overlap=day_range(today))
    return found.annotate(is_staffed_today=Exists(on_today)).order_by("-is_staffed_today", "-closes_on", "title")


def _partners() -> Prefetch[str, QuerySet[Organiser], str]:
    return Prefetch("partners", Organiser.objects.order_by("short_name"))


def day_range(day: dt.date) -> DateTimeTZRange:
    """[midnight, midnight) of a local day."""
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    begin = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return DateTimeTZRange(begin, begin + dt.timedelta(days=1))


def coming_shifts(booth: AdviceBooth) -> list[BoothShift]:
    """Held shifts that are not over, with who staffs them."""
    shifts = booth.shifts.held().filter(during__endswith__gt=timezone.now())
    return list(shifts.select_related("booth").prefetch_related("advisers"))


def slot_times(shift: BoothShift) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The turns of a shift from its beginning on; what is left at the end and too short for one is no turn."""
    length = dt.timedelta(minutes=shift.booth.slot_minutes)
    begin = shift.during.lower
    while begin + length <= shift.during.upper:
        yield begin, begin + length
        begin += length


def slots_of(shifts: Iterable[BoothShift], *, without: AdviceTicket | None = None) -> list[Slot]:
    """Every slot that begins after now, full ones too; ``without`` is a booking that would be given up."""
    shifts, now = list(shifts), timezone.now()
    taken = _taken_desks(shifts, without)
    return [
        Slot(shift, begin, end, shift.desks - len(_busy(taken[shift.pk], begin, end, shift.desks)))
        for shift in shifts
        for begin, end in slot_times(shift)
        if begin > now
    ]


def free_desk(shift: BoothShift, begin: dt.datetime, end: dt.datetime, *, without: AdviceTicket | None) -> int | None:
    """The first desk that nobody has in [``begin``, ``end``); None when all are taken. Ask under a lock."""
    busy = _busy(_taken_desks([shift], without)[shift.pk], begin, end, shift.desks)
    return next((desk for desk in range(1, shift.desks + 1) if desk not in busy), None)


type _Taken = list[tuple[int, dt.datetime, dt.datetime]]


def _taken_desks(shifts: Iterable[BoothShift], without: AdviceTicket | None) -> Mapping[int, _Taken]:
    rows = AdviceTicket.objects.filter(shift__in=[shift.pk for shift in shifts], during__isnull=False)
    rows = rows.exclude(state=TicketState.CANCELLED)
    if without:
        rows = rows.exclude(pk=without.pk)
    taken: dict[int, _Taken] = defaultdict(list)
    for row in rows.order_by().only("shift_id", "desk", "during"):
        assert row.desk
        assert row.during
        taken[row.shift_id or 0].append((row.desk, row.during.lower, row.during.upper))
    return taken


def _busy(taken: _Taken, begin: dt.datetime, end: dt.datetime, desks: int) -> set[int]:
    return {desk for desk, lower, upper in taken if desk <= desks and lower < end and begin < upper}


def by_day(slots: Iterable[Slot]) -> list[Day]:
    """The same, day by day."""
    days: dict[dt.date, list[Slot]] = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: slot.starts_at):
        days[timezone.localdate(slot.starts_at)].append(slot)
    return [Day(day, found) for day, found in sorted(days.items())]


def nearest_free(booth: AdviceBooth, moment: dt.datetime) -> list[Slot]:
    """Free slots of the booth, the ones nearest to ``moment``, told in their order."""
    free = [slot for slot in slots_of(coming_shifts(booth)) if slot.free]
    nearest = sorted(free, key=lambda slot: abs(slot.starts_at - moment))[:NEAREST]
    return sorted(nearest, key=lambda slot: slot.starts_at)


def own_bookings(person: User) -> QuerySet[AdviceTicket]:
    """Every ticket of ``person``, with its booth."""
    return AdviceTicket.objects.filter(person=person).select_related("booth__market")


def own_booking_at(booth: AdviceBooth, person: Actor) -> AdviceTicket | None:
    """The booking that this person has at the booth and that has not begun."""
    if not person.is_authenticated:
        return None
    return own_bookings(person).filter(booth=booth).filter(coming_booking()).first()


def coming_booking() -> Q:
    """Tickets that are booked and have not begun."""
    return Q(state=TicketState.BOOKED, during__startswith__gt=timezone.now())
