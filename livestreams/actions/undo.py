"""Undoing an import: an order goes back where this import is still the newest that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from livestreams.enums import BatchState
from livestreams.errors import LivestreamError
from livestreams.importing import locks, staging
from livestreams.importing.asking import ask_for_refresh
from livestreams.importing.holds import hold_doubles_of, release_single
from livestreams.importing.live_import import mark_current
from livestreams.importing.replaying import play_again, played
from livestreams.importing.resettling import reattribute
from livestreams.importing.session_times import match_rows
from livestreams.models import ImportBatch, LiveRow, OrderVersion
from portal.audit import changing_figures
from traders.models import ShopAccount

if TYPE_CHECKING:
    from portal.accounts.models import User

NAMED = 200

# ruff: noqa: S608 - no text from outside enters a statement; values are parameters
SHOWN = f"""
    SELECT order_no FROM {staging.LINES} WHERE batch_id = %(batch)s
    UNION
    SELECT order_no FROM livestreams_orderversion WHERE batch_id = %(batch)s
"""
LEFT = f"""
    SELECT DISTINCT v.order_no
    FROM livestreams_orderversion v
    JOIN livestreams_importbatch b ON b.id = v.batch_id AND b.state = 'processed'
    JOIN ({SHOWN}) s ON s.order_no = v.order_no
    WHERE v.account_id = %(account)s AND v.batch_id > %(batch)s
    ORDER BY v.order_no
"""
SOLE = f"""
    SELECT count(DISTINCT order_no), count(*), coalesce(sum(placed_value), 0)
    FROM {staging.LINES} l
    WHERE batch_id = %(batch)s AND NOT EXISTS (
        SELECT 1 FROM livestreams_orderversion v WHERE v.order_no = l.order_no AND v.account_id = %(account)s
    )
"""
DELETE_SOLE = f"""
    DELETE FROM {staging.LINES} l
    WHERE batch_id = %(batch)s AND NOT EXISTS (
        SELECT 1 FROM livestreams_orderversion v WHERE v.order_no = l.order_no AND v.account_id = %(account)s
    )
"""
SEVERAL = """
    SELECT DISTINCT order_no FROM livestreams_orderversion
    WHERE batch_id = %(batch)s AND account_id = %(account)s ORDER BY order_no
"""


@dataclass(slots=True)
class UndoPlan:
    """What undoing an import changes, or changed. Money in VND, over the orders that it touches."""

    orders_removed: int = 0
    orders_put_back: int = 0
    orders_left: int = 0
    left_order_nos: list[str] | None = None
    lines_removed: int = 0
    placed_before: int = 0
    placed_after: int = 0


def check(batch: ImportBatch) -> None:
    if batch.state != BatchState.PROCESSED or batch.account_id is None:
        raise LivestreamError("Chỉ hoàn tác được lần nhập đã xong và chưa hoàn tác.")


def preview_undo(*, batch: ImportBatch) -> UndoPlan:
    """What ``undo_import`` would do now. Writes nothing."""
    check(batch)
    plan, _ = plan_of(batch)
    return plan


def plan_of(batch: ImportBatch) -> tuple[UndoPlan, list[str]]:
    """The plan, and the orders shown by several imports of which this is the newest."""
    ids = {"batch": batch.pk, "account": batch.account_id}
    [(orders, lines, placed)] = staging.fetch(SOLE, **ids)
    left = [row[0] for row in staging.fetch(LEFT, **ids)]
    kept = set(left)
    several = [order_no for (order_no,) in staging.fetch(SEVERAL, **ids) if order_no not in kept]
    plan = UndoPlan(orders, 0, len(left), left[:NAMED], lines, int(placed), 0)
    for order, changes, after in played(owner_of(batch), several, without=batch.pk):
        plan.placed_before += sum(line.placed_value for line in order.lines)
        plan.placed_after += after
        plan.lines_removed += len(changes.gone)
        plan.orders_put_back += bool(after or len(changes.gone) < len(order.lines))
        plan.orders_removed += len(changes.gone) == len(order.lines)
    return plan, several


def undo_import(*, batch: ImportBatch, by: User | None) -> UndoPlan:
    """Take an import back. Orders that a later import shows, even unchanged, are left and listed.

    Raises ``LivestreamError`` when there is nothing to undo. Writes the history of the batch.
    """
    with changing_figures(by=by, reason=f"hoàn tác file {batch.file_name}"):
        locks.change_knowledge()
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("account").get(pk=batch.pk)
        check(batch)
        account = owner_of(batch)
        locks.lock_orders(account)
        plan, several = plan_of(batch)
        apply(batch, account, several)
        batch.state, batch.undone_by, batch.undone_at = BatchState.UNDONE, by, timezone.now()
        batch.save(update_fields=["state", "undone_by", "undone_at"])
        if LiveRow.objects.filter(batch=batch).delete()[0]:
            mark_current(account)
            reattribute(match_rows(account))
    ask_for_refresh()
    return plan


def apply(batch: ImportBatch, account: ShopAccount, several: list[str]) -> None:
    """Write what ``plan_of`` promised."""
    order_nos = [row[0] for row in staging.fetch(SHOWN, batch=batch.pk)]
    staging.execute(DELETE_SOLE, batch=batch.pk, account=account.pk)
    play_again(account, several, without=batch.pk)
    undone = Q(batch=batch) | Q(batch__state=BatchState.UNDONE)
    OrderVersion.objects.filter(undone, account=account, order_no__in=several).delete()
    release_single(order_nos)
    hold_doubles_of(account, order_nos)


def owner_of(batch: ImportBatch) -> ShopAccount:
    return ShopAccount.objects.select_related("trader__market", "market").get(pk=batch.account_id or 0)
