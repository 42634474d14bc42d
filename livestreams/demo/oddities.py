"""What goes wrong in real files, a little of each, so that the review pages have something to show."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from livestreams.demo.orders import Moment, Order
from livestreams.demo.shows import Show
from traders.demo import DemoMarket

UNKNOWN_WORDS = {"ben-thanh": ("Chờ đối soát COD", 6), "an-dong": ("Đang xử lý khiếu nại", 4)}
"""Market → a status word that no vocabulary knows, and how many recent orders bear it."""
CLASHING_MARKET = "tan-binh"
DAMAGED_MARKET = "con"
DAMAGED_NUMBER = "5,78891E+17"
TWICE_SOLD = 3


def clashing_show(market: DemoMarket, shows: list[Show]) -> Show:
    """A second show on the same account while one is on air: whose the orders between are, a person must say."""
    first = max((show for show in shows if show.has_ended), key=lambda show: show.start)
    start = first.start + dt.timedelta(minutes=70)
    clash = Show(f"{market.plan.slug}-xa-kho", "Xả kho cuối phiên", market.account, start, 1.5)
    clash.sell(market.offers, 9, Random("clash"))  # noqa: S311 - no secret, the same on every run
    return clash


def spoil(slug: str, orders: list[Order], at: Moment) -> None:
    """Words that nobody knows, and a number that a spreadsheet has rounded, on some of the last orders."""
    recent = [order for order in orders if order.placed <= at]
    word, count = UNKNOWN_WORDS.get(slug, ("", 0))
    for order in recent[-40 : -40 + count]:
        order.odd_status = word
    if slug == DAMAGED_MARKET:
        recent[-30].number = DAMAGED_NUMBER


def sold_twice(orders: list[Order], at: Moment) -> list[Order]:
    """Orders of a trader's TikTok shop that stand in the same trader's Pancake file too."""
    return [replace(order) for order in orders if order.placed <= at][-TWICE_SOLD:]


def stray_show(market: DemoMarket, today: dt.date) -> Show:
    """On air according to the platform, never entered by the board: a LIVE row that waits for its session."""
    start = Moment.combine(today - dt.timedelta(days=today.weekday() + 4), dt.time(6, 40))
    return Show("", "", market.account, start, 0.75, market.account.handle, "7100000000000009999")
