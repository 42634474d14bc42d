"""Recording who looked at whose personal data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.privacy.models import PersonalDataReading

if TYPE_CHECKING:
    from portal.accounts.models import User


def record_reading(*, people: Iterable[int], reader: User, what: str, where: str, is_each: bool = False) -> None:
    """Record that ``reader`` saw the data ``what`` of ``people`` (ids of users) on the page ``where``.

    One INSERT, whatever the number of people. What is seen on lists is written once a reader, person,
    ``what`` and hour; ``is_each`` writes every time, for exports and the opening of a sealed number.
    A look at one's own data is none.
    """
    now = timezone.now()
    slot = None if is_each else now.replace(minute=0, second=0, microsecond=0)
    rows = [
        PersonalDataReading(person_id=person, reader=reader, what=what, where=where[:200], at=now, slot=slot)
        for person in set(people) - {reader.pk}
    ]
    PersonalDataReading.objects.bulk_create(rows, ignore_conflicts=not is_each)
