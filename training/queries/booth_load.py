"""How much booths are asked for: booked, walked in, missed and what they could have taken, by booth, hour and topic."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone

from training.enums import TicketState, Topic
from training.models import AdviceTicket, BoothShift
from training.queries.advising import moment_of, visited_before, visited_from
from training.queries.booths import day_range, slot_times

if TYPE_CHECKING:
    from training.models import AdviceBooth


@dataclass
class Load:
    """Counts of tickets. ``capacity`` is turns times desks of shifts that were held or are planned."""

    booked: int = 0
    walked_in: int = 0
    missed: int = 0
    capacity: int = 0

    @property
    def served(self) -> int:
        """Everybody but those who did not come."""
        return self.booked + self.walked_in - self.missed

    @property
    def share(self) -> float | None:
        """Served of what could have been taken; more than 1 where walk-ins came on top."""
        return self.served / self.capacity if self.capacity else None

    def add(self, ticket: AdviceTicket) -> None:
        """Count one ticket."""
        if ticket.during is None:
            self.walked_in += 1
            return
        self.booked += 1
        self.missed += ticket.state == TicketState.MISSED

    def include(self, other: Load) -> None:
        """Add another one's counts."""
        self.booked += other.booked
        self.walked_in += other.walked_in
        self.missed += other.missed
        self.capacity += other.capacity


@dataclass(frozen=True)
class BoothLoad:
    """A booth's load in a period: by hour of the day, by day, and as a whole."""

    hours: list[tuple[int, Load]]
    days: list[tuple[dt.date, Load]]
    sum: Load


def load_of_booth(booth: AdviceBooth, since: dt.date, until: dt.date) -> BoothLoad:
    """Of one booth, both days included."""
    hours: dict[int, Load] = defaultdict(Load)
    days: dict[dt.date, Load] = defaultdict(Load)
    total = Load()
    for ticket in _tickets([booth], since, until):
        moment = timezone.localtime(moment_of(ticket))
        for load in (hours[moment.hour], days[moment.date()], total):
            load.add(ticket)
    for begin, desks in _turns([booth], since, until):
        for load in (hours[begin.hour], days[begin.date()], total):
            load.capacity += desks
    return BoothLoad(sorted(hours.items()), sorted(days.items()), total)


def load_of_booths(booths: Iterable[AdviceBooth], since: dt.date, until: dt.date) -> dict[int, Load]:
    """Booth → its load in the period; two statements, however many booths."""
    known = list(booths)
    loads = {booth.pk: Load() for booth in known}
    for ticket in _tickets(known, since, until):
        loads[ticket.booth_id].add(ticket)
    for shift in _shifts(known, since, until):
        loads[shift.booth_id].capacity += shift.desks * sum(1 for _ in slot_times(shift))
    return loads


def load_by_topic(booths: Iterable[AdviceBooth], since: dt.date, until: dt.date) -> list[tuple[str, int]]:
    """What people came with, the most frequent first."""
    keys = [ticket.topic for ticket in _tickets(list(booths), since, until)]
    return [(Topic(topic).label, count) for topic, count in Counter(keys).most_common()]


def _tickets(booths: list[AdviceBooth], since: dt.date, until: dt.date) -> list[AdviceTicket]:
    begin, end = day_range(since).lower, day_range(until).upper
    tickets = AdviceTicket.objects.filter(visited_from(begin), visited_before(end), booth__in=booths)
    tickets = tickets.exclude(state=TicketState.CANCELLED).order_by()
    return list(tickets.only("booth", "during", "made_at", "state", "topic"))


def _shifts(booths: list[AdviceBooth], since: dt.date, until: dt.date) -> list[BoothShift]:
    within = (day_range(since).lower, day_range(until).upper)
    shifts = BoothShift.objects.held().filter(booth__in=booths, during__startswith__gte=within[0])
    return list(shifts.filter(during__startswith__lt=within[1]).select_related("booth").order_by())


def _turns(booths: list[AdviceBooth], since: dt.date, until: dt.date) -> Iterable[tuple[dt.datetime, int]]:
    for shift in _shifts(booths, since, until):
        for begin, _ in slot_times(shift):
            yield timezone.localtime(begin), shift.desks


def open_follow_ups(booths: Iterable[AdviceBooth]) -> dict[int, int]:
    """Booth → how many matters wait to be looked at again."""
    waiting = AdviceTicket.objects.filter(booth__in=list(booths), state=TicketState.FOLLOW_UP).order_by()
    return dict(waiting.values_list("booth").annotate(Count("pk")))
