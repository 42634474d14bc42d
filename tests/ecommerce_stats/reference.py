"""Figures counted the slow and obvious way, straight from lines, to compare the roll-ups with."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from ecommerce_stats.queries import By, Figures, Scope
from livestreams.enums import CANCELLED_STATUSES, COMPLETED_STATUSES, OPEN_STATUSES, HoldState, LineStatus
from livestreams.models import OrderLine

KEY_OF: dict[By, Callable[[OrderLine], Any]] = {
    "market": lambda line: line.market_id,
    "ward": lambda line: line.ward_id,
    "goods_line": lambda line: line.goods_line_id,
    "platform": lambda line: line.platform,
    "trader": lambda line: line.trader_id,
    "session": lambda line: line.session_id,
    "airing": lambda line: line.airing,
    "day": lambda line: line.day,
    "month": lambda line: line.day.replace(day=1),
}


def counted_lines(scope: Scope, start: dt.date | None, end: dt.date | None) -> list[OrderLine]:
    """Lines that stand in the figures of a scope."""
    wanted = {
        "market_id": scope.market_id,
        "ward_id": scope.ward_id,
        "goods_line_id": scope.goods_line_id,
        "platform": scope.platform,
        "trader_id": scope.trader_id,
        "session_id": scope.session_id,
    }
    lines = OrderLine.objects.filter(hold=HoldState.COUNTED, **{k: v for k, v in wanted.items() if v is not None})
    if scope.city is not None:
        lines = lines.filter(ward__province=scope.city)
    if scope.market_ids is not None:
        lines = lines.filter(market__in=scope.market_ids)
    if scope.unassigned_only:
        lines = lines.filter(trader=None)
    return [line for line in lines if (start is None or line.day >= start) and (end is None or line.day < end)]


def figures_of(lines: Iterable[OrderLine]) -> Figures:
    """Domain definitions, one line of code each."""
    lines = list(lines)

    def value_of(*statuses: LineStatus) -> int:
        return sum(line.placed_value for line in lines if line.status in statuses)

    returned = [line for line in lines if line.status in {LineStatus.RETURNED, LineStatus.PARTIALLY_RETURNED}]
    active = [line for line in lines if line.status not in CANCELLED_STATUSES]
    return Figures(
        placed_value=sum(line.placed_value for line in lines),
        completed_value=sum(line.completed_value for line in lines),
        cancelled_value=value_of(LineStatus.CANCELLED),
        cancelled_after_ship_value=value_of(LineStatus.CANCELLED_AFTER_SHIP),
        returned_value=sum(line.placed_value - line.completed_value for line in returned),
        open_value=value_of(*OPEN_STATUSES),
        orders_placed=len({(line.account_id, line.order_no) for line in lines}),
        orders_completed=len({(line.account_id, line.order_no) for line in lines if line.status in COMPLETED_STATUSES}),
        units_placed=sum(line.quantity for line in lines),
        units_completed=sum(line.units_completed for line in lines),
        lines=len(lines),
        active_lines=len(active),
        sellers=len({line.trader_id for line in active} - {None}),
    )


def breakdown_of(lines: Iterable[OrderLine], by: By) -> dict[Any, Figures]:
    """The same for each key."""
    groups = defaultdict(list)
    for line in lines:
        groups[KEY_OF[by](line)].append(line)
    return {key: figures_of(group) for key, group in groups.items()}
