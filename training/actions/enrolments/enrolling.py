"""Coming to a run: one person by one tap, or a board's list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.permissions import can
from portal.accounts.roles import MARKET_ROLES, Action
from portal.audit import acting
from training.actions.enrolments.offers import offer_to
from training.actions.enrolments.steps import begin, begin_and_tell, locked_with_people, step
from training.actions.enrolments.telling import news_of, tell_newcomers
from training.enums import IS_ON_THE_LIST, EnrolledHow, EnrolmentState, RunState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment, EnrolmentStep
from training.queries.places import OF_BOARD_HOW, Snapshot, askers_in_reach, positions_of, with_facts
from training.queries.rules import Asker, granted, said
from training.queries.standing import Authority, Standing, markets_of, objection, standings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from portal.accounts.models import User

DOOR_OPENS = dt.timedelta(hours=2)
"""So long before the start, and until the end, the door may let in somebody who is not on the list."""

A_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Arrival:
    """Who brings people to a run, how, and when the request came."""

    run: CourseRun
    by: User
    how: EnrolledHow
    at: dt.datetime

    @property
    def is_of_board(self) -> bool:
        return self.how in OF_BOARD_HOW and self.by.role in MARKET_ROLES


@dataclass(frozen=True)
class Entry:
    """Somebody who may come: who they are, how they ask, and whether they get a place now."""

    standing: Standing
    asker: Asker
    has_place: bool

    @property
    def state(self) -> EnrolmentState:
        return EnrolmentState.ENROLLED if self.has_place else EnrolmentState.WAITING


def enrol(*, run: CourseRun, person: User, by: User, how: EnrolledHow = EnrolledHow.SELF) -> Enrolment:
    """Give ``person`` a place, or put them on the waiting list when none is free for them under the run's rules.

    A second call returns the row unchanged. Whether enrolment is open is judged by the moment of the call; the
    order of arrival is that in which the run's row was locked. A free place that is owed to somebody who waits is
    offered to them here rather than given to who comes later. Raises TrainingError.
    """
    return enrol_many(run=run, people=[person], by=by, how=how)[0]


@transaction.atomic
def enrol_many(
    *, run: CourseRun, people: Sequence[User], by: User, how: EnrolledHow = EnrolledHow.BOARD
) -> list[Enrolment]:
    """Enrol all of ``people`` in their order, or nobody: raises TrainingError that names who may not come and why."""
    arrived, known = timezone.now(), standings(people)
    markets, course = markets_of(run), run.course
    snapshot, found = locked_with_people(run.pk, list(known))
    arrival = Arrival(snapshot.run, by, EnrolledHow(how), arrived)
    snapshot.run.course = course
    rows = _by_person(arrival.run, people, found)
    coming = {pk: standing for pk, standing in known.items() if not _is_settled(rows.get(pk))}
    reasons = _refusals(arrival, coming, rows, markets)
    if reasons:
        raise TrainingError(_all_in_one(reasons, coming))
    with acting(by):
        _admit(arrival, snapshot, list(coming.values()), rows)
    return [rows[person.pk] for person in people]


def refusals(
    *, run: CourseRun, people: Sequence[User], by: User, how: EnrolledHow = EnrolledHow.BOARD
) -> dict[int, str]:
    """Why ``enrol_many`` would refuse these people, by their keys; nothing is written and nothing locked."""
    arrival, known = Arrival(run, by, EnrolledHow(how), timezone.now()), standings(people)
    rows = _by_person(run, people, Enrolment.objects.filter(run=run, person__in=list(known)))
    coming = {pk: standing for pk, standing in known.items() if not _is_settled(rows.get(pk))}
    return _refusals(arrival, coming, rows, markets_of(run))


def _by_person(run: CourseRun, people: Sequence[User], rows: Iterable[Enrolment]) -> dict[int, Enrolment]:
    """Enrolments by the key of their person, with run and person in their places."""
    known, found = {person.pk: person for person in people}, {}
    for row in rows:
        row.run, row.person = run, known[row.person_id]
        found[row.person_id] = row
    return found


def _is_settled(row: Enrolment | None) -> bool:
    """Whether this person is on the list already."""
    return row is not None and row.state in IS_ON_THE_LIST


def _refusals(
    arrival: Arrival, coming: Mapping[int, Standing], rows: Mapping[int, Enrolment], markets: Collection[int]
) -> dict[int, str]:
    if not coming:
        return {}
    closed = _closed(arrival, is_self=set(coming) == {arrival.by.pk})
    if closed:
        return dict.fromkeys(coming, closed)
    authority = Authority(arrival.by, arrival.run)
    found = {pk: _refusal(arrival, each, rows.get(pk), authority, markets) for pk, each in coming.items()}
    return {pk: reason for pk, reason in found.items() if reason}


def _refusal(
    arrival: Arrival, standing: Standing, row: Enrolment | None, authority: Authority, markets: Collection[int]
) -> str:
    is_self = standing.person.pk == arrival.by.pk
    market_id = standing.market.pk if standing.market else None
    if arrival.how != EnrolledHow.DOOR and not authority.covers(person_id=standing.person.pk, market_id=market_id):
        return f"Bạn không quản lý chợ của {standing.person}, nên không đăng ký giúp được."
    if row and row.state == EnrolmentState.REMOVED and is_self:
        return f"Bạn đã được gỡ khỏi lớp này ({row.reason}). Hỏi ban quản lý chợ hoặc nơi mở lớp."
    return objection(run=arrival.run, standing=standing, by=arrival.by, markets=markets)


def _closed(arrival: Arrival, *, is_self: bool) -> str:
    """Why nobody may come now by this way, empty when enrolment is open for them."""
    run = arrival.run
    if run.state == RunState.CANCELLED:
        return f"Lớp đã hủy: {run.cancel_reason}"
    if run.state != RunState.PUBLISHED:
        return "Lớp chưa được thông báo nên chưa đăng ký được."
    if arrival.how == EnrolledHow.DOOR:
        return _door_is_closed(arrival)
    return _out_of_time(arrival, is_self=is_self)


def _out_of_time(arrival: Arrival, *, is_self: bool) -> str:
    """People enrol themselves from opening to closing; boards and officials enrol others until the start."""
    run, at = arrival.run, arrival.at
    if at < run.enrol_opens_at:
        return f"Lớp mở đăng ký lúc {said(run.enrol_opens_at)}."
    if is_self and at >= run.enrol_closes_at:
        return f"Lớp đã đóng đăng ký lúc {said(run.enrol_closes_at)}."
    if run.starts_at and at >= run.starts_at:
        return "Lớp đã bắt đầu học."
    return ""


def _door_is_closed(arrival: Arrival) -> str:
    run = arrival.run
    if not can(arrival.by, Action.RUN_DOOR) or not CourseRun.objects.conducted_by(arrival.by).contains(run):
        return "Chỉ giảng viên và người mở lớp ghi thêm người tại lớp."
    if not run.starts_at or not run.ends_at or not run.starts_at - DOOR_OPENS <= arrival.at < run.ends_at:
        return "Chỉ ghi thêm người tại lớp từ 2 giờ trước khi lớp bắt đầu tới khi lớp kết thúc."
    return ""


def _all_in_one(reasons: Mapping[int, str], coming: Mapping[int, Standing]) -> str:
    """One sentence for one person; for several, who and why."""
    different = list(dict.fromkeys(reasons.values()))
    if len(different) == 1:
        return different[0]
    return " ".join(f"{coming[pk].person}: {reason}" for pk, reason in reasons.items())


def _admit(arrival: Arrival, snapshot: Snapshot, coming: Sequence[Standing], rows: dict[int, Enrolment]) -> None:
    """Write everybody's row into ``rows``, offer what is owed to those before them, and tell them all."""
    if not coming:
        return
    newcomers = _newcomers(arrival, coming, snapshot)
    lucky, offered = _lucky(arrival, snapshot, newcomers)
    entries = [Entry(each, asker, asker in lucky) for each, asker in zip(coming, newcomers, strict=True)]
    if len(entries) == 1 and not rows and snapshot.is_plain and arrival.how != EnrolledHow.DOOR:
        _enter_at_once(arrival, entries[0], rows, position=snapshot.waiting - offered + 1)
        return
    steps = [_enter(arrival, entry, rows) for entry in entries]
    if arrival.how != EnrolledHow.DOOR:  # who stands in the room needs no message
        waiting = [each.enrolment for each in steps if each.after == EnrolmentState.WAITING]
        tell_newcomers(steps, _positions(snapshot, waiting, offered))


