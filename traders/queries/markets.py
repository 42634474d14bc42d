"""Markets with what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.places.models import Ward
from portal.search import Fold, exact_first, folded_contains
from traders.models import Market, ShopAccount, Stall, Trader

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
        of_ward = Ward.objects.alias(folded=Fold("full_name")).filter(folded_contains("folded", search))
        markets = markets.filter(folded_contains("name_folded", search) | Q(ward__in=of_ward))
    return (
        markets.select_related("ward__province")
        .annotate(
            stall_count=_count(Stall.objects.all()),
            trader_count=_count(Trader.objects.all()),
            account_count=_count(ShopAccount.objects.all()),
        )
        .order_by("ward__province_id", *([exact_first("name", search)] if search else []), "name_order")
    )
