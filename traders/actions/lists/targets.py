"""The rows of a list that are to be applied, gathered by the person they are; worked out from fresh registers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from traders.enums import RowDecision, RowVerdict
from traders.lists.matching import Known, Register
from traders.models import TraderListRow

MANY = ("stalls", "other_goods_lines", "warehouses")
"""Fields of which several rows of one person add up; of the others the first row's hold."""


@dataclass(slots=True)
class Target:
    """One person, with the rows that say something of them; ``known`` is None for a new one."""

    known: Known | None
    rows: list[TraderListRow] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    trader_id: int = 0
    result: dict[str, Any] = field(default_factory=dict)

    def add(self, row: TraderListRow) -> None:
        self.rows.append(row)
        for key, value in row.read.items():
            if key in MANY:
                have = self.values.setdefault(key, [])
                have += [each for each in value if each not in have]
            else:
                self.values.setdefault(key, value)

    @property
    def new_stalls(self) -> dict[str, str]:
        """Upper case → code of the stalls that the person does not hold yet."""
        held = self.known.stalls if self.known else {}
        return {code.upper(): code for code in self.values.get("stalls", ()) if code.upper() not in held}


@dataclass(slots=True)
class Plan:
    """``targets`` can be applied; ``left_out`` are rows whose standing changed since they were checked."""

    targets: list[Target] = field(default_factory=list)
    left_out: list[TraderListRow] = field(default_factory=list)


def plan(rows: Iterable[TraderListRow], register: Register) -> Plan:
    """Gather rows that are decided; the register is read under the market's lock, so that nothing moves any more."""
    made = Plan()
    by_person: dict[int, Target] = {}
    by_row: dict[int, Target] = {}
    taken: dict[str, Target] = {}
    for row in rows:
        target = _target(row, register, by_person, by_row)
        if target is None or _is_stall_taken(row, target, register, taken):
            _leave_out(row, register)
            made.left_out.append(row)
            continue
        target.add(row)
        by_row[row.row_no] = target
        if target.rows == [row]:
            made.targets.append(target)
        taken |= dict.fromkeys(target.new_stalls, target)
    return made


def _target(
    row: TraderListRow, register: Register, by_person: dict[int, Target], by_row: dict[int, Target]
) -> Target | None:
    """Whom the row is about; None when that cannot be said any more."""
    if row.decision == RowDecision.CREATE:
        is_found_since = row.verdict == RowVerdict.NEW and register.candidates(row.read)
        return None if is_found_since else Target(None)
    if row.trader_id is None:
        return by_row.get(row.same_as or 0)
    if row.trader_id not in register.people:
        return None
    return by_person.setdefault(row.trader_id, Target(register.people[row.trader_id]))


def _is_stall_taken(row: TraderListRow, target: Target, register: Register, taken: dict[str, Target]) -> bool:
    for code in row.read.get("stalls", ()):
        holder = register.holder_of(code)
        if (holder and holder is not target.known) or taken.get(code.upper(), target) is not target:
            return True
    return False


def _leave_out(row: TraderListRow, register: Register) -> None:
    """Say why the row was not applied; somebody may be asked about it again."""
    row.candidates = register.candidates(row.read)
    message = "Sổ của chợ đã thay đổi sau khi kiểm tra: người hoặc sạp của dòng này. Tải lại tệp để kiểm tra lại."
    row.errors = [{"column": "name", "value": row.read.get("name", ""), "message": message}]
    row.verdict, row.decision, row.trader_id = RowVerdict.ERROR, RowDecision.UNDECIDED, None
