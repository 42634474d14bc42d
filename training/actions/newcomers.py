"""Somebody who is not registered yet enrols and registers in one go: both happen, or neither."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from portal.audit import acting
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose
from traders.actions.registering import hand_in, save_draft
from traders.errors import TradersError
from traders.models import Trader
from training.actions.enrolments import enrol
from training.errors import TrainingError
from training.models import Enrolment

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
def introduce_and_enrol(
    *, run: CourseRun, person: User, name: str, purposes: Iterable[ConsentPurpose], by: User
) -> Enrolment:
    """Write down the name of a KOL or KOC and enrol them. Raises TrainingError; then nothing was written."""
    person.full_name = name
    with acting(by):
        person.save(update_fields=["full_name"])
        give_consent(person=person, purposes=purposes, how=ConsentHow.WEB, by=by)
    return enrol(run=run, person=person, by=by)
