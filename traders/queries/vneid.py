"""How far the markets are with linking accounts to VNeID."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from portal.accounts.roles import Action, Role
from portal.search import exact_first, folded_contains
from traders.enums import TraderState, VneidState
from traders.models import Market, ShopAccount, Stall, Trader
from traders.vneid import countdown, days_left

if TYPE_CHECKING:
    from portal.accounts.models import User
    from traders.models.actors import Actor


@dataclass(frozen=True, slots=True)
class VneidSummary:
    """What a home page says of the deadline: ``missing_count`` accounts are not linked, ``waiting_count`` reported."""

    days_left: int
    countdown: str
    missing_count: int
    waiting_count: int
    url: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Accounts by state; ``needed`` are those that have to be linked at all."""

    total: int
    linked: int
    reported: int
    missing: int
    not_needed: int

    @property
    def needed(self) -> int:
        return self.total - self.not_needed

    @property
    def share(self) -> float | None:
        """Linked among those needed; None where none is."""
        return self.linked / self.needed if self.needed else None


@dataclass(frozen=True, slots=True)
class MarketTally:
    """A market's accounts by state."""

    market: Market
    tally: Tally


_COUNTS = {  # in the order of Tally's fields
    "total": Count("pk"),
    "linked": Count("pk", filter=Q(vneid_state=VneidState.LINKED)),
    "reported": Count("pk", filter=Q(vneid_state=VneidState.REPORTED)),
    "missing": Count("pk", filter=Q(vneid_state=VneidState.NOT_LINKED)),
    "not_needed": Count("pk", filter=Q(vneid_state=VneidState.NOT_NEEDED)),
}


def counted_accounts(user: Actor) -> QuerySet[ShopAccount]:
    """The accounts that ``user`` may see, of markets themselves and of traders who still trade."""
    still_there = Q(trader__isnull=True) | Q(trader__state=TraderState.ACTIVE)
    return ShopAccount.objects.visible_to(user).filter(still_there)


def vneid_summary(user: User) -> VneidSummary:
    """The counts for ``user``: a trader's own accounts, an organisation's markets, a ward, a city. One statement."""
    counts = counted_accounts(user).aggregate(missing=_COUNTS["missing"], waiting=_COUNTS["reported"])
    return VneidSummary(days_left(), countdown(), counts["missing"], counts["waiting"], reverse("vneid"))


def market_tallies(user: User) -> list[MarketTally]:
    """Each market that ``user`` sees and that has accounts, those with most missing first."""
    rows = counted_accounts(user).order_by().values_list("market_id").annotate(**_COUNTS)
    found = {market_id: Tally(*counts) for market_id, *counts in rows}
    markets = Market.objects.filter(pk__in=found).select_related("ward").order_by("name_order")
    tallies = [MarketTally(market, found[market.pk]) for market in markets]
    return sorted(tallies, key=lambda each: -each.tally.missing)


def tally_of(user: User, market: Market) -> Tally:
    return Tally(**counted_accounts(user).filter(market=market).aggregate(**_COUNTS))


def sum_of(tallies: list[MarketTally]) -> Tally:
    """All markets together; shares are worked out from sums."""
    fields = ("total", "linked", "reported", "missing", "not_needed")
    return Tally(*(sum(getattr(each.tally, field) for each in tallies) for field in fields))


TURN_TRADER, TURN_BOARD, TURN_NOBODY = "tieu-thuong", "ban-quan-ly", "xong"
TURNS = {TURN_TRADER: "Tiểu thương liên kết", TURN_BOARD: "Ban quản lý", TURN_NOBODY: "Xong"}
"""Whose turn it is, as the filter names it."""

_TURN_ROWS = {
    TURN_TRADER: Q(vneid_state=VneidState.NOT_LINKED, trader__isnull=False),
    TURN_BOARD: Q(vneid_state=VneidState.REPORTED) | Q(vneid_state=VneidState.NOT_LINKED, trader__isnull=True),
    TURN_NOBODY: Q(vneid_state__in=(VneidState.LINKED, VneidState.NOT_NEEDED)),
}


def turn_of(account: ShopAccount) -> str:
    """Whose turn it is with ``account``."""
    if account.vneid_state == VneidState.REPORTED:
        return "Ban quản lý kiểm tra"
    if account.vneid_state == VneidState.NOT_LINKED:
        return "Tiểu thương liên kết" if account.trader_id else "Ban quản lý liên kết"
    return ""


def accounts_to_link(
    user: Actor, market: Market, *, search: str = "", state: str = "", turn: str = ""
) -> QuerySet[ShopAccount]:
    """A market's accounts with owner and ``stall_code``; shared ones first, then by the owner's name."""
    accounts = counted_accounts(user).filter(market=market).select_related("trader__user")
    if state:
        accounts = accounts.filter(vneid_state=state)
    if turn:
        accounts = accounts.filter(_TURN_ROWS[turn])
    if search:
        accounts = accounts.filter(_found(search)).order_by(exact_first("trader__name", search))
    first_stall = Stall.objects.filter(trader=OuterRef("trader")).order_by("code_order").values("code")[:1]
    order = (*accounts.query.order_by, "trader__name_order", "platform", "handle", "pk") if search else _LIST_ORDER
    return accounts.annotate(stall_code=Subquery(first_stall)).order_by(*order)


_LIST_ORDER = ("trader__name_order", "platform", "handle", "pk")


def _found(search: str) -> Q:
    """By owner's name without accents, handle, stall code or the last digits of a phone number."""
    found = folded_contains("trader__name_folded", search) | Q(handle__icontains=search)
    found |= Q(Exists(Stall.objects.filter(trader=OuterRef("trader"), code__istartswith=search)))
    digits = "".join(each for each in search if each.isdigit())
    if len(digits) >= 3:
        tail = digits.removeprefix("0")
        found |= Q(trader__phone__endswith=tail) | Q(trader__user__phone__endswith=tail)
    return found


def markets_to_write(user: User) -> QuerySet[Market]:
    """The markets whose traders ``user`` may write to in one go."""
    return Market.objects.managed_by(user, Action.SEND_CAMPAIGNS)


def traders_missing(user: User, market: Market | None) -> QuerySet[Trader]:
    """Traders with an account that is not linked, in one market or in all that ``user`` may write to."""
    markets = Market.objects.filter(pk=market.pk) if market else markets_to_write(user)
    unlinked = ShopAccount.objects.filter(trader=OuterRef("pk"), vneid_state=VneidState.NOT_LINKED)
    traders = Trader.objects.active().filter(market__in=markets.values("pk"))
    return traders.filter(Exists(unlinked), user__role=Role.TRADER).select_related("user", "market")
