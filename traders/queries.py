"""Rows of the register pages, as one person may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce

from portal.accounts.models import Role
from traders.enums import Platform
from traders.errors import TradersError
from traders.models import Market, ShopAccount, Stall, Trader
from traders.words import plain_handle

if TYPE_CHECKING:
    from traders.models.actors import Actor


class Unaccent(Func):
    """The text without marks, by which Vietnamese names sort well enough: Đ stands beside D."""

    function = "unaccent"
    output_field = TextField()


def _count(rows: QuerySet[Stall] | QuerySet[Trader] | QuerySet[ShopAccount]) -> Coalesce:
    """How many of ``rows`` a market has; a subquery each, so that the counts do not multiply."""
    counted = rows.filter(market=OuterRef("pk")).order_by().values("market").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def markets_for(user: Actor, *, search: str = "") -> QuerySet[Market]:
    """Markets with ``stall_count``, ``trader_count`` and ``account_count``."""
    markets = Market.objects.visible_to(user)
    if search:
        markets = markets.filter(Q(name__unaccent__icontains=search) | Q(ward__name__unaccent__icontains=search))
    return (
        markets.select_related("ward__province")
        .annotate(
            stall_count=_count(Stall.objects.all()),
            trader_count=_count(Trader.objects.all()),
            account_count=_count(ShopAccount.objects.all()),
        )
        .order_by("ward__province_id", Unaccent("name"))
    )


def stalls_for(user: Actor, market: Market, *, search: str = "") -> QuerySet[Stall]:
    """A market's stalls; a trader meets their own only."""
    stalls = market.stalls.select_related("trader__goods_line").order_by("code")
    if user.is_authenticated and user.role == Role.TRADER:
        stalls = stalls.filter(trader__user=user)
    if search:
        stalls = stalls.filter(Q(code__icontains=search) | Q(trader__name__unaccent__icontains=search))
    return stalls


def traders_for(user: Actor, market: Market, *, search: str = "") -> QuerySet[Trader]:
    """A market's traders by name, with their stalls and accounts at hand."""
    traders = Trader.objects.visible_to(user).filter(market=market)
    if search:
        traders = traders.filter(
            Q(name__unaccent__icontains=search)
            | Q(goods_line__name__unaccent__icontains=search)
            | Q(pk__in=Stall.objects.filter(market=market, code__icontains=search).values("trader"))
        )
    return (
        traders.select_related("goods_line")
        .prefetch_related("stalls", "shop_accounts")
        .order_by(Unaccent("name"), "pk")
    )


def accounts_for(user: Actor, market: Market, *, search: str = "") -> QuerySet[ShopAccount]:
    """A market's shop accounts, its own shared ones first."""
    accounts = ShopAccount.objects.visible_to(user).filter(market=market)
    if search:
        accounts = accounts.filter(Q(handle__icontains=search) | Q(trader__name__unaccent__icontains=search))
    return accounts.select_related("trader").order_by(F("trader").asc(nulls_first=True), "platform", "handle")


def split_account(reference: str) -> tuple[str, str]:
    """``tiktok_shop:@Shop`` → ``("tiktok_shop", "shop")``, as commands name accounts. Raises TradersError."""
    platform, _, handle = reference.partition(":")
    if platform not in Platform.values or not plain_handle(handle):
        raise TradersError(
            f"“{reference}” không đọc được: ghi PLATFORM:HANDLE, với PLATFORM là {', '.join(Platform.values)}."
        )
    return platform, plain_handle(handle)


def find_account(reference: str) -> ShopAccount:
    """The account that ``PLATFORM:HANDLE`` names. Raises TradersError when there is none."""
    platform, handle = split_account(reference)
    account = ShopAccount.objects.select_related("market", "trader").filter(platform=platform, handle=handle).first()
    if account is None:
        raise TradersError(f"Chưa có tài khoản {platform}:{handle}. Thêm trước bằng lệnh add_account.")
    return account
