from ecommerce_stats.actions.recounts import recount
from ecommerce_stats.actions.refresh import refresh_stale

__all__ = ("recount", "refresh_stale")
