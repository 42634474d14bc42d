"""What trainees say of a run: asked for once, given and changed while the form is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.notifications.actions import notify
from portal.notifications.models import Message
from training.enums import RunState
from training.errors import TrainingError
from training.feedback_times import closed_before, is_form_open, last_day
from training.models import Enrolment, Feedback
from training.queries.attendance import has_attended

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from portal.accounts.models import User


@transaction.atomic
def give_feedback(*, enrolment: Enrolment, grades: Mapping[str, int], words: str, by: User) -> Feedback:
    """Keep what ``by`` says of their run; a second call changes it. ``grades`` has a number for each question.

    Raises TrainingError when it is not their own, when they were never there, before the run ends and after 14 days.
    """
    if enrolment.person_id != by.pk or not Enrolment.objects.filter(has_attended(), pk=enrolment.pk).exists():
        raise TrainingError("Góp ý dành cho người đã dự lớp này.")
    if not is_form_open(enrolment.run, timezone.now()):
        raise TrainingError("Lớp này không nhận góp ý lúc này.")
    feedback, _ = Feedback.objects.update_or_create(enrolment=enrolment, defaults={**grades, "words": words.strip()})
    return feedback


def ask_for_feedback(*, now: dt.datetime) -> int:
    """Ask everybody who attended a run whose form is open, once each; return how many were asked now."""
    rows = Enrolment.objects.filter(
        has_attended(),
        run__state=RunState.PUBLISHED,
        run__ends_at__lte=now,
        run__ends_at__gte=closed_before(now),
        feedback=None,
    ).select_related("person", "run")
    keys = {_key(enrolment): enrolment for enrolment in rows}
    told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    unasked = [enrolment for key, enrolment in keys.items() if key not in told]
    for enrolment in unasked:
        _ask(enrolment)
    return len(unasked)


def _ask(enrolment: Enrolment) -> None:
    run = enrolment.run
    notify(
        person=enrolment.person,
        template="feedback_asked",
        values={"run": run.title, "until": f"{last_day(run):%d/%m}"},
        key=_key(enrolment),
        link=reverse("feedback", args=[run.code]),
    )


def _key(enrolment: Enrolment) -> str:
    return f"feedback:{enrolment.pk}"
