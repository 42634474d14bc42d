"""What a person sees before an import: layout, first lines, period, shops that fit, and what to watch."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from livestreams.file_reading.live_rows import LiveRows
from livestreams.file_reading.order_rows import OrderRows
from livestreams.file_reading.tables import Table
from livestreams.file_reading.times import MonthFirst
from livestreams.importing.context import provinces_by_name, words_of
from livestreams.importing.grouping import by_order
from livestreams.importing.versions import moment
from livestreams.models import ImportBatch, OrderLine
from livestreams.order_lines.line import LOCAL_OFFSET, Line
from livestreams.order_lines.settling import settle
from portal.money import format_vnd
from traders.models import ShopAccount

SHOWN = 10
NAMES_SHOWN = 5
LOCAL = dt.timezone(dt.timedelta(seconds=LOCAL_OFFSET))

ORDER_COLUMNS = ("Dòng", "Mã đơn", "Ngày đặt", "Sản phẩm", "Số lượng", "Doanh số đặt", "Trạng thái")
LIVE_COLUMNS = ("Dòng", "Nhà sáng tạo", "Bắt đầu", "Kết thúc", "Lượt xem", "GMV theo sàn")


def inspect(batch: ImportBatch, table: Table) -> dict[str, Any]:
    """The preview of a recognised file; only the first rows are read. Raises ``ImportRefusedError``."""
    accounts = fitting_accounts(batch, table)
    try:
        about = first_rows(table, is_month_first=False)
    except MonthFirst:
        about = first_rows(table, is_month_first=True)
    order_nos = about.pop("order_nos")
    owners = OrderLine.objects.filter(order_no__in=order_nos, account__in=accounts)
    known = list(owners.values_list("account_id", flat=True).distinct())
    return about | {
        "layout_label": table.layout.label,
        "rows_total": table.rows_total,
        "accounts": known or [account.pk for account in accounts],
        "is_live": table.layout.is_live,
    }


def fitting_accounts(batch: ImportBatch, table: Table) -> Sequence[ShopAccount]:
    """Accounts of the market that take this layout; the one chosen at upload alone."""
    accounts = ShopAccount.objects.filter(market=batch.market, platform__in=table.layout.platforms)
    if batch.account_id and batch.account and batch.account.platform in table.layout.platforms:
        accounts = accounts.filter(pk=batch.account_id)
    return list(accounts)


def first_rows(table: Table, *, is_month_first: bool) -> dict[str, Any]:
    numbers, columns = next(table.chunks(), ([], []))
    read = live_rows if table.layout.is_live else order_rows
    return read(table, numbers, columns, is_month_first=is_month_first)


def order_rows(table: Table, numbers: list[int], columns: list[list[Any]], *, is_month_first: bool) -> dict[str, Any]:
    platform = min(table.layout.platforms)
    rows = OrderRows(table, words_of(table.layout, platform), provinces_by_name(), is_month_first=is_month_first)
    lines, rejected = rows.read(numbers, columns) if numbers else ([], [])
    for order in by_order(lines).values():
        settle(order.lines)
    days = [line.day for line in lines]
    warnings = [f"{len(rejected)} dòng đầu file sẽ bị từ chối."] if rejected else []
    return {
        "columns": list(ORDER_COLUMNS),
        "rows": [shown(line) for line in lines[:SHOWN]],
        "period": [iso(min(days)), iso(max(days))] if days else [],
        "warehouses": common(table, columns, "warehouse"),
        "products": [name for name, _ in Counter(line.product for line in lines).most_common(NAMES_SHOWN)],
        "warnings": warnings,
        "blank_statuses": rows.blank_statuses,
        "order_nos": [line.order_no for line in lines[:500]],
    }


def live_rows(table: Table, numbers: list[int], columns: list[list[Any]], *, is_month_first: bool) -> dict[str, Any]:
    lives, rejected = LiveRows(table, is_month_first).read(numbers, columns) if numbers else ([], [])
    days = [(live.start + LOCAL_OFFSET) // 86_400 for live in lives]
    return {
        "columns": list(LIVE_COLUMNS),
        "rows": [
            [
                str(live.row_no),
                live.creator_handle or live.creator_id,
                clock(live.start),
                clock(live.end),
                str(live.metrics.get("views", "")),
                str(live.metrics.get("gross_merchandise_value", "")),
            ]
            for live in lives[:SHOWN]
        ],
        "period": [iso(min(days)), iso(max(days))] if days else [],
        "warehouses": [],
        "products": [],
        "warnings": [f"{len(rejected)} dòng sẽ bị từ chối."] if rejected else [],
        "blank_statuses": 0,
        "order_nos": [],
    }


def shown(line: Line) -> list[str]:
    return [
        str(line.row_no),
        line.order_no,
        clock(line.placed_at),
        line.product,
        str(line.quantity),
        format_vnd(line.placed_value),
        line.status_word or "(trống)",
    ]


def common(table: Table, columns: list[list[Any]], field: str) -> list[str]:
    """The most frequent texts of a column that is only shown, never kept."""
    indexes = [i for i, place in enumerate(table.places) if place.field == field]
    if not indexes or not columns:
        return []
    counted = Counter(str(cell).strip() for cell in columns[indexes[0]] if cell and str(cell).strip())
    return [name for name, _ in counted.most_common(NAMES_SHOWN)]


def clock(seconds: int) -> str:
    return moment(seconds).astimezone(LOCAL).strftime("%d/%m/%Y %H:%M")


def iso(day: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=day)).isoformat()