def _positions(snapshot: Snapshot, waiting: Sequence[Enrolment], offered: int) -> dict[int, int]:
    """Where those who have just joined the list stand; nothing is read when they simply stand at its end."""
    if snapshot.is_plain or not waiting:
        return {row.pk: snapshot.waiting - offered + n for n, row in enumerate(waiting, 1)}
    return positions_of(snapshot, waiting)


def _newcomers(arrival: Arrival, coming: Sequence[Standing], snapshot: Snapshot) -> list[Asker]:
    """Those who come as askers, each a tick behind the one before and behind all who wait: clocks may differ."""
    now = snapshot.now
    first = max(now, snapshot.last_queued_at + A_TICK) if snapshot.last_queued_at else now
    askers = [
        Asker(
            pk=-number,
            person_id=each.person.pk,
            market_id=each.market.pk if each.market else None,
            market_name=each.market.name if each.market else "",
            is_of_board=arrival.is_of_board,
            precedence=0,
            queued_at=first + number * A_TICK,
        )
        for number, each in enumerate(coming)
    ]
    return with_facts(snapshot, askers)


def _lucky(arrival: Arrival, snapshot: Snapshot, newcomers: list[Asker]) -> tuple[list[Asker], int]:
    """The newcomers who get a place now, and to how many who waited longer one was offered before them."""
    if arrival.how == EnrolledHow.DOOR:
        return _let_in(snapshot, newcomers), 0
    if snapshot.room.free <= 0:
        return [], 0
    waiting = askers_in_reach(snapshot) if snapshot.waiting else []
    chosen = granted([*waiting, *newcomers], snapshot.room, snapshot.rules)
    offered = offer_to(arrival.run, [asker.pk for asker in chosen if asker not in newcomers], snapshot.now)
    return [asker for asker in chosen if asker in newcomers], len(offered)


