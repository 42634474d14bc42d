"""Giving one's place to a colleague, or changing runs of one course with them.

A swap takes no place from anybody who waits: the place had its owner. What binds the place binds the colleague too:
they must be of those the run is for, within the limit of their market, and a place of a board's quota stays in
that market as long as the quota holds.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.audit import acting
from training.actions.enrolments.steps import begin, current, locked_run, locked_runs, step
from training.actions.enrolments.telling import start_of, tell_enrolled, tell_of_swap
from training.enums import HOLDS_A_PLACE, EnrolledHow, EnrolmentState, RunState, SwapState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment, EnrolmentStep, PlaceSwap
from training.queries.places import OF_BOARD, snapshot_of
from training.queries.standing import Standing, markets_of, objection, standings

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def propose_swap(*, enrolment: Enrolment, taker: User, by: User) -> PlaceSwap:
    """Ask ``taker`` to take this place; when they have one in another run of the course, to change runs.

    A second call with the same person returns the open question. Raises TrainingError when the giver has no place,
    the run has begun, somebody else was asked already, or the taker may not come to it.
    """
    arrived = timezone.now()
    run = locked_run(enrolment.run_id)
    enrolment = current(enrolment, run)
    if by.pk != enrolment.person_id:
        raise TrainingError("Chỉ chính người có chỗ mời được người khác nhận chỗ của mình.")
    is_open = PlaceSwap.objects.filter(giver=enrolment, state=SwapState.PROPOSED).select_related("taker").first()
    if is_open and is_open.taker_id == taker.pk:
        return is_open
    if is_open:
        raise TrainingError(f"Bạn đang chờ {is_open.taker} trả lời; rút lời hỏi đó trước đã.")
    other = _place_in_another_run(run, taker, arrived)
    _demand_swappable(enrolment, taker, arrived)
    with acting(by):
        swap = PlaceSwap.objects.create(giver=enrolment, taker=taker, in_exchange=other)
    _tell_asked(swap)
    return swap


def _place_in_another_run(run: CourseRun, person: User, moment: dt.datetime) -> Enrolment | None:
    """The place that ``person`` has in a run of the same course still to come."""
    others = Enrolment.objects.filter(person=person, state=EnrolmentState.ENROLLED, run__course=run.course_id)
    coming = others.filter(run__state=RunState.PUBLISHED, run__starts_at__gt=moment).exclude(run=run)
    return coming.select_related("run__course", "person").order_by("run__starts_at", "pk").first()


def _tell_asked(swap: PlaceSwap) -> None:
    run, giver = swap.giver.run, str(swap.giver.person)
    values = {"giver": giver, "run": run.title, "start": start_of(run)}
    if swap.in_exchange is None:
        tell_of_swap(swap, swap.taker, "swap_asked", values)
        return
    other = swap.in_exchange.run
    tell_of_swap(
        swap, swap.taker, "swap_exchange_asked", values | {"other": other.title, "other_start": start_of(other)}
    )


@transaction.atomic
def withdraw_swap(*, swap: PlaceSwap, by: User) -> PlaceSwap:
    """Take the question back; a second call changes nothing. Raises TrainingError when it was answered."""
    swap, _ = _locked_swap(swap)
    if by.pk != swap.giver.person_id:
        raise TrainingError("Chỉ người đã hỏi rút được lời hỏi.")
    if swap.state == SwapState.WITHDRAWN:
        return swap
    if swap.state != SwapState.PROPOSED:
        raise TrainingError(f"Lời hỏi này đã có trả lời: {swap.get_state_display().lower()}.")
    _close(swap, SwapState.WITHDRAWN, by)
    tell_of_swap(swap, swap.taker, "swap_withdrawn", {"giver": str(swap.giver.person), "run": swap.giver.run.title})
    return swap


@transaction.atomic
def answer_swap(*, swap: PlaceSwap, accept: bool, by: User) -> PlaceSwap:
    """The colleague's yes or no. With a yes the place changes hands, or both places do, in this transaction.

    The same answer twice changes nothing. Raises TrainingError when the question is closed, or when the place or
    the colleague's right to it has gone meanwhile; then nothing has changed.
    """
    arrived = timezone.now()
    swap, _ = _locked_swap(swap)
    if by.pk != swap.taker_id:
        raise TrainingError("Chỉ người được hỏi trả lời được.")
    answer = SwapState.ACCEPTED if accept else SwapState.DECLINED
    if swap.state == answer:
        return swap
    if swap.state != SwapState.PROPOSED:
        raise TrainingError(f"Lời hỏi này không còn: {swap.get_state_display().lower()}.")
    if not accept:
        _close(swap, answer, by)
        _tell_giver(swap, "swap_declined", {"run": swap.giver.run.title})
        return swap
    _demand_swappable(swap.giver, swap.taker, arrived)
    if swap.in_exchange:
        _demand_swappable(swap.in_exchange, swap.giver.person, arrived)
    _close(swap, answer, by)
    with acting(by):
        _change_hands(swap, by)
    return swap


def _locked_swap(swap: PlaceSwap) -> tuple[PlaceSwap, dict[int, CourseRun]]:
    """The swap as it is now that the runs of both places are held."""
    keys = [swap.giver.run_id, *([swap.in_exchange.run_id] if swap.in_exchange else [])]
    runs = locked_runs(keys)
    found = PlaceSwap.objects.select_for_update(of=("self",)).select_related(
        "giver__person", "giver__market", "giver__enrolled_by", "taker", "in_exchange__person", "in_exchange__market"
    )
    row = found.get(pk=swap.pk)
    row.giver.run = runs[row.giver.run_id]
    if row.in_exchange:
        row.in_exchange.run = runs[row.in_exchange.run_id]
    return row, runs


def _close(swap: PlaceSwap, state: SwapState, by: User) -> None:
    swap.state, swap.answered_at = state, timezone.now()
    with acting(by):
        swap.save(update_fields=["state", "answered_at"])


def _tell_giver(swap: PlaceSwap, template: str, values: dict[str, str]) -> None:
    tell_of_swap(swap, swap.giver.person, template, values | {"taker": str(swap.taker)})


def _change_hands(swap: PlaceSwap, by: User) -> None:
    """First both places are left, then both are taken: at no moment are there too many."""
    giver, other = swap.giver, swap.in_exchange
    names = f"{giver.person} → {swap.taker}"
    step(giver, EnrolmentState.CANCELLED, by=by, reason=f"Đổi chỗ: {names}"[:200])
    if other is None:
        tell_enrolled(_take_over(giver, swap.taker, by))
        _tell_giver(swap, "swap_accepted", {"run": giver.run.title})
        return
    step(other, EnrolmentState.CANCELLED, by=by, reason=f"Đổi lớp: {names}"[:200])
    for left, person in ((giver, swap.taker), (other, giver.person)):
        tell_enrolled(_take_over(left, person, by))
    _tell_giver(swap, "swap_exchanged", {"run": other.run.title, "start": start_of(other.run)})


def _take_over(left: Enrolment, person: User, by: User) -> EnrolmentStep:
    """``person`` has the place that ``left`` had; a place of a board's quota goes on counting as the board's."""
    standing, run, now = standings([person])[person.pk], left.run, timezone.now()
    fields = {
        "trader": standing.trader,
        "market": standing.market,
        "how": EnrolledHow.SWAP,
        "enrolled_by": left.enrolled_by,
        "is_excused": False,
        "left_late": False,
    }
    reason = f"Nhận chỗ của {left.person}"[:200]
    row = Enrolment.objects.filter(run=run, person=person).select_related("person").first()
    if row is None:
        row = Enrolment(run=run, person=person, queued_at=now, changed_at=now, **fields)
        return begin(row, EnrolmentState.ENROLLED, by=by, reason=reason)
    row.run = run
    return step(row, EnrolmentState.ENROLLED, by=by, reason=reason, **fields)


def _demand_swappable(place: Enrolment, taker: User, moment: dt.datetime) -> None:
    """Raise TrainingError unless ``place`` is one and ``taker`` may have it."""
    run = place.run
    if taker.pk == place.person_id:
        raise TrainingError("Chọn một người khác để nhận chỗ.")
    if run.state != RunState.PUBLISHED or run.starts_at is None or run.starts_at <= moment:
        raise TrainingError("Chỉ đổi chỗ được trước khi lớp bắt đầu.")
    if place.state != EnrolmentState.ENROLLED:
        raise TrainingError("Chỉ đổi được chỗ đang có.")
    standing = standings([taker])[taker.pk]
    if reason := objection(run=run, standing=standing, by=place.person, markets=markets_of(run)):
        raise TrainingError(reason)
    row = Enrolment.objects.filter(run=run, person=taker).first()
    if row and row.state in HOLDS_A_PLACE:
        raise TrainingError(f"{taker} đã có chỗ ở lớp này.")
    if row and row.state == EnrolmentState.REMOVED:
        raise TrainingError(f"{taker} đã được gỡ khỏi lớp này nên không nhận chỗ được.")
    _demand_within_rules(place, standing)


def _demand_within_rules(place: Enrolment, taker: Standing) -> None:
    """Raise TrainingError when the place may not go to the taker's market."""
    market = taker.market
    if market is None or market.pk == place.market_id:
        return
    snapshot = snapshot_of(place.run, timezone.now())
    limit = snapshot.rules.limit_for(market.pk)
    if limit and snapshot.room.by_market[market.pk] >= (limit.places or 0):
        raise TrainingError(f"{market.name} đã đủ {limit.places} chỗ của chợ trong lớp này.")
    if place.market_id in snapshot.rules.quotas and Enrolment.objects.filter(OF_BOARD, pk=place.pk).exists():
        raise TrainingError("Chỗ này dành cho chợ của người đang giữ; chỉ chuyển cho người cùng chợ.")
