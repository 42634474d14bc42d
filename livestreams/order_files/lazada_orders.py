"""Lazada order export: one row per unit, no quantity column, dates like ``28 Feb 2026 23:30``.

Older files name the same columns with spaces (``Order Item Id``).
"""

from __future__ import annotations

from livestreams.order_files.layout import Cells, Kind, Layout, Money, Vocabulary, column, signature, words
from traders.enums import Platform


def money_of(cells: Cells) -> Money:
    """``unitPrice`` − absolute ``sellerDiscountTotal``; the platform paid what the buyer did not."""
    price, discount = cells["unit_price"], cells["seller_discount"]
    paid = cells["paid_price"]
    return Money(
        unit_price=price,
        base_value=price - discount,
        list_value=price,
        seller_discount=discount,
        platform_discount=max(0, price - discount - paid) if paid is not None else 0,
    )


def key_of(cells: Cells) -> str:
    return str(cells["item_id"])


VOCABULARY = Vocabulary(
    statuses=words(
        unpaid="unpaid|Chưa thanh toán",
        to_ship="pending|packed|ready_to_ship|ready to ship|topack|toship|repacked|Chờ xử lý|Sẵn sàng giao hàng",
        shipping="shipped|Đang giao hàng|Đang vận chuyển",
        delivered="delivered|confirmed|Đã giao|Đã giao hàng",
        cancelled="canceled|cancelled|Đã hủy",
        returned="returned|Đã trả hàng",
        cancelled_after_ship="failed|failed_delivery|Package Returned|shipped_back|shipped_back_success|lost_by_3pl"
        "|damaged_by_3pl",
    ),
)

LAYOUT = Layout(
    name="lazada_orders",
    label="Lazada – đơn hàng",
    platforms=frozenset({Platform.LAZADA.value}),
    signatures=(
        signature("orderItemId", "orderNumber", "unitPrice", "status", "createTime"),
        signature("Order Item Id", "Order Number", "Unit Price", "Status", "Created at"),
    ),
    has_digit_ids=True,
    columns=(
        column("item_id", Kind.ID, "orderItemId", "Order Item Id", required=True),
        column("order_no", Kind.ID, "orderNumber", "Order Number", required=True),
        column("seller_sku", Kind.SELLER_ID, "sellerSku", "Seller SKU"),
        column("product", Kind.TEXT, "itemName", "Item Name", required=True),
        column("variation", Kind.TEXT, "variation", "Variation"),
        column("unit_price", Kind.PRICE, "unitPrice", "Unit Price", required=True),
        column("paid_price", Kind.PRICE_OR_BLANK, "paidPrice", "Paid Price"),
        column("seller_discount", Kind.ABSOLUTE_DISCOUNT, "sellerDiscountTotal", "Seller Discount Total"),
        column("status", Kind.TEXT, "status", "Status", required=True),
        column("reason", Kind.TEXT, "cancelReason", "Reason"),
        column("placed_at", Kind.TIME, "createTime", "Created at", required=True),
        column("updated_at", Kind.TIME, "updateTime", "Updated at"),
        column("delivered_at", Kind.TIME, "deliveredDate", "Delivered Date"),
        column("warehouse", Kind.TEXT, "wareHouse", "Warehouse"),
        column("province", Kind.TEXT, "shippingCity", "Shipping City"),
    ),
    vocabulary=VOCABULARY,
    money_of=money_of,
    key_of=key_of,
)
