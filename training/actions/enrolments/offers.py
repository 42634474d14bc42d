"""Free places are offered to who waits: offering, taking, refusing, lapsing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from portal.accounts.roles import Action
from portal.audit import acting
from portal.notifications.hours import quiet_until
from training.actions.enrolments.steps import current, demand_authority, locked_run, step
from training.actions.enrolments.telling import tell_enrolled, tell_given_up, tell_lapsed, tell_offered
from training.enums import HOLDS_A_PLACE, EnrolmentState, RunState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment
from training.queries.places import owed, snapshot_of

if TYPE_CHECKING:
    from portal.accounts.models import User

BEFORE_START = dt.timedelta(hours=1)
"""Offers end so long before the start, so that another one can still be asked."""

TIME_TO_READ = dt.timedelta(hours=1)
"""An offer that would end sooner than this after the night wakes people up."""


def deadline_of(run: CourseRun, now: dt.datetime) -> dt.datetime:
    """Until when a place offered at ``now`` is kept: ``offer_hours``, not counting the rest of the night.

    At latest one hour before the start; when less than two hours are left, half of what is left.
    """
    wanted = (quiet_until(now) or now) + dt.timedelta(hours=run.offer_hours)
    if run.starts_at is None:
        return wanted
    left = run.starts_at - now
    return min(wanted, now + left / 2 if left < 2 * BEFORE_START else run.starts_at - BEFORE_START)


GRACE = dt.timedelta(seconds=15)
"""Offers lapse so long after their deadline: an answer that came in time may still be waiting for the run's row."""


@transaction.atomic
def fill_places(run: CourseRun) -> list[Enrolment]:
    """Offer every free place to whom it is owed; returns the enrolments that were offered one, none the second time.

    Offers go on after enrolment has closed, until the run starts.
    """
    return fill(locked_run(run.pk))


def fill(run: CourseRun) -> list[Enrolment]:
    """The same for a run whose row is held."""
    now = timezone.now()
    if run.state != RunState.PUBLISHED or (run.starts_at and run.starts_at <= now):
        return []
    return offer_to(run, [asker.pk for asker in owed(snapshot_of(run, now))], now)


def offer_to(run: CourseRun, keys: list[int], now: dt.datetime) -> list[Enrolment]:
    """Offer a place to each of these enrolments, in this order, and tell them."""
    if not keys:
        return []
    rows = Enrolment.objects.select_related("person", "market", "enrolled_by").in_bulk(keys)
    expires = deadline_of(run, now)
    is_urgent = (night_ends := quiet_until(now)) is not None and expires < night_ends + TIME_TO_READ
    offered = [rows[pk] for pk in keys]
    for enrolment in offered:
        enrolment.run = run
        step(enrolment, EnrolmentState.OFFERED, by=None, offer_expires_at=expires)
        tell_offered(enrolment, is_urgent=is_urgent)
    return offered


@transaction.atomic
def accept_offer(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Take the place that was offered; a second call changes nothing.

    In time is who reached this function before the deadline, even if the run's row was held by others till later
    (``GRACE``). Raises TrainingError when it is too late or nothing is offered.
    """
    arrived = timezone.now()
    run = locked_run(enrolment.run_id)
    enrolment = current(enrolment, run)
    demand_authority(enrolment, by=by, action=Action.ENROL_OTHERS)
    if enrolment.state == EnrolmentState.ENROLLED:
        return enrolment
    _demand_open_offer(enrolment, arrived)
    with acting(by):
        tell_enrolled(step(enrolment, EnrolmentState.ENROLLED, by=by, left_late=False))
    return enrolment


def _demand_open_offer(enrolment: Enrolment, arrived: dt.datetime) -> None:
    if enrolment.run.state == RunState.CANCELLED:
        raise TrainingError(f"Lớp đã hủy: {enrolment.run.cancel_reason}")
    if enrolment.run.starts_at and enrolment.run.starts_at <= arrived:
        raise TrainingError("Lớp đã bắt đầu học nên không nhận chỗ được nữa.")
    expires = enrolment.offer_expires_at
    if enrolment.state == EnrolmentState.LAPSED or (expires and expires <= arrived):
        raise TrainingError("Đã quá giờ nhận chỗ, chỗ đã chuyển cho người sau. Đăng ký lại để vào danh sách chờ.")
    if enrolment.state != EnrolmentState.OFFERED:
        raise TrainingError("Hiện không có chỗ nào đang mời bạn ở lớp này.")


@transaction.atomic
def decline_offer(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Refuse the place; the next one is asked. A second call changes nothing; raises TrainingError otherwise."""
    run = locked_run(enrolment.run_id)
    enrolment = current(enrolment, run)
    demand_authority(enrolment, by=by, action=Action.ENROL_OTHERS)
    if enrolment.state in {EnrolmentState.DECLINED, EnrolmentState.LAPSED}:
        return enrolment
    if enrolment.state != EnrolmentState.OFFERED:
        raise TrainingError("Hiện không có chỗ nào đang mời bạn ở lớp này.")
    with acting(by):
        tell_given_up(step(enrolment, EnrolmentState.DECLINED, by=by), by)
    fill(run)
    return enrolment


def lapse_offers(now: dt.datetime) -> int:
    """End the offers whose deadline has come and offer the places on; returns how many ended. May run twice.

    So it goes with offers of a run that has begun, because it was moved to an earlier hour.
    """
    late = Enrolment.objects.filter(_is_late(now))
    return sum(_lapse_in(pk, now) for pk in sorted(set(late.values_list("run_id", flat=True))))


def _is_late(now: dt.datetime) -> Q:
    ended = Q(offer_expires_at__lte=now - GRACE) | Q(run__starts_at__lte=now - GRACE)
    return Q(state=EnrolmentState.OFFERED) & ended


@transaction.atomic
def _lapse_in(run_pk: int, now: dt.datetime) -> int:
    run = locked_run(run_pk)
    late = run.enrolments.filter(_is_late(now)).select_related("person", "market")
    rows = list(late.order_by("offer_expires_at", "pk"))
    for enrolment in rows:
        enrolment.run = run
        done = step(enrolment, EnrolmentState.LAPSED, by=None)
        if run.state == RunState.PUBLISHED:  # of a cancelled run its own message tells
            tell_lapsed(done)
    fill(run)
    return len(rows)


def fill_where_owed(now: dt.datetime) -> int:
    """Offer places in every run to come that has some and where people wait; returns how many were offered.

    What opens places without anybody's doing (the end of a rule, of a board's quota) is found here a minute later.
    """
    held = Count("enrolments", filter=Q(enrolments__state__in=HOLDS_A_PLACE))
    waiting = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING))
    runs = CourseRun.objects.filter(state=RunState.PUBLISHED).exclude(starts_at__lte=now)
    chosen = runs.annotate(held=held, waiting=waiting).filter(waiting__gt=0, held__lt=F("capacity")).order_by("pk")
    return sum(len(fill_places(run)) for run in chosen)
