"""A checked list goes into the registers: one transaction, a handful of statements, once however often it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from portal.audit import acting
from traders.actions.lists.storing import update_rows
from traders.actions.lists.targets import Plan, plan
from traders.actions.lists.writing import Writer
from traders.actions.locks import lock_market
from traders.enums import ListState, RowDecision
from traders.errors import TradersError
from traders.lists.matching import Register
from traders.models import TraderList

if TYPE_CHECKING:
    from portal.accounts.models import User

log = structlog.get_logger(__name__)

BIG = 500
"""A list of more rows than this is applied by a worker."""

PROGRESS_SECONDS = 3600
APPLIED = (RowDecision.CREATE, RowDecision.UPDATE)


@transaction.atomic
def start_applying(*, trader_list: TraderList, by: User) -> TraderList:
    """Apply a small list now, a big one by a worker. A second click finds it begun and changes nothing.

    Raises TradersError when no row is decided.
    """
    waiting = TraderList.objects.select_for_update().get(pk=trader_list.pk)
    if waiting.state != ListState.CHECKED:
        return waiting
    count = waiting.rows.filter(decision__in=APPLIED).count()
    if not count:
        raise TradersError("Chưa có dòng nào để nhập. Chọn cách xử lý cho các dòng trùng, hoặc sửa dòng có lỗi.")
    waiting.state, waiting.applied_by = ListState.APPLYING, by
    waiting.save(update_fields=["state", "applied_by"])
    if count > BIG:
        transaction.on_commit(lambda: current_app.send_task("traders.tasks.apply_list", args=[waiting.pk]), robust=True)
        return waiting
    return apply_list(list_id=waiting.pk) or waiting


@transaction.atomic
def apply_list(*, list_id: int) -> TraderList | None:
    """Write the decided rows into the registers. Does nothing when another worker has the list or had it."""
    waiting = TraderList.objects.select_for_update(skip_locked=True, of=("self",)).select_related("market")
    trader_list = waiting.filter(pk=list_id, state=ListState.APPLYING).first()
    if trader_list is None:
        return None
    report(list_id, "Đang đối chiếu với sổ của chợ", 1)
    lock_market(trader_list.market)
    rows = trader_list.rows.filter(decision__in=APPLIED).defer("cells", "warnings")
    made = plan(rows.order_by("row_no"), Register.of(trader_list.market))
    with acting(trader_list.applied_by):
        Writer(trader_list.market, lambda stage, done: report(list_id, stage, done)).write(made.targets)
    _finish(trader_list, made)
    return trader_list


def _finish(trader_list: TraderList, made: Plan) -> None:
    new = sum(1 for target in made.targets if target.known is None)
    trader_list.created_count, trader_list.updated_count = new, len(made.targets) - new
    trader_list.skipped_count = trader_list.row_count - sum(len(target.rows) for target in made.targets)
    trader_list.state, trader_list.applied_at = ListState.APPLIED, timezone.now()
    trader_list.save()
    update_rows([*(row for target in made.targets for row in target.rows), *made.left_out])
    log.info("trader_list_applied", list=trader_list.pk, new=new, left_out=len(made.left_out))


STAGES = 5


def report(list_id: int, stage: str, done: int) -> None:
    """Say how far the list is, outside its transaction."""
    cache.set(f"trader-list:{list_id}", (stage, done), PROGRESS_SECONDS)


def progress(trader_list: TraderList) -> tuple[str, int]:
    """What is being done, and which of ``STAGES`` it is."""
    stage: tuple[str, int] = cache.get(f"trader-list:{trader_list.pk}") or ("Đang chờ đến lượt", 0)
    return stage


def resume_stalled() -> int:
    """Send lists again whose worker died: nobody holds their row, so a second run is harmless."""
    waiting = TraderList.objects.filter(state=ListState.APPLYING).values_list("pk", flat=True)
    for pk in waiting:
        current_app.send_task("traders.tasks.apply_list", args=[pk])
    return len(waiting)
