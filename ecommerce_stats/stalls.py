"""Stalls beside the figures of their traders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from traders.models import Stall

if TYPE_CHECKING:
    from ecommerce_stats.queries.shapes import BreakdownRow

UNASSIGNED = "chua-ro"
"""Stands in an address for lines of which nobody knows the stall."""


def with_stall_codes(rows: Sequence[BreakdownRow]) -> list[BreakdownRow]:
    """Rows of traders with the codes of their stalls before their name, as their neighbours say it."""
    codes = defaultdict[object, list[str]](list)
    stalls = Stall.objects.filter(trader__in=[row.key for row in rows if row.key is not None]).order_by("code")
    for trader_id, code in stalls.values_list("trader", "code"):
        codes[trader_id].append(code)
    return [_named(row, codes[row.key]) if row.key in codes else row for row in rows]


def _named(row: BreakdownRow, codes: Sequence[str]) -> BreakdownRow:
    return replace(row, label=f"{', '.join(codes)} · {row.label}")
