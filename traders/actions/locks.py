"""One change of a market's registers at a time: two people pasting one list make it once."""

from __future__ import annotations

from traders.models import Market


def lock_market(market: Market) -> None:
    """Hold the market's row until the transaction ends."""
    Market.objects.select_for_update().get(pk=market.pk)
