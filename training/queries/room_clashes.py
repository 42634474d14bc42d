"""What else happens at the times of a plan: the same trainer elsewhere, the same place taken. A warning only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from training.enums import MeetingState, RunState
from training.models import Meeting
from training.words import place_words, when_words

if TYPE_CHECKING:
    from portal.accounts.models import User
    from traders.models import Market


def room_clashes(
    times: Sequence[tuple[DateTimeTZRange, str]],
    *,
    trainers: Iterable[User],
    market: Market | None,
    place: str,
    but: int | None,
) -> list[str]:
    """Sentences about meetings of runs other than ``but`` that overlap; ``times`` are (time, own place or "")."""
    if not times:
        return []
    overlapping = Q()
    for during, _ in times:
        overlapping |= Q(during__overlap=during)
    others = Meeting.objects.filter(overlapping, state=MeetingState.PLANNED).exclude(run=but)
    others = others.exclude(run__state=RunState.CANCELLED).select_related("run__market")
    wanted = {trainer.pk: trainer for trainer in trainers}
    found: dict[str, None] = {}
    for other in others.prefetch_related("run__trainers"):
        what = f"lớp “{other.run}”, {when_words(other.during)}"
        for trainer in other.run.trainers.all():
            if trainer.pk in wanted:
                found[f"{trainer} dạy {what}."] = None
        if _same_place(other, times, market, place):
            found[f"{place_words(other.run, other.place)} đã có {what}."] = None
    return list(found)


def _same_place(
    other: Meeting, times: Sequence[tuple[DateTimeTZRange, str]], market: Market | None, place: str
) -> bool:
    """Whether one of ``times`` overlaps ``other`` in the same room; two runs of a market without rooms may share it."""
    if (market.pk if market else None) != other.run.market_id:
        return False
    room = _plain(other.place or other.run.place)
    return any(
        room
        and room == _plain(own or place)
        and during.lower < other.during.upper
        and other.during.lower < during.upper
        for during, own in times
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
