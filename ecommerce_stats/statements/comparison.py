"""The full recount: one statement, so one snapshot of lines, figures and marks.

It counts another way than the refresh does: whole cells in one pass over the lines, and a closer
look only at orders that stand in several cells. Markets share nothing, so that each of %(slices)s
statements may take its share of them, number %(slice)s.
"""
# ruff: noqa: S608 - no text from outside enters a statement; values are parameters

from __future__ import annotations

from collections.abc import Iterable

from ecommerce_stats.models import GoodsDay, GoodsHalf, MarketDay, MarketHalf, SellerDay, SellerPeriod
from ecommerce_stats.models.days import ORDERS
from ecommerce_stats.statements import sums
from ecommerce_stats.statements.columns import (
    ADDED_UP,
    LEVELS,
    RollUp,
    columns_of,
    half_month,
    keys_of,
    label_of,
    listed,
    table_of,
)
from ecommerce_stats.statements.seller_days import CELL, IS_COMPLETED, IS_FIRST, LINE_SUMS, LINES, MARKS, PART

OF_SLICE = "market_id %% %(slices)s = %(slice)s"


def _same(left: str, right: str, keys: Iterable[str]) -> str:
    """Equality of cells; keys that may be empty are compared as 0, since a hash join needs equality."""
    pairs = ((f"{left}.{key}", f"{right}.{key}", key in {"trader_id", "goods_line_id", "session_id"}) for key in keys)
    return " AND ".join(f"coalesce({a}, 0) = coalesce({b}, 0)" if is_null else f"{a} = {b}" for a, b, is_null in pairs)


def _differs(column: str) -> str:
    return f"min(coalesce({column}, 0)) <> max(coalesce({column}, 0))"


IS_MIXED = f"{_differs('trader_id')} OR {_differs('goods_line_id')}"

REPEATS = ",".join(
    f"""
        count(*) FILTER (WHERE NOT is_first_of_{level}) AS orders_placed_of_{level},
        count(*) FILTER (WHERE NOT is_first_of_{level} AND is_completed) AS orders_completed_of_{level}"""
    for level in LEVELS
)
ORDERS_ONCE = [
    f"cell.{name} - coalesce(repeated.{name}_of_{level}, 0) AS {name}_of_{level}" for level in LEVELS for name in ORDERS
]

SELLER_DAYS = f"""
    mixed AS (
        SELECT DISTINCT account_id FROM (
            SELECT account_id FROM {table_of(SellerDay)} WHERE {OF_SLICE}
            GROUP BY day, account_id HAVING {IS_MIXED}) AS account_day
    ), line AS (
        SELECT line.*, mixed.account_id IS NOT NULL AS is_mixed
        FROM {LINES} AS line LEFT JOIN mixed ON mixed.account_id = line.account_id
        WHERE hold = 'counted' AND {OF_SLICE}
    ), cell AS (
        SELECT {listed(CELL)}, {LINE_SUMS},
            count(DISTINCT order_no) AS orders_placed,
            count(DISTINCT order_no) FILTER (WHERE {IS_COMPLETED}) AS orders_completed,
            array_agg(DISTINCT order_no) FILTER (WHERE is_mixed) AS orders,
            array_agg(DISTINCT order_no) FILTER (WHERE is_mixed AND {IS_COMPLETED}) AS completed
        FROM line GROUP BY {listed(CELL)}
    ), part AS (
        SELECT {listed(PART)}, coalesce(order_no = ANY(completed), false) AS is_completed
        FROM cell, unnest(orders) AS order_no
    ), split AS (
        SELECT account_id, order_no FROM part GROUP BY account_id, order_no HAVING count(*) > 1
    ), repeated AS (
        SELECT {listed(CELL)}, {REPEATS}
        FROM (SELECT *, {IS_FIRST} FROM part JOIN split USING (account_id, order_no)) AS part GROUP BY {listed(CELL)}
    ), seller_days AS (
        SELECT {listed(f"cell.{name}" for name in (*CELL, *ADDED_UP, *ORDERS))}, {listed(ORDERS_ONCE)}
        FROM cell LEFT JOIN repeated ON {_same("cell", "repeated", CELL)}
    )"""
"""CTEs that end in the rows that SellerDay should have, from one pass over the lines.

An order can stand in several cells only where an account has several traders or goods lines on a
day. Which accounts those are is taken from the stored rows: were it wrong, their keys would differ.
"""

MARKET = "coalesce(recounted.market_id, stored.market_id)"
WAITING_DAYS = f"({MARKET}, coalesce(recounted.day, stored.day)) IN (SELECT market_id, day FROM waiting)"
WAITING_HALVES = f"({MARKET}, coalesce(recounted.day, stored.day)) IN (SELECT market_id, half FROM waiting)"
WAITING_SPANS = f"""({MARKET}, coalesce(recounted.kind, stored.kind), coalesce(recounted.start, stored.start)) IN (
            SELECT market_id, 'half_month', half FROM waiting
            UNION ALL SELECT market_id, span.kind, span.start FROM waiting JOIN span USING (half))"""


def _differences(model: RollUp, recounted: str, is_waiting: str) -> str:
    """One row: how many stored rows there are, how many cells differ, and a few of those."""
    keys, stored = keys_of(model), f"(SELECT * FROM {table_of(model)} WHERE {OF_SLICE})"
    measures = [name for name in columns_of(model) if name not in keys]
    sides = (listed(f"{side}.{name}" for name in measures) for side in ("recounted", "stored"))
    differs = f" OR ({next(sides)}) IS DISTINCT FROM ({next(sides)})" if measures else ""
    return f"""
    SELECT '{label_of(model)}' AS roll_up, (SELECT count(*) FROM {stored} AS stored), count(*),
        (array_agg(jsonb_build_object('recounted', to_jsonb(recounted), 'stored', to_jsonb(stored))))[1:5]
    FROM {recounted} AS recounted FULL JOIN {stored} AS stored ON {_same("recounted", "stored", keys)}
    WHERE (recounted.market_id IS NULL OR stored.market_id IS NULL{differs}) AND NOT {is_waiting}"""


RECOUNT = f"""
    WITH waiting AS MATERIALIZED (
        SELECT DISTINCT market_id, day, {half_month("day")} AS half FROM {MARKS} WHERE {OF_SLICE}
    ), span AS MATERIALIZED ({sums.SPAN}
    ), {SELLER_DAYS}
    , market_days AS ({sums.market_days_of("seller_days")})
    , goods_days AS ({sums.goods_days_of("seller_days")})
    , market_halves AS ({sums.market_halves_of("market_days")})
    , goods_halves AS ({sums.goods_halves_of("goods_days")})
    , seller_halves AS ({sums.seller_halves_of("seller_days WHERE true")})
    , seller_periods AS (SELECT * FROM seller_halves UNION ALL {sums.seller_periods_of("seller_halves")})
    {
    " UNION ALL ".join(
        (
            _differences(SellerDay, "seller_days", WAITING_DAYS),
            _differences(MarketDay, "market_days", WAITING_DAYS),
            _differences(GoodsDay, "goods_days", WAITING_DAYS),
            _differences(MarketHalf, "market_halves", WAITING_HALVES),
            _differences(GoodsHalf, "goods_halves", WAITING_HALVES),
            _differences(SellerPeriod, "seller_periods", WAITING_SPANS),
        )
    )
}"""

DAYS_WAITING = f"SELECT count(*) FROM (SELECT DISTINCT market_id, day FROM {MARKS}) AS waiting"
