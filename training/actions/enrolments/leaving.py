"""Going from a run: by one's own wish, or taken off by who runs it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.accounts.roles import Action
from portal.audit import acting
from training.actions.enrolments.offers import decline_offer, fill
from training.actions.enrolments.steps import current, demand_authority, demand_reason, locked_run, step
from training.actions.enrolments.telling import tell_given_up, tell_removed
from training.enums import IS_ON_THE_LIST, EnrolmentState, RunState
from training.errors import TrainingError

if TYPE_CHECKING:
    from portal.accounts.models import User
    from training.models import CourseRun, Enrolment


@transaction.atomic
def leave(*, enrolment: Enrolment, by: User, reason: str = "") -> Enrolment:
    """Give up a place, an offer or the place in the list; what is freed is offered to the next at once.

    A place given up less than ``cancel_hours`` before the start counts like staying away (``left_late``); the
    moment of the call decides. A second call changes nothing. Raises TrainingError once the run has begun.
    """
    arrived = timezone.now()
    run = locked_run(enrolment.run_id)
    enrolment = current(enrolment, run)
    demand_authority(enrolment, by=by, action=Action.ENROL_OTHERS)
    if enrolment.state == EnrolmentState.OFFERED:
        return decline_offer(enrolment=enrolment, by=by)
    if enrolment.state not in IS_ON_THE_LIST:
        return enrolment
    had_place = enrolment.state == EnrolmentState.ENROLLED
    if had_place and run.starts_at and run.starts_at <= arrived:
        raise TrainingError("Lớp đã bắt đầu nên không hủy được nữa. Bận buổi nào, báo giảng viên buổi đó.")
    changes = {"left_late": is_late(run, arrived)} if had_place else {}
    with acting(by):
        tell_given_up(step(enrolment, EnrolmentState.CANCELLED, by=by, reason=reason.strip()[:200], **changes), by)
    fill(run)
    return enrolment


def is_late(run: CourseRun, moment: dt.datetime) -> bool:
    """Whether giving up a place at ``moment`` counts like staying away."""
    if run.starts_at is None or run.state != RunState.PUBLISHED:
        return False
    return moment > run.starts_at - dt.timedelta(hours=run.cancel_hours)


@transaction.atomic
def remove(*, enrolment: Enrolment, by: User, reason: str) -> Enrolment:
    """Take somebody off the run, with a reason that they are told; the place goes to the next.

    Who runs the run may do so, and the board of the person's market. A second call changes nothing. Raises
    TrainingError without a reason, and for somebody who has left already.
    """
    reason = demand_reason(reason)
    run = locked_run(enrolment.run_id)
    enrolment = current(enrolment, run)
    demand_order(enrolment, by=by)
    if enrolment.state == EnrolmentState.REMOVED:
        return enrolment
    if enrolment.state not in IS_ON_THE_LIST:
        raise TrainingError("Người này không còn trong danh sách của lớp.")
    if run.is_over:
        raise TrainingError("Lớp đã học xong: ai vắng thì đã vắng, không gỡ được nữa.")
    with acting(by):
        tell_removed(step(enrolment, EnrolmentState.REMOVED, by=by, reason=reason))
    fill(run)
    return enrolment


def demand_order(enrolment: Enrolment, *, by: User) -> None:
    """Raise TrainingError unless ``by`` manages the run, or the market of this person."""
    if not manages(enrolment.run, by):
        demand_authority(enrolment, by=by, action=Action.ORDER_WAITING)


def manages(run: CourseRun, by: User) -> bool:
    """Whether ``by`` may change the run itself."""
    return type(run).objects.managed_by(by).filter(pk=run.pk).exists()
