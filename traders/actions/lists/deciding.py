"""What becomes of rows that somebody may already be: a person says it, one by one or for all of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Func, IntegerField, Q

from traders.actions.lists.checking import locked
from traders.enums import MatchKind, RowDecision, RowVerdict
from traders.errors import TradersError
from traders.lists.matching import Register
from traders.models import TraderList, TraderListRow

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

DECIDABLE = (RowVerdict.NEW, RowVerdict.MATCH)


class ArrayLength(Func):
    """How many entries a JSON array has."""

    function = "jsonb_array_length"
    output_field = IntegerField()


@transaction.atomic
def decide_row(
    *, trader_list: TraderList, row_no: int, decision: RowDecision, trader_id: int | None, by: User
) -> TraderListRow:
    """Decide one row: update ``trader_id`` (None: fold into the earlier row), another person, or leave it out.

    Raises TradersError when the row has errors, or a stall of it is held by somebody else.
    """
    trader_list = locked(trader_list)
    row = trader_list.rows.select_for_update().get(row_no=row_no)
    if row.verdict not in DECIDABLE:
        raise TradersError(f"Dòng {row_no} không có gì để chọn.")
    if decision == RowDecision.UPDATE:
        _refuse_stranger(row, trader_id)
    _refuse_held(row, Register.of(trader_list.market), decision, trader_id)
    row.decision = decision
    if decision == RowDecision.UPDATE:
        row.trader_id = trader_id
    row.save(update_fields=["decision", "trader"])
    trader_list.uploaded_by = trader_list.uploaded_by or by
    return row


def _refuse_stranger(row: TraderListRow, trader_id: int | None) -> None:
    may_be = {candidate["trader"] for candidate in row.candidates}
    if trader_id not in may_be and not (trader_id is None and row.same_as):
        raise TradersError("Chọn một trong những người trùng với dòng này.")


def _refuse_held(row: TraderListRow, register: Register, decision: RowDecision, trader_id: int | None) -> None:
    """A stall has one holder: a new person cannot have that of somebody whom the row is said not to be."""
    if decision == RowDecision.SKIP:
        return
    if decision == RowDecision.CREATE and row.same_as and row.match == MatchKind.NAME_AND_STALL:
        raise TradersError(f"Dòng {row.row_no} và dòng {row.same_as} ghi cùng một sạp. Gộp hai dòng hoặc bỏ một dòng.")
    allowed = trader_id if decision == RowDecision.UPDATE else None
    for code in row.read.get("stalls", ()):
        holder = register.holder_of(code)
        if holder and holder.pk != allowed:
            name = holder.values["name"]
            raise TradersError(f"Sạp {code} đang thuộc {name}, nên dòng {row.row_no} chỉ có thể là {name} hoặc bỏ qua.")


@transaction.atomic
def decide_all(*, trader_list: TraderList, match: MatchKind, decision: RowDecision, by: User) -> int:
    """Update all undecided rows that match by ``match``, or leave them all out; returns how many.

    A row that may be several people is never decided so.
    """
    if decision == RowDecision.CREATE:
        raise TradersError("Người mới thì chọn từng dòng, để không ai bị ghi hai lần.")
    trader_list = locked(trader_list)
    trader_list.uploaded_by = trader_list.uploaded_by or by
    return undecided(trader_list, match).update(decision=decision)


def undecided(trader_list: TraderList, match: MatchKind) -> QuerySet[TraderListRow]:
    """Rows that match one person by ``match`` and wait for a decision."""
    rows = trader_list.rows.alias(people=ArrayLength("candidates"))
    return rows.filter(
        Q(people=1) | Q(people=0, same_as__isnull=False),
        verdict=RowVerdict.MATCH,
        decision=RowDecision.UNDECIDED,
        match=match,
    )
