"""Who does what in the demo's life."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from portal.accounts.models import User
from traders.demo.registers import phone_of
from traders.models import Market, Trader

BOARDS = {"ben-thanh": "bql.benthanh", "con": "bql.con", "tan-dinh": "bql.tandinh", "han": "bql.han"}
CLERK = "nhanvien.benthanh"


def market_of(slug: str) -> Market:
    return Market.objects.select_related("ward").get(slug=slug)


def board_of(slug: str) -> User:
    return User.objects.get(username=BOARDS[slug])


def clerk() -> User:
    return User.objects.get(username=CLERK)


def at_stall(slug: str, number: int) -> Trader:
    """Who came to the market as its ``number``-th trader, wherever they are now."""
    held = Trader.objects.filter(tenancies__stall__market__slug=slug).order_by("pk").distinct()
    return held.select_related("user", "market", "goods_line")[number - 1]


def number_typed(number: int) -> str:
    """A made-up phone number as people type it: ``0900 005 001``."""
    digits = f"0{phone_of(number)[3:]}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def ago(days: int, hour: int = 9) -> dt.datetime:
    """``hour`` o'clock so many days before today, and never later than now."""
    day = timezone.localdate() - dt.timedelta(days=days)
    return min(timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 17))), timezone.now())
