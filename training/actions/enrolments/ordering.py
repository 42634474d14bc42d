"""What people decide about a run's places: how many there are, who comes first, whose absence is excused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from portal.accounts.permissions import can
from portal.accounts.roles import Action
from portal.audit import acting
from training.actions.enrolments.leaving import manages
from training.actions.enrolments.offers import fill
from training.actions.enrolments.steps import current, demand_authority, demand_reason, locked_run, note
from training.enums import EnrolmentState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def set_capacity(*, run: CourseRun, capacity: int, by: User) -> CourseRun:
    """Change how many places ``run`` has; new ones are offered to who waits. Returns the run as it is now.

    Raises TrainingError when more places are held than there would be: somebody has to leave first.
    """
    run = locked_run(run.pk)
    if not manages(run, by):
        raise TrainingError("Chỉ nơi mở lớp đổi được số chỗ.")
    held = run.enrolments.holding_a_place().count()
    if capacity < max(1, held):
        raise TrainingError(f"Lớp đã có {held} chỗ có người, kể cả chỗ đang mời; không giảm xuống {capacity} được.")
    if capacity != run.capacity:
        run.capacity = capacity
        with acting(by):
            run.save(update_fields=["capacity"])
    fill(run)
    return run


@transaction.atomic
def move_in_queue(*, enrolment: Enrolment, to: Literal["first", "last"], by: User, reason: str) -> Enrolment:
    """Put somebody at the head or the end of the waiting list, before or behind whatever rules say.

    The rules that keep a place from them still hold. Doing it twice changes nothing. Raises TrainingError.
    """
    reason = demand_reason(reason)
    run = locked_run(enrolment.run_id)
    enrolment = current(enrolment, run)
    if not manages(run, by) or not can(by, Action.ORDER_WAITING):
        raise TrainingError("Chỉ nơi mở lớp đổi được thứ tự danh sách chờ.")
    if enrolment.state != EnrolmentState.WAITING:
        raise TrainingError("Người này không còn trong danh sách chờ.")
    precedence = _precedence(enrolment, to)
    if precedence != enrolment.precedence:
        with acting(by):
            note(enrolment, by=by, reason=reason, precedence=precedence)
    fill(run)
    return enrolment


def _precedence(enrolment: Enrolment, to: Literal["first", "last"]) -> int:
    """What puts them before, or behind, everybody else who waits; their own when they stand there already."""
    others = enrolment.run.enrolments.filter(state=EnrolmentState.WAITING).exclude(pk=enrolment.pk)
    ends = others.aggregate(first=Min("precedence"), last=Max("precedence"))
    if to == "first":
        before = min(0, ends["first"] or 0) - 1
        return min(enrolment.precedence, before)
    behind = max(0, ends["last"] or 0) + 1
    return max(enrolment.precedence, behind)


@transaction.atomic
def excuse(*, enrolment: Enrolment, by: User, reason: str) -> Enrolment:
    """Say that this person stayed away, or left late, for a good reason: it does not count against them.

    Who keeps the run's door may, and the board of the person's market. A second call changes nothing.
    """
    reason = demand_reason(reason)
    run = locked_run(enrolment.run_id)
    enrolment = current(enrolment, run)
    if not CourseRun.objects.conducted_by(by).filter(pk=run.pk).exists():
        demand_authority(enrolment, by=by, action=Action.ORDER_WAITING)
    if enrolment.is_excused:
        return enrolment
    had_place = enrolment.state == EnrolmentState.ENROLLED or enrolment.left_late
    if not had_place or run.starts_at is None or (run.starts_at > timezone.now() and not enrolment.left_late):
        raise TrainingError("Chỉ ghi vắng có lý do cho người có chỗ mà vắng, hoặc hủy sát giờ.")
    with acting(by):
        note(enrolment, by=by, reason=reason, is_excused=True)
    return enrolment
