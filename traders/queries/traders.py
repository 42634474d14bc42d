"""Traders, as one person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from traders.enums import TraderState
from traders.models import GoodsLine, Market, MarketStay, ShopAccount, Stall, Tenancy, Trader
from traders.queries.searching import accents, best_first, found

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from portal.places.models import Ward
    from traders.models.actors import Actor

BY_NAME, BY_MARKET, BY_STALL, NEWEST = "ten", "cho", "sap", "moi"
"""How a list may be sorted, as it stands in the address."""


@dataclass(frozen=True, slots=True)
class TraderFilter:
    """What a list of traders is narrowed to; None and the empty text narrow nothing."""

    words: str = ""
    market: Market | None = None
    ward: Ward | None = None
    goods_line: GoodsLine | None = None
    state: str = TraderState.ACTIVE
    has_phone: bool | None = None
    has_account: bool | None = None
    has_tax_code: bool | None = None
    uses_einvoice: bool | None = None
    einvoice_is_unknown: bool = False


def filtered(traders: QuerySet[Trader], by: TraderFilter) -> QuerySet[Trader]:
    """Those of ``traders`` whom the filter means."""
    chosen = {"market": by.market, "market__ward": by.ward, "state": by.state, "uses_einvoice": by.uses_einvoice}
    traders = traders.filter(**{name: value for name, value in chosen.items() if value not in (None, "")})
    if by.goods_line:
        traders = traders.filter(Q(goods_line=by.goods_line) | Q(goods_line__parent=by.goods_line))
    if by.einvoice_is_unknown:
        traders = traders.filter(uses_einvoice=None)
    traders = _with_or_without(traders, by.has_phone, ~Q(phone=""))
    traders = _with_or_without(traders, by.has_tax_code, ~Q(tax_code="", personal_tax_code_tail=""))
    traders = _with_or_without(traders, by.has_account, Exists(ShopAccount.objects.filter(trader=OuterRef("pk"))))
    return found(traders, by.words) if by.words else traders


def sorted_by(traders: QuerySet[Trader], order: str = BY_NAME, *, words: str = "") -> QuerySet[Trader]:
    """``traders`` in the order of the address; what matches ``words`` best stands first."""
    keys: list[Combinable | str] = []
    if words:
        traders = traders.alias(accents=accents(words))
        keys += best_first(words)
    if order == BY_STALL:
        first = Stall.objects.filter(trader=OuterRef("pk")).order_by().values("trader").annotate(n=Min("code_order"))
        traders = traders.alias(first_stall=Subquery(first.values("n")))
    ends = {BY_MARKET: ("market__name_order", "name_order", "pk"), BY_STALL: ("first_stall", "pk"), NEWEST: ("-pk",)}
    return traders.order_by(*keys, *ends.get(order, ("name_order", "pk")))


def with_rows(traders: QuerySet[Trader]) -> QuerySet[Trader]:
    """The same with all that a row of a list shows."""
    stalls = Stall.objects.order_by("code_order")
    return traders.select_related("goods_line", "market").prefetch_related(Prefetch("stalls", stalls), "shop_accounts")


def traders_for(user: Actor, market: Market | None = None, *, search: str = "") -> QuerySet[Trader]:
    """Traders whom ``user`` may see, of one market or of all, with their stalls and accounts at hand."""
    traders = Trader.objects.visible_to(user)
    by = TraderFilter(words=search, market=market, state="")
    return with_rows(sorted_by(filtered(traders, by), words=search))


def _with_or_without(traders: QuerySet[Trader], wanted: bool | None, has: Q | Exists) -> QuerySet[Trader]:  # noqa: FBT001 - None asks for nothing
    if wanted is None:
        return traders
    return traders.filter(has) if wanted else traders.exclude(has)


def tenancies_of(trader: Trader) -> QuerySet[Tenancy]:
    """Every stall that a trader held, holds or is to hold, the latest first."""
    return trader.tenancies.select_related("stall__market").order_by(F("began_on").desc(nulls_last=True), "-pk")


def stays_of(trader: Trader) -> QuerySet[MarketStay]:
    """The markets that a trader belonged to, the latest first."""
    return trader.stays.select_related("market").order_by(F("began_on").desc(nulls_last=True), "-pk")


def same_tax_code(trader: Trader, user: Actor) -> QuerySet[Trader]:
    """Others with the tax code of ``trader``, as far as ``user`` may know of them; at most three."""
    others = Trader.objects.visible_to(user).exclude(pk=trader.pk).select_related("market")
    if trader.personal_tax_code_digest:
        return others.filter(personal_tax_code_digest=trader.personal_tax_code_digest)[:3]
    return others.filter(tax_code=trader.tax_code).exclude(tax_code="")[:3]
