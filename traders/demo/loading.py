"""Put the demo's markets into the registers; what is there already stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

from django.contrib.auth.hashers import make_password

from portal.accounts.demo import PEOPLE, find_or_create
from portal.accounts.models import Role, User
from portal.places.models import Ward
from traders.actions import add_account, add_market
from traders.actions.persons import persons_for
from traders.demo import registers
from traders.demo.catalogue import Offer, offers_of
from traders.demo.markets import MARKETS, MarketPlan
from traders.demo.names import people
from traders.enums import Platform
from traders.goods_lines import load_goods_lines
from traders.models import (
    GoodsLine,
    Market,
    MarketStay,
    Membership,
    ProductMapping,
    ShopAccount,
    Stall,
    Tenancy,
    Trader,
)

PRODUCTS_A_STALL = 5
FORGOTTEN_IN = 40
"""One SKU in so many was never given to a stall: its lines stand as "chưa rõ sạp"."""

type Stalled = tuple[Trader, list[Offer]]


@dataclass(slots=True)
class DemoMarket:
    """A market with what its stalls offer; ``own`` are accounts of single traders with their offers.

    ``weeks`` are the weeks ago in which those sold who began late: (first, last).
    """

    plan: MarketPlan
    market: Market
    account: ShopAccount
    offers: list[Offer]
    own: list[tuple[ShopAccount, list[Offer]]]
    weeks: dict[int, tuple[int, int]] = field(default_factory=dict)


def load_markets() -> dict[str, DemoMarket]:
    """Every market of the demo by slug, with its accounts and offers."""
    load_goods_lines(GoodsLine)
    lines = {line.slug: line for line in GoodsLine.objects.all()}
    return {plan.slug: _load_market(number, plan, lines) for number, plan in enumerate(MARKETS, start=1)}


def _load_market(number: int, plan: MarketPlan, lines: dict[str, GoodsLine]) -> DemoMarket:
    market = _registered(plan)
    Membership.objects.get_or_create(organisation=market.organisation, user=_board(plan))
    for clerk in (person for person in PEOPLE if person.username == f"nhanvien.{plan.slug.replace('-', '')}"):
        Membership.objects.get_or_create(organisation=market.organisation, user=find_or_create(clerk))
    stalls = _load_stalls(number, plan, market, lines)
    board = _board(plan)
    registers.fill_market(market)
    registers.fill_traders(market, {trader.pk: offers for trader, offers in stalls}, first=number * 100)
    owner = stalls[0][0] if plan.is_one_traders else None
    account, _ = add_account(platform=plan.platform, handle=plan.handle, market=market, trader=owner, by=None)
    on_show = stalls[:1] if owner else stalls
    if not owner:
        ProductMapping.objects.bulk_create(_mappings(account, on_show), ignore_conflicts=True)
    own = [
        (_own_account(market, stalls[place][0], platform, place), stalls[place][1])
        for place, platform in [*plan.own_accounts, *((each.place, Platform.TIKTOK_SHOP) for each in plan.beginners)]
    ]
    late = own[len(plan.own_accounts) :]
    weeks = {account.pk: (each.began, each.ended) for (account, _), each in zip(late, plan.beginners, strict=True)}
    registers.fill_accounts(market, by=board)
    registers.fill_consents(market, by=board)
    return DemoMarket(plan, market, account, [offer for _, offers in on_show for offer in offers], own, weeks)


def _registered(plan: MarketPlan) -> Market:
    ward = Ward.objects.current().get(code=plan.ward)
    market, is_new = add_market(slug=plan.slug, name=plan.name, ward=ward, by=None)
    if is_new:
        market.kind, market.grade, market.address = plan.kind, plan.grade, plan.address
        market.save()
    return market


def _board(plan: MarketPlan) -> User:
    """Who works for the market; those who are not among the people of the demo cannot sign in."""
    username = f"bql.{plan.slug.replace('-', '')}"
    if person := next((person for person in PEOPLE if person.username == username), None):
        return find_or_create(person)
    defaults = {"full_name": f"Ban quản lý {plan.name}", "role": Role.MARKET_MANAGER, "password": make_password(None)}
    return User.objects.get_or_create(username=username, defaults=defaults)[0]


def _signing_in(plan: MarketPlan, name: str) -> User | None:
    """The account of a trader who is among the people of the demo."""
    person = next((person for person in PEOPLE if person.role == Role.TRADER and person.full_name == name), None)
    return find_or_create(person) if person and plan.slug in {"ben-thanh", "con"} else None


def _load_stalls(number: int, plan: MarketPlan, market: Market, lines: dict[str, GoodsLine]) -> list[Stalled]:
    """Every trader of the market, each with one stall and what they offer there."""
    persons = people(plan.traders, plan.slug)
    goods = [plan.goods[place % len(plan.goods)] for place in range(plan.traders)]
    came = Trader.objects.filter(stays__market=market).order_by("-pk")  # those who have moved on since, too
    traders = {trader.name: trader for trader in came}
    new = [(name, lines[line]) for (name, _), line in zip(persons, goods, strict=True) if name not in traders]
    traders |= {trader.name: trader for trader in _newcomers(plan, market, new)}
    codes = [f"{plan.stall_zone}{place + 1:03}" for place in range(plan.traders)]
    stalls = [
        Stall(market=market, code=code, trader=traders[name]) for code, (name, _) in zip(codes, persons, strict=True)
    ]
    if not market.stalls.exists():
        Tenancy.objects.bulk_create(
            [Tenancy(stall=stall, trader=stall.trader) for stall in Stall.objects.bulk_create(stalls) if stall.trader]
        )
    return [
        (traders[name], offers_of(line, nickname, code, f"1729{number:04}{place:04}0000", PRODUCTS_A_STALL))
        for place, ((name, nickname), line, code) in enumerate(zip(persons, goods, codes, strict=True))
    ]


def _newcomers(plan: MarketPlan, market: Market, people: list[tuple[str, GoodsLine]]) -> list[Trader]:
    """Traders with the persons that they are; those of the demo's sign-ins are them."""
    known = {name: _signing_in(plan, name) for name, _ in people}
    others = iter(persons_for([(name, "") for name, person in known.items() if person is None]))
    traders = Trader.objects.bulk_create(
        [Trader(market=market, name=name, goods_line=line, user=known[name] or next(others)) for name, line in people]
    )
    MarketStay.objects.bulk_create([MarketStay(trader=trader, market=market) for trader in traders])
    return traders


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
