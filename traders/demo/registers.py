"""What the registers know of the demo's traders besides their names. Numbers are made up, and the same on every run."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING
from zlib import crc32

from django.db import transaction
from django.utils import timezone
from stdnum.vn import mst

from portal.accounts.models import User
from portal.pictures import encode_picture
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose
from portal.privacy.models import Consent
from traders.actions import add_account
from traders.actions.tax_codes import write_tax_code
from traders.actions.vneid import check_links, report_link
from traders.demo.drawings import awning, scan
from traders.demo.stories import STORIES
from traders.enums import Channel, CheckState, LegalForm, PaperKind, Platform
from traders.models import (
    Market,
    MarketHours,
    MarketPicture,
    MarketZone,
    Paper,
    Product,
    ShopAccount,
    Stall,
    Trader,
)
from traders.paper_files import take_paper
from traders.tax_codes import read_tax_code

if TYPE_CHECKING:
    from traders.demo.catalogue import Offer

FIRST_PHONE = 900_000_000
"""Made-up numbers begin here: +84 900 000 001 and on; the demo sends nothing out."""

FOOD = ("hai-san-kho", "banh-keo-mut", "ca-phe-tra", "gia-vi-mam", "dac-san-kho", "trai-cay")
PRODUCTS_A_TRADER = 3
SHOWN = ("ben-thanh", "con")
"""Markets whose boards sign in to the demo: their papers have files, their queues have something in them."""

PAPER_ENDS = (400, 250, 120, 60, 25, 20, 6, -12)
"""Days from today on which papers of the demo end: most later, some soon, one is over."""


def phone_of(number: int) -> str:
    return f"+84{FIRST_PHONE + number}"


def fill_market(market: Market) -> None:
    """Story, opening hours, zones and a drawn picture; a market that has a story is left alone."""
    story = STORIES.get(market.slug)
    if story is None or market.story:
        return
    market.name_en, market.story, market.story_en = story.name_en, story.story, story.story_en
    market.specialities = "\n".join(story.specialities)
    market.specialities_en = "\n".join(story.specialities_en)
    market.save()
    MarketHours.objects.bulk_create(
        [MarketHours(market=market, weekday=day, opens_at=story.opens, closes_at=story.closes) for day in range(7)]
    )
    zones = MarketZone.objects.bulk_create(
        [
            MarketZone(market=market, code=f"K{place}", name=name, position=place)
            for place, name in enumerate(story.zones, start=1)
        ]
    )
    _place_stalls(market, zones)
    picture = MarketPicture(market=market, alt=f"Hình minh họa {market.name}: mái che sọc của chợ")
    picture.alt_en = f"Drawing of {story.name_en}: the market's striped awning"
    drawn = encode_picture(awning(market.slug))
    picture.image.save(drawn.name or "", drawn)


@transaction.atomic
def fill_traders(market: Market, offers: dict[int, list[Offer]], first: int) -> None:
    """Phones (from number ``first`` on), tax codes, channels, products and papers of the market's traders."""
    traders = list(market.traders.order_by("pk").select_related("user", "goods_line"))
    if not traders or any(trader.phone for trader in traders):
        return
    random = Random(f"registers:{market.slug}")  # noqa: S311 - no secret, the same on every run
    for place, trader in enumerate(traders):
        _fill(trader, random, first + place)
    Trader.objects.bulk_update(
        traders,
        (
            "phone", "claimed_at", "legal_form", "tax_code", "personal_tax_code", "personal_tax_code_tail",
            "personal_tax_code_digest", "channels", "uses_einvoice",
        ),
    )  # fmt: skip
    User.objects.bulk_update([trader.user for trader in traders], ("phone",))
    products = Product.objects.bulk_create(
        [product for trader in traders for product in _products(trader, offers.get(trader.pk, []))]
    )
    sold = {product.trader_id for product in products}
    Paper.objects.bulk_create(
        [paper for trader in traders if trader.pk in sold for paper in _papers(trader, market, random)]
    )


@transaction.atomic
def fill_consents(market: Market, by: User) -> None:
    """Most traders agree to most purposes, on paper, as boards collect it; once a market."""
    if Consent.objects.filter(person__trader__market=market, how=ConsentHow.PAPER).exists():
        return
    random = Random(f"consents:{market.slug}")  # noqa: S311 - no secret, the same on every run
    for trader in market.traders.order_by("pk").select_related("user"):
        purposes = [purpose for purpose in ConsentPurpose if random.random() < 0.8]
        if purposes:
            give_consent(person=trader.user, purposes=purposes, how=ConsentHow.PAPER, by=by)


