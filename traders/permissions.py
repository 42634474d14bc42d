"""Fetch what a person may see, or what they may change.

404 for what they may not know of, 403 for what they may see but not change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from traders.models import Market, ShopAccount, Stall, Trader

if TYPE_CHECKING:
    from traders.models.actors import Actor


def visible_market(user: Actor, slug: str) -> Market:
    return get_object_or_404(Market.objects.visible_to(user).select_related("ward__province"), slug=slug)


def can_manage(user: Actor, market: Market) -> bool:
    return Market.objects.managed_by(user).filter(pk=market.pk).exists()


def managed_market(user: Actor, slug: str) -> Market:
    market = visible_market(user, slug)
    if not can_manage(user, market):
        raise PermissionDenied
    return market


def visible_trader(user: Actor, market: Market, pk: int) -> Trader:
    traders = Trader.objects.visible_to(user).select_related("goods_line", "user")
    return get_object_or_404(traders, market=market, pk=pk)


def managed_trader(user: Actor, slug: str, pk: int) -> Trader:
    return visible_trader(user, managed_market(user, slug), pk)


def visible_stall(user: Actor, market: Market, pk: int) -> Stall:
    stalls = Stall.objects.visible_to(user).select_related("zone", "trader__goods_line")
    return get_object_or_404(stalls, market=market, pk=pk)


def managed_stall(user: Actor, slug: str, pk: int) -> Stall:
    return get_object_or_404(managed_market(user, slug).stalls.select_related("trader"), pk=pk)


def managed_account(user: Actor, slug: str, pk: int) -> ShopAccount:
    return get_object_or_404(managed_market(user, slug).shop_accounts.select_related("trader"), pk=pk)
