"""Products as pages show them, and which papers each still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from portal.search import exact_first, folded_contains
from traders.models import Paper, Product
from traders.paper_rules import rules_for
from traders.vneid import today

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from traders.enums import PaperKind
    from traders.models import Market
    from traders.models.actors import Actor
    from traders.paper_rules import PaperRule

SOLD, NOT_SOLD = "dang-ban", "thoi-ban"


def products_for(
    user: Actor, market: Market | None, *, search: str = "", sold: str = "", line: str = ""
) -> QuerySet[Product]:
    """Products with trader, goods line and pictures at hand, by name; exact accents of a search first."""
    products = Product.objects.visible_to(user)
    if market:
        products = products.filter(trader__market=market)
    if sold:
        products = products.filter(is_sold=sold == SOLD)
    if line:
        products = products.filter(Q(goods_line__slug=line) | Q(goods_line=None, trader__goods_line__slug=line))
    products = products.select_related("trader__market", "trader__goods_line__parent", "goods_line__parent")
    products = products.prefetch_related("pictures")
    if not search:
        return products.order_by("name_order", "pk")
    found = folded_contains("name_folded", search) | folded_contains("trader__name_folded", search)
    return products.filter(found).order_by(exact_first("name", search), "name_order", "pk")


def missing_papers(
    products: Iterable[Product], day: dt.date | None = None, *, is_advertised: bool = True
) -> dict[int, list[PaperRule]]:
    """Id of a product → the rules whose paper it lacks on ``day``; accepted papers of that day count.

    Two statements, however many products; give them with ``trader__goods_line__parent`` and ``goods_line__parent``.
    """
    wanted, day = list(products), day or today()
    covers = _covers({product.trader_id for product in wanted}, day)
    return {
        product.pk: [
            rule
            for rule in rules_for(product.goods_line or product.trader.goods_line, day, is_advertised=is_advertised)
            if not _is_covered(covers, product, rule.kind)
        ]
        for product in wanted
    }


type Covers = dict[tuple[int, str], set[int]]
"""Trader and kind → ids of products that a valid paper names; 0 stands for all of them."""


def _covers(traders: set[int], day: dt.date) -> Covers:
    found: Covers = {}
    papers = Paper.objects.valid_on(day).in_force().filter(trader__in=traders).prefetch_related("products")
    for paper in papers:
        named = {product.pk for product in paper.products.all()} or {0}
        found.setdefault((paper.trader_id, paper.kind), set()).update(named)
    return found


def _is_covered(covers: Covers, product: Product, kind: PaperKind) -> bool:
    return not covers.get((product.trader_id, kind), set()).isdisjoint({0, product.pk})
