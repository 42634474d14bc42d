"""Removing what has been kept long enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pgtrigger
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.privacy.erasing import forget_history, pseudonymise
from portal.privacy.models import Consent, DataRequest, PersonalDataReading, RetentionRun
from portal.privacy.retention import rule_named

if TYPE_CHECKING:
    from datetime import datetime

EMPTIED = "(đã xóa theo thời hạn lưu)"


def apply_rule(name: str) -> RetentionRun:
    """Apply one rule of RETENTION and record how many rows it took.

    The record is written first: a rule that fails leaves a run without an end, for the administrator to see.
    """
    run = RetentionRun.objects.create(rule=name, started_at=timezone.now())
    function: Callable[[], int] = import_string(rule_named(name).function)
    with transaction.atomic():
        run.rows = function()
    run.finished_at = timezone.now()
    run.save(update_fields=["rows", "finished_at"])
    return run


def delete_old_readings() -> int:
    """Readings past their time; the only way past the trigger that keeps them."""
    with pgtrigger.ignore("privacy.PersonalDataReading:readings_only_added"):
        return PersonalDataReading.objects.filter(at__lt=_end_of("readings")).delete()[0]


def delete_old_consents() -> int:
    """Withdrawn consents past their time, with their history."""
    keys = list(Consent.objects.filter(withdrawn_at__lt=_end_of("consents")).values_list("pk", flat=True))
    forget_history(Consent, keys)
    Consent.objects.filter(pk__in=keys).delete()
    return len(keys)


def empty_old_requests() -> int:
    """Words of closed requests past their time; that they were made and answered stays."""
    old = DataRequest.objects.filter(ended_at__lt=_end_of("requests"))
    wishes = pseudonymise(old.exclude(wish__in=("", EMPTIED)), wish=EMPTIED)
    answers = pseudonymise(old.exclude(answer__in=("", EMPTIED)), answer=EMPTIED)
    return wishes + answers


def clear_expired_sessions() -> int:
    """Sign-ins that have ended, and the machine and the address that were noted beside them."""
    count = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return count


def _end_of(rule: str) -> datetime:
    return timezone.now() - rule_named(rule).time
