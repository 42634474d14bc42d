"""Places of runs: how many there are, who is owed one, where somebody stands in the waiting list and why.

What is read here is a snapshot. Actions take it while they hold the run's row, so that it cannot grow old.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q, prefetch_related_objects
from django.utils import timezone

from portal.accounts.roles import MARKET_ROLES
from training.enums import HOLDS_A_PLACE, IS_ON_THE_LIST, EnrolledHow, EnrolmentState, RuleKind
from training.models import CourseRun, Enrolment, PriorityRule
from training.queries.absences import no_shows_of, trained
from training.queries.rules import Asker, Room, Rules, granted, obstacles, reserved_words, rules_at, said
from training.queries.standing import standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from portal.accounts.models import User

OF_BOARD_HOW = (EnrolledHow.BOARD, EnrolledHow.LIST, EnrolledHow.SWAP)
OF_BOARD = Q(how__in=OF_BOARD_HOW, enrolled_by__role__in=MARKET_ROLES)
"""Enrolments that use a board's quota; one that went to a colleague by a swap still does."""

NEWCOMER = sys.maxsize
"""The key of an asker who has no row yet: behind all who came in the same instant."""


@dataclass(frozen=True)
class Places:
    """The places of a run: ``capacity`` = ``enrolled`` + ``offered`` + ``reserved`` + ``free``.

    ``reserved`` are those that only boards may give now; ``free`` anybody may have. ``waiting`` is how many wait.
    """

    capacity: int
    enrolled: int
    offered: int
    waiting: int
    free: int
    reserved: int


@dataclass(frozen=True)
class WaitingPlace:
    """Where somebody stands in the waiting list, from 1, and why they have no place now."""

    enrolment: Enrolment
    position: int
    reasons: list[str]


@dataclass(frozen=True)
class Snapshot:
    """A run at one moment: its rules, its room, who waits: how many, when the last of them came, highest precedence."""

    run: CourseRun
    now: dt.datetime
    rules: Rules
    room: Room
    waiting: int = 0
    last_queued_at: dt.datetime | None = None
    last_precedence: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether who comes now stands behind all who wait: no rule ranks people, nobody was put behind the others."""
        return not self.rules.has_ranks and self.last_precedence <= 0


def snapshot_of(run: CourseRun, now: dt.datetime) -> Snapshot:
    """Read ``run`` in two queries, in three when rules name markets."""
    rules = rules_at(_rules_of(run), now=now, starts_at=run.starts_at)
    return _counted(run, now, rules, counts_of(run.pk, by_market=rules.has_markets))


def snapshot_from(
    run: CourseRun, now: dt.datetime, rules: Iterable[PriorityRule], counts: Iterable[tuple[Any, ...]]
) -> Snapshot:
    """The same of rows that were read before; reads again when the rules ask for places by market."""
    found = rules_at(rules, now=now, starts_at=run.starts_at)
    return snapshot_of(run, now) if found.has_markets else _counted(run, now, found, counts)


def counts_of(run_pk: int, *, by_market: bool = False) -> QuerySet[Enrolment, tuple[Any, ...]]:
    """How many are in each state, when the last of them came, the highest precedence; by market, of its board."""
    rows = Enrolment.objects.filter(run=run_pk, state__in=IS_ON_THE_LIST).order_by()
    by = ["market_id", "is_of_board"] if by_market else []
    rows = rows.annotate(is_of_board=OF_BOARD) if by_market else rows
    numbers = {"number": Count("pk"), "last": Max("queued_at"), "behind": Max("precedence")}
    counted: QuerySet[Enrolment, tuple[Any, ...]] = (
        rows.values("state", *by).annotate(**numbers).values_list("state", *numbers, *by)
    )
    return counted


def _counted(run: CourseRun, now: dt.datetime, rules: Rules, counts: Iterable[tuple[Any, ...]]) -> Snapshot:
    room, waiting, last, behind = Room(run.capacity), 0, [], [0]
    for state, number, came, precedence, *of in counts:
        if state == EnrolmentState.WAITING:
            waiting += number
            last.append(came)
            behind.append(precedence)
        else:
            _hold(room, number, *of)
    return Snapshot(run, now, rules, room, waiting, max(last, default=None), max(behind))


def _rules_of(run: CourseRun) -> list[PriorityRule]:
    rules = list(PriorityRule.objects.filter(run=run))
    if any(rule.market_id for rule in rules):
        prefetch_related_objects(rules, "market")
    return rules


def _hold(room: Room, number: int, market_id: int | None = None, is_of_board: bool = False) -> None:  # noqa: FBT001, FBT002 - columns of a row
    room.free -= number
    if market_id is not None:
        room.by_market[market_id] += number
        room.by_board[market_id] += number if is_of_board else 0


def askers_of(snapshot: Snapshot) -> list[Asker]:
    """Who waits, with the facts that the rules ask for; at most three queries."""
    return _askers(snapshot, _waiting_rows(snapshot))


def askers_in_reach(snapshot: Snapshot) -> list[Asker]:
    """Those of them whom a free place may come to: without rules as many as there are places, else all."""
    rows = _waiting_rows(snapshot)
    if snapshot.rules.has_ranks or snapshot.rules.has_markets:
        return _askers(snapshot, rows)
    return _askers(snapshot, rows.order_by("precedence", "queued_at", "pk")[: max(0, snapshot.room.free)])


def _waiting_rows(snapshot: Snapshot) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(run=snapshot.run, state=EnrolmentState.WAITING)
    return rows.annotate(is_of_board=OF_BOARD)


def _askers(snapshot: Snapshot, rows: QuerySet[Enrolment]) -> list[Asker]:
    fields = ("pk", "person_id", "market_id", "market__name", "is_of_board", "precedence", "queued_at")
    return with_facts(snapshot, [_asker(*row) for row in rows.values_list(*fields)])


def _asker(pk: int, person: int, market: int | None, name: str | None, *rest: object) -> Asker:
    is_of_board, precedence, queued_at = rest
    assert isinstance(precedence, int)
    assert isinstance(queued_at, dt.datetime)
    return Asker(pk, person, market, name or "", bool(is_of_board), precedence, queued_at)


def with_facts(snapshot: Snapshot, askers: Sequence[Asker]) -> list[Asker]:
    """The same people with what the run's rules ask about them: trained before, no-shows."""
    people, rules = [asker.person_id for asker in askers], snapshot.rules
    known = trained(people) if rules.untrained else set()
    since = snapshot.now - dt.timedelta(days=rules.no_shows.days or 0) if rules.no_shows else snapshot.now
    absent = no_shows_of(people, since) if rules.no_shows else {}
    return [
        replace(asker, is_trained=asker.person_id in known, no_shows=absent.get(asker.person_id, 0)) for asker in askers
    ]


