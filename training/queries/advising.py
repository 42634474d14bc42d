"""What advisers read: who comes today, whom they may have before them, tickets and what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from portal.search import Fold, folded_contains
from traders.models import Trader
from traders.queries.searching import found
from training.enums import TicketState
from training.models import AdviceBooth, AdviceTicket
from training.queries.booths import day_range

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_FOUND = 8
WAITS = (TicketState.BOOKED, TicketState.OPEN)


@dataclass(frozen=True)
class TicketFilter:
    """What a list of tickets is narrowed to."""

    words: str = ""
    booth: AdviceBooth | None = None
    topic: str = ""
    state: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def tickets_for(user: User) -> QuerySet[AdviceTicket]:
    """Tickets of the booths at which ``user`` advises, with all that a row shows."""
    tickets = AdviceTicket.objects.filter(booth__in=AdviceBooth.objects.advised_by(user))
    return tickets.select_related("booth__market", "person", "trader", "advised_by")


def day_tickets(booth: AdviceBooth, day: dt.date) -> list[AdviceTicket]:
    """Who is booked for that day and who walked in, in the order of time; cancelled ones are left out."""
    within = day_range(day)
    tickets = AdviceTicket.objects.filter(visited_from(within.lower), visited_before(within.upper), booth=booth)
    tickets = tickets.exclude(state=TicketState.CANCELLED)
    rows = tickets.select_related("person", "trader", "advised_by").prefetch_related("trader__stalls")
    return sorted(rows, key=lambda ticket: (moment_of(ticket), ticket.desk or 0, ticket.pk))


def moment_of(ticket: AdviceTicket) -> dt.datetime:
    """When they were to come, or came."""
    return ticket.during.lower if ticket.during else ticket.made_at


def name_of(ticket: AdviceTicket) -> str:
    """Whoever asked, as the list of the market, the account or the adviser has them."""
    return (ticket.trader and ticket.trader.name) or (ticket.person and ticket.person.full_name) or ticket.visitor_name


def people_of(tickets: list[AdviceTicket]) -> list[int]:
    """Ids of the people in them, for the register of who looked."""
    return [ticket.person_id for ticket in tickets if ticket.person_id]


def traders_at(booth: AdviceBooth, words: str) -> list[Trader]:
    """Traders of the booth's market whom ``words`` may mean: name, stall, end of the phone number."""
    if len(words) < 2:
        return []
    rows = found(Trader.objects.filter(market=booth.market_id), words).select_related("user", "goods_line")
    return list(rows.prefetch_related("stalls").order_by("name_order", "pk")[:MOST_FOUND])


def filtered(tickets: QuerySet[AdviceTicket], asked: TicketFilter) -> QuerySet[AdviceTicket]:
    """Those of ``tickets`` that are asked for, the newest first; days are those of the visit."""
    if asked.words:
        tickets = _meant(tickets, asked.words)
    if asked.booth:
        tickets = tickets.filter(booth=asked.booth)
    if asked.topic:
        tickets = tickets.filter(topic=asked.topic)
    if asked.state:
        tickets = tickets.filter(state=asked.state)
    if asked.since:
        tickets = tickets.filter(visited_from(day_range(asked.since).lower))
    if asked.until:
        tickets = tickets.filter(visited_before(day_range(asked.until).upper))
    return tickets.order_by("-made_at", "-pk")


def visited_from(moment: dt.datetime) -> Q:
    """Tickets of visits at ``moment`` or after."""
    return Q(during__startswith__gte=moment) | Q(during__isnull=True, made_at__gte=moment)


def visited_before(moment: dt.datetime) -> Q:
    """Tickets of visits before ``moment``."""
    return Q(during__startswith__lt=moment) | Q(during__isnull=True, made_at__lt=moment)


def _meant(tickets: QuerySet[AdviceTicket], words: str) -> QuerySet[AdviceTicket]:
    """By the register's search, by the name that was left, or by words of question and advice."""
    of_register = Q(trader__in=found(Trader.objects.all(), words).order_by().values("pk"))
    texts = Concat("visitor_name", Value(" "), "question", Value(" "), "advice", output_field=TextField())
    return tickets.alias(said=Fold(texts)).filter(of_register | folded_contains("said", words))


def follow_ups(user: User) -> QuerySet[AdviceTicket]:
    """Matters to look at again, the longest due first."""
    return tickets_for(user).filter(state=TicketState.FOLLOW_UP).order_by("follow_up_on", "pk")


def earlier_tickets(ticket: AdviceTicket) -> list[AdviceTicket]:
    """What the same person asked before at this market's booths, the last first; nothing of who left only a name."""
    if ticket.person_id is None:
        return []
    rows = AdviceTicket.objects.filter(person=ticket.person_id, booth__market=ticket.booth.market_id)
    rows = rows.exclude(pk=ticket.pk).exclude(state=TicketState.CANCELLED).select_related("booth", "advised_by")
    return list(rows.order_by("-made_at")[:20])


def is_due(ticket: AdviceTicket) -> bool:
    """Whether the day to look again has come."""
    return ticket.follow_up_on is not None and ticket.follow_up_on <= timezone.localdate()
