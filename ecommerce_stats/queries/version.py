"""Which state of the figures a page shows, so that a page made of the same state need not be made again."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Subquery
from django.utils import timezone

from ecommerce_stats.models import MarketRefresh
from livestreams.models import StaleSellerDay


def figures_version() -> str:
    """Changes with every refresh of any market, with every change that begins to wait, and with the day.

    Each market's time counts, not the newest of them: a refresh that began earlier may be committed
    later.
    """
    oldest = Subquery(StaleSellerDay.objects.order_by("marked_at").values("marked_at")[:1])
    refreshed = MarketRefresh.objects.annotate(waiting_since=oldest).order_by("market_id")
    state = (timezone.localdate(), *refreshed.values_list("market_id", "refreshed_at", "waiting_since"))
    return sha256(repr(state).encode()).hexdigest()
