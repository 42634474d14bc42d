"""All shows of the demo, and the export files that hold their orders."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from livestreams.demo import events, oddities, other_files
from livestreams.demo.live_files import write_live_analysis
from livestreams.demo.numbers import number_orders
from livestreams.demo.orders import Moment, Order
from livestreams.demo.shows import Show
from livestreams.demo.tiktok_files import write_order_csv, write_order_workbook
from livestreams.demo.weekly import WEEKS, own_shows, weekly_shows
from traders.demo import DemoMarket
from traders.enums import Platform
from traders.models import ShopAccount

DAYS_A_FILE = 182
LIVE_WEEKS = 13
DAYS_BETWEEN_EXPORTS = 10
XLSX_MARKETS = ("ben-thanh", "con")
"""Whose newest TikTok export is a workbook, with a row of descriptions; the others download CSV."""
LAST_FILE = "All order-2023-12-14_2023-12-16.csv"

type Writer = Callable[[Path, list[Order], Moment], None]

WRITERS: dict[str, tuple[str, Writer]] = {
    Platform.SHOPEE: ("Order.all.{:%Y%m%d}_{:%Y%m%d}.xlsx", other_files.write_shopee_workbook),
    Platform.LAZADA: ("lazada_orders_{:%Y%m%d}_{:%Y%m%d}.xlsx", other_files.write_lazada_workbook),
    Platform.PANCAKE: ("pancake_don_hang_{:%d-%m-%Y}_{:%d-%m-%Y}.xlsx", other_files.write_pancake_workbook),
    Platform.OTHER: ("mau_ket_qua_phien_{:%d-%m-%Y}_{:%d-%m-%Y}.xlsx", other_files.write_template_workbook),
    Platform.TIKTOK_SHOP: ("All order-{:%Y-%m-%d}_{:%Y-%m-%d}.xlsx", write_order_workbook),
}
TIKTOK_CSV: tuple[str, Writer] = (
    "All order-{:%Y-%m-%d}_{:%Y-%m-%d}.csv",
    partial(write_order_csv, has_creator=False),
)
TIKTOK_CREATOR_CSV: tuple[str, Writer] = (TIKTOK_CSV[0], partial(write_order_csv, has_creator=True))


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of one account; ``write(path)`` makes it."""

    name: str
    account: ShopAccount
    write: Callable[[Path], None]


def all_shows(markets: dict[str, DemoMarket], today: dt.date) -> list[Show]:
    """Every show of every market, with its orders numbered as its platform numbers them."""
    shows = [*events.ben_thanh(markets["ben-thanh"]), *events.thu_duc(markets["thu-duc"]), *events.con(markets["con"])]
    for market in markets.values():
        weekly = weekly_shows(market, today)
        if market.plan.slug == oddities.CLASHING_MARKET:
            weekly.append(oddities.clashing_show(market, weekly))
        shows += [*weekly, *own_shows(market, today)]
    for account, orders in orders_by_account(shows).items():
        number_orders(account, orders)
    return shows


def orders_by_account(shows: list[Show]) -> dict[ShopAccount, list[Order]]:
    """Orders of each account in the order of time."""
    found: dict[ShopAccount, list[Order]] = defaultdict(list)
    for show in shows:
        found[show.account] += show.orders
    return {account: sorted(orders, key=lambda order: order.placed) for account, orders in found.items()}


def export_files(markets: dict[str, DemoMarket], shows: list[Show], today: dt.date) -> Iterator[ExportFile]:
    """LIVE files first, then the weekly shows, last the fairs; all as downloaded early today."""
    at = Moment.combine(today, dt.time(6))
    orders = orders_by_account(shows)
    first_week = today - dt.timedelta(weeks=WEEKS + 4)
    for market in markets.values():
        weekly = [order for order in orders[market.account] if order.placed.date() >= first_week]
        oddities.spoil(market.plan.slug, weekly, at)
        if market.account.platform == Platform.TIKTOK_SHOP:
            yield _live_file(market, shows, today)
        yield from _weekly_files(market.account, weekly, at)
        for account, _ in market.own:
            if account in orders:  # who has only just begun has sold nothing yet
                twice = _sold_twice(account, market, orders, at)
                yield from _weekly_files(account, [*orders[account], *twice], at)
    yield from _fair_files(markets, orders, at)


