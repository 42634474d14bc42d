"""Orders that may stand twice: in a marketplace account, and in a Pancake or template file of the same trader."""

# ruff: noqa: S608 - no text from outside enters a statement; values are parameters
from __future__ import annotations

from django.db.models import Q

from livestreams.importing import staging
from traders.enums import MARKETPLACES
from traders.models import ShopAccount

PLATFORMS = "(" + ", ".join(f"'{platform.value}'" for platform in MARKETPLACES) + ")"

HOLD = f"""
    WITH shown AS (
        SELECT DISTINCT order_no FROM {staging.LINES} WHERE batch_id = %(batch)s::bigint
        UNION SELECT unnest(%(orders)s::text[])
    ), doubled AS (
        SELECT l.id, d.is_counted
        FROM shown s
        JOIN {staging.LINES} l ON l.order_no = s.order_no AND l.platform NOT IN {PLATFORMS} AND l.trader_id IS NOT NULL
        LEFT JOIN livestreams_holddecision d ON d.account_id = l.account_id AND d.order_no = l.order_no
        WHERE EXISTS (
            SELECT 1 FROM {staging.LINES} m
            WHERE m.order_no = l.order_no AND m.platform IN {PLATFORMS} AND m.trader_id = l.trader_id
        )
    )
    UPDATE {staging.LINES} l
    SET hold = CASE WHEN is_counted IS NULL THEN 'held' WHEN is_counted THEN 'counted' ELSE 'dropped' END
    FROM doubled
    WHERE l.id = doubled.id
        AND l.hold <> CASE WHEN is_counted IS NULL THEN 'held' WHEN is_counted THEN 'counted' ELSE 'dropped' END
"""

RELEASE = f"""
    UPDATE {staging.LINES} l SET hold = 'counted'
    WHERE l.order_no = ANY(%(orders)s) AND l.hold = 'held' AND NOT EXISTS (
        SELECT 1 FROM {staging.LINES} m
        WHERE m.order_no = l.order_no AND m.platform IN {PLATFORMS} AND m.trader_id = l.trader_id
    )
"""


def hold_doubles(account: ShopAccount, batch_id: int) -> int:
    """Put lines that this import doubles, or that double a stored order, on hold until a person decides.

    Works both ways round, so that imports in any order end the same. Returns how many lines changed.
    """
    if not may_double(account):
        return 0
    return staging.execute(HOLD, batch=batch_id, orders=[])


def hold_doubles_of(account: ShopAccount, order_nos: list[str]) -> int:
    """The same for orders by their numbers, after an undo or a decision."""
    return staging.execute(HOLD, batch=None, orders=order_nos) if order_nos and may_double(account) else 0


def release_single(order_nos: list[str]) -> int:
    """Lines on hold whose other side has gone count again."""
    return staging.execute(RELEASE, orders=order_nos)


def may_double(account: ShopAccount) -> bool:
    """Only a shop of the other kind, of the same trader or shared by the market, can hold the same orders."""
    is_marketplace = account.platform in MARKETPLACES
    everyone = ShopAccount.objects.all()
    others = (
        everyone.exclude(platform__in=MARKETPLACES) if is_marketplace else everyone.filter(platform__in=MARKETPLACES)
    )
    if account.trader_id is None:
        return others.filter(Q(market=account.market) | Q(trader__stays__market=account.market)).exists()
    markets = Q(market=account.market) | Q(market__stays__trader=account.trader_id)
    return others.filter(Q(trader=account.trader_id) | (Q(trader=None) & markets)).exists()
