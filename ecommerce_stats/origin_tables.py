"""Tables on the way from a figure down to the row of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.urls import reverse

from ecommerce_stats.figure_tables import PARTS
from ecommerce_stats.queries.origins import CellKey
from ecommerce_stats.tables import Column, Table, TableRow

if TYPE_CHECKING:
    from ecommerce_stats.models import SellerDay
    from ecommerce_stats.queries.shapes import Figures
    from livestreams.models import OrderLine

CELL_COLUMNS = (
    Column("Sạp, tiểu thương"),
    Column("Phiên"),
    Column("Lúc bán"),
    *(column for column, _ in PARTS),
    Column("Dòng đơn hàng", "count"),
    Column("Ngành hàng"),
    Column("Ngày", "day"),
    Column("Chợ"),
    Column("Tài khoản bán"),
)
LINE_COLUMNS = (
    Column("Mã đơn"),
    Column("Sản phẩm"),
    Column("Doanh số đặt", "vnd"),
    Column("Doanh thu thực", "vnd"),
    Column("Trạng thái"),
    Column("File"),
    Column("Dòng trong file", "count"),
    Column("Trang tính"),
    Column("Người nhập"),
    Column("Nhập lúc", "moment"),
    Column("Phân loại"),
    Column("Số lượng", "count"),
    Column("Đặt lúc", "moment"),
)


def cells_table(cells: Iterable[SellerDay], lines_url: str, total: Figures) -> Table:
    """Roll-up rows, each leading to its order lines."""
    rows = (TableRow(_cell_values(cell), href=f"{lines_url}?{CellKey.of(cell).query}") for cell in cells)
    money = [getattr(total, name) for _, name in PARTS]
    sums = TableRow(("Tổng", "", "", *money, total.lines, "", "", "", ""))
    return Table("o-so-lieu", "Cộng từ các ô số liệu", CELL_COLUMNS, rows, sums)


def lines_table(lines: Iterable[OrderLine], openable: Collection[int]) -> Table:
    """Order lines; ``openable`` are the imports whose page the reader may open."""
    rows = (TableRow(_line_values(line), source_url=_import_url(line, openable)) for line in lines)
    return Table("dong-don", "Dòng đơn hàng", LINE_COLUMNS, rows, source_label="Mở lần nhập")


def _cell_values(cell: SellerDay) -> list[object]:
    return [
        str(cell.trader or "Chưa rõ sạp"),
        str(cell.session or ""),
        cell.get_airing_display(),
        *(getattr(cell, name) for _, name in PARTS),
        cell.lines,
        str(cell.goods_line or "Chưa rõ ngành hàng"),
        cell.day,
        str(cell.market),
        str(cell.account),
    ]


def _line_values(line: OrderLine) -> list[object]:
    importer = line.batch.uploaded_by
    return [
        line.order_no,
        line.product,
        line.placed_value,
        line.completed_value,
        line.get_status_display(),
        line.batch.file_name,
        line.row_no,
        line.batch.sheet,
        str(importer) if importer else "Lệnh trên máy chủ",
        line.batch.uploaded_at,
        line.variation,
        line.quantity,
        line.placed_at,
    ]


def _import_url(line: OrderLine, openable: Collection[int]) -> str:
    return reverse("import_detail", args=[line.batch_id]) if line.batch_id in openable else ""
