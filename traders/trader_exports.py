"""The register as a workbook, with the columns of the list that is brought in."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import xlsxwriter
from django.db.models import Prefetch

from portal.phones import shown_phone
from traders.enums import Channel
from traders.list_columns import ADDED_ON_EXPORT, COLUMNS, NO, SEPARATOR, YES, ListColumn
from traders.models import Stall, Trader, Warehouse
from traders.tax_codes import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

ROWS_AT_ONCE = 2_000
CHANNELS = dict(Channel.choices)


def write_list(traders: QuerySet[Trader], file: IO[bytes]) -> int:
    """Write ``traders`` into ``file`` row by row and return how many; a person's 12 digits are masked."""
    columns = (*COLUMNS, *ADDED_ON_EXPORT)
    count = 0
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Tiểu thương")
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.header, heading)
        sheet.freeze_panes(1, 1)
        for count, trader in enumerate(_rows(traders), start=1):
            for place, column in enumerate(columns):
                sheet.write_string(count, place, cell(trader, column))
        sheet.autofilter(0, 0, count, len(columns) - 1)
    return count


def cell(trader: Trader, column: ListColumn) -> str:
    """What stands in ``column`` for ``trader``: always text, so that no zero in front is lost."""
    warehouses = trader.warehouses.all()
    texts = {
        "name": trader.name,
        "phone": shown_phone(trader.phone) if trader.phone else "",
        "stalls": SEPARATOR.join(stall.code for stall in trader.stalls.all()),
        "goods_line": trader.goods_line.name if trader.goods_line else "",
        "other_goods_lines": SEPARATOR.join(line.name for line in trader.other_goods_lines.all()),
        "legal_form": trader.get_legal_form_display(),
        "tax_code": trader.tax_code or masked(trader.personal_tax_code_tail),
        "uses_einvoice": {True: YES, False: NO, None: ""}[trader.uses_einvoice],
        "channels": SEPARATOR.join(CHANNELS[channel] for channel in trader.channels),
        "website": trader.website,
        "website_notified_on": f"{trader.website_notified_on:%d/%m/%Y}" if trader.website_notified_on else "",
        "warehouse": SEPARATOR.join(house.address or house.name for house in warehouses),
        "warehouse_ward": SEPARATOR.join(house.ward.full_name for house in warehouses),
        "note": trader.note,
        "market": trader.market.name,
        "state": trader.get_state_display(),
    }
    return texts[column.key]


def _rows(traders: QuerySet[Trader]) -> Iterator[Trader]:
    rows = traders.select_related("market", "goods_line").prefetch_related(
        Prefetch("stalls", Stall.objects.order_by("code_order")),
        Prefetch("warehouses", Warehouse.objects.select_related("ward").order_by("name")),
        "other_goods_lines",
    )
    return rows.iterator(chunk_size=ROWS_AT_ONCE)
