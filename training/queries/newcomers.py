"""Who still has to say who they are before they can be enrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traders.enums import ApplicationState
from traders.models import Trader, TraderApplication
from traders.queries.applications import last_application_of
from training.enums import Audience

if TYPE_CHECKING:
    from portal.accounts.models import User
    from training.models import CourseRun


def is_newcomer(run: CourseRun, person: User) -> bool:
    """Whether ``run`` needs to know more of ``person``: a creator's name, a trader's registration."""
    if run.course.audience == Audience.CREATORS:
        return not person.full_name
    if Trader.objects.filter(user=person).exists():
        return False
    return not TraderApplication.objects.filter(user=person, state=ApplicationState.WAITING).exists()


def known_of(person: User) -> dict[str, object]:
    """What a newcomer has typed before, in this registration or an earlier one."""
    known: dict[str, object] = {"name": person.full_name}
    before = last_application_of(person)
    if before is not None:
        known |= {name: value for name in ("name", "market", "stall_code") if (value := getattr(before, name))}
    return known
