"""Turns and tickets of advice booths as people say them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from training import times, words
from training.enums import TicketState
from training.queries import advising

if TYPE_CHECKING:
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    from training.models import AdviceTicket

register = template.Library()

BADGES = {
    TicketState.BOOKED: "info",
    TicketState.OPEN: "attention",
    TicketState.DONE: "good",
    TicketState.FOLLOW_UP: "attention",
    TicketState.MISSED: "bad",
    TicketState.CANCELLED: "neutral",
}


@register.filter
def clock(moment: dt.datetime) -> str:
    """``08:20``."""
    return times.clock(moment)


@register.filter
def day_title(day: dt.date) -> str:
    """``Hôm nay``, ``Thứ Ba 24/11/2026``."""
    now = timezone.now()
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    words = times.day_words(moment, now)
    return words[0].upper() + words[1:]


@register.filter
def moment_day(moment: dt.datetime) -> str:
    """``Hôm nay``, ``Thứ Ba 24/11/2026``."""
    return day_title(timezone.localdate(moment))


@register.filter
def span(during: DateTimeTZRange[dt.datetime]) -> str:
    """``Thứ Ba 24/11/2026, 08:20 – 08:40``."""
    return times.span_words(during.lower, during.upper, timezone.now())


@register.filter
def hours(during: DateTimeTZRange[dt.datetime]) -> str:
    """``08:00 – 11:00``."""
    return words.hours_words(during)


@register.filter
def asker(ticket: AdviceTicket) -> str:
    """The name of whoever asks."""
    return advising.name_of(ticket)


@register.filter
def came_at(ticket: AdviceTicket) -> dt.datetime:
    """When they were to come, or came."""
    return advising.moment_of(ticket)


@register.filter
def state_badge(ticket: AdviceTicket) -> str:
    """The kind of badge of the ticket's state."""
    return BADGES[TicketState(ticket.state)]


@register.filter
def is_due(ticket: AdviceTicket) -> bool:
    """Whether the day to look again has come."""
    return advising.is_due(ticket)
