"""Asking people by message to enrol in a run: who agreed to messages, and nobody twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.notifications.actions import notify_many
from traders.models import Trader
from training.actions.enrolments.steps import locked_run
from training.actions.enrolments.telling import start_of
from training.enums import RunState
from training.errors import TrainingError
from training.models import Invitation
from training.queries.people import invitation_plan
from training.queries.standing import Authority, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.accounts.models import User
    from training.models import CourseRun


@transaction.atomic
def invite(*, run: CourseRun, people: Sequence[User], by: User) -> list[Invitation]:
    """Write to those of ``people`` who agreed to messages, are not on the list and were not invited to ``run`` before.

    Returns the new invitations, none the second time. Raises TrainingError when nobody can enrol in the run any more,
    or somebody is not of those whom ``by`` may send.
    """
    run = locked_run(run.pk)
    if run.state != RunState.PUBLISHED or run.enrol_closes_at <= timezone.now():
        raise TrainingError("Lớp không còn nhận đăng ký nên không mời được nữa.")
    known, authority = standings(people), Authority(by, run)
    for person in people:
        market = known[person.pk].market
        if not authority.covers(person_id=person.pk, market_id=market.pk if market else None):
            raise TrainingError(f"Bạn không quản lý chợ của {person}, nên không mời được.")
    chosen = invitation_plan(run, people).to_invite
    if not chosen:
        return []
    traders = {row.user_id: row for row in Trader.objects.filter(user__in=chosen)}
    rows = [Invitation(run=run, person=person, invited_by=by, **_of(traders.get(person.pk))) for person in chosen]
    made = Invitation.objects.bulk_create(rows)
    notify_many(
        people=chosen,
        template="run_invitation",
        values_for=lambda _: {"by": str(by), "run": run.title, "start": start_of(run)},
        title=f"Mời học: {run.title}",
        by=by,
        link=reverse("run_detail", args=[run.code]),
        key=f"invitations:{run.pk}:{made[0].pk}",
    )
    return made


def _of(trader: Trader | None) -> dict[str, object]:
    return {"trader": trader, "market": trader.market if trader else None}
