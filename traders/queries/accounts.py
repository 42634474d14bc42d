"""Shop accounts, as one person may see them or as a command names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from portal.search import folded_contains
from traders.enums import Platform
from traders.errors import TradersError
from traders.models import Market, ShopAccount
from traders.words import plain_handle

if TYPE_CHECKING:
    from traders.models.actors import Actor


def accounts_for(user: Actor, market: Market, *, search: str = "") -> QuerySet[ShopAccount]:
    """A market's shop accounts, its own shared ones first."""
    accounts = ShopAccount.objects.visible_to(user).filter(market=market)
    if search:
        accounts = accounts.filter(Q(handle__icontains=search) | folded_contains("trader__name_folded", search))
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