def _weekly_files(account: ShopAccount, orders: list[Order], at: Moment) -> Iterator[ExportFile]:
    """A file a half-year; some boards had exported the newest days before, when their orders were on the way."""
    kind = TIKTOK_CSV if account.platform == Platform.TIKTOK_SHOP else None
    parts = list(_half_years(orders, at))
    for part in parts[:-1]:
        yield _file(account, part, at, kind)
    if account.market.slug in XLSX_MARKETS and not account.trader:
        yield _file(account, parts[-1], at - dt.timedelta(days=DAYS_BETWEEN_EXPORTS), kind)
        kind = None
    yield _file(account, parts[-1], at, kind)


def _half_years(orders: list[Order], at: Moment) -> Iterator[list[Order]]:
    parts: dict[int, list[Order]] = defaultdict(list)
    for order in orders:
        if order.placed <= at:
            parts[(at - order.placed).days // DAYS_A_FILE].append(order)
    return (parts[place] for place in sorted(parts, reverse=True))


def _file(account: ShopAccount, orders: list[Order], at: Moment, kind: tuple[str, Writer] | None = None) -> ExportFile:
    name, write = kind or WRITERS[account.platform]
    last = min(orders[-1].placed, at)
    return ExportFile(name.format(orders[0].placed, last), account, lambda path: write(path, orders, at))


def _sold_twice(
    account: ShopAccount, market: DemoMarket, orders: dict[ShopAccount, list[Order]], at: Moment
) -> list[Order]:
    """For a Pancake account: orders that its trader's TikTok shop has too."""
    if account.platform != Platform.PANCAKE:
        return []
    shop = next(own for own, _ in market.own if own.trader == account.trader and own.platform == Platform.TIKTOK_SHOP)
    return oddities.sold_twice(orders[shop], at)


def _live_file(market: DemoMarket, shows: list[Show], today: dt.date) -> ExportFile:
    """The account's shows of the last weeks, those of its fair's hosts, and one that nobody entered."""
    since = Moment.combine(today - dt.timedelta(weeks=LIVE_WEEKS), dt.time())
    aired = [
        show
        for show in shows
        if show.account == market.account and show.creator_id and show.has_ended
        and (show.start >= since or market.plan.slug == "thu-duc")
    ]  # fmt: skip
    if market.plan.slug == "ben-thanh":
        aired.append(oddities.stray_show(market, today))
    name = f"Live Analysis_{market.plan.handle}_{today:%Y%m%d}.xlsx"
    return ExportFile(name, market.account, lambda path: write_live_analysis(path, aired, market.plan.slug))


def _fair_files(
    markets: dict[str, DemoMarket], orders: dict[ShopAccount, list[Order]], at: Moment
) -> Iterator[ExportFile]:
    """A fair of over 15,000 orders takes two files; the day on which they meet stands in both."""
    for slug, kind, (first, last), meeting in FAIRS:
        account = markets[slug].account
        fair = [order for order in orders[account] if first <= order.placed.date() <= last + dt.timedelta(days=1)]
        if meeting:
            yield _file(account, [order for order in fair if order.placed.date() <= meeting], at, kind)
            fair = [order for order in fair if order.placed.date() >= meeting]
        yield _file(account, fair, at, kind)


FAIRS = (
    ("con", WRITERS[Platform.TIKTOK_SHOP], events.CON_DAYS, None),
    ("thu-duc", TIKTOK_CSV, events.THU_DUC_DAYS, dt.date(2024, 1, 26)),
    ("ben-thanh", TIKTOK_CREATOR_CSV, events.BEN_THANH_DAYS, dt.date(2023, 12, 14)),
)
"""Market, kind of file, days, and the day on which two files meet."""
