"""The rows of the registers that a list makes and changes, table by table, each in one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from traders.actions.lists.copying import insert
from traders.actions.lists.targets import Target
from traders.actions.persons import persons_for
from traders.actions.tenancies import settle_holders
from traders.lists.matching import COMPARED
from traders.models import Market, MarketStay, Stall, Tenancy, Trader, Warehouse

TAX = ("tax_code", "personal_tax_code", "personal_tax_code_tail", "personal_tax_code_digest")
BATCH = 2_000


class Writer:
    """Writes targets into one market, whose lock is held. ``report`` is told the stage."""

    def __init__(self, market: Market, report: Callable[[str, int], None]) -> None:
        self.market = market
        self.report = report

    def write(self, targets: list[Target]) -> None:
        """Everything; what was made and changed stands in each target's ``result`` and that of its first row."""
        check_at_once()
        self.report("Đang ghi người mới", 2)
        self.create([target for target in targets if target.known is None])
        self.report("Đang cập nhật người đã có", 3)
        self.update([target for target in targets if target.known is not None])
        self.report("Đang ghi sạp", 4)
        self.hold(targets)
        self.report("Đang ghi ngành hàng khác, kho", 5)
        self.add_lines(targets)
        self.add_warehouses(targets)
        for target in targets:
            for row in target.rows:
                row.trader_id = target.trader_id
            target.rows[0].result = target.result

    def create(self, targets: list[Target]) -> None:
        users = persons_for((target.values["name"], target.values.get("phone", "")) for target in targets)
        people = [
            {"market_id": self.market.pk, "user_id": user.pk, **columns_of(target.values)}
            for target, user in zip(targets, users, strict=True)
        ]
        traders = insert(Trader, people)
        stays = insert(MarketStay, [{"trader_id": pk, "market_id": self.market.pk} for pk in traders])
        for target, trader, stay in zip(targets, traders, stays, strict=True):
            target.trader_id = trader
            target.result = {"created": True, "stay": stay}

    def update(self, targets: list[Target]) -> None:
        """Only columns that differ; an upsert by key, since rows of CASE WHEN take minutes for thousands."""
        stored = Trader.objects.in_bulk([target.known.pk for target in targets if target.known])
        touched: set[str] = set()
        changed = []
        for target in targets:
            assert target.known is not None
            target.trader_id = target.known.pk
            trader = stored[target.trader_id]
            before, after = change(trader, columns_of(target.values))
            changed += [trader] if after else []
            target.result = {"created": False, "before": before, "after": after}
            touched |= after.keys()
        if touched:
            Trader.objects.bulk_create(
                changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=sorted(touched)
            )

    def hold(self, targets: list[Target]) -> None:
        """Missing stalls are made; each person holds theirs, since unknown when the stall never had a tenancy.

        A new stall is made with its holder, as ``settle_holders`` would find it: that saves a change a stall.
        """
        wanted = [(target, upper, code) for target in targets for upper, code in target.new_stalls.items()]
        there = {code.upper(): pk for code, pk in self.market.stalls.values_list("code", "pk")} if wanted else {}
        missing = {upper: (target, code) for target, upper, code in wanted if upper not in there}
        rows = [
            {"market_id": self.market.pk, "code": code, "trader_id": target.trader_id}
            for target, code in missing.values()
        ]
        made = dict(zip(missing, insert(Stall, rows), strict=True))
        had = set(Tenancy.objects.filter(stall__market=self.market).values_list("stall_id", flat=True))
        stalls, today = there | made, timezone.localdate()
        tenancies = [
            {
                "stall_id": stalls[upper],
                "trader_id": target.trader_id,
                "began_on": today if stalls[upper] in had else None,
            }
            for target, upper, _ in wanted
        ]
        for (target, upper, _), tenancy in zip(wanted, insert(Tenancy, tenancies), strict=True):
            target.result.setdefault("tenancies", []).append(tenancy)
            if upper in made:
                target.result.setdefault("stalls", []).append(made[upper])
        settle_holders(Stall.objects.filter(pk__in=[there[upper] for _, upper, _ in wanted if upper in there]))

    def add_lines(self, targets: list[Target]) -> None:
        links = []
        for target in targets:
            have = target.known.other_goods_lines if target.known else set()
            if new := sorted(set(target.values.get("other_goods_lines", ())) - have):
                target.result["lines"] = new
                links += [{"trader_id": target.trader_id, "goodsline_id": line} for line in new]
        insert(Trader.other_goods_lines.through, links)

    def add_warehouses(self, targets: list[Target]) -> None:
        """Places that the person did not have yet; they are named "Kho", "Kho 2", …"""
        wanted: list[tuple[Target, dict[str, Any]]] = []
        taken = self._warehouse_names(targets)
        for target in targets:
            have = target.known.warehouses if target.known else set()
            names = taken.setdefault(target.trader_id, set())
            for address, ward in target.values.get("warehouses", ()):
                if (address, ward) not in have:
                    row = {"trader_id": target.trader_id, "name": _free_name(names), "address": address}
                    wanted.append((target, row | {"ward_id": ward}))
        for (target, _), key in zip(wanted, insert(Warehouse, [row for _, row in wanted]), strict=True):
            target.result.setdefault("warehouses", []).append(key)

    def _warehouse_names(self, targets: Iterable[Target]) -> dict[int, set[str]]:
        known = [target.known.pk for target in targets if target.known and target.values.get("warehouses")]
        names: dict[int, set[str]] = {}
        for trader, name in Warehouse.objects.filter(trader__in=known).values_list("trader_id", "name"):
            names.setdefault(trader, set()).add(name)
        return names


def check_at_once() -> None:
    """Check foreign keys after each statement, not at the end.

    The history's trigger catches an error where nobody acts, and PostgreSQL then walks every check that waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def columns_of(values: dict[str, Any]) -> dict[str, Any]:
    """Columns of a trader's own row; what the list does not say is not among them."""
    columns = {key: values[key] for key in COMPARED if key in values}
    if "goods_line" in columns:
        columns["goods_line_id"] = columns.pop("goods_line")
    if "website_notified_on" in columns:
        columns["website_notified_on"] = dt.date.fromisoformat(columns["website_notified_on"])
    columns |= values.get("tax_code", {})
    return columns


def change(trader: Trader, columns: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set what differs on ``trader``; returns the values before and after, as JSON can keep them."""
    digest = "personal_tax_code_digest"
    if digest in columns and columns["tax_code"] == trader.tax_code and columns[digest] == getattr(trader, digest):
        columns = {key: value for key, value in columns.items() if key not in TAX}
    differ = {key: value for key, value in columns.items() if getattr(trader, key) != value}
    before = {key: as_plain(getattr(trader, key)) for key in differ}
    for key, value in differ.items():
        setattr(trader, key, value)
    return before, {key: as_plain(value) for key, value in differ.items()}


def as_plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _free_name(names: set[str]) -> str:
    number = 1
    while (name := "Kho" if number == 1 else f"Kho {number}") in names:
        number += 1
    names.add(name)
    return name
