"""One change of a market's registers at a time: two people pasting one list make it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traders.models import Market

if TYPE_CHECKING:
    from django.db.models import QuerySet


def lock_market(market: Market) -> None:
    """Hold the market's row until the transaction ends."""
    Market.objects.select_for_update().get(pk=market.pk)


def lock_markets(markets: QuerySet[Market]) -> None:
    """The same for several, in the order of their keys, so that two such transactions never wait for each other."""
    chosen = markets.order_by().values("pk")
    list(Market.objects.filter(pk__in=chosen).select_for_update().order_by("pk").values_list("pk", flat=True))
