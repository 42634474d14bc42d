"""Requests about personal data, for who sent them and for who handles them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.privacy.models import DataRequest, PersonalDataReading

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.privacy.models.requests import DataRequestQuerySet


def open_requests_for(user: User) -> DataRequestQuerySet:
    """What waits for ``user``, the oldest first."""
    return DataRequest.objects.handled_by(user).open().select_related("person").order_by("asked_at", "pk")


def ended_requests_for(user: User) -> DataRequestQuerySet:
    """What was handled, the newest first."""
    return DataRequest.objects.handled_by(user).exclude(ended_at=None).select_related("person").order_by("-ended_at")


def readings_of(person: User) -> QuerySet[PersonalDataReading]:
    """Who looked at the data of ``person``, the newest first."""
    return PersonalDataReading.objects.filter(person=person).select_related("reader")
