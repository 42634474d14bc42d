"""Stored orders worked out again: when sessions, words, mappings or owners change, their lines follow."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q

from livestreams.importing import staging
from livestreams.importing.context import SessionBook
from livestreams.importing.grouping import batches, by_order
from livestreams.importing.ownership import Ownership
from livestreams.models import LiveSession, OrderLine
from livestreams.order_lines.attribution import AFTER
from livestreams.order_lines.settling import settle
from traders.models import ShopAccount

ORDERS_AT_ONCE = 5_000


def resettle(account: ShopAccount, order_nos: Iterable[str]) -> int:
    """Settle, place and attribute these stored orders again. Returns how many lines changed."""
    staging.execute(staging.CREATE_UPDATES)
    book, ownership = SessionBook(account), Ownership(account)
    changed = 0
    for some in batches(sorted(set(order_nos)), ORDERS_AT_ONCE):
        stored = staging.stored_lines(account.pk, some)
        ids = {(line.order_no, *line.key): pk for pk, line in stored}
        before = {(line.order_no, *line.key): replace(line) for _, line in stored}
        lines = [line for _, line in stored]
        book.learn(lines)
        for order in by_order(lines).values():
            settle(order.lines)
            ownership.place(order.lines, [replace(line) for line in order.lines])
            book.attribute([order.lines])
        staging.stage_updates((ids[key], line) for line in lines if before[key := (line.order_no, *line.key)] != line)
        changed += staging.apply_updates()
    return changed


def reattribute(sessions: Iterable[LiveSession]) -> int:
    """Work out again every order that one of these sessions may win or lose. Returns how many lines changed.

    Pass a changed session twice, as it was and as it is: an order may leave its old time.
    """
    by_account: dict[int, set[str]] = defaultdict(set)
    for session in sessions:
        for account_id, order_no in orders_near(session):
            by_account[account_id].add(order_no)
    accounts = ShopAccount.objects.filter(pk__in=by_account).select_related("trader__market", "market")
    return sum(resettle(account, by_account[account.pk]) for account in accounts)


def orders_near(session: LiveSession) -> Iterable[tuple[int, str]]:
    """Orders in the session's time and the 24 hours after, of its account or creator, and those it has."""
    until = session.ends_at + dt.timedelta(seconds=AFTER)
    in_time = Q(placed_at__gte=session.starts_at, placed_at__lt=until)
    wanted = [
        OrderLine.objects.filter(in_time, account=session.account_id),
        OrderLine.objects.filter(session_code=session.code),
        OrderLine.objects.filter(session=session.pk),
    ]
    if session.creator_handle:
        wanted.append(OrderLine.objects.filter(in_time, creator_handle=session.creator_handle))
    for lines in wanted:
        yield from lines.values_list("account_id", "order_no").distinct()
