"""From order lines to rows of SellerDay."""
# ruff: noqa: S608 - no text from outside enters a statement; values are parameters

from __future__ import annotations

from collections.abc import Iterable

from ecommerce_stats.models import SellerDay
from ecommerce_stats.statements.columns import ADDED_UP, LEVELS, columns_of, keys_of, listed, table_of
from livestreams.enums import CANCELLED_STATUSES, COMPLETED_STATUSES, OPEN_STATUSES, HoldState, LineStatus
from livestreams.models import OrderLine, StaleSellerDay

LINES, MARKS, SELLER_DAYS = table_of(OrderLine), table_of(StaleSellerDay), table_of(SellerDay)

CELL = keys_of(SellerDay)
PART = ("order_no", *CELL)
ORDER = ("order_no", *(name for name in CELL if name not in {"trader_id", "goods_line_id"}))


def _any_of(statuses: Iterable[LineStatus]) -> str:
    return f"status IN ({listed(repr(status.value) for status in statuses)})"


RETURNED = (LineStatus.RETURNED, LineStatus.PARTIALLY_RETURNED)

IS_COMPLETED = _any_of(COMPLETED_STATUSES)

LINE_SUMS = f"""
    sum(placed_value)::bigint AS placed_value,
    sum(completed_value)::bigint AS completed_value,
    coalesce(sum(placed_value) FILTER (WHERE status = 'cancelled'), 0)::bigint AS cancelled_value,
    coalesce(sum(placed_value) FILTER (WHERE status = 'cancelled_after_ship'), 0)::bigint AS cancelled_after_ship_value,
    coalesce(sum(placed_value - completed_value) FILTER (WHERE {_any_of(RETURNED)}), 0)::bigint AS returned_value,
    coalesce(sum(placed_value) FILTER (WHERE {_any_of(OPEN_STATUSES)}), 0)::bigint AS open_value,
    sum(quantity)::bigint AS units_placed,
    sum(units_completed)::bigint AS units_completed,
    count(*) AS lines,
    count(*) FILTER (WHERE NOT {_any_of(CANCELLED_STATUSES)}) AS active_lines"""

IS_FIRST = ",".join(
    f"""
        row_number() OVER (PARTITION BY {listed((*ORDER, *level))}
            ORDER BY is_completed DESC, trader_id, goods_line_id) = 1 AS is_first_of_{name}"""
    for name, level in zip(LEVELS, (("trader_id",), ("goods_line_id",), ()), strict=True)
)
"""Whether an order, as it stands in one cell, is counted there on each level.

A part where the order is completed comes first, so that the same cell counts it as placed and as completed.
"""

ORDERS_ONCE = ",".join(
    f"""
        count(*) FILTER (WHERE is_first_of_{level}) AS orders_placed_of_{level},
        count(*) FILTER (WHERE is_first_of_{level} AND is_completed) AS orders_completed_of_{level}"""
    for level in LEVELS
)


def seller_days_of(lines: str) -> str:
    """CTEs that end in ``seller_days``: what the counted lines of the relation ``lines`` give.

    ``part`` is an order as it stands in one cell.
    """
    return f"""
    part AS (
        SELECT {listed(PART)}, bool_or({IS_COMPLETED}) AS is_completed, {LINE_SUMS}
        FROM {lines} AS line
        WHERE hold = '{HoldState.COUNTED.value}'
        GROUP BY {listed(PART)}
    ), counted AS (
        SELECT *, {IS_FIRST}
        FROM part
    ), seller_days AS (
        SELECT {listed(CELL)},
        {listed(f"sum({name})::bigint AS {name}" for name in ADDED_UP)},
        count(*) AS orders_placed,
        count(*) FILTER (WHERE is_completed) AS orders_completed, {ORDERS_ONCE}
        FROM counted GROUP BY {listed(CELL)}
    )"""


NEXT_MARKET = f"SELECT min(market_id) FROM {MARKS} WHERE market_id > %(market)s"

TAKE_MARKS = f"""
    WITH taken AS (
        DELETE FROM {MARKS} WHERE id IN (
            SELECT id FROM {MARKS}
            WHERE market_id = %(market)s AND day <= coalesce(
                (SELECT day FROM {MARKS} WHERE market_id = %(market)s ORDER BY day OFFSET %(limit)s LIMIT 1),
                'infinity')
            FOR UPDATE SKIP LOCKED)
        RETURNING day, account_id, trader_id, reason
    )
    SELECT day, account_id, array_agg(DISTINCT trader_id) FILTER (WHERE trader_id IS NOT NULL),
        array_agg(DISTINCT reason) FILTER (WHERE reason <> '')
    FROM taken GROUP BY day, account_id"""
"""Whole days of a market, about %(limit)s marks: (day, account, traders, reasons)."""

_TOUCHED = "unnest(%(days)s::date[], %(accounts)s::bigint[]) AS touched(day, account_id)"

DELETE_SELLER_DAYS = f"""
    DELETE FROM {SELLER_DAYS} AS seller_day USING {_TOUCHED}
    WHERE market_id = %(market)s AND seller_day.day = ANY(%(days)s::date[])
    AND seller_day.day = touched.day AND seller_day.account_id = touched.account_id"""

INSERT_SELLER_DAYS = f"""
    INSERT INTO {SELLER_DAYS} ({listed(columns_of(SellerDay))})
    WITH {
    seller_days_of(f'''(
        SELECT found.* FROM {_TOUCHED} JOIN {LINES} AS found USING (day, account_id)
        WHERE found.market_id = %(market)s
    )''')
}
    SELECT {listed(columns_of(SellerDay))} FROM seller_days"""
"""Account-days are worked out whole: an order belongs to one, but may be split over its traders."""
