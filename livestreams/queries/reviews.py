"""What waits for a person after importing: five lists, each narrowed to a file, an account or a market."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from livestreams.enums import HoldState, LineStatus, Method, ReturnKind, WordKind
from livestreams.models import ImportBatch, LiveRow, LiveSession, OrderLine, StatusWord
from traders.enums import MARKETPLACES
from traders.models import Market, ShopAccount

if TYPE_CHECKING:
    from portal.accounts.models import User

COUNT_LIMIT = 1000
"""Counts on tabs stop here: beyond it, "hơn 1.000" says enough."""

AFTER_SESSION = dt.timedelta(hours=24)
LIVE_NEIGHBOURHOOD = dt.timedelta(days=2)


@dataclass(frozen=True)
class Scope:
    """Whose lines are looked at: all that ``user`` may see, or those of a market, an account or a file."""

    user: User
    market: Market | None = None
    account: ShopAccount | None = None
    batch: ImportBatch | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether "all of these" names something a person chose: never act on everything at once."""
        return self.account is not None or self.batch is not None

    def accounts(self) -> QuerySet[ShopAccount]:
        accounts = ShopAccount.objects.visible_to(self.user)
        if self.market is not None:
            accounts = accounts.filter(market=self.market)
        return accounts if self.account is None else accounts.filter(pk=self.account.pk)

    def lines(self) -> QuerySet[OrderLine]:
        lines = OrderLine.objects.filter(account__in=self.accounts())
        return lines if self.batch is None else lines.filter(batch=self.batch)

    def live_rows(self) -> QuerySet[LiveRow]:
        rows = LiveRow.objects.filter(account__in=self.accounts(), is_current=True, session=None)
        return rows if self.batch is None else rows.filter(batch=self.batch)


type Rows = QuerySet[OrderLine, Any]
"""Grouped lines as dicts; each list says what stands in them."""


def review_counts(scope: Scope) -> dict[str, int]:
    """How many things wait on each tab, none counted beyond ``COUNT_LIMIT`` + 1."""
    lists: dict[str, QuerySet[Any, Any]] = {
        "sessions": orders_to_place(scope),
        "products": products_without_stall(scope),
        "holds": orders_held(scope),
        "live_rows": scope.live_rows(),
    }
    counts = {name: rows[: COUNT_LIMIT + 1].count() for name, rows in lists.items()}
    return {"words": len(words_to_map(scope))} | counts


# Words


@dataclass(frozen=True)
class WordRow:
    """An unknown word with how many lines carry it and up to two orders to look at."""

    word: StatusWord
    lines: int
    examples: list[str]


def words_to_map(scope: Scope) -> list[WordRow]:
    """Words without a meaning that stand in lines of ``scope``, the most frequent first."""
    found = {
        **_words_found(scope, WordKind.STATUS, "status_word", Q(status=LineStatus.UNKNOWN)),
        **_words_found(scope, WordKind.RETURN, "return_word", Q(return_kind=ReturnKind.UNKNOWN)),
    }
    rows = []
    for word in StatusWord.objects.filter(meaning=""):
        seen = found.get((word.platform, word.kind, word.word))
        if seen is not None:
            rows.append(WordRow(word, seen["n"], sorted({seen["first"], seen["last"]})))
    return sorted(rows, key=lambda row: -row.lines)


def _words_found(scope: Scope, kind: WordKind, column: str, unknown: Q) -> dict[tuple[str, str, str], Any]:
    groups: Rows = (
        scope.lines()
        .filter(unknown)
        .exclude(**{column: ""})
        .values("platform", text=F(column))
        .annotate(n=Count("pk"), first=Min("order_no"), last=Max("order_no"))
    )
    return {(group["platform"], kind.value, group["text"]): group for group in groups}


# Orders whose session is not clear


def orders_to_place(scope: Scope) -> Rows:
    """One row an order: account, order number, lines, value, time, what the file says of its session."""
    rows: Rows = _orders(scope.lines().filter(method=Method.REVIEW)).order_by("-placed", "order_no")
    return rows


def _orders(lines: QuerySet[OrderLine], *more: str) -> Any:
    return lines.values("account_id", "order_no", *more).annotate(
        lines=Count("pk"),
        value=Sum("placed_value"),
        placed=Min("placed_at"),
        product=Min("product"),
        code=Max("session_code"),
        creator=Max("creator_handle"),
    )


@dataclass(frozen=True)
class OrderToPlace:
    """An order and the sessions it may belong to."""

    row: dict[str, Any]
    account: ShopAccount
    sessions: list[LiveSession]


