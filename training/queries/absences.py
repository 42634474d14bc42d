"""Who has been trained, and who had a place and stayed away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from training.enums import EnrolmentState, RunState
from training.models import Attendance, Enrolment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def trained(people: Collection[int]) -> set[int]:
    """Those of ``people`` (keys of users) who have attended a meeting of any run."""
    if not people:
        return set()
    found = Attendance.objects.filter(enrolment__person__in=people)
    return set(found.order_by().values_list("enrolment__person_id", flat=True).distinct())


def no_shows_of(people: Collection[int], since: dt.datetime) -> dict[int, int]:
    """How often each of ``people`` (keys of users) stayed away since; those who never did are left out.

    Staying away is to hold a place until the run is over and attend nothing, or to give it up too late
    (``left_late``). Not when excused, and not in a run whose door wrote nobody down: there nobody can tell.
    """
    if not people:
        return {}
    runs_kept = Attendance.objects.filter(enrolment__run=OuterRef("run"))
    absent = Q(state=EnrolmentState.ENROLLED, run__ends_at__lte=timezone.now()) & Q(
        Exists(runs_kept), ~Exists(Attendance.objects.filter(enrolment=OuterRef("pk")))
    )
    late = Q(state=EnrolmentState.CANCELLED, left_late=True)
    found = Enrolment.objects.filter(
        absent | late, person__in=people, is_excused=False, run__state=RunState.PUBLISHED, run__starts_at__gte=since
    )
    return dict(found.order_by().values_list("person_id").annotate(Count("pk")))
