"""The full recount: one statement, so one snapshot of lines, figures and marks."""
# ruff: noqa: S608 - no text from outside enters a statement; values are parameters

from __future__ import annotations

from ecommerce_stats.models import GoodsDay, GoodsHalf, MarketDay, MarketHalf, SellerDay, SellerPeriod
from ecommerce_stats.statements import sums
from ecommerce_stats.statements.columns import RollUp, columns_of, half_month, keys_of, label_of, listed, table_of
from ecommerce_stats.statements.seller_days import LINES, MARKS, seller_days_of

MARKET = "coalesce(recounted.market_id, stored.market_id)"
WAITING_DAYS = f"({MARKET}, coalesce(recounted.day, stored.day)) IN (SELECT market_id, day FROM waiting)"
WAITING_HALVES = f"({MARKET}, coalesce(recounted.day, stored.day)) IN (SELECT market_id, half FROM waiting)"
WAITING_SPANS = f"""({MARKET}, coalesce(recounted.kind, stored.kind), coalesce(recounted.start, stored.start)) IN (
            SELECT market_id, 'half_month', half FROM waiting
            UNION ALL SELECT market_id, span.kind, span.start FROM waiting JOIN span USING (half))"""


def _differences(model: RollUp, recounted: str, is_waiting: str) -> str:
    """One row: how many stored rows there are, how many cells differ, and a few of those.

    Keys that may be empty are compared as 0, since a hash join needs equality.
    """
    keys, measures = keys_of(model), [name for name in columns_of(model) if name not in keys_of(model)]
    same_key = " AND ".join(_same(name) for name in keys)
    sides = (listed(f"{side}.{name}" for name in measures) for side in ("recounted", "stored"))
    differs = f" OR ({next(sides)}) IS DISTINCT FROM ({next(sides)})" if measures else ""
    table = table_of(model)
    return f"""
    SELECT '{label_of(model)}' AS roll_up, (SELECT count(*) FROM {table}), count(*),
        (array_agg(jsonb_build_object('recounted', to_jsonb(recounted), 'stored', to_jsonb(stored))))[1:5]
    FROM {recounted} AS recounted FULL JOIN {table} AS stored ON {same_key}
    WHERE (recounted.market_id IS NULL OR stored.market_id IS NULL{differs}) AND NOT {is_waiting}"""


def _same(key: str) -> str:
    if key in {"trader_id", "goods_line_id", "session_id"}:
        return f"coalesce(recounted.{key}, 0) = coalesce(stored.{key}, 0)"
    return f"recounted.{key} = stored.{key}"


RECOUNT = f"""
    WITH waiting AS MATERIALIZED (
        SELECT DISTINCT market_id, day, {half_month("day")} AS half FROM {MARKS}
    ), span AS MATERIALIZED ({sums.SPAN}
    ), {seller_days_of(LINES)}
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
