"""Where a shop account can be visited."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from traders.enums import Platform

if TYPE_CHECKING:
    from traders.models import ShopAccount

ADDRESSES = {
    Platform.TIKTOK_SHOP: "https://www.tiktok.com/@{}",
    Platform.SHOPEE: "https://shopee.vn/{}",
    Platform.LAZADA: "https://www.lazada.vn/shop/{}",
}


def shop_url(account: ShopAccount) -> str:
    """The shop's page on its platform; empty for channels that have none."""
    address = ADDRESSES.get(Platform(account.platform))
    return address.format(quote(account.handle, safe="")) if address else ""
