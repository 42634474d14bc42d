"""Shop accounts are added and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.audit import acting
from traders.actions.vneid import send_back
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


@transaction.atomic
def change_account(*, account: ShopAccount, by: User) -> ShopAccount:
    """Save what was typed into ``account``. Another name, platform or owner has to be linked with VNeID anew."""
    before = ShopAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    with acting(by):
        account.save(update_fields=["platform", "handle", "trader", "opened_on"])
    if any(getattr(before, name) != getattr(account, name) for name in ("platform", "handle", "trader_id")):
        send_back(account=account, reason="Tài khoản đã đổi tên, đổi sàn hoặc đổi chủ, phải kiểm tra lại.", by=by)
    return account
