"""Figures for pages, files and commands. Pages read these and never order lines."""

from ecommerce_stats.queries.figures import breakdown, compare, tables, totals
from ecommerce_stats.queries.freshness import (
    AsOf,
    Status,
    as_of,
    last_day_with_figures,
    last_recount,
    oldest_stale_at,
    recount_difference,
    stale_count,
    status_of,
)
from ecommerce_stats.queries.published import Published, city_published_totals
from ecommerce_stats.queries.scopes import Scope, scope_for
from ecommerce_stats.queries.shapes import BreakdownRow, Comparison, Figures, growth
from ecommerce_stats.queries.sources import By, Cut

__all__ = (
    "AsOf",
    "BreakdownRow",
    "By",
    "Comparison",
    "Cut",
    "Figures",
    "Published",
    "Scope",
    "Status",
    "as_of",
    "breakdown",
    "city_published_totals",
    "compare",
    "growth",
    "last_day_with_figures",
    "last_recount",
    "oldest_stale_at",
    "recount_difference",
    "scope_for",
    "stale_count",
    "status_of",
    "tables",
    "totals",
)
