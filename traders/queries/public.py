"""What everybody may read about markets: the directory and the page of each.

Of traders only those who are active and agreed (ConsentPurpose.PUBLIC_PAGE) are named, with stall and shop.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.module_loading import import_string

from portal.places.models import Province
from portal.privacy.enums import ConsentPurpose
from portal.privacy.queries.consents import consenting
from portal.search import Fold, exact_first, folded_contains
from traders.models import GoodsLine, Market, ShopAccount, Stall, Trader
from traders.shop_links import shop_url

if TYPE_CHECKING:
    from collections.abc import Callable

SEARCHED = ("name", "name_en", "ward__full_name", "ward__province__name", "specialities", "specialities_en")


@dataclass(frozen=True, slots=True)
class PublicSession:
    """A session as everybody may know it; ``url`` is the shop that shows it, empty where it may not be told."""

    title: str
    platform: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    url: str


@dataclass(frozen=True, slots=True)
class PublicShop:
    """A shop with a page to visit."""

    platform: str
    handle: str
    url: str


@dataclass(frozen=True, slots=True)
class PublicStall:
    """A trader who agreed to be named, with their stalls and shops."""

    name: str
    stalls: list[str]
    goods_line: GoodsLine | None
    shops: list[PublicShop]


def public_markets(
    *, search: str = "", city: str = "", kind: str = "", goods_line: GoodsLine | None = None
) -> QuerySet[Market]:
    """Public markets in the order of a dictionary, or those that fit best first; pictures and hours at hand."""
    markets = Market.objects.public().select_related("ward__province").prefetch_related("hours", "pictures")
    if city:
        markets = markets.filter(ward__province_id=city)
    if kind:
        markets = markets.filter(kind=kind)
    if goods_line:
        markets = markets.filter(Exists(_sellers(goods_line).filter(market=OuterRef("pk"))))
    if not search:
        return markets.order_by("name_order")
    parts = [part for column in SEARCHED for part in (F(column), Value(" "))]
    found = markets.annotate(searched=Fold(Concat(*parts, output_field=TextField())))
    return found.filter(folded_contains("searched", search)).order_by(exact_first("name", search), "name_order")


def public_market(slug: str) -> Market | None:
    """One market with all that its page shows."""
    rows = Market.objects.public().select_related("ward__province", "organisation")
    return rows.prefetch_related("hours", "pictures").filter(slug=slug).first()


def public_cities() -> QuerySet[Province]:
    """Cities that have a public market."""
    return Province.objects.filter(wards__markets__is_public=True).distinct().order_by("name")


def public_goods_lines() -> QuerySet[GoodsLine]:
    """Lines of goods that active traders of public markets sell, by group."""
    sold = Trader.objects.active().filter(market__is_public=True, goods_line=OuterRef("pk"))
    return GoodsLine.objects.grouped().filter(Exists(sold))


def goods_lines_of(market: Market) -> list[GoodsLine]:
    """What the market's active traders sell, the commonest first."""
    lines = Trader.objects.active().filter(market=market, goods_line__isnull=False).values_list("goods_line", flat=True)
    counts: dict[int, int] = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    found = GoodsLine.objects.in_bulk(counts)
    return [found[pk] for pk in sorted(counts, key=lambda pk: (-counts[pk], found[pk].name))]


def shops_of_market(market: Market) -> list[PublicShop]:
    """Shops that belong to the market itself, not to a person."""
    return _shops(market.shop_accounts.filter(trader__isnull=True).order_by("platform", "handle"))


def stalls_that_sell_online(market: Market) -> list[PublicStall]:
    """Active traders with a shop who agreed to stand on the market's page; nobody else, and nothing else of them."""
    stalls = Prefetch("stalls", Stall.objects.order_by("code_order"))
    accounts = Prefetch("shop_accounts", ShopAccount.objects.order_by("platform", "handle"))
    traders = (
        Trader.objects.active()
        .filter(market=market, user__in=consenting(ConsentPurpose.PUBLIC_PAGE))
        .select_related("goods_line")
        .prefetch_related(stalls, accounts)
    )
    rows = [
        PublicStall(
            name=trader.name,
            stalls=[stall.code for stall in trader.stalls.all()],
            goods_line=trader.goods_line,
            shops=_shops(trader.shop_accounts.all()),
        )
        for trader in traders
    ]
    return [row for row in rows if row.shops]


def sessions_of(market: Market) -> list[PublicSession]:
    """The market's sessions on air and to come; the application that knows them is named in the settings."""
    name = settings.PUBLIC_MARKET_SESSIONS
    if not name:
        return []
    find: Callable[[Market], list[PublicSession]] = import_string(name)
    return find(market)


def _sellers(goods_line: GoodsLine) -> QuerySet[Trader]:
    return Trader.objects.active().filter(Q(goods_line=goods_line) | Q(other_goods_lines=goods_line))


def _shops(accounts: Iterable[ShopAccount]) -> list[PublicShop]:
    found = [PublicShop(each.get_platform_display(), each.handle, shop_url(each)) for each in accounts]
    return [shop for shop in found if shop.url]
