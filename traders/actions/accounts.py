"""Shop accounts are added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.audit import acting
from traders.errors import TradersError
from traders.models import Market, ShopAccount, Trader
from traders.words import plain_handle

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def add_account(
    *, platform: str, handle: str, market: Market, trader: Trader | None, by: User | None
) -> tuple[ShopAccount, bool]:
    """The account as it is, or a new one of ``trader``, of the market without one.

    An account keeps its owner: sales that it brought in are booked on them. Raises TradersError
    when another market has it.
    """
    with acting(by):
        account, is_new = ShopAccount.objects.select_related("market").get_or_create(
            platform=platform, handle=plain_handle(handle), defaults={"market": market, "trader": trader}
        )
    if account.market != market:
        raise TradersError(f"Tài khoản {account} đã thuộc {account.market}, không thêm được cho {market}.")
    return account, is_new
