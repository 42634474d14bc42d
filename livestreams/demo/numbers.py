"""Order numbers as each platform writes them; no two orders of a platform share one."""

from __future__ import annotations

from livestreams.demo.orders import Order
from traders.enums import Platform
from traders.models import ShopAccount

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def number_orders(account: ShopAccount, orders: list[Order]) -> None:
    """Number the orders of one account, which come in the order of time; there are gaps, as in real shops."""
    for place, order in enumerate(orders):
        order.number = _number(account, order, place * 13 + place % 7)


def _number(account: ShopAccount, order: Order, serial: int) -> str:
    match account.platform:
        case Platform.TIKTOK_SHOP:
            return f"57{account.pk % 1000:03}{serial:013}"
        case Platform.SHOPEE:
            return f"{order.placed:%y%m%d}{_base36(account.pk % 1000 * 10**8 + serial * 997):>08}"
        case Platform.LAZADA:
            return f"4{account.pk % 1000:03}{serial:09}"
        case _:
            return f"DH{account.pk:03}-{serial:06}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits
