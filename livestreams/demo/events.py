"""Three programmes that the press reported, with made-up orders that add up to the reported figures.

Reported: chợ Bến Thành 11–16/12/2023 with over 100 KOL, a reach of 81.6 million, 18,200 orders closed and
4.2 billion ₫; the online fair of chợ Thủ Đức with 17,000 orders (one report says the end of January, a corrected
one the last week of November 2023: the demo takes January 2024); the livestream market of chợ Cồn in Đà Nẵng
7/6–7/7/2024 with over 120 products.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from livestreams.demo.orders import Line, Moment, Order
from livestreams.demo.shows import Show, creator_id, handle_of
from traders.demo import DemoMarket
from traders.demo.names import people

BEN_THANH_DAYS = (dt.date(2023, 12, 11), dt.date(2023, 12, 16))
BEN_THANH_KOLS = 104
BEN_THANH_ORDERS = 18_200
BEN_THANH_REACH = 81_600_000
BEN_THANH_PLACED = 4_200_000_000
THU_DUC_DAYS = (dt.date(2024, 1, 21), dt.date(2024, 1, 31))
THU_DUC_ORDERS = 17_000
CON_DAYS = (dt.date(2024, 6, 7), dt.date(2024, 7, 7))
CON_ORDERS = 2_600

MOST_DISCOUNT_PERCENT = 35


def ben_thanh(market: DemoMarket) -> list[Show]:
    """One show a KOL, some at the same time: the file's Creator Handle tells whose an order is."""
    random = Random("ben-thanh-2023")  # noqa: S311 - no secret, the same on every run
    shows = [_kol_show(market, place, name) for place, (name, _) in enumerate(people(BEN_THANH_KOLS, "kol"))]
    last = Moment.combine(BEN_THANH_DAYS[1], dt.time(23, 59, 59))
    for show, count in zip(shows, _parts(BEN_THANH_ORDERS, _fame(BEN_THANH_KOLS)), strict=True):
        show.sell(market.offers, count, random, until=last)
        for order in show.orders:
            order.creator = show.creator
    bring_total_to([order for show in shows for order in show.orders], BEN_THANH_PLACED, random)
    return shows


def _kol_show(market: DemoMarket, place: int, name: str) -> Show:
    day = BEN_THANH_DAYS[0] + dt.timedelta(days=place % 6)
    start = Moment.combine(day, dt.time(9 + (place // 6 * 5) % 13))
    handle = handle_of(name, place + 1)
    title = f"Tinh hoa chợ Bến Thành cùng {' '.join(name.split()[-2:])}"
    return Show(f"bt23-{place + 1:03}", title, market.account, start, 1.75, handle, creator_id(place + 1))


def reaches() -> list[int]:
    """Reach of each KOL's show; together what was reported."""
    return _parts(BEN_THANH_REACH, _fame(BEN_THANH_KOLS))


def thu_duc(market: DemoMarket) -> list[Show]:
    """Four shows a day by hosts of the market, one after the other; LIVE rows say when they were on air."""
    random = Random("thu-duc-2024")  # noqa: S311 - no secret, the same on every run
    hosts = [(handle_of(name, place + 1), creator_id(500 + place)) for place, (name, _) in enumerate(people(8, "host"))]
    starts = [
        Moment.combine(day, time)
        for day in _days(*THU_DUC_DAYS)
        for time in (dt.time(9), dt.time(12, 30), dt.time(17), dt.time(20))
    ]
    weights = [2.0 if start.hour == 20 else 1.0 for start in starts]
    shows = []
    for place, (start, count) in enumerate(zip(starts, _parts(THU_DUC_ORDERS, weights), strict=True)):
        handle, number = hosts[place % len(hosts)]
        title = f"Hội chợ Tết trực tuyến chợ Thủ Đức, buổi {place + 1}"
        shows.append(Show(f"td24-{place + 1:02}", title, market.account, start, 2, handle, number))
        shows[-1].sell(market.offers, count, random)
    return shows


def con(market: DemoMarket) -> list[Show]:
    """An evening show a day for a month, with stalls of chợ Cồn."""
    random = Random("con-2024")  # noqa: S311 - no secret, the same on every run
    days = list(_days(*CON_DAYS))
    weights = [2.5 if day == CON_DAYS[0] else 1.6 if day.weekday() >= 5 else 1.0 for day in days]
    shows = []
    for place, (day, count) in enumerate(zip(days, _parts(CON_ORDERS, weights), strict=True)):
        start = Moment.combine(day, dt.time(19, 30))
        title = f"Chợ livestream Đà Nẵng, đêm {place + 1}"
        shows.append(Show(f"con24-{place + 1:02}", title, market.account, start, 2.5))
        shows[-1].sell(market.offers, count, random)
    return shows


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=place) for place in range((last - first).days + 1))


def _fame(count: int) -> list[float]:
    """A few hosts draw most of the crowd."""
    return [1 / (place % count + 6) for place in range(count)]


def _parts(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in these proportions that add up to ``total``; the first takes what rounding leaves."""
    parts = [int(total * weight / sum(weights)) for weight in weights]
    parts[0] += total - sum(parts)
    return parts


def bring_total_to(orders: list[Order], target: int, random: Random) -> None:
    """Change quantities, then the sellers' discounts, until the placed values add up to ``target`` exactly."""
    lines = [line for order in orders for line in order.lines]
    random.shuffle(lines)
    surplus = sum(line.placed_value for line in lines) - target
    for line in lines:
        if surplus >= 0:
            break
        line.quantity += 1
        surplus += line.offer.price
    for line in lines:
        surplus -= _discount(line, surplus)
    if surplus:
        raise ValueError(f"{surplus} ₫ are too much for discounts")


def _discount(line: Line, surplus: int) -> int:
    """Give the line some of the surplus as a discount; whole thousands until the rest is smaller."""
    room = line.list_value * MOST_DISCOUNT_PERCENT // 100 - line.seller_discount
    given = max(0, min(room // 1000 * 1000 // 2, surplus))
    line.seller_discount += given
    return given
