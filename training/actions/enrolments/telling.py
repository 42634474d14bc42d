"""Messages about places. Each step is told once: the key of a message names the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.notifications.actions import draft, notify, notify_many
from training.queries.rules import said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portal.accounts.models import User
    from portal.notifications.models import Message
    from training.models import CourseRun, Enrolment, EnrolmentStep, PlaceSwap

OWN_TRAINING = "/dao-tao/cua-toi/"


def start_of(run: CourseRun) -> str:
    """When the run starts, in words."""
    return f"bắt đầu {said(run.starts_at)}" if run.starts_at else "chưa có lịch học"


def page_of(run: CourseRun) -> str:
    return f"/dao-tao/lop/{run.code}/"


def tell_newcomers(steps: Sequence[EnrolmentStep], positions: Mapping[int, int]) -> None:
    """Tell those who came whether they have a place or where they stand; a list of people is one batch of each."""
    if len(steps) == 1:
        (one,) = steps
        tell_waiting(one, positions[one.enrolment_id]) if positions else tell_enrolled(one)
        return
    enrolled = [each for each in steps if each.enrolment_id not in positions]
    waiting = [each for each in steps if each.enrolment_id in positions]
    _tell_many(enrolled, "place_taken", lambda each: {"start": start_of(each.enrolment.run)})
    _tell_many(waiting, "place_waiting", lambda each: {"position": str(positions[each.enrolment_id])})


def _tell_many(steps: Sequence[EnrolmentStep], template: str, more: Callable[[EnrolmentStep], dict[str, str]]) -> None:
    if not steps:
        return
    by_person, run = {each.enrolment.person_id: each for each in steps}, steps[0].enrolment.run
    notify_many(
        people=[each.enrolment.person for each in steps],
        template=template,
        values_for=lambda person: {"run": run.title} | more(by_person[person.pk]),
        title=f"Đăng ký lớp {run.title}",
        by=steps[0].by,
        link=page_of(run),
        key=f"enrolment-steps:{steps[0].pk}:{len(steps)}",
    )


def tell_enrolled(step: EnrolmentStep) -> None:
    run = step.enrolment.run
    _tell(step, "place_taken", {"run": run.title, "start": start_of(run)}, link=page_of(run))


def tell_waiting(step: EnrolmentStep, position: int) -> None:
    values = {"run": step.enrolment.run.title, "position": str(position)}
    _tell(step, "place_waiting", values, link=page_of(step.enrolment.run))


def tell_offered(enrolment: Enrolment, *, is_urgent: bool) -> None:
    """Ask whether they take the place; once a deadline, however often the task runs."""
    expires = enrolment.offer_expires_at
    assert expires
    run = enrolment.run
    notify(
        person=enrolment.person,
        template="place_offered_soon" if is_urgent else "place_offered",
        values={"run": run.title, "start": start_of(run), "deadline": said(expires)},
        key=f"offer:{enrolment.pk}:{expires:%s}",
        link=f"/dao-tao/cho-trong/{enrolment.pk}/",
    )


def tell_lapsed(step: EnrolmentStep) -> None:
    _tell(step, "place_offer_lapsed", {"run": step.enrolment.run.title}, link=page_of(step.enrolment.run))


def tell_removed(step: EnrolmentStep) -> None:
    values = {"run": step.enrolment.run.title, "reason": step.reason}
    _tell(step, "place_removed", values, link=page_of(step.enrolment.run))


def tell_given_up(step: EnrolmentStep, by: User) -> None:
    """Told when somebody else did it; who pressed the button themselves saw the answer on the page."""
    if by.pk != step.enrolment.person_id:
        run = step.enrolment.run
        _tell(step, "place_given_up", {"run": run.title, "by": str(by)}, link=page_of(run))


def _tell(step: EnrolmentStep, template: str, values: dict[str, str], *, link: str) -> None:
    person = step.enrolment.person
    notify(person=person, template=template, values=values, key=f"enrolment-step:{step.pk}", link=link, by=step.by)


def news_of(enrolment: Enrolment, *, position: int | None, by: User) -> Message:
    """The message, not saved yet, to somebody who comes: they have a place, or where they stand."""
    run = enrolment.run
    values = {"position": str(position)} if position else {"start": start_of(run)}
    template = "place_waiting" if position else "place_taken"
    return draft(
        person=enrolment.person, template=template, values={"run": run.title} | values, link=page_of(run), by=by
    )


def tell_of_swap(swap: PlaceSwap, person: User, template: str, values: dict[str, str]) -> None:
    """One message a swap, text and person."""
    notify(
        person=person, template=template, values=values, key=f"swap:{swap.pk}:{template}:{person.pk}", link=OWN_TRAINING
    )
