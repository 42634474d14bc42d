"""What the page of a run says to its reader about enrolling, and what they can do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.permissions import can
from portal.accounts.roles import Action
from training.enums import EnrolmentState, RunState, SwapState
from training.models import Enrolment, PlaceSwap
from training.queries.clashes import clashes_of
from training.queries.places import effect_of_rules, places_of, position_of
from training.times import moment_words, time_left

if TYPE_CHECKING:
    import datetime as dt

    from portal.busy import BusyTime
    from training.models import CourseRun
    from training.queries.places import Places, WaitingPlace

VISITOR, READER = "visitor", "reader"
DRAFT, CANCELLED, OVER, SOON, CLOSED, OPEN = "draft", "cancelled", "over", "soon", "closed", "open"
ENROLLED, OFFERED, WAITING = "enrolled", "offered", "waiting"


@dataclass(frozen=True)
class EnrolBox:
    """``stage`` is where the reader stands: one of the words above. ``before`` is an enrolment that has ended."""

    run: CourseRun
    stage: str
    places: Places
    is_visitor: bool = False
    may_enrol: bool = False
    may_send: bool = False
    enrolment: Enrolment | None = None
    before: Enrolment | None = None
    waiting: WaitingPlace | None = None
    swap: PlaceSwap | None = None
    effects: list[str] = field(default_factory=list)
    clashes: list[BusyTime] = field(default_factory=list)
    opens: str = ""
    opens_in: str = ""
    closes_in: str = ""


def enrol_box(run: CourseRun, user: object) -> EnrolBox:
    """For a visitor, a trader, or somebody who only reads (staff, who enrol others on another page)."""
    now = timezone.now()
    box = {"run": run, "places": places_of(run), "stage": stage_of(run, now), "is_visitor": not isinstance(user, User)}
    box |= {
        "opens": moment_words(run.enrol_opens_at, now),
        "opens_in": time_left(run.enrol_opens_at, now),
        "closes_in": time_left(run.enrol_closes_at, now),
    }
    if isinstance(user, User) and can(user, Action.ENROL_SELF):
        box |= _of_person(run, user, str(box["stage"]))
    box["may_send"] = can(user, Action.ENROL_OTHERS) and box["stage"] in {SOON, OPEN, CLOSED}
    return EnrolBox(**box)  # type: ignore[arg-type] # gathered from two places


def stage_of(run: CourseRun, now: dt.datetime) -> str:
    """Where the run itself stands."""
    if run.state != RunState.PUBLISHED:
        return DRAFT if run.state == RunState.DRAFT else CANCELLED
    if run.is_over:
        return OVER
    if now < run.enrol_opens_at:
        return SOON
    return OPEN if run.is_open_at(now) else CLOSED


def _of_person(run: CourseRun, person: User, stage: str) -> dict[str, object]:
    """What holds for one person: their enrolment, or what would happen if they enrolled."""
    enrolment = Enrolment.objects.filter(run=run, person=person).first()
    if enrolment is not None:
        enrolment.run = run
    stands: dict[str, object] = {"may_enrol": stage == OPEN, "clashes": clashes_of(run, [person.pk]).get(person.pk, [])}
    if enrolment is None or enrolment.state not in PERSONAL:
        effects = effect_of_rules(run, person) if stage in {OPEN, SOON} else []
        return stands | {"before": enrolment, "effects": effects}
    stands |= {"enrolment": enrolment, "may_enrol": False}
    if stage in {CANCELLED, OVER}:
        return stands
    stands |= {"stage": PERSONAL[EnrolmentState(enrolment.state)]}
    if enrolment.state == EnrolmentState.WAITING:
        stands |= {"waiting": position_of(enrolment)}
    asked = PlaceSwap.objects.filter(giver=enrolment, state=SwapState.PROPOSED)
    return stands | {"swap": asked.select_related("taker").first()}


PERSONAL = {
    EnrolmentState.ENROLLED: ENROLLED,
    EnrolmentState.OFFERED: OFFERED,
    EnrolmentState.WAITING: WAITING,
}
"""The stage of somebody who is on the list."""
