"""Two years of weekly shows: they grow, swell before Tết, rest while the market is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from livestreams.demo.orders import Moment
from livestreams.demo.shows import Show, creator_id
from traders.demo import DemoMarket, Offer
from traders.demo.classes import is_on_show
from traders.enums import Platform
from traders.models import ShopAccount

WEEKS = 104
WEEKS_AHEAD = 2
GROWTH_A_WEEK = 1.0055
SEASON = (1.1, 0.8, 1.0, 0.95, 0.95, 0.9, 0.9, 0.95, 1.05, 1.1, 1.2, 1.35)
"""By month, from January."""
TET = (dt.date(2024, 2, 10), dt.date(2025, 1, 29), dt.date(2026, 2, 17), dt.date(2027, 2, 6), dt.date(2028, 1, 26))
"""First days of the lunar years; the demo looks 24 months back from today."""
OWN_ORDERS = 7
TITLES = (
    "Phiên chợ cuối tuần", "Hàng mới về chợ", "Xả kho giá sạp", "Chợ đêm lên sóng", "Đặc sản chính gốc",
    "Tiểu thương kể chuyện nghề", "Giờ vàng săn deal", "Chợ nhà mình bán gì",
)  # fmt: skip


def weekly_shows(market: DemoMarket, today: dt.date) -> list[Show]:
    """The market's own show every week up to yesterday, and the next ones without orders."""
    random = Random(f"weekly {market.plan.slug}")  # noqa: S311 - no secret, the same on every run
    plan = market.plan
    shows = []
    for week, day in _weeks(plan.weekday, today):
        start = Moment.combine(day, dt.time(plan.hour, random.choice((0, 0, 30))))
        show = _show(market.account, f"{plan.slug}-{day:%y%m%d}", start, 2, random)
        show.title = f"{random.choice(TITLES)} · {plan.name}"
        _fill(show, _brought(market, day, today), plan.orders, week, random, today)
        shows.append(show)
    return shows


def _brought(market: DemoMarket, day: dt.date, today: dt.date) -> list[Offer]:
    """What the stalls on this show sell; not every stall is on every show."""
    places = {stall: place for place, stall in enumerate(dict.fromkeys(offer.stall for offer in market.offers))}
    slug = market.plan.slug
    brought = [offer for offer in market.offers if is_on_show(slug, places[offer.stall], day, today)]
    return brought or market.offers


def own_shows(market: DemoMarket, today: dt.date) -> list[Show]:
    """Traders with an account of their own sell on it every other week; who began late, only in their weeks."""
    random = Random(f"own {market.plan.slug}")  # noqa: S311 - no secret, the same on every run
    shows = []
    for account, offers in market.own:
        first, last = market.weeks.get(account.pk, (WEEKS, -WEEKS_AHEAD))
        weeks = [
            (week, day) for week, day in _weeks((market.plan.weekday + 2) % 7, today) if -first <= week - WEEKS <= -last
        ]
        for week, day in weeks[::2]:
            start = Moment.combine(day, dt.time(13, 30))
            show = _show(account, f"{account.handle}-{account.platform[:2]}-{day:%y%m%d}", start, 1.5, random)
            show.title = f"{account.trader} bán trực tiếp"
            _fill(show, offers, OWN_ORDERS, week, random, today)
            _multiply(show, market.plan.own_pieces)
            shows.append(show)
    return shows


def _multiply(show: Show, pieces: int) -> None:
    """Let buyers take ``pieces`` times as much; a partial return stays one piece."""
    for line in (line for order in show.orders for line in order.lines):
        if line.returned == line.quantity:
            line.returned *= pieces
        line.quantity *= pieces
        line.seller_discount *= pieces


def _show(account: ShopAccount, code: str, start: Moment, hours: float, random: Random) -> Show:
    is_tiktok = account.platform == Platform.TIKTOK_SHOP
    hours += random.choice((-0.25, 0, 0, 0.5))
    return Show(
        code,
        "",
        account,
        start,
        hours,
        account.handle if is_tiktok else "",
        creator_id(900 + account.pk) if is_tiktok else "",
    )


def _fill(show: Show, offers: list[Offer], orders: int, week: int, random: Random, today: dt.date) -> None:
    """Orders of a show of the past; one to come has none."""
    show.has_ended = show.start.date() < today
    if show.has_ended:
        expected = orders * GROWTH_A_WEEK**week * _season(show.start.date())
        show.sell(offers, max(2, round(random.gauss(expected, expected / 6))), random)


def _weeks(weekday: int, today: dt.date) -> Iterator[tuple[int, dt.date]]:
    """Number and day of every week from ``WEEKS`` ago over this one to those ahead; none in the week of Tết."""
    monday = today - dt.timedelta(days=today.weekday())
    for week in range(WEEKS + 1 + WEEKS_AHEAD):
        day = monday + dt.timedelta(weeks=week - WEEKS, days=weekday)
        if not any(-3 <= (day - tet).days <= 6 for tet in TET):
            yield week, day


def _season(day: dt.date) -> float:
    """Half as much again and more in the four weeks before Tết."""
    until_tet = min(((tet - day).days for tet in TET if tet >= day), default=365)
    return SEASON[day.month - 1] * (1.6 if 0 <= until_tet <= 28 else 1)
