"""Traders, as one person may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from traders.models import Market, Stall, Trader
from traders.queries.sorting import Unaccent

if TYPE_CHECKING:
    from traders.models.actors import Actor


def traders_for(user: Actor, market: Market, *, search: str = "") -> QuerySet[Trader]:
    """A market's traders by name, with their stalls and accounts at hand."""
    traders = Trader.objects.visible_to(user).filter(market=market)
    if search:
        traders = traders.filter(
            Q(name__unaccent__icontains=search)
            | Q(goods_line__name__unaccent__icontains=search)
            | Q(pk__in=Stall.objects.filter(market=market, code__icontains=search).values("trader"))
        )
    return (
        traders.select_related("goods_line")
        .prefetch_related("stalls", "shop_accounts")
        .order_by(Unaccent("name"), "pk")
    )
