"""What the rules of a run ask about people: who has been trained, and how often somebody stayed away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from training.enums import RunState
from training.queries.attendance import no_shows, trained_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def trained(people: Collection[int]) -> set[int]:
    """Those of ``people`` (keys of users) who have attended a meeting of any run, so that it counts."""
    if not people:
        return set()
    found = trained_in().filter(person__in=people)
    return set(found.order_by().values_list("person_id", flat=True).distinct())


def no_shows_of(people: Collection[int], since: dt.datetime) -> dict[int, int]:
    """How often each of ``people`` (keys of users) stayed away in runs that began at ``since`` or later.

    Those who never did are left out, and runs that were cancelled.
    """
    if not people:
        return {}
    found = no_shows().filter(person__in=people, run__starts_at__gte=since, run__state=RunState.PUBLISHED)
    return dict(found.order_by().values_list("person_id").annotate(Count("pk")))
