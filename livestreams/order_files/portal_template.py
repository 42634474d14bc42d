"""The portal's own order template, for every channel that gives no export of its own."""

from __future__ import annotations

import io

import xlsxwriter

from livestreams.order_files.layout import Cells, Kind, Layout, Money, Vocabulary, column, product_key, signature, words
from traders.enums import Platform

FILE_NAME = "mau_ket_qua_phien.xlsx"

HEADERS = (
    "Mã đơn hàng*",
    "Ngày đặt hàng*",
    "Tên sản phẩm*",
    "Phân loại",
    "Số lượng*",
    "Đơn giá*",
    "Giảm giá của người bán",
    "Giảm giá của sàn",
    "Số lượng hoàn",
    "Trạng thái*",
    "Kênh",
    "Mã phiên",
    "Mã sạp",
)

STATUS_WORDS = (
    "Chưa thanh toán",
    "Chờ gửi hàng",
    "Đang giao",
    "Đã giao",
    "Hoàn thành",
    "Đã hủy",
    "Hủy sau khi gửi",
    "Trả một phần",
    "Đã trả hàng",
)
CHANNELS = ("Facebook", "Zalo", "TikTok", "YouTube", "Website", "Tại chợ")

INSTRUCTIONS = (
    ("Mã đơn hàng*", "Mỗi đơn một mã. Đơn nhiều mặt hàng: ghi lại mã ở từng dòng."),
    ("Ngày đặt hàng*", "Ngày/tháng/năm giờ:phút, ví dụ 22/11/2026 20:15. Thiếu giờ thì đơn không tự gắn vào phiên."),
    ("Tên sản phẩm*", "Tên mặt hàng như lúc giới thiệu trên phiên."),
    ("Phân loại", "Màu, cỡ, trọng lượng… nếu có."),
    ("Số lượng*", "Số nguyên từ 1."),
    ("Đơn giá*", "Giá một đơn vị, bằng đồng, ví dụ 150000 hoặc 150.000."),
    ("Giảm giá của người bán", "Tổng tiền sạp giảm cho cả dòng, bằng đồng. Không giảm thì để trống."),
    ("Giảm giá của sàn", "Tiền sàn trả thay người mua; không trừ vào doanh số."),
    ("Số lượng hoàn", "Số lượng khách đã trả lại. Không có thì để trống."),
    ("Trạng thái*", "Chọn trong danh sách: " + ", ".join(STATUS_WORDS) + "."),
    ("Kênh", "Nơi khách đặt hàng."),
    ("Mã phiên", "Mã phiên livestream trên cổng, nếu biết."),
    ("Mã sạp", "Mã sạp bán mặt hàng này, khi nhiều sạp bán chung một tài khoản."),
    ("Không ghi", "Tên, số điện thoại, địa chỉ người mua: cổng không nhận và không lưu."),
)  # fmt: skip


def money_of(cells: Cells) -> Money:
    """``Đơn giá`` × ``Số lượng`` − ``Giảm giá của người bán``."""
    list_value = cells["unit_price"] * cells["quantity"]
    return Money(
        unit_price=cells["unit_price"],
        base_value=list_value - cells["seller_discount"],
        list_value=list_value,
        seller_discount=cells["seller_discount"],
        platform_discount=cells["platform_discount"],
    )


VOCABULARY = Vocabulary(
    statuses=words(
        unpaid="Chưa thanh toán|Chờ thanh toán",
        to_ship="Chờ gửi hàng|Chờ gửi|Chờ giao|Chờ giao hàng|Chờ lấy hàng|Cần gửi|Đã đặt|Mới",
        shipping="Đang giao|Đang giao hàng|Đã gửi|Đã gửi hàng|Đang vận chuyển",
        delivered="Đã giao|Đã giao hàng|Đã nhận hàng",
        completed="Hoàn thành|Đã hoàn thành|Hoàn tất|Đã hoàn tất",
        cancelled="Đã hủy|Hủy",
        cancelled_after_ship="Hủy sau khi gửi|Giao thất bại|Giao hàng thất bại",
        partially_returned="Trả một phần|Trả hàng một phần|Hoàn một phần",
        returned="Đã trả hàng|Trả hàng|Đã hoàn hàng",
    ),
)


def _named(header: str) -> tuple[str, str]:
    return header, header.removesuffix("*")


LAYOUT = Layout(
    name="portal_template",
    label="Mẫu của cổng",
    platforms=frozenset({Platform.OTHER.value, Platform.PANCAKE.value}),
    signatures=(
        signature("Mã đơn hàng*", "Ngày đặt hàng*", "Trạng thái*"),
        signature("Mã đơn hàng", "Ngày đặt hàng", "Đơn giá", "Trạng thái", "Mã phiên"),
    ),
    columns=(
        column("order_no", Kind.ID, *_named("Mã đơn hàng*"), required=True),
        column("placed_at", Kind.TIME, *_named("Ngày đặt hàng*"), required=True),
        column("product", Kind.TEXT, *_named("Tên sản phẩm*"), required=True),
        column("variation", Kind.TEXT, "Phân loại"),
        column("quantity", Kind.COUNT, *_named("Số lượng*"), required=True),
        column("unit_price", Kind.PRICE, *_named("Đơn giá*"), required=True),
        column("seller_discount", Kind.DISCOUNT, "Giảm giá của người bán"),
        column("platform_discount", Kind.DISCOUNT, "Giảm giá của sàn"),
        column("returned_quantity", Kind.COUNT_OR_BLANK, "Số lượng hoàn"),
        column("status", Kind.TEXT, *_named("Trạng thái*"), required=True),
        column("channel", Kind.TEXT, "Kênh"),
        column("session_code", Kind.TEXT, "Mã phiên"),
        column("stall_code", Kind.TEXT, "Mã sạp"),
    ),
    vocabulary=VOCABULARY,
    money_of=money_of,
    key_of=product_key,
    is_return_granted_by_quantity=True,
    is_product_demanded=True,
)


def build_workbook() -> bytes:
    """The template as XLSX: a sheet to fill in with drop-downs, and a sheet of instructions."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#0f5e5c", "font_color": "#ffffff", "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Đơn hàng")
    sheet.write_row(0, 0, HEADERS, head)
    sheet.set_column(0, 2, 24, text)
    sheet.set_column(3, len(HEADERS) - 1, 16)
    sheet.freeze_panes(1, 0)
    for name, choices in (("Trạng thái*", STATUS_WORDS), ("Kênh", CHANNELS)):
        place = HEADERS.index(name)
        sheet.data_validation(
            1, place, 20_000, place,
            {"validate": "list", "source": list(choices), "error_title": "Chưa đúng",
             "error_message": "Hãy chọn một mục trong danh sách.", "error_type": "warning"},
        )  # fmt: skip
    for name in ("Số lượng*", "Đơn giá*"):
        place = HEADERS.index(name)
        sheet.data_validation(
            1, place, 20_000, place,
            {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "Hãy ghi số, không âm."},
        )  # fmt: skip
    guide = book.add_worksheet("Hướng dẫn")
    guide.write_row(0, 0, ("Cột", "Cách ghi"), head)
    guide.set_column(0, 0, 26, wrap)
    guide.set_column(1, 1, 90, wrap)
    for row, pair in enumerate(INSTRUCTIONS, start=1):
        guide.write_row(row, 0, pair)
    book.close()
    return buffer.getvalue()
