"""Stalls of a market, as one person may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from portal.accounts.models import Role
from traders.models import Market, Stall

if TYPE_CHECKING:
    from traders.models.actors import Actor


def stalls_for(user: Actor, market: Market, *, search: str = "") -> QuerySet[Stall]:
    """A market's stalls; a trader meets their own only."""
    stalls = market.stalls.select_related("trader__goods_line").order_by("code")
    if user.is_authenticated and user.role == Role.TRADER:
        stalls = stalls.filter(trader__user=user)
    if search:
        stalls = stalls.filter(Q(code__icontains=search) | Q(trader__name__unaccent__icontains=search))
    return stalls
