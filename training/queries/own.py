"""A person's own training: what comes next, what waits for an answer, what is behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from training.enums import IS_ON_THE_LIST, EnrolmentState, MeetingState, RunState, SwapState
from training.models import Attendance, Certificate, Enrolment, Meeting, PlaceSwap
from training.queries.clashes import clashes_of
from training.queries.places import position_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.busy import BusyTime
    from training.queries.places import WaitingPlace

LOOKS_BACK = dt.timedelta(days=30)
"""How long an enrolment that came to nothing is still told of."""


@dataclass(frozen=True)
class ComingRun:
    """A run in which one has a place; ``meetings`` are those still to come, the next first."""

    enrolment: Enrolment
    meetings: list[Meeting]
    clashes: list[BusyTime]
    swap: PlaceSwap | None


@dataclass(frozen=True)
class PastRun:
    """A run that is over, with the meetings attended of those held, and the certificate if there is one."""

    enrolment: Enrolment
    attended: int
    held: int
    certificate: Certificate | None

    @property
    def stayed_away(self) -> bool:
        return self.held > 0 and self.attended == 0


@dataclass
class OwnTraining:
    """Everything that the page "Lớp của tôi" shows."""

    offers: list[Enrolment] = field(default_factory=list)
    questions: list[PlaceSwap] = field(default_factory=list)
    coming: list[ComingRun] = field(default_factory=list)
    waiting: list[WaitingPlace] = field(default_factory=list)
    ended: list[Enrolment] = field(default_factory=list)
    past: list[PastRun] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.offers or self.questions or self.coming or self.waiting or self.ended or self.past)


def own_training(person: User) -> OwnTraining:
    """Where ``person`` stands in every run; a few statements, and two or three more for each list they wait in."""
    now = timezone.now()
    rows = Enrolment.objects.filter(person=person).select_related("run__course", "run__market")
    announced = rows.filter(run__state=RunState.PUBLISHED)
    to_come = announced.filter(Q(run__ends_at__gt=now) | Q(run__ends_at=None)).order_by("run__starts_at", "pk")
    return OwnTraining(
        offers=list(to_come.filter(state=EnrolmentState.OFFERED, offer_expires_at__gt=now)),
        questions=list(questions_to(person)),
        coming=_coming(to_come.filter(state=EnrolmentState.ENROLLED), now),
        waiting=[place for each in to_come.filter(state=EnrolmentState.WAITING) if (place := position_of(each))],
        ended=_ended(rows, to_come, now),
        past=_past(announced.filter(state=EnrolmentState.ENROLLED, run__ends_at__lte=now), now),
    )


def _coming(rows: QuerySet[Enrolment], now: dt.datetime) -> list[ComingRun]:
    """Clashes are looked for in the next run only: that is the one which the page is about."""
    meetings = Meeting.objects.filter(state=MeetingState.PLANNED, during__endswith__gt=now).order_by("during")
    enrolments = list(rows.prefetch_related(Prefetch("run__meetings", meetings, to_attr="coming_meetings")))
    asked = PlaceSwap.objects.filter(giver__in=enrolments, state=SwapState.PROPOSED)
    swaps = {swap.giver_id: swap for swap in asked}
    return [
        ComingRun(
            enrolment,
            list(getattr(enrolment.run, "coming_meetings")),  # noqa: B009 - prefetched under that name
            clashes_of(enrolment.run, [enrolment.person_id]).get(enrolment.person_id, []) if place == 0 else [],
            swaps.get(enrolment.pk),
        )
        for place, enrolment in enumerate(enrolments)
    ]


def _ended(rows: QuerySet[Enrolment], to_come: QuerySet[Enrolment], now: dt.datetime) -> list[Enrolment]:
    """What came to nothing lately: given up, lapsed, removed, or the run was cancelled."""
    out = set(EnrolmentState) - set(IS_ON_THE_LIST)
    lately = Q(changed_at__gt=now - LOOKS_BACK)
    given_up = to_come.filter(lately, state__in=out)
    cancelled = rows.filter(run__state=RunState.CANCELLED, state__in=IS_ON_THE_LIST, run__ends_at__gt=now)
    return [*given_up, *cancelled.order_by("run__starts_at", "pk")]


def _past(rows: QuerySet[Enrolment], now: dt.datetime) -> list[PastRun]:
    enrolments = list(rows.select_related("certificate").order_by("-run__ends_at", "-pk"))
    runs = {enrolment.run_id for enrolment in enrolments}
    was_there = Exists(Attendance.objects.filter(meeting=OuterRef("pk")))
    held = Meeting.objects.filter(was_there, run__in=runs, state=MeetingState.PLANNED, during__endswith__lte=now)
    there = Attendance.objects.counted().filter(enrolment__in=enrolments, meeting__in=held.values("pk"))
    number_held = dict(held.order_by().values_list("run").annotate(Count("pk")))
    attended = dict(there.order_by().values_list("enrolment").annotate(Count("pk")))
    return [
        PastRun(each, attended.get(each.pk, 0), number_held.get(each.run_id, 0), getattr(each, "certificate", None))
        for each in enrolments
    ]


def questions_to(person: User) -> QuerySet[PlaceSwap]:
    """Colleagues who ask ``person`` to take their place, as long as the run has not begun."""
    asked = PlaceSwap.objects.filter(taker=person, state=SwapState.PROPOSED, giver__run__starts_at__gt=timezone.now())
    return asked.select_related("giver__run", "giver__person", "in_exchange__run")


def counts_as_absence(enrolment: Enrolment) -> bool:
    """Whether giving the place up now is so late that it counts as staying away (``CourseRun.cancel_hours``)."""
    run = enrolment.run
    if enrolment.state != EnrolmentState.ENROLLED or run.starts_at is None:
        return False
    return timezone.now() > run.starts_at - dt.timedelta(hours=run.cancel_hours)
