"""The rules of a run as pure functions: who may have a place now, why not, and in which order people wait.

Every rule has to agree. They are asked in one pass over the waiting list in its order, and giving a place never
opens one for somebody who was passed over, so one pass finds everybody to whom a free place is owed. A newcomer is
put at the end of that list and gets a place only if the pass reaches them: nobody jumps the queue.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from training.enums import RuleKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from training.models import PriorityRule

NO_SHOWS_FROM = dt.timedelta(hours=72)
"""So long before the start even those who often stay away may have what is still free."""


@dataclass(frozen=True)
class Asker:
    """Somebody who wants a place. ``is_of_board``: their market's board enrolled them, so its quota is theirs."""

    pk: int
    person_id: int
    market_id: int | None
    market_name: str
    is_of_board: bool
    precedence: int
    queued_at: dt.datetime
    is_trained: bool = False
    no_shows: int = 0


@dataclass
class Room:
    """What is free, and who holds the rest: by market, and by market of those whom its board enrolled."""

    free: int
    by_market: Counter[int] = field(default_factory=Counter)
    by_board: Counter[int] = field(default_factory=Counter)

    def take(self, asker: Asker) -> None:
        """Give one place to ``asker``."""
        self.free -= 1
        if asker.market_id is not None:
            self.by_market[asker.market_id] += 1
            self.by_board[asker.market_id] += asker.is_of_board

    def copy(self) -> Room:
        return Room(self.free, Counter(self.by_market), Counter(self.by_board))


@dataclass(frozen=True)
class Rules:
    """The rules of a run that hold at one moment; ``has_*`` say which facts they need."""

    limits: Mapping[int | None, PriorityRule] = field(default_factory=dict)
    quotas: Mapping[int, PriorityRule] = field(default_factory=dict)
    untrained: PriorityRule | None = None
    no_shows: PriorityRule | None = None
    no_shows_wait_until: dt.datetime | None = None

    @property
    def has_markets(self) -> bool:
        return bool(self.limits or self.quotas)

    @property
    def has_ranks(self) -> bool:
        return self.untrained is not None or self.no_shows is not None

    def rank(self, asker: Asker) -> tuple[int, bool, bool, dt.datetime, int]:
        """The place in the list: what people set by hand, then the rules, then who came first."""
        is_second = self.untrained is not None and asker.is_trained
        return asker.precedence, self.is_absentee(asker), is_second, asker.queued_at, asker.pk

    def is_absentee(self, asker: Asker) -> bool:
        return self.no_shows is not None and asker.no_shows >= (self.no_shows.places or 1)

    def limit_for(self, market_id: int | None) -> PriorityRule | None:
        """The limit of that market; one named for it goes before the one for every market."""
        return None if market_id is None else self.limits.get(market_id) or self.limits.get(None)

    def unused(self, room: Room) -> dict[int, int]:
        """Places that boards have not used yet, by market; those whose quota is used up are left out."""
        left = {market: (rule.places or 0) - room.by_board[market] for market, rule in self.quotas.items()}
        return {market: number for market, number in left.items() if number > 0}


def rules_at(rows: Iterable[PriorityRule], *, now: dt.datetime, starts_at: dt.datetime | None) -> Rules:
    """Those of ``rows`` that hold at ``now``; a rule with ``until`` has ended at that second."""
    holding = [rule for rule in rows if rule.until is None or now < rule.until]
    absences = next((rule for rule in holding if rule.kind == RuleKind.NO_SHOW_LAST), None)
    opening = starts_at - NO_SHOWS_FROM if absences and starts_at else None
    return Rules(
        limits={rule.market_id: rule for rule in holding if rule.kind == RuleKind.MARKET_LIMIT},
        quotas={rule.market_id: rule for rule in holding if rule.kind == RuleKind.BOARD_QUOTA and rule.market_id},
        untrained=next((rule for rule in holding if rule.kind == RuleKind.UNTRAINED_FIRST), None),
        no_shows=absences,
        no_shows_wait_until=opening if opening and now < opening else None,
    )


def obstacles(asker: Asker, room: Room, rules: Rules) -> Iterator[str]:
    """Why ``asker`` may not have a place now, one sentence a rule; none when they may."""
    yield from _nothing_free(asker, room, rules)
    yield from _too_many_of_market(asker, room, rules)
    if rules.untrained and rules.untrained.until and asker.is_trained:
        yield f"Tới {said(rules.untrained.until)}, lớp dành chỗ cho người chưa học lần nào."
    if rules.is_absentee(asker) and rules.no_shows_wait_until:
        yield (
            f"Đã {asker.no_shows} lần có chỗ mà vắng không báo: xếp sau cùng, "
            f"và chỉ được nhận chỗ còn trống từ {said(rules.no_shows_wait_until)}."
        )


def _nothing_free(asker: Asker, room: Room, rules: Rules) -> Iterator[str]:
    if room.free <= 0:
        yield "Lớp đã đủ chỗ."
        return
    unused = rules.unused(room)
    has_own = asker.is_of_board and asker.market_id in unused
    if not has_own and room.free <= sum(unused.values()):
        for market in unused:
            yield reserved_words(rules.quotas[market], unused[market])


def reserved_words(rule: PriorityRule, places: int) -> str:
    """What is kept for a board, and until when."""
    assert rule.market
    assert rule.until
    return f"{places} chỗ đang dành cho {rule.market.name} cử người, tới {said(rule.until)}."


def _too_many_of_market(asker: Asker, room: Room, rules: Rules) -> Iterator[str]:
    rule = rules.limit_for(asker.market_id)
    if rule and asker.market_id and room.by_market[asker.market_id] >= (rule.places or 0):
        until = f" tới {said(rule.until)}" if rule.until else ""
        yield f"Mỗi chợ có hạn mức: {asker.market_name} tối đa {rule.places} chỗ{until}, và đã đủ."


def granted(askers: Iterable[Asker], room: Room, rules: Rules) -> list[Asker]:
    """Those of the list who are owed a place now, in its order; ``room`` stays as it is."""
    left, chosen = room.copy(), []
    for asker in sorted(askers, key=rules.rank):
        if left.free <= 0:
            break
        if next(obstacles(asker, left, rules), None) is None:
            left.take(asker)
            chosen.append(asker)
    return chosen


def said(moment: dt.datetime) -> str:
    """``17:00 ngày 25/11/2026``, in Vietnamese time."""
    return f"{timezone.localtime(moment):%H:%M ngày %d/%m/%Y}"
