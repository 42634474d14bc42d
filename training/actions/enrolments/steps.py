"""What every change of places is made of: the locked run, one step of one enrolment, its line in the history.

Two rules hold for all of them. The run's row is locked first, always, several runs in the order of their keys; who
waits for the lock sees what the one before left. And two moments count: what is allowed (open, answered in time) is
judged by when the request reached the action, ``timezone.now()`` before the lock, so that nobody is late because
others stood in the way; the order of arrival is the order in which the lock was got.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from portal.notifications.actions import send_soon
from portal.one_trip import LastKey, fetch_together, insert_together, instances
from training.enums import TRANSITIONS, EnrolmentState, SwapState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment, EnrolmentStep, PlaceSwap, PriorityRule
from training.queries.places import Snapshot, counts_of, snapshot_from
from training.queries.standing import Authority

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from portal.accounts.models import User
    from portal.accounts.roles import Action
    from portal.notifications.models import Message


def locked_run(pk: int) -> CourseRun:
    """The run, its row held until the transaction ends; without course and market, whose rows need no holding."""
    return CourseRun.objects.select_for_update().get(pk=pk)


def locked_with_people(pk: int, people: Collection[int]) -> tuple[Snapshot, list[Enrolment]]:
    """The run, held and read in one trip to the database, and the enrolments that these people have in it."""
    runs, rows, rules, counts = fetch_together(
        CourseRun.objects.filter(pk=pk).order_by().select_for_update(),
        Enrolment.objects.filter(run=pk, person__in=people),
        PriorityRule.objects.filter(run=pk),
        counts_of(pk),
    )
    (run,) = instances(CourseRun, runs)
    snapshot = snapshot_from(run, timezone.now(), instances(PriorityRule, rules), counts)
    return snapshot, instances(Enrolment, rows)


def locked_runs(keys: Iterable[int]) -> dict[int, CourseRun]:
    """Several, in the order of their keys, so that two such transactions never wait for each other."""
    return {pk: locked_run(pk) for pk in sorted(set(keys))}


def current(enrolment: Enrolment, run: CourseRun) -> Enrolment:
    """The enrolment as it is now that ``run`` is held; with ``run`` in its place, so that nothing is read twice."""
    row = Enrolment.objects.select_related("person", "market", "enrolled_by").get(pk=enrolment.pk)
    row.run = run
    return row


def begin(enrolment: Enrolment, state: EnrolmentState, *, by: User | None, reason: str = "") -> EnrolmentStep:
    """Save a new enrolment in its first state."""
    enrolment.state, enrolment.reason = state, reason
    enrolment.save()
    return EnrolmentStep.objects.create(
        enrolment=enrolment, before="", after=state, by=by, at=enrolment.changed_at, reason=reason
    )


def begin_and_tell(enrolment: Enrolment, state: EnrolmentState, *, by: User, message: Message) -> EnrolmentStep:
    """The same together with the message about it, in one trip: this is what five hundred people wait behind."""
    enrolment.state, at = state, enrolment.changed_at
    first = EnrolmentStep(enrolment_id=LastKey(Enrolment), before="", after=state, by=by, at=at)
    message.key = Concat(Value("enrolment-step:"), LastKey(EnrolmentStep), output_field=CharField())
    insert_together(enrolment, first, message)
    first.enrolment, message.key = enrolment, f"enrolment-step:{first.pk}"
    send_soon(message)
    return first


def step(
    enrolment: Enrolment, state: EnrolmentState, *, by: User | None, reason: str = "", **changes: Any
) -> EnrolmentStep:
    """Bring ``enrolment`` into ``state``, with ``changes`` of its other fields, and write it down.

    Open swaps of a place end when the place does. Raises TrainingError for a step that ``TRANSITIONS`` does not know.
    """
    before, now = EnrolmentState(enrolment.state), timezone.now()
    if state not in TRANSITIONS[before]:
        raise TrainingError(f"Không chuyển được từ “{before.label}” sang “{state.label}”. Tải lại trang để xem.")
    fields = {"state": state, "changed_at": now, "offer_expires_at": None, "reason": reason} | changes
    _save(enrolment, fields)
    if before == EnrolmentState.ENROLLED:
        end_swaps(enrolment, at=now)
    return EnrolmentStep.objects.create(enrolment=enrolment, before=before, after=state, by=by, at=now, reason=reason)


def note(enrolment: Enrolment, *, by: User, reason: str, **changes: Any) -> EnrolmentStep:
    """Change something else than the state, and write down who did so and why."""
    _save(enrolment, changes | {"reason": reason})
    return EnrolmentStep.objects.create(
        enrolment=enrolment,
        before=enrolment.state,
        after=enrolment.state,
        by=by,
        at=timezone.now(),
        reason=reason,
    )


def _save(enrolment: Enrolment, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=list(fields))


def end_swaps(enrolment: Enrolment, *, at: dt.datetime) -> None:
    """A place that is gone is neither given nor taken in exchange."""
    for field in ("giver", "in_exchange"):
        questions = PlaceSwap.objects.filter(state=SwapState.PROPOSED, **{field: enrolment})
        questions.update(state=SwapState.WITHDRAWN, answered_at=at)


def demand_authority(enrolment: Enrolment, *, by: User, action: Action) -> None:
    """Raise TrainingError unless ``by`` may do ``action`` for this person."""
    authority = Authority(by, enrolment.run, action)
    if not authority.covers(person_id=enrolment.person_id, market_id=enrolment.market_id):
        raise TrainingError("Bạn không quản lý việc học của người này.")


def demand_reason(reason: str) -> str:
    """The reason without blanks around it; raise TrainingError when there is none."""
    if not (text := reason.strip()):
        raise TrainingError("Ghi lý do để người học và người sau hiểu.")
    return text[:200]
