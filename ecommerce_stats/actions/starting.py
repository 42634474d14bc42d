"""Inviting people who learned and have not gone live to a run or a session; nobody twice within 14 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.errors import StatsError
from ecommerce_stats.models import StartInvitation
from ecommerce_stats.queries.never_live import PAUSE, last_invited
from portal.accounts.roles import Action
from portal.notifications.actions import notify
from portal.notifications.enums import Purpose
from portal.notifications.models import MessagePreference
from portal.privacy.enums import ConsentPurpose
from portal.privacy.queries import consenting
from portal.templatetags.formats import datetime_vi
from traders.models import Trader
from training.actions.invitations import invite
from training.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livestreams.models import LiveSession
    from portal.accounts.models import User
    from training.models import CourseRun


@transaction.atomic
def invite_to_run(*, traders: Sequence[Trader], run: CourseRun, by: User) -> list[StartInvitation]:
    """Invite to ``run`` whoever was not invited lately; returns those who were now.

    Raises StatsError when the run takes nobody any more, or somebody is not of one's markets.
    """
    people = _due(traders, by)
    try:
        made = invite(run=run, people=[trader.user for trader in people], by=by)
    except TrainingError as error:
        raise StatsError(str(error)) from error
    invited = {row.person_id for row in made}
    now = timezone.now()
    rows = [
        StartInvitation(trader=trader, run=run, invited_by=by, invited_at=now)
        for trader in people
        if trader.user_id in invited
    ]
    return StartInvitation.objects.bulk_create(rows)


@transaction.atomic
def invite_to_session(*, traders: Sequence[Trader], session: LiveSession, by: User) -> list[StartInvitation]:
    """Invite to come and sell in ``session`` those who agreed to such messages; the same pause.

    Raises StatsError when it has begun.
    """
    now = timezone.now()
    if session.starts_at <= now:
        raise StatsError("Phiên này đã bắt đầu, không mời được nữa.")
    people = _willing(_due(traders, by))
    rows = [StartInvitation(trader=each, session=session, invited_by=by, invited_at=now) for each in people]
    made = StartInvitation.objects.bulk_create(rows)
    for row in made:
        notify(
            person=row.trader.user,
            template="start_session",
            values={"market": session.market.name, "session": session.title, "when": datetime_vi(session.starts_at)},
            key=f"start:{row.pk}",
            link=reverse("session_figures", args=[session.code]),
            by=by,
        )
    return made


def _willing(traders: Sequence[Trader]) -> list[Trader]:
    """Those who would get the message: who would not is not written down as invited."""
    ids = [trader.user_id for trader in traders]
    muted = MessagePreference.objects.filter(person__in=ids, purpose=Purpose.SESSION)
    silent = set(muted.values_list("person", flat=True))
    agreed = set(consenting(ConsentPurpose.MESSAGES).filter(person__in=ids)) - silent
    return [trader for trader in traders if trader.user_id in agreed]


def _due(traders: Sequence[Trader], by: User) -> list[Trader]:
    """Those not invited within the pause. Their rows are locked, so that two who invite at once count as one.

    The lock lets them enrol meanwhile: who does so holds the run for which this waits afterwards.
    """
    ids = [trader.pk for trader in traders]
    mine = Trader.objects.managed_by(by, Action.ENROL_OTHERS).filter(pk__in=ids).active()
    locked = list(mine.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    if len(locked) != len(set(ids)):
        raise StatsError("Có người không thuộc chợ bạn quản lý, nên không mời được.")
    since = timezone.now() - PAUSE
    due = Trader.objects.filter(pk__in=locked).annotate(invited_at=last_invited())
    return list(due.filter(Q(invited_at__isnull=True) | Q(invited_at__lte=since)).select_related("user", "market"))
