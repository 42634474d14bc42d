"""An applied list is taken back: who came goes, what was changed gets its old value, unless something rests on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import ForeignObjectRel, ManyToManyRel, Q
from django.utils import timezone

from portal.accounts.models import User
from portal.audit import acting
from traders.actions.lists.copying import remove
from traders.actions.lists.writing import BATCH, as_plain
from traders.actions.locks import lock_market
from traders.actions.tenancies import settle_holders
from traders.enums import ListState, RowDecision
from traders.errors import TradersError
from traders.models import MarketStay, Stall, Tenancy, Trader, TraderList, TraderListRow, Warehouse


@transaction.atomic
def undo_list(*, trader_list: TraderList, by: User | None) -> TraderList:
    """Take an applied list back; what has to stay stands in ``undo_report`` with the reason.

    Raises TradersError when the list is not applied, or its rows are emptied already.
    """
    applied = TraderList.objects.select_for_update(of=("self",)).select_related("market").get(pk=trader_list.pk)
    if applied.state != ListState.APPLIED:
        raise TradersError("Chỉ hoàn tác được danh sách đã nhập và chưa hoàn tác.")
    if applied.emptied_at:
        raise TradersError("Nội dung các dòng đã xóa sau thời hạn lưu nên không hoàn tác được nữa.")
    lock_market(applied.market)
    rows = [row for row in applied.rows.exclude(result={}).order_by("row_no") if row.trader_id]
    with acting(by):
        applied.undo_report = [*_restore(rows), *_remove(rows, applied)]
    applied.state, applied.undone_at, applied.undone_by = ListState.UNDONE, timezone.now(), by
    applied.save()
    return applied


def _restore(rows: Iterable[TraderListRow]) -> list[dict[str, str]]:
    """Old values where nobody has changed the new ones since; returns what stays."""
    updated = {row.trader_id: row.result for row in rows if row.trader_id and not row.result["created"]}
    stays: list[dict[str, str]] = []
    changed: list[Trader] = []
    columns: set[str] = set()
    for trader in Trader.objects.filter(pk__in=updated):
        result = updated[trader.pk]
        same = {key for key, value in result["after"].items() if as_plain(getattr(trader, key)) == value}
        for key in same:
            value = result["before"][key]
            setattr(trader, key, dt.date.fromisoformat(value) if key == "website_notified_on" and value else value)
        if same:
            changed.append(trader)
            columns |= same
        if same != result["after"].keys():
            stays.append({"name": trader.name, "why": "Đã được sửa sau khi nhập, giữ chỗ sửa sau."})
    if changed:
        Trader.objects.bulk_create(
            changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=sorted(columns)
        )
    for trader_id, result in updated.items():
        if lines := result.get("lines"):
            Trader.other_goods_lines.through.objects.filter(trader=trader_id, goodsline__in=lines).delete()
    return stays


def _remove(rows: list[TraderListRow], applied: TraderList) -> list[dict[str, str]]:
    """Delete what the list made; a person on whom something rests stays whole, and is named with the reason."""
    made = {row.trader_id: row.result for row in rows if row.result["created"] and row.trader_id}
    stays = _resting(made, applied)
    going = [pk for pk in made if pk not in stays]
    results = [row.result for row in rows if row.trader_id not in stays]
    tenancies = Tenancy.objects.filter(pk__in=_ids(results, "tenancies"), ended_on=None)
    held = dict(tenancies.values_list("pk", "stall_id"))
    remove(Tenancy, list(held))
    settle_holders(Stall.objects.filter(pk__in=held.values()))
    remove(Warehouse, _ids(results, "warehouses"))
    _remove_people(going, applied)
    _remove_stalls(_ids(results, "stalls"))
    names = dict(Trader.objects.filter(pk__in=stays).values_list("pk", "name"))
    return [{"name": names[pk], "why": why} for pk, why in stays.items()]


def _remove_people(going: list[int], applied: TraderList) -> None:
    """Traders on whom nothing rests, with their persons; lists that wait for a decision about them ask again."""
    users = list(Trader.objects.filter(pk__in=going).values_list("user_id", flat=True))
    named = TraderListRow.objects.filter(trader__in=going)
    waiting = named.filter(decision=RowDecision.UPDATE).exclude(trader_list=applied)
    waiting.update(decision=RowDecision.UNDECIDED, trader=None)
    named.update(trader=None)
    remove(Trader.other_goods_lines.through, going, column="trader_id")
    remove(MarketStay, going, column="trader_id")
    remove(Trader, going)
    remove(User, users)


def _remove_stalls(ids: list[int]) -> None:
    """Stalls that the list added and that nothing else needs."""
    used = _used(Stall, ids, mine={})
    remove(Stall, sorted(set(ids) - used.keys()))


def _resting(made: dict[int, dict[str, Any]], applied: TraderList) -> dict[int, str]:
    """Trader → what rests on them, for people whom the list made."""
    results = list(made.values())
    mine: dict[type[models.Model], Q] = {
        MarketStay: Q(pk__in=[result["stay"] for result in results]),
        Tenancy: Q(pk__in=_ids(results, "tenancies"), ended_on=None),
        Warehouse: Q(pk__in=_ids(results, "warehouses")),
        Stall: Q(),
        TraderListRow: Q(trader_list=applied) | ~Q(trader_list__state=ListState.APPLIED) | Q(decision=RowDecision.SKIP),
        Trader.other_goods_lines.through: Q(),
    }
    stays = _used(Trader, list(made), mine)
    people = dict(Trader.objects.filter(pk__in=made).values_list("user_id", "pk"))
    for user, why in _used(User, list(people), {Trader: Q()}).items():
        stays.setdefault(people[user], why)
    for user in User.objects.filter(pk__in=people, last_login__isnull=False).values_list("pk", flat=True):
        stays.setdefault(people[user], "Người này đã đăng nhập.")
    return stays


def _used(model: type[models.Model], ids: list[int], mine: dict[type[models.Model], Q]) -> dict[int, str]:
    """Ids to which other tables point, with the name of one such table; rows of ``mine`` do not count."""
    used: dict[int, str] = {}
    fields = model._meta.get_fields(include_hidden=True)  # noqa: SLF001 - documented API
    for relation in (field for field in fields if isinstance(field, ForeignObjectRel)):
        other, column = relation.related_model, relation.field
        if isinstance(relation, ManyToManyRel) or not ids or not is_kept(other):
            continue
        rows = other._base_manager.filter(**{f"{column.name}__in": ids})  # noqa: SLF001 - no manager hides a row
        if other in mine:
            rows = rows.exclude(mine[other]) if mine[other] else rows.none()
        what = other._meta.verbose_name  # noqa: SLF001 - documented API
        for pk in rows.values_list(column.attname, flat=True):
            used.setdefault(pk, f"Đã có {what} gắn với người này.")
    return used


def is_kept(other: type[models.Model]) -> bool:
    """Whether rows of this table hold something of a person: not the history, which outlives everybody."""
    is_history = other._meta.app_label == "pghistory"  # noqa: SLF001 - documented API
    return not is_history and not hasattr(other, "pgh_tracked_model")


def _ids(results: Iterable[dict[str, Any]], key: str) -> list[int]:
    return [pk for result in results for pk in result.get(key, ())]
