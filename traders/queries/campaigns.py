"""Whom a message about VNeID would reach, and whom the organisation has to call or visit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from portal.notifications.enums import Purpose, State
from portal.notifications.models import Message, MessagePreference
from portal.notifications.queries import batches_for
from traders.enums import VneidState
from traders.models import ShopAccount
from traders.queries.vneid import traders_missing
from traders.vneid import DUTY

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.notifications.models import MessageBatch
    from traders.models import Market, Trader

TEMPLATE = "vneid_missing"
PAUSE = dt.timedelta(days=7)
"""Nobody is written to again within it, unless whoever sends says so."""


@dataclass(slots=True)
class CampaignPlan:
    """Traders with accounts to link, parted by whether a message would reach them.

    ``recent`` had one within ``PAUSE``; ``without_phone`` have no number and no e-mail; ``unwilling`` turned these
    messages off. A deadline of law needs no consent to be told (``NEEDS_NO_CONSENT``).
    """

    to_write: list[Trader] = field(default_factory=list)
    recent: list[Trader] = field(default_factory=list)
    without_phone: list[Trader] = field(default_factory=list)
    unwilling: list[Trader] = field(default_factory=list)
    accounts: dict[int, list[ShopAccount]] = field(default_factory=dict)

    def receivers(self, *, again: bool) -> list[Trader]:
        """Who gets it; with ``again`` those of the last days too."""
        return [*self.to_write, *self.recent] if again else self.to_write

    def values_for(self, trader: Trader) -> dict[str, str]:
        """What the message says to ``trader``."""
        accounts = self.accounts[trader.pk]
        return {
            "count": str(len(accounts)),
            "accounts": ", ".join(str(account) for account in accounts),
            "deadline": f"{DUTY.deadline:%d/%m/%Y}",
        }


def campaign_plan(user: User, market: Market | None) -> CampaignPlan:
    """For one market, or for all that ``user`` may write to. Five statements, however many traders."""
    traders = list(
        traders_missing(user, market).prefetch_related("stalls").order_by("market__name_order", "name_order", "pk")
    )
    plan = CampaignPlan(accounts=_unlinked(traders))
    people = [trader.user_id for trader in traders]
    muted = set(
        MessagePreference.objects.filter(person__in=people, purpose=Purpose.VNEID).values_list("person_id", flat=True)
    )
    recent = set(_recent().filter(person__in=people).values_list("person_id", flat=True))
    for trader in traders:
        if not (trader.user.phone or trader.phone or trader.user.email):
            plan.without_phone.append(trader)
        elif trader.user_id in muted:
            plan.unwilling.append(trader)
        elif trader.user_id in recent:
            plan.recent.append(trader)
        else:
            plan.to_write.append(trader)
    return plan


def _unlinked(traders: list[Trader]) -> dict[int, list[ShopAccount]]:
    rows = ShopAccount.objects.filter(trader__in=traders, vneid_state=VneidState.NOT_LINKED)
    found: dict[int, list[ShopAccount]] = {}
    for account in rows.order_by("platform", "handle"):
        found.setdefault(account.trader_id or 0, []).append(account)
    return found


def _recent() -> QuerySet[Message]:
    lost = Q(state__in=(State.FAILED, State.SKIPPED))
    return Message.objects.filter(template=TEMPLATE, created_at__gte=timezone.now() - PAUSE).exclude(lost)


def past_campaigns(user: User) -> QuerySet[MessageBatch]:
    """Campaigns that ``user`` may read about, newest first, with how many messages wait, arrived, were lost."""
    return batches_for(user).filter(template=TEMPLATE)
