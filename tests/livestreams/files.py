"""Writes export files of every layout, row by row, with defaults of a completed sale of 100,000 ₫.

``TIKTOK.row(order_no="…", quantity=2)`` names cells by short names that mean the same in every layout;
``other={"Buyer Username": "…"}`` sets any column by its header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import xlsxwriter

from livestreams.order_files.portal_template import HEADERS as TEMPLATE_HEADERS
from tests.livestreams import headers
from traders.enums import Platform

type Row = list[Any]


@dataclass(frozen=True, repr=False)
class Export:
    """One layout: its headers, what short names mean in it, and the cells of an ordinary row."""

    name: str
    platform: Platform
    headers: tuple[str, ...]
    names: Mapping[str, str]
    defaults: Mapping[str, Any]
    sheet: str = "Sheet1"
    time_format: str = "%d/%m/%Y %H:%M:%S"
    derive: Callable[[dict[str, Any]], None] = lambda _: None
    before: tuple[Row, ...] = field(default=())

    def __repr__(self) -> str:
        return self.name

    def row(self, *, other: Any = None, **cells: Any) -> Row:
        """``other``: header → cell; a mapping, typed loosely so that cells may be spread from one."""
        values = {**self.defaults, **cells}
        self.derive(values)
        by_header = {self.names[name]: value for name, value in values.items() if name in self.names}
        unknown = [name for name in cells if name not in self.names]
        assert not unknown, f"{self.name} has no {unknown}"
        by_header |= other or {}
        assert by_header.keys() <= set(self.headers), by_header.keys() - set(self.headers)
        return [by_header.get(header, "") for header in self.headers]

    def with_headers(self, headers: Sequence[str]) -> Export:
        return replace(self, headers=tuple(headers))

    def csv(self, path: Path, rows: Iterable[Row], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerows([*self.before, self.headers, *rows])
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    def xlsx(self, path: Path, rows: Iterable[Row], *, sheets_before: Sequence[str] = ()) -> Path:
        """Numbers, dates and texts stay what they are; a text that begins with ``=`` stays text."""
        book = xlsxwriter.Workbook(
            str(path), {"default_date_format": "dd/mm/yyyy hh:mm:ss", "strings_to_formulas": False}
        )
        for name in sheets_before:
            book.add_worksheet(name).write(0, 0, "Bảng khác")
        sheet = book.add_worksheet(self.sheet)
        for number, row in enumerate([*self.before, self.headers, *rows]):
            for column, cell in enumerate(row):
                if cell not in {"", None}:
                    sheet.write(number, column, cell)
        book.close()
        return path


def _subtotal(values: dict[str, Any]) -> None:
    """What TikTok writes after discounts, unless a test says otherwise or the cells are no numbers."""
    if "after" in values:
        return
    try:
        total = int(values["price"]) * int(values["quantity"])
        values["after"] = total - int(values.get("seller_discount") or 0) - int(values.get("platform_discount") or 0)
    except (TypeError, ValueError):
        values["after"] = 100_000


def _deal(values: dict[str, Any]) -> None:
    values.setdefault("deal", values["price"])


TIKTOK = Export(
    name="tiktok",
    platform=Platform.TIKTOK_SHOP,
    headers=headers.TIKTOK_54,
    sheet="OrderSKUList",
    names={
        "order_no": "Order ID", "status": "Order Status", "substatus": "Order Substatus",
        "return_word": "Cancelation/Return Type", "pre_order": "Normal or Pre-order", "sku": "SKU ID",
        "seller_sku": "Seller SKU", "product": "Product Name", "variation": "Variation", "quantity": "Quantity",
        "returned": "Sku Quantity of return", "price": "SKU Unit Original Price",
        "after": "SKU Subtotal After Discount",
        "platform_discount": "SKU Platform Discount", "seller_discount": "SKU Seller Discount",
        "placed": "Created Time", "paid": "Paid Time", "ready": "RTS Time", "shipped": "Shipped Time",
        "delivered": "Delivered Time", "cancelled": "Cancelled Time", "reason": "Cancel Reason",
        "province": "Province", "warehouse": "Warehouse Name", "handle": "Creator Handle",
    },
    defaults={
        "order_no": "578890915909831224", "status": "Completed", "sku": "1729522211955443124",
        "product": "Mắm cá linh", "variation": "500 g", "quantity": "1", "price": "100000",
        "platform_discount": "0", "seller_discount": "0", "placed": "15/06/2026 20:30:00",
    },
    derive=_subtotal,
)  # fmt: skip
TIKTOK_65 = replace(TIKTOK, name="tiktok_65", headers=headers.TIKTOK_65)
TIKTOK_MY = replace(TIKTOK, name="tiktok_my", headers=headers.TIKTOK_MY)

DESCRIPTIONS = {
    "Order ID": "Platform unique order ID.", "Order Status": "Current order status.", "SKU ID": "Platform SKU ID.",
    "Order Amount": "Order total amount paid by the buyer.", "Created Time": "Order created time.",
    "Quantity": "SKU sold quantity in the order.", "SKU Unit Original Price": "SKU Unit Original Price",
}  # fmt: skip
"""What TikTok's second row says; in files seen most of its cells are empty."""

