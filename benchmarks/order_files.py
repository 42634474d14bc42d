"""Order files made for measuring: TikTok Shop exports of a given number of lines, three lines to two orders."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from livestreams.order_files.tiktok_orders import LAYOUT

UNMAPPED = (
    "Normal or Pre-order", "SKU Subtotal Before Discount", "Shipping Fee After Discount", "Original Shipping Fee",
    "Shipping Fee Seller Discount", "Shipping Fee Platform Discount", "Payment platform discount", "Taxes",
    "Order Amount", "Order Refund Amount", "Cancel By", "Fulfillment Type", "Tracking ID", "Delivery Option",
    "Shipping Provider Name", "Buyer Message", "Buyer Username", "Recipient", "Phone #", "Country", "District",
    "Commune", "Detail Address", "Additional address information", "Payment Method", "Weight(kg)",
    "Product Category", "Package ID", "Seller Note", "Checked Status", "Checked Marked by",
)  # fmt: skip
MAPPED = tuple(column.headers[0] for column in LAYOUT.columns if column.field not in {"channel", "creator_handle"})
HEADER = (*MAPPED, *UNMAPPED)
FIRST_ORDER = 578_890_915_909_831_224
FIRST_SKU = 1_729_522_211_955_443_124


def row(number: int, first_order: int) -> list[str]:
    """One line as TikTok writes it: ids and times end in a TAB."""
    order = number * 2 // 3
    time = f"{order % 28 + 1:02}/{order // 28 % 12 + 1:02}/2025 {order % 24:02}:{order % 60:02}:{order % 59:02}\t"
    cells = {
        "Order ID": f"{first_order + order}\t", "Order Status": "Completed", "Order Substatus": "Completed",
        "SKU ID": f"{FIRST_SKU + number % 500}\t", "Product Name": f"Áo dài lụa mẫu {number % 500}", "Variation": "Đỏ",
        "Quantity": "1", "Sku Quantity of return": "0", "SKU Unit Original Price": "150000",
        "SKU Subtotal After Discount": "140000", "SKU Seller Discount": "10000", "SKU Platform Discount": "0",
        "Created Time": time, "Paid Time": time, "RTS Time": time, "Shipped Time": time, "Delivered Time": time,
        "Warehouse Name": "Kho chợ", "Province": "Hồ Chí Minh", "Normal or Pre-order": "Normal",
        "SKU Subtotal Before Discount": "150000", "Shipping Fee After Discount": "0", "Original Shipping Fee": "20000",
        "Order Amount": "160000", "Order Refund Amount": "0", "Fulfillment Type": "Fulfillment by seller",
        "Tracking ID": f"6800097610{number:08}", "Delivery Option": "Standard", "Shipping Provider Name": "J&T",
        "Buyer Username": f"b***{number % 999}", "Recipient": "N***", "Phone #": "(+84)9*****12", "Country": "Việt Nam",
        "District": "Quận 1", "Commune": "Bến Thành", "Detail Address": "***", "Payment Method": "COD",
        "Weight(kg)": "0.5", "Product Category": "Thời trang", "Package ID": f"{1_153_587_592_999_999_999 + number}\t",
    }  # fmt: skip
    return [cells.get(name, "") for name in HEADER]


def rows(lines: int, first_order: int) -> Iterator[list[str]]:
    return (row(number, first_order) for number in range(lines))


def write_xlsx(path: Path, lines: int, first_order: int = FIRST_ORDER) -> Path:
    """54 columns of text, as the platform's own XLSX."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("OrderSKUList")
    sheet.write_row(0, 0, HEADER)
    for number, cells in enumerate(rows(lines, first_order), start=1):
        sheet.write_row(number, 0, cells)
    book.close()
    return path


def write_csv(path: Path, lines: int, first_order: int = FIRST_ORDER) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows(lines, first_order))
    return path
