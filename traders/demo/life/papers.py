"""Pictures of goods, and papers that were refused, renewed, or are told of because they run out."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from portal.accounts.models import User
from portal.pictures import encode_picture
from traders.actions.papers import add_paper, refuse_paper, warn_of_papers
from traders.actions.products import add_pictures
from traders.demo.drawings import goods, scan
from traders.demo.life.people import board_of
from traders.demo.registers import SHOWN
from traders.enums import CheckState, PaperKind
from traders.models import Paper, Product, ProductPicture
from traders.paper_files import take_paper

TRADERS_WITH_PICTURES = 6
PRODUCTS_WITH_PICTURES = 2
BLURRED = "Ảnh mờ, không đọc được ngày cấp. Chị chụp lại dưới ánh sáng tốt giúp."


def fill() -> None:
    """Both markets whose boards sign in, then everybody whose papers run out."""
    if ProductPicture.objects.exists():
        return
    for slug in SHOWN:
        _draw_goods(slug)
        _refuse_one(slug, by=board_of(slug))
        _renew_one(slug)
    _add_trademark()
    warn_of_papers(day=timezone.localdate())


def _draw_goods(slug: str) -> None:
    """Traders who sign in, and the first others, have pictures of what they sell."""
    sold = Product.objects.filter(trader__market__slug=slug).select_related("trader__user").order_by("trader_id", "pk")
    by_trader: dict[int, list[Product]] = {}
    for product in sold:
        by_trader.setdefault(product.trader_id, []).append(product)
    for products in list(by_trader.values())[:TRADERS_WITH_PICTURES]:
        for product in products[:PRODUCTS_WITH_PICTURES]:
            add_pictures(product=product, files=[encode_picture(goods(product.name))], by=product.trader.user)


def _refuse_one(slug: str, by: User) -> None:
    waiting = Paper.objects.filter(trader__market__slug=slug, state=CheckState.WAITING).order_by("pk")
    if (paper := waiting.first()) is not None:
        refuse_paper(paper=paper, reason=BLURRED, by=by)


def _renew_one(slug: str) -> None:
    """The owner of a paper that is over hands in a new one, which waits beside it."""
    today = timezone.localdate()
    over = Paper.objects.filter(trader__market__slug=slug, state=CheckState.ACCEPTED, valid_until__lt=today)
    if (old := over.select_related("trader__user").order_by("pk").first()) is None:
        return
    new = Paper(
        trader=old.trader, kind=old.kind, number=f"{old.number}-2", issued_by=old.issued_by, issued_on=today,
        valid_until=today + dt.timedelta(days=365), replaces=old,
    )  # fmt: skip
    _hand_in(new)


def _add_trademark() -> None:
    """A trademark for single products, by the trader who signs in."""
    owner = User.objects.get(username="tieuthuong.nhung").trader
    paper = Paper(trader=owner, kind=PaperKind.TRADEMARK, number="4-0512345-000", issued_by="Cục Sở hữu trí tuệ")
    _hand_in(paper, list(owner.products.order_by("pk")[:1]))


def _hand_in(paper: Paper, products: list[Product] | None = None) -> None:
    lines = [paper.get_kind_display(), f"Số {paper.number}", f"Tên: {paper.trader.name}", paper.issued_by]
    taken = take_paper(scan(lines, is_pdf=True, seed=paper.number))
    add_paper(paper=paper, products=products or [], taken=taken, by=paper.trader.user)
