"""Shopee Việt Nam order export: 63 columns in 2026, and the older layout with other names for three columns.

Order-level vouchers repeat on every line. Two headers differ only by the case of one letter, and
headers may come decomposed (NFD). ``Quận`` holds the ward. One file gives money as ``305000.00``.
"""

from __future__ import annotations

from livestreams.enums import LineStatus, ReturnKind
from livestreams.order_files.layout import Cells, Kind, Layout, Money, Vocabulary, column, signature, words
from portal.sheets.text import folded
from traders.enums import Platform

GRANTING = tuple(folded(word) for word in ("hoàn tiền", "trả hàng", "chấp thuận"))


def return_kind(word: str) -> ReturnKind:
    """Meaning of the return column: granted unless a word of refusal, asking or withdrawal stands in it."""
    text = folded(word)
    if "từ chối" in text:
        return ReturnKind.REFUSED
    if "hủy" in text or "rút" in text:
        return ReturnKind.WITHDRAWN
    if ("yêu cầu" in text and "chấp thuận" not in text) or "chờ" in text or "đang" in text:
        return ReturnKind.ASKED
    return ReturnKind.GRANTED if any(grant in text for grant in GRANTING) else ReturnKind.NONE


def money_of(cells: Cells) -> Money:
    """``Giá ưu đãi`` × ``Số lượng``; the shop's voucher and combo are shared over the order."""
    return Money(
        unit_price=cells["unit_price"],
        base_value=cells["deal_price"] * cells["quantity"],
        list_value=cells["unit_price"] * cells["quantity"],
        seller_discount=cells["seller_discount"],
        platform_discount=cells["platform_discount"],
        order_discount=cells["shop_voucher"] + cells["shop_combo"],
    )


def key_of(cells: Cells) -> str:
    """The seller's SKU of the variation; else the product's SKU with the variation; else the names."""
    if cells["variation_sku"]:
        return str(cells["variation_sku"])
    return " / ".join(part for part in (cells["seller_sku"] or cells["product"], cells["variation"]) if part)


VOCABULARY = Vocabulary(
    statuses=words(
        unpaid="Chờ thanh toán|Chưa thanh toán",
        to_ship="Chờ xác nhận|Chờ lấy hàng|Chờ giao hàng|Chờ gửi hàng|Chờ vận chuyển",
        shipping="Đang giao|Đang giao hàng|Đang vận chuyển|Đã gửi hàng",
        delivered="Đã giao|Đã giao hàng|Đã nhận được hàng",
        completed="Hoàn thành|Đã hoàn thành|Hoàn tất",
        cancelled="Đã hủy|Đơn hủy",
    ),
    status_prefixes={
        folded("Người mua xác nhận đã nhận được hàng"): LineStatus.DELIVERED,
        folded("Người mua đã nhận được hàng"): LineStatus.DELIVERED,
    },
    return_rule=return_kind,
)

LAYOUT = Layout(
    name="shopee_orders",
    label="Shopee – đơn hàng",
    platforms=frozenset({Platform.SHOPEE.value}),
    signatures=(signature("Mã đơn hàng", "Trạng Thái Đơn Hàng", "Giá ưu đãi", "Ngày đặt hàng", "Tên phân loại hàng"),),
    columns=(
        column("order_no", Kind.ID, "Mã đơn hàng", required=True),
        column("status", Kind.TEXT, "Trạng Thái Đơn Hàng", required=True),
        column("reason", Kind.TEXT, "Lý do hủy"),
        column("return_word", Kind.TEXT, "Trạng thái Trả hàng/Hoàn tiền", "Tình trạng Trả hàng / Hoàn tiền"),
        column("seller_sku", Kind.ID, "SKU sản phẩm"),
        column("variation_sku", Kind.ID, "SKU phân loại hàng"),
        column("product", Kind.TEXT, "Tên sản phẩm", required=True),
        column("variation", Kind.TEXT, "Tên phân loại hàng"),
        column("quantity", Kind.COUNT, "Số lượng", required=True),
        column("returned_quantity", Kind.COUNT_OR_BLANK, "Số lượng sản phẩm được hoàn trả", "Returned quantity"),
        column("unit_price", Kind.PRICE, "Giá gốc", required=True),
        column("deal_price", Kind.PRICE, "Giá ưu đãi", required=True),
        column("seller_discount", Kind.DISCOUNT, "Người bán trợ giá"),
        column("platform_discount", Kind.DISCOUNT, "Được Shopee trợ giá"),
        column("shop_voucher", Kind.DISCOUNT, "Mã giảm giá của Shop", required=True),
        column("shop_combo", Kind.DISCOUNT, "Giảm giá từ Combo của Shop", required=True),
        column("placed_at", Kind.TIME, "Ngày đặt hàng", required=True),
        column("paid_at", Kind.TIME, "Thời gian đơn hàng được thanh toán"),
        column("shipped_at", Kind.TIME, "Ngày gửi hàng"),
        column("delivered_at", Kind.TIME, "Thời gian giao hàng"),
        column("completed_at", Kind.TIME, "Thời gian hoàn thành đơn hàng"),
        column("warehouse", Kind.TEXT, "Tên kho hàng"),
        column("province", Kind.TEXT, "Tỉnh/Thành phố"),
    ),
    vocabulary=VOCABULARY,
    money_of=money_of,
    key_of=key_of,
    warns_of_platform_subsidy=True,
)
