"""Rows of an uploaded list for its pages: what is wrong, and what the file says beside what the registers have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from portal.phones import shown_phone
from portal.places.models import Ward
from traders.enums import Channel, LegalForm, MatchKind, RowDecision, RowVerdict
from traders.list_columns import COLUMNS
from traders.lists.sealed import shown
from traders.models import GoodsLine, Trader, TraderList, TraderListRow
from traders.tax_codes import masked

FILTERS = {
    "loi": Q(verdict=RowVerdict.ERROR),
    "trung": Q(verdict=RowVerdict.MATCH),
    "moi": Q(verdict=RowVerdict.NEW),
    "canh-bao": ~Q(warnings=[]) & ~Q(verdict__in=(RowVerdict.ERROR, RowVerdict.SAME)),
    "khong-doi": Q(verdict=RowVerdict.SAME),
}

LABELS = {column.key: column.header for column in COLUMNS} | {"warehouses": "Kho"}


def rows_of(trader_list: TraderList, only: str) -> QuerySet[TraderListRow]:
    """Rows of the list, all or those of one filter of the address."""
    return trader_list.rows.filter(FILTERS.get(only, Q())).order_by("row_no")


def totals(trader_list: TraderList) -> dict[str, int]:
    """How many rows of each filter, and how many are decided, undecided, left out."""
    counts = {name.replace("-", "_"): Count("pk", filter=found) for name, found in FILTERS.items()}
    return trader_list.rows.aggregate(
        tat_ca=Count("pk"),
        se_them=Count("pk", filter=Q(decision=RowDecision.CREATE)),
        se_cap_nhat=Count("pk", filter=Q(decision=RowDecision.UPDATE)),
        chua_chon=Count("pk", filter=Q(verdict=RowVerdict.MATCH, decision=RowDecision.UNDECIDED)),
        bo_qua=Count("pk", filter=Q(decision=RowDecision.SKIP) & ~Q(verdict=RowVerdict.SAME)),
        **counts,
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """One field: what stands in the registers, what the file says."""

    label: str
    there: str
    here: str
    differs: bool


@dataclass(slots=True)
class Beside:
    """Somebody whom a row may be, field by field; ``trader`` is None for an earlier row of the file."""

    title: str
    why: str
    trader: Trader | None
    pairs: list[Pair] = field(default_factory=list)


@dataclass(slots=True)
class ShownRow:
    """One row on a page. ``said`` are (label, text) of what was read, ``besides`` those whom it may be."""

    row: TraderListRow
    name: str
    said: list[tuple[str, str]]
    errors: list[dict[str, str]]
    warnings: list[dict[str, str]]
    besides: list[Beside]


class Showing:
    """Turns rows of one page into what is shown; looks people, lines and wards up once."""

    def __init__(self, rows: Iterable[TraderListRow], header: list[str], mapping: Mapping[str, int]) -> None:
        self.rows = list(rows)
        self.header, self.mapping = header, mapping
        wanted = {candidate["trader"] for row in self.rows for candidate in row.candidates}
        people = Trader.objects.filter(pk__in=wanted).prefetch_related(
            "stalls", "other_goods_lines", "warehouses__ward"
        )
        self.people = {trader.pk: trader for trader in people.select_related("goods_line")}
        self.lines = dict(GoodsLine.objects.values_list("pk", "name"))
        wards = {ward for row in self.rows for _, ward in row.read.get("warehouses", ())}
        self.wards = dict(Ward.objects.filter(pk__in=wards).values_list("pk", "full_name"))
        twins = [row.same_as for row in self.rows if row.same_as]
        lists = {row.trader_list_id for row in self.rows}
        earlier = TraderListRow.objects.filter(trader_list__in=lists, row_no__in=twins)
        self.earlier = {row.row_no: row for row in earlier}

    def shown(self) -> list[ShownRow]:
        return [self._shown(row) for row in self.rows]

    def person_ids(self) -> list[int]:
        """Users whose data the page shows."""
        return [trader.user_id for trader in self.people.values()]

    def _shown(self, row: TraderListRow) -> ShownRow:
        said = [(LABELS[key], text) for key, value in row.read.items() if (text := self.text(key, value))]
        name_at = self.mapping.get("name", -1)
        typed = shown(row.cells[name_at]) if 0 <= name_at < len(row.cells) else ""
        return ShownRow(
            row, row.read.get("name") or typed, said, _labelled(row.errors), _labelled(row.warnings), self._besides(row)
        )

    def _besides(self, row: TraderListRow) -> list[Beside]:
        found = [
            Beside(self.people[each["trader"]].name, MatchKind(each["why"]).label, self.people[each["trader"]])
            for each in row.candidates
            if each["trader"] in self.people
        ]
        for beside in found:
            assert beside.trader is not None
            beside.pairs = self.pairs(row.read, values_of(beside.trader))
        if row.same_as in self.earlier:
            twin = self.earlier[row.same_as]
            title = f"{twin.read.get('name', '')} (dòng {twin.row_no} của tệp)"
            found.append(Beside(title, MatchKind(row.match).label, None, self.pairs(row.read, twin.read)))
        return found

    def pairs(self, here: Mapping[str, Any], there: Mapping[str, Any]) -> list[Pair]:
        """Fields that either side says something of; a difference is where the file says something else."""
        made = []
        for key in LABELS:
            left, right = self.text(key, there.get(key)), self.text(key, here.get(key))
            if left or right:
                made.append(Pair(LABELS[key], left, right, bool(right) and left != right))
        return made

    def text(self, key: str, value: Any) -> str:
        """A value as a person reads it."""
        if value in (None, "", [], {}):
            return ""
        special: dict[str, Callable[[Any], str]] = {
            "phone": shown_phone,
            "stalls": ", ".join,
            "goods_line": lambda pk: self.lines.get(pk, ""),
            "other_goods_lines": lambda pks: ", ".join(self.lines.get(pk, "") for pk in pks),
            "legal_form": lambda form: LegalForm(form).label,
            "tax_code": lambda tax: tax["tax_code"] or masked(tax["personal_tax_code_tail"]),
            "uses_einvoice": lambda yes: "Có" if yes else "Không",
            "channels": lambda channels: ", ".join(Channel(channel).label for channel in channels),
            "warehouses": lambda pairs: "; ".join(self._place(*pair) for pair in pairs),
            "website_notified_on": lambda day: "/".join(reversed(day.split("-"))),
        }
        return special[key](value) if key in special else str(value)

    def _place(self, address: str, ward: int | str) -> str:
        return f"{address}, {ward if isinstance(ward, str) else self.wards.get(ward, '')}".strip(", ")


def values_of(trader: Trader) -> dict[str, Any]:
    """A trader in the values that a row of a list is read into."""
    return {
        "name": trader.name,
        "phone": trader.phone,
        "stalls": [stall.code for stall in trader.stalls.all()],
        "goods_line": trader.goods_line_id,
        "other_goods_lines": sorted(line.pk for line in trader.other_goods_lines.all()),
        "legal_form": trader.legal_form,
        "tax_code": {"tax_code": trader.tax_code, "personal_tax_code_tail": trader.personal_tax_code_tail}
        if trader.tax_code or trader.personal_tax_code
        else {},
        "uses_einvoice": trader.uses_einvoice,
        "channels": sorted(trader.channels),
        "website": trader.website,
        "website_notified_on": trader.website_notified_on.isoformat() if trader.website_notified_on else "",
        "warehouses": [(house.address, house.ward.full_name) for house in trader.warehouses.all()],
        "note": trader.note,
    }


def _labelled(remarks: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [remark | {"label": LABELS.get(remark["column"], "")} for remark in remarks]