def owed(snapshot: Snapshot) -> list[Asker]:
    """Those who wait and are owed a place now, in order; no query more when nothing is free or nobody waits."""
    if snapshot.room.free <= 0 or not snapshot.waiting:
        return []
    return granted(askers_in_reach(snapshot), snapshot.room, snapshot.rules)


def places_of(run: CourseRun) -> Places:
    return places_of_runs([run])[run.pk]


def places_of_runs(runs: Iterable[CourseRun]) -> dict[int, Places]:
    """The places of each run by its key; three queries, however many runs."""
    chosen = {run.pk: run for run in runs}
    rows = Enrolment.objects.filter(run__in=chosen, state__in=IS_ON_THE_LIST).order_by()
    counted = rows.values_list("run_id", "state").annotate(Count("pk"))
    numbers: dict[tuple[int, str], int] = {(run, state): number for run, state, number in counted}
    kept = _kept_for_boards(chosen)
    return {pk: _places(run, numbers, kept[pk]) for pk, run in chosen.items()}


def _places(run: CourseRun, numbers: dict[tuple[int, str], int], kept: int) -> Places:
    enrolled, offered, waiting = (
        numbers.get((run.pk, state), 0)
        for state in (EnrolmentState.ENROLLED, EnrolmentState.OFFERED, EnrolmentState.WAITING)
    )
    left = max(0, run.capacity - enrolled - offered)
    reserved = min(kept, left)
    return Places(run.capacity, enrolled, offered, waiting, left - reserved, reserved)


def _kept_for_boards(runs: Iterable[int]) -> Counter[int]:
    """How many places boards have not used yet, by run."""
    kept: Counter[int] = Counter()
    quotas = PriorityRule.objects.filter(run__in=runs, kind=RuleKind.BOARD_QUOTA, until__gt=timezone.now())
    promised = {(run, market): places or 0 for run, market, places in quotas.values_list("run", "market", "places")}
    if not promised:
        return kept
    held = Enrolment.objects.filter(OF_BOARD, run__in=runs, state__in=HOLDS_A_PLACE).order_by()
    used = {(run, market): number for run, market, number in held.values_list("run", "market").annotate(Count("pk"))}
    for (run, market), places in promised.items():
        kept[run] += max(0, places - used.get((run, market), 0))
    return kept


