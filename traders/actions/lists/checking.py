"""The dry run: every row is read, judged and matched; the registers are not touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from portal.sheets.text import plain
from traders.actions.lists.storing import rewrite_rows
from traders.enums import ListState, RowDecision, RowVerdict
from traders.errors import TradersError
from traders.lists.matching import Earlier, Register
from traders.lists.rows import Question, RowReader
from traders.lists.sealed import sealed_cells
from traders.lists.wards import Wards
from traders.models import GoodsLine, TraderList, TraderListRow

if TYPE_CHECKING:
    from portal.accounts.models import User

OPEN = (ListState.MAPPING, ListState.CHECKED)


@transaction.atomic
def set_columns(*, trader_list: TraderList, mapping: Mapping[str, int], keeps_capitals: bool, by: User) -> TraderList:
    """Say which column holds what, and check all rows. Raises TradersError for a list that is applied already."""
    trader_list = locked(trader_list)
    trader_list.mapping = dict(mapping)
    trader_list.choices = trader_list.choices | {"capitals": "keep" if keeps_capitals else ""}
    trader_list.uploaded_by = trader_list.uploaded_by or by
    return _check_stored(trader_list)


@transaction.atomic
def answer_questions(*, trader_list: TraderList, answers: Mapping[str, Mapping[str, int]]) -> TraderList:
    """Take answers (kind → what was asked → id, 0 leaves it out) for the whole list, and check all rows again."""
    trader_list = locked(trader_list)
    for kind, told in answers.items():
        trader_list.choices[kind] = trader_list.choices.get(kind, {}) | dict(told)
    return _check_stored(trader_list)


@transaction.atomic
def check_again(*, trader_list: TraderList) -> TraderList:
    """Check all rows against the registers as they are now; decisions stay where they still make sense."""
    return _check_stored(locked(trader_list))


def locked(trader_list: TraderList) -> TraderList:
    """The list to the end of the transaction. Raises TradersError when it is no longer open."""
    fresh = TraderList.objects.select_for_update(of=("self",)).select_related("market__ward").get(pk=trader_list.pk)
    if fresh.state not in OPEN:
        raise TradersError("Danh sách này đã được nhập hoặc đã bỏ. Hãy mở lại trang.")
    return fresh


def _check_stored(trader_list: TraderList) -> TraderList:
    rows = list(trader_list.rows.order_by("row_no"))
    for row in rows:
        row.cells = sealed_cells(row.cells, trader_list.mapping.get("tax_code"))
    trader_list.state = ListState.CHECKED
    check(trader_list, rows)
    rewrite_rows(trader_list, rows)
    return trader_list


def check(trader_list: TraderList, rows: Iterable[TraderListRow]) -> None:
    """Judge ``rows`` in place and save the list with its questions."""
    register, earlier = Register.of(trader_list.market), Earlier()
    reader = reader_of(trader_list, register)
    for row in rows:
        before = (row.decision, row.trader_id, row.verdict)
        reading = reader.read(row.row_no, row.cells)
        row.read, row.errors, row.warnings = reading.values, reading.errors, reading.warnings
        judge(row, register, earlier)
        keep_decision(row, *before)
    trader_list.choices["asked"] = [_asked(question) for question in reader.questions.values()]
    trader_list.save()


def reader_of(trader_list: TraderList, register: Register) -> RowReader:
    lines = GoodsLine.objects.values_list("name", "slug", "pk")
    goods = {plain(text): pk for name, slug, pk in lines for text in (name, slug.replace("-", " "))}
    return RowReader(
        mapping=trader_list.mapping,
        goods=goods,
        wards=Wards.of_province(trader_list.market.ward.province_id),
        today=timezone.localdate(),
        answers={kind: trader_list.choices.get(kind, {}) for kind in ("wards", "goods")},
        keeps_capitals=trader_list.choices.get("capitals") == "keep",
        codes=register.holders.keys(),
    )


def _asked(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "key": question.key,
        "text": question.text,
        "among": list(question.among),
        "rows": len(question.rows),
        "addresses": question.addresses,
    }


def judge(row: TraderListRow, register: Register, earlier: Earlier) -> None:
    """Verdict, candidates and the decision that needs no person, from what was read."""
    row.candidates, row.match, row.trader_id, row.same_as = [], "", None, None
    row.decision, row.verdict = RowDecision.UNDECIDED, RowVerdict.ERROR
    if row.errors:
        return
    row.candidates = register.candidates(row.read)
    twin = None if row.candidates else earlier.same_as(row.read)
    may_be = frozenset(candidate["trader"] for candidate in row.candidates)
    row.errors = stall_errors(row, register, earlier, may_be, twin[0] if twin else None)
    if row.errors:
        return
    _settle(row, register, twin)
    earlier.remember(row.row_no, row.read, may_be)


def _settle(row: TraderListRow, register: Register, twin: tuple[int, str] | None) -> None:
    if row.candidates:
        first = row.candidates[0]
        row.trader_id, row.match, row.verdict = first["trader"], first["why"], RowVerdict.MATCH
        same = next((c for c in row.candidates if not register.differences(row.read, c["trader"])), None)
        if same:
            row.trader_id, row.match = same["trader"], same["why"]
            row.verdict, row.decision = RowVerdict.SAME, RowDecision.SKIP
    elif twin:
        row.same_as, row.match = twin[0], twin[1]
        row.verdict = RowVerdict.MATCH
    else:
        row.verdict, row.decision = RowVerdict.NEW, RowDecision.CREATE


def stall_errors(
    row: TraderListRow, register: Register, earlier: Earlier, may_be: frozenset[int], twin: int | None
) -> list[dict[str, str]]:
    """Stalls of the row that somebody else holds, or that an earlier row gives to somebody else."""
    errors = []
    for code in row.read.get("stalls", ()):
        holder = register.holder_of(code)
        row_no, name, others = earlier.stalls.get(code.upper(), (row.row_no, "", frozenset()))
        if holder and holder.pk not in may_be:
            message = (
                f"Sạp {code} đang thuộc {holder.values['name']}. Bỏ sạp này khỏi người đó trước, rồi kiểm tra lại."
            )
        elif row_no not in (row.row_no, twin) and not others & may_be:
            message = f"Sạp {code} đã ghi cho {name} ở dòng {row_no}. Sửa lại một trong hai dòng."
        else:
            continue
        errors.append({"column": "stalls", "value": code, "message": message})
    return errors


def keep_decision(row: TraderListRow, decision: str, trader_id: int | None, verdict: str) -> None:
    """What a person decided before the rows were checked again stays where it can still be."""
    if verdict not in {RowVerdict.MATCH, RowVerdict.NEW} or row.verdict not in {RowVerdict.MATCH, RowVerdict.NEW}:
        return
    may_be = {candidate["trader"] for candidate in row.candidates}
    if decision == RowDecision.SKIP or (decision == RowDecision.CREATE and verdict == RowVerdict.MATCH):
        row.decision = decision
    elif decision == RowDecision.UPDATE and (trader_id in may_be or (row.same_as and trader_id is None)):
        row.decision, row.trader_id = decision, trader_id
