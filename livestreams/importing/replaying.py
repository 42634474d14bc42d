"""Stored orders played again from their versions, after a version went or a word got its meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from livestreams.importing import staging, versions
from livestreams.importing.context import SessionBook
from livestreams.importing.grouping import batches
from livestreams.importing.ownership import Ownership
from livestreams.order_lines.merging import Version
from livestreams.order_lines.settling import settle
from traders.models import ShopAccount

ORDERS_AT_ONCE = 2_000

type Played = tuple[versions.StoredOrder, versions.Changes, int]


def played(account: ShopAccount, order_nos: Iterable[str], without: int | None = None) -> Iterator[Played]:
    """Each order, what changes, and its placed value then. ``without``: an import whose versions do not count."""
    book, ownership = SessionBook(account), Ownership(account)
    for some in batches(order_nos, ORDERS_AT_ONCE):
        for order in versions.load_orders(account.pk, some).values():
            if without is not None:
                order.versions = [pair for pair in order.versions if counts(pair[1], without)]
            lines = versions.play(order)
            if lines:
                settle(lines)
                ownership.place(lines, [replace(line) for line in order.lines])
                book.learn(lines)
                book.attribute([lines])
            yield order, versions.changes_of(order, lines), sum(line.placed_value for line in lines)


def counts(version: Version, without: int) -> bool:
    """An undo takes its import's version away, and those of imports undone before that a later one kept in place."""
    return version.batch_id != without and not version.is_undone


def play_again(account: ShopAccount, order_nos: Iterable[str], without: int | None = None) -> int:
    """Write what the orders' versions give now. Returns how many lines were changed, added or removed.

    The caller holds ``locks.lock_orders`` and a transaction without stage tables of its own.
    """
    staging.create_stage()
    count = 0
    for some in batches(order_nos, ORDERS_AT_ONCE):
        stored = []
        for order, changes, _ in played(account, some, without):
            count += staging.delete_lines(changes.gone) + len(changes.updated) + len(changes.inserted)
            staging.stage_updates(changes.updated)
            staging.stage_lines(changes.inserted, 0)
            stored.append(order)
        versions.write_versions(account.pk, stored)
    staging.apply_updates()
    staging.insert_staged(account.pk, account.platform)
    return count
