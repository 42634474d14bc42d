"""The way down from a figure: its roll-up cells, the order lines of a cell, the products of a session."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, F, Func, Q, QuerySet, Sum, TextField
from django.db.models.functions import Coalesce

from ecommerce_stats.models import SellerDay
from ecommerce_stats.queries.shapes import BreakdownRow, Figures
from livestreams.enums import CANCELLED_STATUSES, COMPLETED_STATUSES, OPEN_STATUSES, Airing, LineStatus
from livestreams.models import ImportBatch, OrderLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ecommerce_stats.queries.scopes import Scope
    from portal.accounts.models import User

RETURNED = (LineStatus.RETURNED, LineStatus.PARTIALLY_RETURNED)


@dataclass(frozen=True)
class CellKey:
    """Which roll-up cell a line stands in. The rows of the roll-up are made anew; this address stays."""

    day: dt.date
    market_id: int
    ward_id: int
    account_id: int
    trader_id: int | None
    goods_line_id: int | None
    session_id: int | None
    airing: str

    @classmethod
    def of(cls, cell: SellerDay) -> CellKey:
        """The address of a row of the roll-up."""
        return cls(
            day=cell.day,
            market_id=cell.market_id,
            ward_id=cell.ward_id,
            account_id=cell.account_id,
            trader_id=cell.trader_id,
            goods_line_id=cell.goods_line_id,
            session_id=cell.session_id,
            airing=cell.airing,
        )

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> CellKey:
        """Read back what ``query`` wrote. Raises ValueError, or KeyError for what is missing."""
        return cls(
            day=dt.date.fromisoformat(query["ngay"]),
            market_id=int(query["cho"]),
            ward_id=int(query["phuong"]),
            account_id=int(query["tk"]),
            trader_id=int(query["sap"]) or None,
            goods_line_id=int(query["nganh"]) or None,
            session_id=int(query["phien"]) or None,
            airing=Airing(query["luc"]).value,
        )

    @property
    def query(self) -> str:
        """The cell as a query string; 0 stands for none."""
        return urlencode(
            {
                "ngay": self.day.isoformat(),
                "cho": self.market_id,
                "phuong": self.ward_id,
                "tk": self.account_id,
                "sap": self.trader_id or 0,
                "nganh": self.goods_line_id or 0,
                "phien": self.session_id or 0,
                "luc": self.airing,
            }
        )

    @property
    def conditions(self) -> Q:
        """What the lines, and the row, of this cell have in common."""
        return Q(
            day=self.day,
            market=self.market_id,
            ward=self.ward_id,
            account=self.account_id,
            trader=self.trader_id,
            goods_line=self.goods_line_id,
            session=self.session_id,
            airing=self.airing,
        )


def cells_of(scope: Scope, day: dt.date | None) -> QuerySet[SellerDay]:
    """The roll-up rows that the figures of ``scope`` on ``day`` are added up from; every day where it is None."""
    given = {
        "day": day,
        "ward__province": scope.city,
        "market": scope.market_id,
        "market__in": scope.market_ids,
        "ward": scope.ward_id,
        "goods_line": scope.goods_line_id,
        "platform": scope.platform,
        "trader": scope.trader_id,
        "session": scope.session_id,
    }
    cells = SellerDay.objects.filter(**{name: value for name, value in given.items() if value is not None})
    if scope.unassigned_only:
        cells = cells.filter(trader=None)
    related = ("market", "trader", "account", "goods_line", "session")
    return cells.select_related(*related).order_by("day", "market", "account", "-placed_value", "pk")


def lines_of(cell: CellKey, user: User) -> QuerySet[OrderLine]:
    """The order lines that stand in ``cell``, as far as ``user`` may see them, with the file of each."""
    return (
        OrderLine.objects.visible_to(user)
        .counted()
        .filter(cell.conditions)
        .select_related("batch__uploaded_by")
        .order_by("order_no", "line_key", "occurrence")
    )


def sums_of_lines(lines: QuerySet[OrderLine]) -> Figures:
    """The same measures worked out from the lines themselves, to be laid beside the roll-up."""
    return _figures(lines.order_by().aggregate(**_SUMS))


def products_of(session_id: int, trader_id: int | None = None) -> list[BreakdownRow]:
    """A row for each product sold in a session, largest placed value first; read from its lines by their index."""
    lines = OrderLine.objects.counted().filter(session=session_id)
    if trader_id is not None:
        lines = lines.filter(trader=trader_id)
    products = lines.order_by().values("product").annotate(**_SUMS)
    rows = [BreakdownRow(product["product"], product["product"], _figures(product)) for product in products]
    return sorted(rows, key=lambda row: (-row.figures.placed_value, row.label))


def openable_imports(user: User, lines: Iterable[OrderLine]) -> set[int]:
    """Imports behind ``lines`` whose own page ``user`` may open."""
    imports = ImportBatch.objects.visible_to(user).filter(pk__in={line.batch_id for line in lines})
    return set(imports.values_list("pk", flat=True))


def _figures(sums: Mapping[str, Any]) -> Figures:
    """Named without the prefix that keeps sums apart from the columns they are of."""
    return Figures(**{name.removeprefix("sum_"): sums[name] or 0 for name in _SUMS})


def _value_of(*statuses: LineStatus) -> Coalesce:
    return Coalesce(Sum("placed_value", filter=Q(status__in=statuses)), 0)


_ORDER = Func(F("account_id"), F("order_no"), function="row", output_field=TextField())
_SUMS = {
    "sum_placed_value": Sum("placed_value"),
    "sum_completed_value": Sum("completed_value"),
    "sum_cancelled_value": _value_of(LineStatus.CANCELLED),
    "sum_cancelled_after_ship_value": _value_of(LineStatus.CANCELLED_AFTER_SHIP),
    "sum_returned_value": Coalesce(Sum(F("placed_value") - F("completed_value"), filter=Q(status__in=RETURNED)), 0),
    "sum_open_value": _value_of(*OPEN_STATUSES),
    "sum_orders_placed": Count(_ORDER, distinct=True),
    "sum_orders_completed": Count(_ORDER, distinct=True, filter=Q(status__in=COMPLETED_STATUSES)),
    "sum_units_placed": Sum("quantity"),
    "sum_units_completed": Sum("units_completed"),
    "sum_lines": Count("pk"),
    "sum_active_lines": Count("pk", filter=~Q(status__in=CANCELLED_STATUSES)),
}