def with_candidates(scope: Scope, rows: Sequence[dict[str, Any]]) -> list[OrderToPlace]:
    """The rows of one page with the sessions whose time, and creator where one is named, fits."""
    if not rows:
        return []
    accounts = ShopAccount.objects.in_bulk({row["account_id"] for row in rows})
    times = [row["placed"] for row in rows]
    near = list(
        LiveSession.objects.visible_to(scope.user)
        .filter(starts_at__lte=max(times), ends_at__gt=min(times) - AFTER_SESSION)
        .select_related("account")
        .order_by("starts_at")[:200]
    )
    return [OrderToPlace(row, accounts[row["account_id"]], [s for s in near if _fits(s, row)]) for row in rows]


def _fits(session: LiveSession, row: dict[str, Any]) -> bool:
    if not session.starts_at <= row["placed"] < session.ends_at + AFTER_SESSION:
        return False
    if row["creator"]:
        return bool(session.creator_handle == row["creator"])
    return bool(session.account_id == row["account_id"])


# Products of shared accounts whose stall is not known


def products_without_stall(scope: Scope, search: str = "") -> Rows:
    """One row a product of a shared account: key, name, lines, value."""
    lines = scope.lines().filter(trader=None)
    if search:
        lines = lines.filter(Q(product__icontains=search) | Q(line_key__icontains=search))
    rows: Any = lines.values("account_id", "line_key").annotate(
        lines=Count("pk"), value=Sum("placed_value"), product=Min("product"), variation=Min("variation")
    )
    ordered: Rows = rows.order_by("-value", "line_key")
    return ordered


# Orders that stand in two channels of one trader


def orders_held(scope: Scope) -> Rows:
    """One row an order, as in ``orders_to_place``."""
    rows: Rows = _orders(scope.lines().filter(hold=HoldState.HELD)).order_by("-placed", "order_no")
    return rows


@dataclass(frozen=True)
class HeldOrder:
    """An order that waits, and what the same trader has under its number on the platforms."""

    row: dict[str, Any]
    account: ShopAccount
    others: list[tuple[ShopAccount, dict[str, Any]]]


def with_other_sides(rows: Sequence[dict[str, Any]]) -> list[HeldOrder]:
    """The rows of one page with what the same traders have under the same number on the platforms."""
    numbers = {row["order_no"] for row in rows}
    held = OrderLine.objects.filter(order_no__in=numbers, hold=HoldState.HELD)
    traders = set(held.values_list("account_id", "order_no", "trader_id").distinct())
    placed = OrderLine.objects.filter(order_no__in=numbers, platform__in=MARKETPLACES, trader__isnull=False)
    twins = list(_orders(placed, "trader_id"))
    wanted = {row["account_id"] for row in [*rows, *twins]}
    accounts = ShopAccount.objects.select_related("trader").in_bulk(wanted)
    return [
        HeldOrder(
            row,
            accounts[row["account_id"]],
            [
                (accounts[twin["account_id"]], twin)
                for twin in twins
                if (row["account_id"], row["order_no"], twin["trader_id"]) in traders
                and twin["order_no"] == row["order_no"]
            ],
        )
        for row in rows
    ]


# Rows of Live Analysis files without a session


@dataclass(frozen=True)
class UnmatchedLiveRow:
    row: LiveRow
    sessions: list[LiveSession]


def live_rows_to_match(scope: Scope) -> QuerySet[LiveRow]:
    return scope.live_rows().select_related("account", "batch").order_by("-launched_at", "pk")


def with_near_sessions(scope: Scope, rows: Iterable[LiveRow]) -> list[UnmatchedLiveRow]:
    """The rows of one page with sessions of the account within two days, nearest start first."""
    rows = list(rows)
    if not rows:
        return []
    sessions = list(
        LiveSession.objects.visible_to(scope.user)
        .filter(
            account__in={row.account_id for row in rows},
            starts_at__gte=min(row.launched_at for row in rows) - LIVE_NEIGHBOURHOOD,
            starts_at__lte=max(row.launched_at for row in rows) + LIVE_NEIGHBOURHOOD,
        )
        .select_related("account")[:500]
    )
    return [UnmatchedLiveRow(row, _nearest(row, sessions)) for row in rows]


def _nearest(row: LiveRow, sessions: Iterable[LiveSession]) -> list[LiveSession]:
    def distance(session: LiveSession) -> dt.timedelta:
        return abs(session.starts_at - row.launched_at)

    own = (session for session in sessions if session.account_id == row.account_id)
    return sorted((session for session in own if distance(session) <= LIVE_NEIGHBOURHOOD), key=distance)
