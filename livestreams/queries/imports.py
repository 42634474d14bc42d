"""Rows for the pages of importing: history, choices before an import, what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import FETCH_RAISE, Count, F, Q, QuerySet, Sum
from django.utils import timezone

from livestreams.enums import CANCELLED_STATUSES, OPEN_STATUSES, BatchState, HoldState, LineStatus, Method
from livestreams.models import ImportBatch, LiveRow, LiveSession, OrderLine
from traders.models import Market, ShopAccount

if TYPE_CHECKING:
    from traders.models.actors import Actor

MOVING_STATES = (BatchState.UPLOADED, BatchState.QUEUED)
"""States that a worker changes by itself: pages in them look again."""

SESSION_CHOICES = 60
RETURNED = (LineStatus.RETURNED, LineStatus.PARTIALLY_RETURNED)


def import_rows(
    user: Actor, *, market: Market | None = None, account: ShopAccount | None = None, state: str = ""
) -> QuerySet[ImportBatch]:
    """The history of imports that ``user`` may see, newest first, without the heavy columns."""
    batches = ImportBatch.objects.visible_to(user)
    if market is not None:
        batches = batches.filter(Q(account__market=market) | Q(account=None, market=market))
    if account is not None:
        batches = batches.filter(account=account)
    if state:
        batches = batches.filter(state=state)
    return (
        batches.select_related("account", "market", "uploaded_by")
        .defer("preview", "header", "warnings", "refusal")
        .fetch_mode(FETCH_RAISE)
    )


@dataclass(frozen=True)
class FileOutcome:
    """What stands today because of one import: money of its lines (integer VND), and what waits for a person.

    Its lines are those that no later import has changed since; lines not counted are in no amount.
    """

    lines: int
    placed: int
    cancelled: int
    returned: int
    open_value: int
    completed: int
    orders_to_place: int
    orders_held: int
    lines_without_stall: int
    lines_unknown: int
    live_rows: int
    live_rows_to_match: int

    @property
    def waits(self) -> bool:
        """Whether anything of the file waits for a person."""
        return bool(
            self.orders_to_place
            or self.orders_held
            or self.lines_without_stall
            or self.lines_unknown
            or self.live_rows_to_match
        )


def file_outcome(batch: ImportBatch) -> FileOutcome:
    """Money and open questions of the lines and LIVE rows of ``batch``."""
    counted = Q(hold=HoldState.COUNTED)
    lines = OrderLine.objects.filter(batch=batch).aggregate(
        lines=Count("pk"),
        placed=Sum("placed_value", filter=counted, default=0),
        cancelled=Sum("placed_value", filter=counted & Q(status__in=CANCELLED_STATUSES), default=0),
        returned=Sum(F("placed_value") - F("completed_value"), filter=counted & Q(status__in=RETURNED), default=0),
        open_value=Sum("placed_value", filter=counted & Q(status__in=OPEN_STATUSES), default=0),
        completed=Sum("completed_value", filter=counted, default=0),
        orders_to_place=Count("order_no", distinct=True, filter=Q(method=Method.REVIEW)),
        orders_held=Count("order_no", distinct=True, filter=Q(hold=HoldState.HELD)),
        lines_without_stall=Count("pk", filter=Q(trader=None)),
        lines_unknown=Count("pk", filter=~Q(status_word="") & Q(status=LineStatus.UNKNOWN) | Q(return_kind="unknown")),
    )
    live = LiveRow.objects.filter(batch=batch).aggregate(
        live_rows=Count("pk"), live_rows_to_match=Count("pk", filter=Q(is_current=True, session=None))
    )
    return FileOutcome(**lines, **live)


def account_choices(user: Actor, market: Market, likely: Iterable[int] = ()) -> list[tuple[str, list[tuple[int, str]]]]:
    """Shop accounts of ``market`` in groups for a select: those the file probably comes from first."""
    accounts = ShopAccount.objects.managed_by(user).filter(market=market).select_related("trader")
    wanted = set(likely)
    groups: dict[str, list[tuple[int, str]]] = {"Có thể là": [], "Tài khoản của chợ": []}
    for account in accounts.fetch_mode(FETCH_RAISE):
        owner = f" ({account.trader.name})" if account.trader else ""
        group = "Có thể là" if account.pk in wanted else "Tài khoản của chợ"
        groups[group].append((account.pk, f"{account}{owner}"))
    return [(name, choices) for name, choices in groups.items() if choices]


def session_choices(
    user: Actor, market: Market, *, accounts: Iterable[int] = (), period: tuple[dt.date, dt.date] | None = None
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Sessions of ``market`` in groups for a select: of ``accounts`` first, near ``period`` where it is known."""
    sessions = LiveSession.objects.managed_by(user).filter(market=market).select_related("account")
    if period is not None:
        week = dt.timedelta(days=7)
        sessions = sessions.filter(starts_at__date__gte=period[0] - week, starts_at__date__lte=period[1] + week)
    wanted = set(accounts)
    near, other = "Phiên của tài khoản này", "Phiên khác của chợ"
    groups: dict[str, list[tuple[int, str]]] = {near: [], other: []}
    for session in sessions.order_by("-starts_at").fetch_mode(FETCH_RAISE)[:SESSION_CHOICES]:
        groups[near if session.account_id in wanted else other].append((session.pk, session_label(session)))
    return [(name if wanted else "Phiên của chợ", choices) for name, choices in groups.items() if choices]


def session_label(session: LiveSession) -> str:
    """``18/12/2026 20:00 · Tết ở chợ · TikTok Shop · cho.ben.thanh``; needs the account."""
    return f"{timezone.localtime(session.starts_at):%d/%m/%Y %H:%M} · {session.title} · {session.account}"
