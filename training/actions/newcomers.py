"""Somebody who is not registered yet enrols and registers in one go: both happen, or neither."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from portal.audit import acting
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose
from traders.actions.registering import hand_in, save_draft
from traders.errors import TradersError
from traders.models import Trader
from training.actions.enrolments import enrol, leave
from training.enums import IS_ON_THE_LIST, TicketState
from training.errors import TrainingError
from training.models import AdviceTicket, Enrolment, Invitation

TWO_ACCOUNTS = "Một người có hai tài khoản, nay còn một"

if TYPE_CHECKING:
    from portal.accounts.models import User
    from traders.models import Market
    from training.models import CourseRun


@transaction.atomic
def register_and_enrol(
    *,
    run: CourseRun,
    person: User,
    name: str,
    market: Market,
    stall_code: str,
    purposes: Iterable[ConsentPurpose],
    by: User,
) -> Enrolment:
    """Hand a registration in to ``market`` and enrol its person. Raises TrainingError; then nothing was handed in."""
    try:
        save_draft(person=person, by=by, name=name, market=market, stall_code=stall_code)
        hand_in(person=person, purposes=purposes, by=by)
    except TradersError as error:
        raise TrainingError(str(error)) from error
    return enrol(run=run, person=person, by=by)


def adopt_accepted() -> int:
    """Write the trader into enrolments of people whom their market has accepted meanwhile; returns how many."""
    trader = Trader.objects.filter(user=OuterRef("person"), market=OuterRef("market"))
    rows = Enrolment.objects.filter(Exists(trader), trader=None, market__isnull=False)
    return rows.update(trader=Subquery(trader.values("pk")[:1]))


@transaction.atomic
def go_on_as(*, newcomer: User, keeper: User) -> None:
    """Enrolments, invitations and booked advice of ``newcomer``, whose account is closed, become ``keeper``'s.

    In a run where the keeper has a row of their own that one stays, and the newcomer's place goes to who waits.
    """
    trader = Trader.objects.filter(user=keeper).first()
    known = {"person": keeper, "trader": trader, "market_id": trader.market_id if trader else None}
    theirs = Enrolment.objects.filter(person=newcomer)
    twice = Enrolment.objects.filter(person=keeper).values("run")
    coming = theirs.filter(state__in=IS_ON_THE_LIST, run__starts_at__gt=timezone.now())
    for enrolment in coming.filter(run__in=twice):
        leave(enrolment=enrolment, by=newcomer, reason=TWO_ACCOUNTS)
    theirs.exclude(run__in=twice).update(**known)
    invited = Invitation.objects.filter(person=keeper).values("run")
    Invitation.objects.filter(person=newcomer).exclude(run__in=invited).update(**known)
    booths = AdviceTicket.objects.filter(person=keeper, state=TicketState.BOOKED).values("booth")
    AdviceTicket.objects.filter(person=newcomer).exclude(booth__in=booths).update(person=keeper, trader=trader)


@transaction.atomic
def introduce_and_enrol(
    *, run: CourseRun, person: User, name: str, purposes: Iterable[ConsentPurpose], by: User
) -> Enrolment:
    """Write down the name of a KOL or KOC and enrol them. Raises TrainingError; then nothing was written."""
    person.full_name = name
    with acting(by):
        person.save(update_fields=["full_name"])
        give_consent(person=person, purposes=purposes, how=ConsentHow.WEB, by=by)
    return enrol(run=run, person=person, by=by)
