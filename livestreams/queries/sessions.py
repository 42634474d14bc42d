"""Sessions as one person may see them, and what they may be filtered by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from livestreams.models import LiveSession
from portal.search import Fold, folded_contains
from traders.models import Market, ShopAccount

if TYPE_CHECKING:
    from traders.models.actors import Actor

UPCOMING, ON_AIR, PAST = "sap-toi", "dang-phat", "da-xong"


def sessions_for(
    user: Actor,
    *,
    market: Market | None = None,
    when: str = "",
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    search: str = "",
) -> QuerySet[LiveSession]:
    """Sessions, newest first; those to come begin with the next one. Days are those of the start, both counted."""
    sessions = LiveSession.objects.visible_to(user).select_related("market", "account")
    if market:
        sessions = sessions.filter(market=market)
    if first_day:
        sessions = sessions.filter(starts_at__date__gte=first_day)
    if last_day:
        sessions = sessions.filter(starts_at__date__lte=last_day)
    return _ordered(_searched(sessions, search), when)


def _searched(sessions: QuerySet[LiveSession], search: str) -> QuerySet[LiveSession]:
    if not search:
        return sessions
    return sessions.alias(title_folded=Fold("title")).filter(
        folded_contains("title_folded", search)
        | Q(code__icontains=search)
        | Q(creator_handle__icontains=search.removeprefix("@"))
        | Q(account__handle__icontains=search.removeprefix("@"))
    )


def _ordered(sessions: QuerySet[LiveSession], when: str) -> QuerySet[LiveSession]:
    now = timezone.now()
    if when == UPCOMING:
        return sessions.filter(starts_at__gt=now).order_by("starts_at", "pk")
    if when == ON_AIR:
        sessions = sessions.filter(starts_at__lte=now, ends_at__gt=now)
    elif when == PAST:
        sessions = sessions.filter(ends_at__lte=now)
    return sessions.order_by("-starts_at", "-pk")


def free_code(market: Market, day: dt.date) -> str:
    """``ben-thanh-20231211-2``: the market, the day of the start, and the first number that is free."""
    stem = f"{market.slug[:24]}-{day:%Y%m%d}"
    taken = set(LiveSession.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    return next(code for code in (f"{stem}-{n}" for n in range(1, len(taken) + 2)) if code not in taken)


def accounts_managed_by(user: Actor) -> QuerySet[ShopAccount]:
    """Shop accounts that may be given a session, those of one market together."""
    return ShopAccount.objects.managed_by(user).select_related("market", "trader").order_by("market__name", "handle")
