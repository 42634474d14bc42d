"""Keeping the register of breaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal.audit import acting
from portal.privacy.errors import PrivacyError
from portal.privacy.models import Breach

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def save_breach(*, breach: Breach, by: User) -> Breach:
    """Write a new breach or what has become known of one; the version before stays in its history.

    Raises PrivacyError when it is closed.
    """
    before = Breach.objects.select_for_update(of=("self",)).filter(pk=breach.pk).first()
    if before is None:
        breach.recorded_by = by
    elif before.closed_at:
        raise PrivacyError("Sự cố này đã khép lại. Mở lại trước khi sửa.")
    with acting(by):
        breach.save()
    return breach


@transaction.atomic
def close_breach(*, breach: Breach, by: User) -> Breach:
    """All is done. Raises PrivacyError when risk or measures are missing, or a harmful one was not reported."""
    breach = _locked(breach)
    if breach.closed_at is None:
        breach.closed_at, breach.closed_by = timezone.now(), by
        _save(breach, by)
    return breach


@transaction.atomic
def reopen_breach(*, breach: Breach, by: User) -> Breach:
    """Something came up after all."""
    breach = _locked(breach)
    breach.closed_at = breach.closed_by = None
    _save(breach, by)
    return breach


def _save(breach: Breach, by: User) -> None:
    try:
        breach.validate_constraints()
    except ValidationError as error:
        raise PrivacyError(" ".join(error.messages)) from None
    with acting(by):
        breach.save(update_fields=["closed_at", "closed_by"])


def _locked(breach: Breach) -> Breach:
    return Breach.objects.select_for_update(of=("self",)).get(pk=breach.pk)
