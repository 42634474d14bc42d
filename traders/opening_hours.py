"""When a market is open, worked out from its hours: also those of night markets, which close after midnight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

WEEK = dt.timedelta(days=7)


class Hours(Protocol):
    """One opening on a weekday (Monday 0); ``closes_at`` ≤ ``opens_at`` is on the day after."""

    weekday: int
    opens_at: dt.time
    closes_at: dt.time


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether it is open, and when that changes; ``changes_at`` is None where it never does."""

    is_open: bool
    changes_at: dt.datetime | None


def opening_at(hours: Iterable[Hours], now: dt.datetime) -> Opening | None:
    """What a visitor meets at ``now`` (aware, in the market's time zone); None where no hours are known."""
    openings = sorted(_openings(list(hours), now))
    if not openings:
        return None
    closes = _closing(openings, now)
    if closes is None:
        return Opening(is_open=False, changes_at=min(start for start, _ in openings if start > now))
    return Opening(is_open=True, changes_at=closes if closes < now + WEEK else None)


def goes_past_midnight(hours: Hours) -> bool:
    return hours.closes_at <= hours.opens_at


def clashes(hours: Iterable[Hours]) -> bool:
    """Whether two openings of a week lie over one another, the night from Sunday to Monday included."""
    monday = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    week = sorted(_span(each, monday.date() + dt.timedelta(days=each.weekday), monday) for each in hours)
    following = [*week[1:], *((start + WEEK, end + WEEK) for start, end in week[:1])]
    return len(week) > 1 and any(end > start for (_, end), (start, _) in zip(week, following, strict=True))


def _openings(hours: list[Hours], now: dt.datetime) -> Iterable[tuple[dt.datetime, dt.datetime]]:
    """From yesterday, whose night may last, to a week and a day ahead."""
    for ahead in range(-1, 9):
        day = now.date() + dt.timedelta(days=ahead)
        yield from (_span(each, day, now) for each in hours if each.weekday == day.weekday())


def _span(hours: Hours, day: dt.date, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    last = day + dt.timedelta(days=goes_past_midnight(hours))
    return (
        dt.datetime.combine(day, hours.opens_at, now.tzinfo),
        dt.datetime.combine(last, hours.closes_at, now.tzinfo),
    )


def _closing(openings: list[tuple[dt.datetime, dt.datetime]], now: dt.datetime) -> dt.datetime | None:
    """The end of the opening that ``now`` lies in, with those that follow without a pause; None when closed."""
    closes = None
    for start, end in openings:
        if start <= (closes or now) < end:
            closes = end
    return closes
