"""A board sends many people to a run at once, and takes it back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.audit import acting
from training.actions.enrolments import enrol_many, leave
from training.enums import IS_ON_THE_LIST, EnrolledHow, EnrolmentState
from training.errors import TrainingError
from training.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portal.accounts.models import User
    from training.models import CourseRun

UNDO_WITHIN = dt.timedelta(hours=1)
UNDONE = "Chợ đăng ký nhầm, đã hoàn tác."


@transaction.atomic
def send_people(*, run: CourseRun, people: Sequence[User], by: User, how: EnrolledHow) -> list[Enrolment]:
    """Enrol those of ``people`` who are not on the list yet; returns the enrolments that are new or begin anew."""
    rows = Enrolment.objects.filter(run=run, person__in=people, state__in=IS_ON_THE_LIST)
    present = set(rows.values_list("person", flat=True))
    new = [person for person in people if person.pk not in present]
    return enrol_many(run=run, people=new, by=by, how=how) if new else []


@transaction.atomic
def undo_sending(*, run: CourseRun, keys: Collection[int], by: User) -> int:
    """Take off the list whom ``by`` has just put there; returns how many.

    Who waits goes first, so that nobody is offered a place that is about to be taken back. It is a slip of
    the board, so it counts against nobody. Raises TrainingError when there is nothing to take back.
    """
    since = timezone.now() - UNDO_WITHIN
    rows = Enrolment.objects.filter(run=run, pk__in=keys, enrolled_by=by, state__in=IS_ON_THE_LIST)
    found = rows.filter(steps__by=by, steps__at__gte=since).select_related("run").distinct()
    fresh = sorted(found, key=lambda each: (each.state == EnrolmentState.ENROLLED, each.pk))
    if not fresh:
        raise TrainingError("Không còn đăng ký nào để hoàn tác.")
    for enrolment in fresh:
        left = leave(enrolment=enrolment, by=by, reason=UNDONE)
        if left.left_late:
            left.left_late = False
            with acting(by):
                left.save(update_fields=["left_late"])
    return len(fresh)
