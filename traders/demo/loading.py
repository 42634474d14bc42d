"""Put the demo's markets into the registers; what is there already stays."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from portal.places.models import Ward
from traders.actions import add_account, add_market, add_stall
from traders.demo.catalogue import GOODS_LINES, Offer, offers_of
from traders.demo.markets import MARKETS, MarketPlan
from traders.demo.names import people
from traders.models import GoodsLine, Market, ProductMapping, ShopAccount, Trader

PRODUCTS_A_STALL = 5
FORGOTTEN_IN = 40
"""One SKU in so many was never given to a stall: its lines stand as "chưa rõ sạp"."""

type Stalled = tuple[Trader, list[Offer]]


@dataclass(slots=True)
class DemoMarket:
    """A market with what its stalls offer; ``own`` are accounts of single traders with their offers."""

    plan: MarketPlan
    market: Market
    account: ShopAccount
    offers: list[Offer]
    own: list[tuple[ShopAccount, list[Offer]]]


def load_markets() -> dict[str, DemoMarket]:
    """Every market of the demo by slug, with its accounts and offers."""
    lines = {
        slug: GoodsLine.objects.get_or_create(slug=slug, defaults={"name": n})[0] for slug, n in GOODS_LINES.items()
    }
    return {plan.slug: _load_market(number, plan, lines) for number, plan in enumerate(MARKETS, start=1)}


def _load_market(number: int, plan: MarketPlan, lines: dict[str, GoodsLine]) -> DemoMarket:
    market = _registered(plan)
    stalls = [
        _load_stall(number, plan, market, lines, place, person)
        for place, person in enumerate(people(plan.traders, plan.slug))
    ]
    owner = stalls[0][0] if plan.is_one_traders else None
    account, _ = add_account(platform=plan.platform, handle=plan.handle, market=market, trader=owner, by=None)
    on_show = stalls[:1] if owner else stalls
    if not owner:
        ProductMapping.objects.bulk_create(_mappings(account, on_show), ignore_conflicts=True)
    own = [
        (_own_account(market, stalls[place][0], platform, place), stalls[place][1])
        for place, platform in plan.own_accounts
    ]
    return DemoMarket(plan, market, account, [offer for _, offers in on_show for offer in offers], own)


def _registered(plan: MarketPlan) -> Market:
    ward = Ward.objects.current().get(code=plan.ward)
    market, is_new = add_market(slug=plan.slug, name=plan.name, ward=ward, by=None)
    if is_new:
        market.kind, market.grade, market.address = plan.kind, plan.grade, plan.address
        market.save()
    return market


def _load_stall(
    number: int, plan: MarketPlan, market: Market, lines: dict[str, GoodsLine], place: int, person: tuple[str, str]
) -> Stalled:
    """The trader in that place of the market, holding one stall, with what they offer."""
    name, nickname = person
    line = plan.goods[place % len(plan.goods)]
    code = f"{plan.stall_zone}{place + 1:03}"
    trader, _ = Trader.objects.get_or_create(market=market, name=name, defaults={"goods_line": lines[line]})
    add_stall(market=market, code=code, trader=trader, by=None)
    return trader, offers_of(line, nickname, code, f"1729{number:04}{place:04}0000", PRODUCTS_A_STALL)


def _own_account(market: Market, trader: Trader, platform: str, place: int) -> ShopAccount:
    handle = f"{market.slug.replace('-', '')}.sap{place + 1}"
    return add_account(platform=platform, handle=handle, market=market, trader=trader, by=None)[0]


def _mappings(account: ShopAccount, stalls: list[Stalled]) -> list[ProductMapping]:
    """Whose SKU it is, for the shared account."""
    return [
        ProductMapping(account=account, product_key=offer.sku, trader=trader)
        for trader, offers in stalls
        for offer in offers
        if not _is_forgotten(offer)
    ]


def _is_forgotten(offer: Offer) -> bool:
    """One SKU in forty was never given to a stall."""
    return crc32(offer.sku.encode()) % FORGOTTEN_IN == 0
