"""Stalls of a market, as one person may see them, and who held them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet, TextField, Value

from portal.accounts.roles import Role
from portal.search import Fold, folded_contains
from traders.models import Market, MarketZone, Stall, Tenancy

if TYPE_CHECKING:
    from traders.models.actors import Actor


def stalls_for(
    user: Actor, market: Market, *, search: str = "", zone: MarketZone | None = None, is_held: bool | None = None
) -> QuerySet[Stall]:
    """A market's stalls by code, A2 before A10; a trader meets their own only."""
    stalls = Stall.objects.visible_to(user).filter(market=market).select_related("zone", "trader__goods_line")
    if zone:
        stalls = stalls.filter(zone=zone)
    if is_held is not None:
        stalls = stalls.filter(trader__isnull=not is_held)
    if search:
        code = Q(code_folded__contains=Fold(Value(search, output_field=TextField())))
        stalls = stalls.filter(code | folded_contains("trader__name_folded", search))
    return stalls.order_by("code_order")


def holders_of(stall: Stall, user: Actor) -> QuerySet[Tenancy]:
    """Everyone who held, holds or is to hold ``stall``, the latest first; a trader meets their own times only."""
    tenancies = stall.tenancies.select_related("trader__market").order_by(F("began_on").desc(nulls_last=True), "-pk")
    if user.is_authenticated and user.role == Role.TRADER:
        tenancies = tenancies.filter(trader__user=user)
    return tenancies
