"""The full recount: one statement, so one snapshot of lines, figures and marks."""
# ruff: noqa: S608 - no text from outside enters a statement; values are parameters

from __future__ import annotations

from ecommerce_stats.models import GoodsDay, GoodsHalf, MarketDay, MarketHalf, SellerDay, SellerPeriod
from ecommerce_stats.statements import sums
from ecommerce_stats.statements.columns import RollUp, columns_of, half_month, label_of, listed, table_of
from ecommerce_stats.statements.seller_days import LINES, MARKS, seller_days_of

WAITING_DAY = """EXISTS (
            SELECT FROM waiting WHERE waiting.market_id = both_sides.market_id AND waiting.day = both_sides.day)"""
WAITING_HALF = """EXISTS (
            SELECT FROM waiting WHERE waiting.market_id = both_sides.market_id AND waiting.half = both_sides.{start})"""
WAITING_SPAN = """EXISTS (
            SELECT FROM waiting JOIN span ON waiting.day >= span.start AND waiting.day < span.end
            WHERE waiting.market_id = both_sides.market_id AND span.scheme = both_sides.scheme
            AND span.kind = both_sides.kind AND span.start = both_sides.start)"""


def _differences(model: RollUp, recounted: str, is_waiting: str) -> str:
    """One row: how many stored rows there are, how many rows stand on one side only, and a few of those."""
    columns, table = listed(columns_of(model)), table_of(model)
    return f"""
    SELECT '{label_of(model)}' AS roll_up, (SELECT count(*) FROM {table}) AS stored, count(*) AS differences,
        (array_agg(to_jsonb(one_sided)))[1:5] AS sample
    FROM (
        SELECT {columns}, sum(side) AS side
        FROM (SELECT {columns}, 1 AS side FROM {recounted} UNION ALL SELECT {columns}, -1 FROM {table}) AS both_sides
        GROUP BY {columns} HAVING sum(side) <> 0 AND NOT {is_waiting}
    ) AS one_sided"""


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
            _differences(SellerDay, "seller_days", WAITING_DAY),
            _differences(MarketDay, "market_days", WAITING_DAY),
            _differences(GoodsDay, "goods_days", WAITING_DAY),
            _differences(MarketHalf, "market_halves", WAITING_HALF.format(start="day")),
            _differences(GoodsHalf, "goods_halves", WAITING_HALF.format(start="day")),
            _differences(SellerPeriod, "seller_periods", f"({WAITING_SPAN} OR {WAITING_HALF.format(start='start')})"),
        )
    )
}"""

DAYS_WAITING = f"SELECT count(*) FROM (SELECT DISTINCT market_id, day FROM {MARKS}) AS waiting"
