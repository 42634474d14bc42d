"""From rows of SellerDay to everything above them: days and half-months of markets, sellers of periods."""
# ruff: noqa: S608 - no text from outside enters a statement; values are parameters

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecommerce_stats.models import GoodsDay, GoodsHalf, MarketDay, MarketHalf, SellerDay, SellerPeriod
from ecommerce_stats.models.days import ORDERS
from ecommerce_stats.statements.columns import ADDED_UP, RollUp, columns_of, half_month, keys_of, listed, table_of
from portal.periods import Period, half_months

SELLER_DAYS, PERIODS = table_of(SellerDay), table_of(SellerPeriod)
MARKET_DAYS, GOODS_DAYS = table_of(MarketDay), table_of(GoodsDay)


def summed(model: RollUp, source: str, *, orders: str = "", day: str = "day") -> str:
    """SELECT of rows of ``model`` out of ``source``; ``orders`` is the suffix of the counts that add up here."""
    keys = {name: day if name == "day" else name for name in keys_of(model)}
    sums = {name: f"sum({name})::bigint" for name in ADDED_UP}
    sums |= {name: f"sum({name}{orders})::bigint" for name in ORDERS}
    picked = listed(f"{(keys | sums)[name]} AS {name}" for name in columns_of(model))
    return f"SELECT {picked} FROM {source} GROUP BY {listed(keys.values())}"


def market_days_of(source: str) -> str:
    """Rows of MarketDay out of seller-days."""
    return summed(MarketDay, source, orders="_of_market")


def goods_days_of(source: str) -> str:
    """Rows of GoodsDay out of seller-days."""
    return summed(GoodsDay, source, orders="_of_goods")


def market_halves_of(source: str) -> str:
    """Rows of MarketHalf out of market-days."""
    return summed(MarketHalf, source, day=half_month("day"))


def goods_halves_of(source: str) -> str:
    """Rows of GoodsHalf out of goods-days."""
    return summed(GoodsHalf, source, day=half_month("day"))


def seller_halves_of(source: str) -> str:
    """Rows of SellerPeriod, kind half-month, out of seller-days; ``source`` may end in WHERE."""
    return f"""
        SELECT DISTINCT 'calendar' AS scheme, 'half_month' AS kind, {half_month("day")} AS start,
            trader_id, market_id, ward_id, goods_line_id, platform
        FROM {source} AND active_lines > 0 AND trader_id IS NOT NULL"""


def seller_periods_of(source: str) -> str:
    """Rows of SellerPeriod of the longer kinds out of those of half-months; ``span`` lists the periods."""
    return f"""
        SELECT DISTINCT span.scheme, span.kind, span.start, trader_id, market_id, ward_id, goods_line_id, platform
        FROM span JOIN {source} AS seller_half ON seller_half.start = span.half"""


def day_figures_of(measures: Iterable[str]) -> str:
    """Sums of a %(market)s for each of %(days)s that has any: (day, *measures)."""
    sums = listed(f"sum({name})::bigint" for name in measures)
    return f"SELECT day, {sums} FROM {MARKET_DAYS} {_OF_DAYS} GROUP BY day"


def spans(periods: Iterable[Period]) -> dict[str, list[Any]]:
    """Periods as ``SPAN`` takes them."""
    rows = [
        (period.scheme.value, period.kind.value, period.start, half)
        for period in periods
        for half in half_months(period.start, period.end)
    ]
    names = ("schemes", "kinds", "starts", "span_halves")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


SPAN = """
    SELECT * FROM unnest(%(schemes)s::text[], %(kinds)s::text[], %(starts)s::date[], %(span_halves)s::date[])
        AS span(scheme, kind, start, half)"""
"""Each half-month of each period."""

_OF_DAYS = "WHERE market_id = %(market)s AND day = ANY(%(days)s::date[])"
_OF_HALF_DAYS = "WHERE market_id = %(market)s AND day = ANY(%(half_days)s::date[])"


def _replaced(model: RollUp, days: str, select: str) -> tuple[str, str]:
    table = table_of(model)
    return (
        f"DELETE FROM {table} WHERE market_id = %(market)s AND day = ANY(%({days})s::date[])",
        f"INSERT INTO {table} ({listed(columns_of(model))}) {select}",
    )


REPLACE_SUMS = (
    *_replaced(MarketDay, "days", market_days_of(f"{SELLER_DAYS} {_OF_DAYS}")),
    *_replaced(GoodsDay, "days", goods_days_of(f"{SELLER_DAYS} {_OF_DAYS}")),
    *_replaced(MarketHalf, "halves", market_halves_of(f"{MARKET_DAYS} {_OF_HALF_DAYS}")),
    *_replaced(GoodsHalf, "halves", goods_halves_of(f"{GOODS_DAYS} {_OF_HALF_DAYS}")),
)
"""Whole %(days)s of a %(market)s, then the %(halves)s they stand in, which have the days %(half_days)s."""

_INTO_PERIODS = f"INSERT INTO {PERIODS} ({listed(columns_of(SellerPeriod))})"
_OF_TRADERS = "market_id = %(market)s AND trader_id = ANY(%(traders)s::bigint[])"
_HALF_ROWS = f"(SELECT * FROM {PERIODS} WHERE scheme = 'calendar' AND kind = 'half_month' AND {_OF_TRADERS})"

REPLACE_SELLERS = (
    f"""DELETE FROM {PERIODS} WHERE scheme = 'calendar' AND kind = 'half_month' AND start = ANY(%(halves)s::date[])
        AND {_OF_TRADERS}""",
    f"{_INTO_PERIODS} {seller_halves_of(f'{SELLER_DAYS} {_OF_HALF_DAYS} AND {_OF_TRADERS}')}",
    f"""WITH span AS ({SPAN})
        DELETE FROM {PERIODS} AS period USING (SELECT DISTINCT scheme, kind, start FROM span) AS span
        WHERE {_OF_TRADERS}
        AND period.scheme = span.scheme AND period.kind = span.kind AND period.start = span.start""",
    f"{_INTO_PERIODS} WITH span AS ({SPAN}) {seller_periods_of(_HALF_ROWS)}",
)
"""Activity of the %(traders)s in the %(halves)s, then in the periods around them, see ``spans``."""
