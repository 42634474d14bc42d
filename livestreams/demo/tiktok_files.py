"""TikTok Shop exports of made-up orders: 54 columns as XLSX or CSV, 65 columns with Creator Handle as CSV,
and Live Analysis. Columns, descriptions, TABs and words are those of exports seen in 2024–2026.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from livestreams.demo.orders import Fate, Line, Moment, Order
from livestreams.demo.sheets import headers, write_workbook

_START = (
    "Order ID|Order Status|Order Substatus|Cancelation/Return Type|Normal or Pre-order|SKU ID|Seller SKU|Product Name|"
    "Variation|Quantity|Sku Quantity of return|SKU Unit Original Price|SKU Subtotal Before Discount|"
    "SKU Platform Discount|SKU Seller Discount|SKU Subtotal After Discount|Shipping Fee After Discount|"
    "Original Shipping Fee|Shipping Fee Seller Discount|Shipping Fee Platform Discount|"
)
_TIMES = (
    "Created Time|Paid Time|RTS Time|Shipped Time|Delivered Time|Cancelled Time|Cancel By|Cancel Reason|"
    "Fulfillment Type|Warehouse Name|Tracking ID|Delivery Option|Shipping Provider Name|Buyer Message|"
    "Buyer Username|Recipient|Phone #|"
)
_END = "Detail Address|Additional address information|Payment Method|Weight(kg)|Product Category|Package ID|"
HEADERS_54 = headers(
    f"{_START}Payment platform discount|Taxes|Order Amount|Order Refund Amount|{_TIMES}"
    f"Country|Province|District|Commune|{_END}Seller Note|Checked Status|Checked Marked by"
)
HEADERS_65 = headers(
    f"{_START}Distance Shipping Fee|Distance Fee|Order Refund Amount|Payment platform discount|Buyer Service Fee|"
    f"Handling Fee|Shipping Insurance|Item Insurance|Order Amount|{_TIMES}"
    f"Zipcode|Country|Province|Regency and City|Districts|Villages|{_END}Purchase Channel|Seller Note|Checked Status|"
    "Checked Marked by|Tokopedia Invoice Number|Order Channel|Creator Handle"
)
DESCRIPTIONS = {
    "Order ID": "Platform unique order ID.",
    "Order Status": "Current order status.",
    "Cancelation/Return Type": "The filed to explain the order is in cancellation or in return/refund.",
    "SKU ID": "Platform SKU ID.",
    "Order Amount": "Order total amount paid by the buyer.",
    "Order Refund Amount": "Order total refund amount of all returned SKUs.",
    "Created Time": "Order created time.",
}
WITH_TAB = headers(
    "Order ID|SKU ID|Package ID|Created Time|Paid Time|RTS Time|Shipped Time|Delivered Time|Cancelled Time"
)
STATUSES = {
    "unpaid": ("Chưa thanh toán", "Chưa thanh toán"),
    "to_ship": ("Cần gửi", "Chờ lấy hàng"),
    "shipping": ("Đã vận chuyển", "Đang vận chuyển"),
    "delivered": ("Đã vận chuyển", "Đã giao hàng"),
    "completed": ("Đã hoàn tất", "Đã hoàn tất"),
    "cancelled": ("Đã hủy", "Đã hủy"),
    "cancelled_after_ship": ("Đã hủy", "Đã hủy"),
    "returned": ("Đã hoàn tất", "Đã hoàn tất"),
    "partially_returned": ("Đã hoàn tất", "Đã hoàn tất"),
}
RETURNED = ("returned", "partially_returned")
SHIPPING_FEE = 16_500


def write_order_csv(path: Path, orders: Iterable[Order], at: Moment, *, has_creator: bool) -> None:
    """UTF-8 with BOM and LF, a TAB behind ids and times; no description row, as in exports seen."""
    columns = HEADERS_65 if has_creator else HEADERS_54
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        blank = dict.fromkeys(columns, "")
        places = [columns.index(name) for name in WITH_TAB]
        for cells in _rows(orders, at):
            row = list((blank | cells).values())[: len(columns)]
            for place in places:
                row[place] += "\t"
            writer.writerow(row)


def write_order_workbook(path: Path, orders: Iterable[Order], at: Moment) -> None:
    """54 columns, with the row that describes them."""
    rows = ([cells.get(header, "") for header in HEADERS_54] for cells in _rows(orders, at))
    write_workbook(path, "OrderSKUList", [HEADERS_54, [DESCRIPTIONS.get(header, "") for header in HEADERS_54]], rows)


def _rows(orders: Iterable[Order], at: Moment) -> Iterator[dict[str, str]]:
    """Rows as of ``at``: newest order first; order-level cells repeat on every line."""
    for order in sorted(orders, key=lambda order: order.placed, reverse=True):
        if order.placed <= at:
            shared = _order_cells(order, at)
            for line in order.lines:
                yield shared | _line_cells(line, is_returned=order.reached(at) in RETURNED)


def _order_cells(order: Order, at: Moment) -> dict[str, str]:
    reached = order.reached(at)
    status, substatus = STATUSES[reached]
    is_cancelled = order.fate in {Fate.CANCELLED, Fate.FAILED} and order.ended <= at
    paid = sum(line.placed_value - line.platform_discount for line in order.lines) + SHIPPING_FEE
    return {
        "Order ID": order.number,
        "Order Status": order.odd_status or status,
        "Order Substatus": "" if order.odd_status else substatus,
        "Cancelation/Return Type": "Return/Refund" if reached in RETURNED else "Cancel" if is_cancelled else "",
        "Normal or Pre-order": "Normal",
        "Shipping Fee After Discount": str(SHIPPING_FEE),
        "Original Shipping Fee": str(SHIPPING_FEE),
        "Order Amount": str(paid),
        "Order Refund Amount": "0",
        **_times(order, at, is_cancelled=is_cancelled),
        "Fulfillment Type": "Fulfillment by seller",
        "Warehouse Name": "Kho chợ",
        "Delivery Option": "Standard shipping",
        "Shipping Provider Name": "J&T Express",
        "Buyer Username": f"user{order.number[-4:]}***",
        "Recipient": "N***** T**",
        "Phone #": f"(+84)9*****{order.number[-2:]}",
        "Country": "Việt Nam",
        "Province": order.province,
        "Detail Address": "***",
        "Payment Method": "Thanh toán khi giao" if not order.is_prepaid else "Ví điện tử",
        "Package ID": f"1193{order.number[-15:]}" if order.shipped <= at else "",
        "Checked Status": "Unchecked",
        "Order Channel": "LIVE" if order.creator else "",
        "Creator Handle": order.creator,
    }


def _times(order: Order, at: Moment, *, is_cancelled: bool) -> dict[str, str]:
    was_sent = order.fate is not Fate.CANCELLED
    return {
        "Created Time": _stamp(order.placed, at),
        "Paid Time": _stamp(order.paid, at) if order.is_prepaid and was_sent else "",
        "Shipped Time": _stamp(order.shipped, at) if was_sent else "",
        "Delivered Time": _stamp(order.delivered, at) if was_sent and order.fate is not Fate.FAILED else "",
        "Cancelled Time": _stamp(order.ended, at) if is_cancelled else "",
        "Cancel By": "" if not is_cancelled else "User" if order.fate is Fate.CANCELLED else "System",
        "Cancel Reason": order.reason if is_cancelled else "",
    }


def _stamp(moment: Moment, at: Moment) -> str:
    return f"{moment:%d/%m/%Y %H:%M:%S}" if moment <= at else ""


def _line_cells(line: Line, *, is_returned: bool) -> dict[str, str]:
    return {
        "SKU ID": line.offer.sku,
        "Seller SKU": f"{line.offer.stall}-{line.offer.sku[-3:]}",
        "Product Name": line.offer.product,
        "Variation": line.offer.variation,
        "Quantity": str(line.quantity),
        "Sku Quantity of return": str(line.returned if is_returned else 0),
        "SKU Unit Original Price": str(line.offer.price),
        "SKU Subtotal Before Discount": str(line.list_value),
        "SKU Platform Discount": str(line.platform_discount),
        "SKU Seller Discount": str(line.seller_discount),
        "SKU Subtotal After Discount": str(line.placed_value - line.platform_discount),
        "Product Category": line.offer.category,
        "Weight(kg)": "0.5",
    }
