"""What training has for the first page: the next step of a trader, the open runs of a board's markets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from portal.accounts.roles import Action
from traders.models import Market
from training.enums import IS_ON_THE_LIST, Audience, EnrolmentState, MeetingState, RunState
from training.models import Attendance, CourseRun, Enrolment, Meeting
from training.queries.places import places_of_runs

if TYPE_CHECKING:
    from portal.accounts.models import User
    from traders.models import Trader
    from training.models.runs import CourseRunQuerySet
    from training.queries.places import Places

MOST = 6


@dataclass(frozen=True)
class OpenRun:
    """A run that takes enrolments, with how many of the reader's traders have a place or wait."""

    run: CourseRun
    places: Places
    own_placed: int
    own_waiting: int


def open_offer(person: User) -> Enrolment | None:
    """The offer that has to be answered first."""
    offers = Enrolment.objects.filter(
        person=person, state=EnrolmentState.OFFERED, offer_expires_at__gt=timezone.now(), run__state=RunState.PUBLISHED
    )
    return offers.select_related("run").order_by("offer_expires_at").first()


def meeting_soon(person: User) -> Meeting | None:
    """The next meeting, running, today or tomorrow, of a run in which the person has a place."""
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    until = midnight + dt.timedelta(days=2)
    places = Enrolment.objects.filter(person=person, state=EnrolmentState.ENROLLED)
    soon = Meeting.objects.filter(
        run__in=places.values("run"), run__state=RunState.PUBLISHED, state=MeetingState.PLANNED,
        during__endswith__gt=now, during__startswith__lt=until,
    )  # fmt: skip
    return soon.select_related("run__market").order_by("during").first()


def first_run_for(trader: Trader) -> CourseRun | None:
    """An open run for somebody who was never trained and is on no list: of their market, else of their city."""
    if Attendance.objects.filter(enrolment__person=trader.user_id).exists():
        return None
    if Enrolment.objects.filter(person=trader.user_id, state__in=IS_ON_THE_LIST).exists():
        return None
    is_theirs = Q(markets=trader.market_id) | Q(markets=None, course__city=trader.market.ward.province_id)
    runs = _open().filter(is_theirs, course__audience=Audience.TRADERS).distinct()
    return runs.order_by("starts_at", "pk").first()


def open_runs_for(user: User) -> list[OpenRun]:
    """Open runs that people of the reader's markets may come to, the soonest first. Five statements."""
    markets = list(Market.objects.managed_by(user, Action.ENROL_OTHERS).select_related("ward"))
    if not markets:
        return []
    cities = {market.ward.province_id for market in markets}
    theirs = Q(markets__in=markets) | Q(markets=None, course__city__in=cities)
    runs = list(_open().filter(theirs, course__audience=Audience.TRADERS).distinct().order_by("starts_at", "pk")[:MOST])
    places = places_of_runs(runs)
    rows = Enrolment.objects.filter(run__in=runs, market__in=markets, state__in=IS_ON_THE_LIST).order_by()
    counted = rows.values_list("run", "state").annotate(Count("pk"))
    own = {(run, state): number for run, state, number in counted}
    return [
        OpenRun(run, places[run.pk], own.get((run.pk, "enrolled"), 0), own.get((run.pk, "waiting"), 0)) for run in runs
    ]


def _open() -> CourseRunQuerySet:
    now = timezone.now()
    runs = CourseRun.objects.filter(state=RunState.PUBLISHED, enrol_opens_at__lte=now, enrol_closes_at__gt=now)
    return runs.exclude(starts_at__lte=now).select_related("market", "course")
