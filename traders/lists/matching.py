"""Who the rows of a list may be: people of the market, or an earlier row. Looks at everything once, writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils import timezone

from portal.sheets import text
from traders.enums import MatchKind
from traders.lists.sheet import cell_as_text
from traders.lists.values import calm_name, is_shouted, read_note
from traders.models import Market, Tenancy, Trader, Warehouse

plain = lru_cache(100_000)(text.plain)
"""Names are folded several times each."""

COMPARED = (
    "name", "phone", "goods_line", "legal_form", "uses_einvoice", "channels", "website", "website_notified_on", "note",
)  # fmt: skip
"""Fields of a trader's own row that a list may change; the others are rows beside it."""


@dataclass(slots=True)
class Known:
    """A trader as the registers have them, in the values that ``rows.RowReader`` reads."""

    pk: int
    values: dict[str, Any]
    stalls: dict[str, str]
    other_goods_lines: set[int] = field(default_factory=set)
    warehouses: set[tuple[str, int]] = field(default_factory=set)
    folded: str = ""


@dataclass(slots=True)
class Register:
    """The people and stalls of one market, with indexes by phone and by name."""

    people: dict[int, Known] = field(default_factory=dict)
    by_phone: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    holders: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def of(cls, market: Market) -> Register:
        register = cls()
        columns = ("pk", *COMPARED, "tax_code", "personal_tax_code_digest")
        for row in Trader.objects.filter(market=market).order_by("pk").values(*columns):
            register._add(row)
        for code, holder in market.stalls.values_list("code", "trader"):
            register._hold(code, holder)
        running = Tenancy.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=timezone.localdate()))
        for code, holder in running.filter(stall__market=market).values_list("stall__code", "trader"):
            register._hold(code, holder)
        register._add_rows_beside(market)
        return register

    def _hold(self, code: str, holder: int | None) -> None:
        """Also for a tenancy that begins later: the stall is promised."""
        self.holders[code.upper()] = holder
        if holder in self.people:
            self.people[holder].stalls[code.upper()] = code

    def _add(self, row: dict[str, Any]) -> None:
        if row["website_notified_on"]:
            row["website_notified_on"] = row["website_notified_on"].isoformat()
        row["channels"] = sorted(row["channels"])
        known = Known(row.pop("pk"), row, {}, folded=plain(row["name"]))
        self.people[known.pk] = known
        self.by_name[known.folded].append(known.pk)
        if row["phone"]:
            self.by_phone[row["phone"]].append(known.pk)

    def _add_rows_beside(self, market: Market) -> None:
        beside = Trader.other_goods_lines.through.objects.filter(trader__market=market)
        for trader, line in beside.values_list("trader_id", "goodsline_id"):
            self.people[trader].other_goods_lines.add(line)
        warehouses = Warehouse.objects.filter(trader__market=market)
        for trader, name, address, ward in warehouses.values_list("trader_id", "name", "address", "ward_id"):
            self.people[trader].warehouses.add((address or name, ward))

    def candidates(self, read: Mapping[str, Any]) -> list[dict[str, Any]]:
        """``{"trader", "why"}`` for everybody whom a row may be, the surest first."""
        folded, phone = plain(read["name"]), read.get("phone", "")
        found = dict.fromkeys(self.by_phone.get(phone, ()), MatchKind.PHONE) if phone else {}
        for pk in self.by_name.get(folded, ()):
            if why := self._why_by_name(read, self.people[pk], by_phone=pk in found):
                found[pk] = why
        order = list(MatchKind)
        return [
            {"trader": pk, "why": why.value} for pk, why in sorted(found.items(), key=lambda item: order.index(item[1]))
        ]

    def _why_by_name(self, read: Mapping[str, Any], known: Known, *, by_phone: bool) -> MatchKind | None:
        if by_phone:
            return MatchKind.PHONE_AND_NAME
        stalls = {code.upper() for code in read.get("stalls", ())}
        if stalls & known.stalls.keys():
            return MatchKind.NAME_AND_STALL
        row_tells = bool(stalls) or bool(read.get("phone"))
        known_tells = bool(known.stalls) or bool(known.values["phone"])
        return None if row_tells and known_tells else MatchKind.NAME

    def differences(self, read: Mapping[str, Any], pk: int) -> list[str]:
        """Fields in which the row says something else than the registers. What it does not say is no difference."""
        known = self.people[pk]
        differ = [key for key in COMPARED if key in read and not is_same(key, read[key], known.values[key])]
        if tax := read.get("tax_code"):
            same = all(tax[column] == known.values[column] for column in ("tax_code", "personal_tax_code_digest"))
            differ += [] if same else ["tax_code"]
        if {code.upper() for code in read.get("stalls", ())} - known.stalls.keys():
            differ.append("stalls")
        if set(read.get("other_goods_lines", ())) - known.other_goods_lines:
            differ.append("other_goods_lines")
        if {(address, ward) for address, ward in read.get("warehouses", ())} - known.warehouses:
            differ.append("warehouses")
        return differ

    def holder_of(self, code: str) -> Known | None:
        """Who holds the stall today."""
        pk = self.holders.get(code.upper())
        return self.people.get(pk) if pk else None


def is_same(key: str, read: Any, known: Any) -> bool:
    """Whether a cell says what the registers have; what reading itself evens out is no difference."""
    if read == known:
        return True
    if key == "name":
        return is_shouted(known) and calm_name(known) == read
    return key == "note" and read_note(cell_as_text(known, between_lines="; "))[0] == read


@dataclass(slots=True)
class Earlier:
    """Rows of the list that were looked at before: the same person may stand twice in one file."""

    by_phone: dict[str, int] = field(default_factory=dict)
    by_name_and_stall: dict[tuple[str, str], int] = field(default_factory=dict)
    stalls: dict[str, tuple[int, str, frozenset[int]]] = field(default_factory=dict)

    def same_as(self, read: Mapping[str, Any]) -> tuple[int, MatchKind] | None:
        """An earlier row that may be the same person, and why."""
        folded = plain(read["name"])
        phone = read.get("phone", "")
        if row_no := self.by_phone.get(phone) if phone else None:
            is_named_so = self.by_name_and_stall.get((folded, phone)) is not None
            return row_no, MatchKind.PHONE_AND_NAME if is_named_so else MatchKind.PHONE
        for code in read.get("stalls", ()):
            if row_no := self.by_name_and_stall.get((folded, code.upper())):
                return row_no, MatchKind.NAME_AND_STALL
        return None

    def remember(self, row_no: int, read: Mapping[str, Any], may_be: frozenset[int]) -> None:
        """``may_be`` are the people of the registers that the row may be."""
        folded = plain(read["name"])
        if phone := read.get("phone", ""):
            self.by_phone.setdefault(phone, row_no)
            self.by_name_and_stall.setdefault((folded, phone), row_no)
        for code in read.get("stalls", ()):
            self.by_name_and_stall.setdefault((folded, code.upper()), row_no)
            self.stalls.setdefault(code.upper(), (row_no, read["name"], may_be))
