"""Stalls of a market, as one person may see them, and who held them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, TextField, Value

from portal.search import Fold, folded_contains
from traders.models import Market, MarketZone, Stall

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
