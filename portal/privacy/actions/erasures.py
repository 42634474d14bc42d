"""Erasing a person: names and numbers go, figures stay."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.audit import acting
from portal.privacy.enums import RequestState, WithdrawnHow
from portal.privacy.models import DataRequest, Erasure

if TYPE_CHECKING:
    from portal.accounts.models import User

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are taken for one another when read aloud."""


@transaction.atomic
def erase_person(*, person: User, by: User, request: DataRequest | None = None) -> Erasure:
    """Replace everything that says who ``person`` is by a pseudonym; a second call returns the first erasure.

    The functions of PERSONAL_DATA["erasers"] do it, each for the rows and files of its application, their
    histories included. Order lines are left, so no figure changes. It cannot be undone.
    """
    person = type(person).objects.select_for_update().get(pk=person.pk)
    if found := Erasure.objects.filter(person=person).first():
        return found
    with acting(by):
        _close_consents(person, by)
        _close_requests(person, by)
        pseudonym = _unused_pseudonym()
        for name in settings.PERSONAL_DATA["erasers"]:
            import_string(name)(person, pseudonym)
        return Erasure.objects.create(person=person, pseudonym=pseudonym, request=request, erased_by=by)


def _close_consents(person: User, by: User) -> None:
    person.consents.open().update(withdrawn_at=timezone.now(), withdrawn_how=WithdrawnHow.ERASURE, withdrawn_by=by)


def _close_requests(person: User, by: User) -> None:
    """What else the person had asked for has lost its object."""
    person.data_requests.open().update(state=RequestState.TAKEN_BACK, ended_at=timezone.now(), ended_by=by)


def _unused_pseudonym() -> str:
    while True:
        found = "".join(secrets.choice(LETTERS) for _ in range(5))
        if not Erasure.objects.filter(pseudonym=found).exists():
            return found
