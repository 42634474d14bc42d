"""One change of many traders at once, and the way back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pghistory
from django.apps import apps
from django.db import transaction
from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone
from pghistory.models import Context

from traders.errors import TradersError
from traders.models import GoodsLine, Trader

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

UNDO_WITHIN = dt.timedelta(hours=1)
NOTE = "trader_change"
"""Names in the history which column a change of many wrote."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to how many; ``context`` finds it again in the history."""

    context: UUID
    count: int


def set_goods_line(*, traders: QuerySet[Trader], line: GoodsLine, by: User) -> Change:
    """Make ``line`` the main line of all ``traders``. Raises TradersError for a group of lines."""
    if line.is_group:
        raise TradersError(f"“{line}” là một nhóm; hãy chọn một ngành hàng trong nhóm.")
    return _set(traders, "goods_line_id", line.pk, by)


def set_einvoice(*, traders: QuerySet[Trader], uses: bool | None, by: User) -> Change:
    """Write down for all ``traders`` whether they use e-invoices; None is not known."""
    return _set(traders, "uses_einvoice", uses, by)


@transaction.atomic
def undo_change(*, context: UUID, by: User) -> int:
    """Put back what ``by`` changed of many, where nobody has changed it since; returns of how many.

    Every former value comes out of the history. Raises TradersError for a change of somebody else, or an old one.
    """
    found = Context.objects.filter(pk=context, created_at__gt=timezone.now() - UNDO_WITHIN).first()
    note = found.metadata.get(NOTE) if found else None
    if found is None or note is None or found.metadata.get("user") != by.pk:
        raise TradersError("Không còn hoàn tác được thay đổi này.")
    column, value = note["column"], note["value"]
    changed = _events().filter(pgh_context=context, pgh_label="update")
    own = changed.filter(pgh_obj=OuterRef("pgh_obj")).order_by().values("pgh_obj").annotate(first=Min("pgh_id"))
    before = _events().filter(pgh_obj=OuterRef("pk"), pgh_id__lt=Subquery(own.values("first"))).order_by("-pgh_id")
    still = {f"{column}__isnull": True} if value is None else {column: value}
    rows = Trader.objects.filter(pk__in=changed.values("pgh_obj"), **still)
    with pghistory.context(user=by.pk, trader_undo=str(context)):
        count = rows.update(**{column: Subquery(before.values(column)[:1])})
        found.metadata = {key: kept for key, kept in found.metadata.items() if key != NOTE}
        found.save(update_fields=["metadata"])
    return count


@transaction.atomic
def _set(traders: QuerySet[Trader], column: str, value: Any, by: User) -> Change:
    """One statement for all; the keys are read first, since a filter may name the column that changes."""
    keys = list(traders.order_by().values_list("pk", flat=True))
    with pghistory.context(user=by.pk, **{NOTE: {"column": column, "value": value}}) as context:
        count = Trader.objects.filter(pk__in=keys).update(**{column: value})
    return Change(context.id, count)


def _events() -> QuerySet[Any]:
    """The history of traders; its model is made by pghistory and has no name to import."""
    events: QuerySet[Any] = apps.get_model("traders", "TraderEvent").objects.all()
    return events
