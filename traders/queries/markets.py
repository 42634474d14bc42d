"""Markets with what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from traders.models import Market, ShopAccount, Stall, Trader
from traders.queries.sorting import Unaccent

if TYPE_CHECKING:
    from traders.models.actors import Actor


def _count(rows: QuerySet[Stall] | QuerySet[Trader] | QuerySet[ShopAccount]) -> Coalesce:
    """How many of ``rows`` a market has; a subquery each, so that the counts do not multiply."""
    counted = rows.filter(market=OuterRef("pk")).order_by().values("market").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def markets_for(user: Actor, *, search: str = "") -> QuerySet[Market]:
    """Markets with ``stall_count``, ``trader_count`` and ``account_count``."""
    markets = Market.objects.visible_to(user)
    if search:
        markets = markets.filter(Q(name__unaccent__icontains=search) | Q(ward__name__unaccent__icontains=search))
    return (
        markets.select_related("ward__province")
        .annotate(
            stall_count=_count(Stall.objects.all()),
            trader_count=_count(Trader.objects.all()),
            account_count=_count(ShopAccount.objects.all()),
        )
        .order_by("ward__province_id", Unaccent("name"))
    )
