"""TikTok Shop order export ("OrderSKUList"): 54 columns in Việt Nam, 65 with Creator Handle.

Headers are English everywhere, values may be in the shop's language. Seen in exports of 2024 (VN) and
2026 (MY, ID); the two misspelt headers are the platform's own. A row may follow the header that
describes the columns.
"""

from __future__ import annotations

from livestreams.enums import ReturnKind
from livestreams.order_files.layout import Cells, Kind, Layout, Money, Vocabulary, column, product_key, signature, words
from portal.sheets.text import folded
from traders.enums import Platform


def money_of(cells: Cells) -> Money:
    """Placed = subtotal after discount + platform discount, which the platform pays back to the seller."""
    return Money(
        unit_price=cells["unit_price"],
        base_value=cells["subtotal_after"] + cells["platform_discount"],
        list_value=cells["unit_price"] * cells["quantity"],
        seller_discount=cells["seller_discount"],
        platform_discount=cells["platform_discount"],
    )


VOCABULARY = Vocabulary(
    statuses=words(
        unpaid="Unpaid|Chưa thanh toán|Chờ thanh toán|Belum dibayar",
        to_ship="To ship|On hold|ON_HOLD|Awaiting shipment|AWAITING_SHIPMENT|Awaiting collection"
        "|AWAITING_COLLECTION|Partially shipping|PARTIALLY_SHIPPING|Cần gửi|Chờ gửi hàng|Chờ vận chuyển"
        "|Chờ lấy hàng|Perlu dikirim|Menunggu pengambilan|Menunggu pengiriman",
        shipping="Shipped|In transit|IN_TRANSIT|Đã vận chuyển|Đã gửi|Đã gửi hàng|Đang vận chuyển|Đang giao"
        "|Đang giao hàng|Dikirim|Sedang transit|Dalam pengiriman",
        delivered="Delivered|Đã giao|Đã giao hàng|Terkirim",
        completed="Completed|Đã hoàn tất|Hoàn tất|Hoàn thành|Đã hoàn thành|Selesai",
        cancelled="Cancelled|Canceled|Cancelled by buyer|Cancelled by seller|Cancelled by system|Canceled by buyer"
        "|Canceled by seller|Canceled by system|Đã hủy|Người mua đã hủy|Người bán đã hủy|Hệ thống đã hủy|Dibatalkan",
    ),
    return_prefixes={
        folded(prefix): kind
        for kind, prefixes in (
            (ReturnKind.GRANTED, ("return", "refund", "trả hàng", "hoàn tiền")),
            (ReturnKind.ASKED, ("cancel", "hủy")),
        )
        for prefix in prefixes
    },
)  # fmt: skip

LAYOUT = Layout(
    name="tiktok_orders",
    label="TikTok Shop – đơn hàng",
    platforms=frozenset({Platform.TIKTOK_SHOP.value}),
    signatures=(signature("Order ID", "Order Status", "SKU ID", "SKU Subtotal After Discount", "Created Time"),),
    has_digit_ids=True,
    has_description_row=True,
    columns=(
        column("order_no", Kind.ID, "Order ID", required=True),
        column("status", Kind.TEXT, "Order Status", required=True),
        column("substatus", Kind.TEXT, "Order Substatus"),
        column("return_word", Kind.TEXT, "Cancelation/Return Type"),
        column("sku_id", Kind.ID, "SKU ID", required=True),
        column("seller_sku", Kind.SELLER_ID, "Seller SKU"),
        column("product", Kind.TEXT, "Product Name", required=True),
        column("variation", Kind.TEXT, "Variation"),
        column("quantity", Kind.COUNT, "Quantity", required=True),
        column("returned_quantity", Kind.COUNT_OR_BLANK, "Sku Quantity of return"),
        column("unit_price", Kind.PRICE, "SKU Unit Original Price", required=True),
        column("subtotal_after", Kind.PRICE, "SKU Subtotal After Discount", required=True),
        column("seller_discount", Kind.DISCOUNT, "SKU Seller Discount"),
        column("platform_discount", Kind.DISCOUNT, "SKU Platform Discount", required=True),
        column("placed_at", Kind.TIME, "Created Time", required=True),
        column("paid_at", Kind.TIME, "Paid Time"),
        column("ready_at", Kind.TIME, "RTS Time"),
        column("shipped_at", Kind.TIME, "Shipped Time"),
        column("delivered_at", Kind.TIME, "Delivered Time"),
        column("cancelled_at", Kind.TIME, "Cancelled Time"),
        column("reason", Kind.TEXT, "Cancel Reason"),
        column("warehouse", Kind.TEXT, "Warehouse Name"),
        column("province", Kind.TEXT, "Province"),
        column("channel", Kind.TEXT, "Order Channel", "Purchase Channel"),
        column("creator_handle", Kind.HANDLE, "Creator Handle"),
    ),
    vocabulary=VOCABULARY,
    money_of=money_of,
    key_of=product_key,
)