def _let_in(snapshot: Snapshot, newcomers: list[Asker]) -> list[Asker]:
    """At the door only the room counts: who stands there is let in as long as there are places, rules or not."""
    if len(newcomers) > snapshot.room.free:
        raise TrainingError("Lớp đã đủ chỗ, kể cả chỗ đang mời người trong danh sách chờ.")
    return newcomers


def _enter(arrival: Arrival, entry: Entry, rows: dict[int, Enrolment]) -> EnrolmentStep:
    """One person's row in its first or next state."""
    if row := rows.get(entry.standing.person.pk):
        anew = {"left_late": False, "is_excused": False} if entry.has_place else {}
        return step(row, entry.state, by=arrival.by, **_fields(arrival, entry) | anew)
    return begin(_new_row(arrival, entry, rows), entry.state, by=arrival.by)


def _enter_at_once(arrival: Arrival, entry: Entry, rows: dict[int, Enrolment], *, position: int) -> None:
    """The same for one person who was not here before: row, step and message in one statement."""
    row = _new_row(arrival, entry, rows)
    message = news_of(row, position=None if entry.has_place else position, by=arrival.by)
    begin_and_tell(row, entry.state, by=arrival.by, message=message)


def _new_row(arrival: Arrival, entry: Entry, rows: dict[int, Enrolment]) -> Enrolment:
    person = entry.standing.person
    row = Enrolment(run=arrival.run, person=person, changed_at=entry.asker.queued_at, **_fields(arrival, entry))
    rows[person.pk] = row
    return row


def _fields(arrival: Arrival, entry: Entry) -> dict[str, Any]:
    return {
        "trader": entry.standing.trader,
        "market": entry.standing.market,
        "how": arrival.how,
        "enrolled_by": arrival.by,
        "queued_at": entry.asker.queued_at,
        "precedence": 0,
    }