@transaction.atomic
def fill_accounts(market: Market, by: User) -> None:
    """Every third trader has a shop of their own; some are linked with VNeID, some say they are. Once a market."""
    if market.shop_accounts.filter(vneid_steps__isnull=False).exists():
        return
    random = Random(f"accounts:{market.slug}")  # noqa: S311 - no secret, the same on every run
    new = []
    for place, trader in enumerate(market.traders.order_by("pk").select_related("user")):
        if place % 3 == 1:
            handle = f"{market.slug.replace('-', '')}.ban{place + 1}"
            account, is_new = add_account(
                platform=random.choice((Platform.TIKTOK_SHOP, Platform.SHOPEE)),
                handle=handle,
                market=market,
                trader=trader,
                by=by,
            )
            new += [account] if is_new else []
    linked, reported = new[::2], new[1::4]
    check_links(accounts=linked, evidence="Đã xem màn hình tài khoản tại sạp", by=by)
    for account in reported:
        if account.trader:
            report_link(account=account, evidence="Tôi đã làm theo hướng dẫn trên ứng dụng", by=account.trader.user)
    ShopAccount.objects.filter(pk__in=[account.pk for account in new]).update(opened_on=dt.date(2025, 3, 1))


def _place_stalls(market: Market, zones: list[MarketZone]) -> None:
    stalls = list(market.stalls.order_by("pk"))
    for place, stall in enumerate(stalls):
        stall.zone = zones[place % len(zones)]
        stall.row, stall.number = f"Dãy {place // 10 + 1}", str(place % 10 + 1)
    Stall.objects.bulk_update(stalls, ("zone", "row", "number"))


def _fill(trader: Trader, random: Random, number: int) -> None:
    if trader.user.phone:  # one of the demo's sign-ins, who has said that the stall is theirs
        trader.phone, trader.claimed_at = trader.user.phone, timezone.now()
    else:
        trader.phone = phone_of(number) if random.random() < 0.92 else ""
        trader.user.phone = trader.phone or None
    trader.legal_form = random.choices((LegalForm.HOUSEHOLD, LegalForm.INDIVIDUAL, ""), (7, 2, 1))[0]
    trader.channels = random.sample([Channel.TIKTOK_SHOP, Channel.FACEBOOK, Channel.ZALO], random.randrange(3))
    trader.uses_einvoice = random.choice((True, True, False, None))
    kind = random.random()
    if kind < 0.6:
        write_tax_code(trader, read_tax_code(_business_code(random), today=timezone.localdate()))
    elif kind < 0.8:
        write_tax_code(trader, read_tax_code(_personal_code(random), today=timezone.localdate()))


def _business_code(random: Random) -> str:
    """Nine digits and the check digit that belongs to them; some nine digits have none."""
    while True:
        digits = f"03{random.randrange(10**7):07}"
        check = mst.calc_check_digit(digits)
        if len(check) == 1:
            return digits + check


def _personal_code(random: Random) -> str:
    """Province 079, born 1960-1999, and six digits by chance."""
    return f"079{random.choice('01')}{random.randrange(60, 100)}{random.randrange(10**6):06}"


def _products(trader: Trader, offers: list[Offer]) -> list[Product]:
    kept: dict[str, Product] = {}
    for offer in offers:
        if offer.product not in kept and len(kept) < PRODUCTS_A_TRADER:
            kept[offer.product] = Product(
                trader=trader,
                name=offer.product,
                unit=offer.variation or "cái",
                price=offer.price,
                goods_line=trader.goods_line,
            )
    return list(kept.values())


def _papers(trader: Trader, market: Market, random: Random) -> list[Paper]:
    """Proof of origin for most, food safety where food is sold; every sixth one waits to be checked."""
    kinds = [PaperKind.ORIGIN] if random.random() < 0.8 else []
    if trader.goods_line and trader.goods_line.slug in FOOD and random.random() < 0.85:
        kinds.append(PaperKind.FOOD_SAFETY)
    today = timezone.localdate()
    papers = []
    for kind in kinds:
        is_checked = random.random() < 0.84
        paper = Paper(
            trader=trader,
            kind=kind,
            number=f"{random.randrange(10**5):05}/{today.year}",
            issued_by="Hợp đồng, hóa đơn mua hàng"
            if kind == PaperKind.ORIGIN
            else f"Sở An toàn thực phẩm, {market.ward}",
            issued_on=today - dt.timedelta(days=200),
            valid_until=today + dt.timedelta(days=random.choice(PAPER_ENDS)),
            state=CheckState.ACCEPTED if is_checked else CheckState.WAITING,
            checked_at=timezone.now() if is_checked else None,
            added_by=trader.user,
        )
        papers.append(_with_file(paper) if market.slug in SHOWN else paper)
    return papers


def _with_file(paper: Paper) -> Paper:
    """The paper with a drawn scan, taken in and sealed as one that somebody hands in."""
    ends = f"{paper.valid_until:%d/%m/%Y}"
    lines = [paper.get_kind_display(), f"Số {paper.number}", f"Tên: {paper.trader.name}", "Nơi cấp:", paper.issued_by]
    seed = f"{paper.trader.name}:{paper.kind}"
    is_pdf = crc32(seed.encode()) % 3 > 0
    taken = take_paper(scan([*lines, f"Có giá trị đến {ends}"], is_pdf=is_pdf, seed=seed))
    paper.sha256, paper.file = taken.sha256, taken.content
    return paper