SHOPEE = Export(
    name="shopee",
    platform=Platform.SHOPEE,
    headers=headers.SHOPEE_63,
    sheet="orders",
    time_format="%Y-%m-%d %H:%M",
    names={
        "order_no": "Mã đơn hàng", "status": "Trạng Thái Đơn Hàng", "reason": "Lý do hủy",
        "return_word": "Trạng thái Trả hàng/Hoàn tiền", "seller_sku": "SKU sản phẩm", "sku": "SKU phân loại hàng",
        "product": "Tên sản phẩm", "variation": "Tên phân loại hàng", "quantity": "Số lượng",
        "returned": "Số lượng sản phẩm được hoàn trả", "price": "Giá gốc", "deal": "Giá ưu đãi",
        "seller_discount": "Người bán trợ giá", "platform_discount": "Được Shopee trợ giá",
        "voucher": "Mã giảm giá của Shop", "combo": "Giảm giá từ Combo của Shop", "placed": "Ngày đặt hàng",
        "paid": "Thời gian đơn hàng được thanh toán", "shipped": "Ngày gửi hàng", "delivered": "Thời gian giao hàng",
        "completed": "Thời gian hoàn thành đơn hàng", "province": "Tỉnh/Thành phố", "ward": "Quận",
        "estimated": "Ngày giao hàng dự kiến", "warehouse": "Tên kho hàng",
    },
    defaults={
        "order_no": "260615ABCDEF01", "status": "Hoàn thành", "sku": "MAM-500", "seller_sku": "MAM",
        "product": "Mắm cá linh", "variation": "500 g", "quantity": "1", "price": "100000.00",
        "voucher": "0", "combo": "0", "placed": "2026-06-15 20:30",
    },
    derive=_deal,
)  # fmt: skip
SHOPEE_OLDER = replace(
    SHOPEE,
    name="shopee_older",
    headers=headers.SHOPEE_OLDER,
    names={**SHOPEE.names, "return_word": "Tình trạng Trả hàng / Hoàn tiền"},
)

LAZADA = Export(
    name="lazada",
    platform=Platform.LAZADA,
    headers=headers.LAZADA,
    time_format="%d %b %Y %H:%M",
    names={
        "item": "orderItemId", "order_no": "orderNumber", "seller_sku": "sellerSku", "product": "itemName",
        "variation": "variation", "price": "unitPrice", "paid_price": "paidPrice",
        "seller_discount": "sellerDiscountTotal", "status": "status", "reason": "cancelReason",
        "placed": "createTime", "updated": "updateTime", "delivered": "deliveredDate", "sla": "ttsSla",
        "province": "shippingCity", "warehouse": "wareHouse",
    },
    defaults={
        "item": "41000000000001", "order_no": "41000000000000", "status": "delivered", "product": "Mắm cá linh",
        "variation": "500 g", "price": "100000", "seller_discount": "0", "placed": "15 Jun 2026 20:30",
    },
)  # fmt: skip

PANCAKE = Export(
    name="pancake",
    platform=Platform.PANCAKE,
    headers=(*headers.PANCAKE, "Trạng thái"),
    time_format="%d/%m/%Y %H:%M",
    names={
        "order_no": "Mã đơn hàng", "placed": "Thời điểm tạo đơn", "status": "Trạng thái", "discount": "Giảm giá",
        "product": "Sản phẩm", "sku": "Mã mẫu mã", "seller_sku": "Mã sản phẩm", "quantity": "Số lượng",
        "price": "Đơn giá", "total": "Doanh số", "province": "Tỉnh/Thành phố",
    },
    defaults={
        "order_no": "PC-1", "placed": "15/06/2026 20:30", "status": "Đã nhận", "product": "Mắm cá linh",
        "sku": "MAM-500", "quantity": "1", "price": "100000",
    },
)  # fmt: skip

TEMPLATE = Export(
    name="template",
    platform=Platform.OTHER,
    headers=TEMPLATE_HEADERS,
    time_format="%d/%m/%Y %H:%M",
    names={
        "order_no": "Mã đơn hàng*", "placed": "Ngày đặt hàng*", "product": "Tên sản phẩm*", "variation": "Phân loại",
        "quantity": "Số lượng*", "price": "Đơn giá*", "seller_discount": "Giảm giá của người bán",
        "platform_discount": "Giảm giá của sàn", "returned": "Số lượng hoàn", "status": "Trạng thái*",
        "channel": "Kênh", "session_code": "Mã phiên", "stall": "Mã sạp",
    },
    defaults={
        "order_no": "DH-1", "placed": "15/06/2026 20:30", "product": "Mắm cá linh", "quantity": "1",
        "price": "100000", "status": "Hoàn thành",
    },
)  # fmt: skip

LIVE = Export(
    name="live",
    platform=Platform.TIKTOK_SHOP,
    headers=headers.TIKTOK_LIVE,
    names={
        "creator_id": "Creator ID", "creator": "Creator", "nickname": "Nickname", "launched": "Launched Time",
        "duration": "Duration", "gmv": "LIVE gross merchandise value (RM)", "rate": "Click-to-order rate (LIVE)",
        "ctr": "CTR", "viewers": "Viewers", "views": "Views",
    },
    defaults={
        "creator_id": "6526684195492729856", "creator": "Cô Ba bán mắm", "nickname": "co.ba.ban.mam",
        "launched": "2026/06/15/ 20:04", "duration": "1h 40min", "gmv": "4442300", "rate": "8.33%", "ctr": "2,02%",
        "viewers": "14254", "views": "16652",
    },
    before=(["Date Range: 2026-06-12 ~ 2026-06-18"], []),
)  # fmt: skip

ORDERS = (TIKTOK, TIKTOK_65, SHOPEE, SHOPEE_OLDER, LAZADA, PANCAKE, TEMPLATE)
"""One export of every order layout, to run a test through all of them."""
