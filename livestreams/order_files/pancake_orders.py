"""Pancake POS order export, used for Facebook live: child rows carry only SKU, quantity and price.

An order's own cells (number, date, status, discount, province) stand on its first row; rows without
an order number belong to the row above, so the file is never sorted.
"""

from __future__ import annotations

from livestreams.order_files.layout import Cells, Kind, Layout, Money, Vocabulary, column, product_key, signature, words
from traders.enums import Platform


def money_of(cells: Cells) -> Money:
    """``Doanh số`` where it is given (0 is a value), else ``Đơn giá`` × ``Số lượng``."""
    list_value = cells["unit_price"] * cells["quantity"]
    stated = cells["line_total"]
    return Money(
        unit_price=cells["unit_price"],
        base_value=list_value if stated is None else stated,
        list_value=list_value,
        order_discount=cells["order_discount"],
    )


VOCABULARY = Vocabulary(
    statuses=words(
        unpaid="Chưa thanh toán|Chờ thanh toán",
        to_ship="Mới|Chờ xác nhận|Đã xác nhận|Đang đóng hàng|Chờ hàng|Chờ chuyển hàng|Chờ in|Đã in|Chờ gửi hàng"
        "|Chờ giao hàng",
        shipping="Đã gửi hàng|Đã gửi|Đang giao|Đang giao hàng|Đang vận chuyển",
        delivered="Đã nhận|Đã nhận hàng|Đã giao|Đã giao hàng",
        completed="Đã thu tiền|Hoàn thành|Đã hoàn thành|Hoàn tất",
        cancelled="Đã hủy|Hủy|Đã xóa|Đã xoá",
        cancelled_after_ship="Giao hàng thất bại|Giao thất bại",
        returned="Đã hoàn|Đã trả hàng|Hoàn hàng",
        partially_returned="Hoàn một phần|Trả một phần",
    ),
)

LAYOUT = Layout(
    name="pancake_orders",
    label="Pancake POS – đơn hàng",
    platforms=frozenset({Platform.PANCAKE.value, Platform.OTHER.value}),
    signatures=(signature("Mã đơn hàng", "Sản phẩm", "Số lượng", "Đơn giá", "Doanh số"),),
    has_child_rows=True,
    columns=(
        column("order_no", Kind.ID, "Mã đơn hàng", "Mã đơn hàng đầy đủ", required=True, order_level=True),
        column("placed_at", Kind.TIME, "Thời điểm tạo đơn", "Ngày tạo đơn", required=True, order_level=True),
        column("status", Kind.TEXT, "Trạng thái", "Trạng thái đơn hàng", order_level=True),
        column("province", Kind.TEXT, "Tỉnh/Thành phố", "Mã tỉnh", order_level=True),
        column("order_discount", Kind.DISCOUNT, "Giảm giá", order_level=True),
        column("product", Kind.TEXT, "Sản phẩm", required=True),
        column("sku_id", Kind.ID, "Mã mẫu mã"),
        column("seller_sku", Kind.ID, "Mã sản phẩm"),
        column("quantity", Kind.COUNT, "Số lượng", required=True),
        column("unit_price", Kind.PRICE, "Đơn giá", required=True),
        column("line_total", Kind.PRICE_OR_BLANK, "Doanh số"),
        column("reason", Kind.TEXT, "Lý do hủy"),
    ),
    vocabulary=VOCABULARY,
    money_of=money_of,
    key_of=product_key,
)