def waiting_list(run: CourseRun) -> list[WaitingPlace]:
    """Who waits, in the order in which places are offered, and why each has none now."""
    snapshot = snapshot_of(run, timezone.now())
    ordered = sorted(askers_of(snapshot), key=snapshot.rules.rank)
    rows = Enrolment.objects.filter(pk__in=[asker.pk for asker in ordered])
    found = rows.select_related("person", "trader", "market", "run__course").in_bulk()
    return [
        WaitingPlace(found[asker.pk], position, list(obstacles(asker, snapshot.room, snapshot.rules)))
        for position, asker in enumerate(ordered, 1)
    ]


def position_of(enrolment: Enrolment) -> WaitingPlace | None:
    """Where this person stands and why they have no place; None when they do not wait.

    ``enrolment`` has to be read in this request: of a row that has changed meanwhile nobody knows the position.
    """
    if enrolment.state != EnrolmentState.WAITING:
        return None
    snapshot = snapshot_of(enrolment.run, timezone.now())
    (asker,) = with_facts(snapshot, [_asker_of(enrolment)])
    reasons = list(obstacles(asker, snapshot.room, snapshot.rules))
    return WaitingPlace(enrolment, positions_of(snapshot, [enrolment])[enrolment.pk], reasons)


def positions_of(snapshot: Snapshot, enrolments: Sequence[Enrolment]) -> dict[int, int]:
    """Where these waiting people stand, by the keys of their enrolments; one row's place is only counted."""
    if len(enrolments) == 1 and not snapshot.rules.has_ranks:
        return {enrolments[0].pk: 1 + _ahead_of(enrolments[0])}
    ordered = sorted(askers_of(snapshot), key=snapshot.rules.rank)
    return {asker.pk: position for position, asker in enumerate(ordered, 1)}


def _ahead_of(enrolment: Enrolment) -> int:
    """How many stand before ``enrolment`` in a list that no rule ranks."""
    waiting = Enrolment.objects.filter(run_id=enrolment.run_id, state=EnrolmentState.WAITING)
    same = Q(precedence=enrolment.precedence)
    sooner = Q(queued_at__lt=enrolment.queued_at) | Q(queued_at=enrolment.queued_at, pk__lt=enrolment.pk)
    return waiting.filter(Q(precedence__lt=enrolment.precedence) | (same & sooner)).count()


def _asker_of(enrolment: Enrolment) -> Asker:
    is_of_board = enrolment.how in OF_BOARD_HOW and enrolment.enrolled_by.role in MARKET_ROLES
    name = enrolment.market.name if enrolment.market else ""
    return Asker(
        enrolment.pk,
        enrolment.person_id,
        enrolment.market_id,
        name,
        is_of_board,
        enrolment.precedence,
        enrolment.queued_at,
    )


def effect_of_rules(run: CourseRun, person: User) -> list[str]:
    """What the run's rules mean for ``person`` now, in sentences to them; whether anything is free they do not say."""
    now = timezone.now()
    snapshot = snapshot_of(run, now)
    standing = standings([person])[person.pk]
    market = standing.market
    name, key = (market.name, market.pk) if market else ("", None)
    (asker,) = with_facts(snapshot, [Asker(NEWCOMER, person.pk, key, name, False, 0, now)])
    return list(_sentences(asker, snapshot))


def _sentences(asker: Asker, snapshot: Snapshot) -> Iterable[str]:
    rules, room = snapshot.rules, snapshot.room
    for market, places in rules.unused(room).items():
        yield reserved_words(rules.quotas[market], places)
        if market == asker.market_id:
            yield "Đó là chợ của bạn: nhờ ban quản lý chợ đăng ký giúp để nhận một trong các chỗ này."
    if limit := rules.limit_for(asker.market_id):
        taken = room.by_market[asker.market_id or 0]
        yield f"{asker.market_name} có tối đa {limit.places} chỗ trong lớp này, đã có {taken} người."
    if rules.untrained:
        yield _training_words(asker, rules.untrained)
    if rules.is_absentee(asker):
        yield _absence_words(asker, rules)


def _training_words(asker: Asker, rule: PriorityRule) -> str:
    until = f" tới {said(rule.until)}" if rule.until else ""
    if not asker.is_trained:
        return f"Lớp ưu tiên người chưa học lần nào{until}: bạn được xếp trước."
    wait = "; trước lúc đó bạn vào danh sách chờ, dù còn chỗ" if rule.until else ""
    return f"Lớp ưu tiên người chưa học lần nào{until}: bạn đã học nên xếp sau{wait}."


def _absence_words(asker: Asker, rules: Rules) -> str:
    words = f"Bạn đã {asker.no_shows} lần có chỗ mà vắng không báo nên xếp sau cùng"
    if rules.no_shows_wait_until:
        return f"{words}; chỗ còn trống được mời bạn từ {said(rules.no_shows_wait_until)}."
    return f"{words}."
