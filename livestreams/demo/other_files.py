"""Exports of Shopee, Lazada and Pancake, and the portal's template, filled with made-up orders.

A Pancake file names no returned quantity, so a partial return does not show in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from livestreams.demo.orders import Fate, Line, Moment, Order
from livestreams.demo.sheets import headers, write_workbook
from livestreams.order_files.portal_template import HEADERS as TEMPLATE

SHOPEE = headers(
    "Mã đơn hàng|Mã Kiện Hàng|Ngày đặt hàng|Trạng Thái Đơn Hàng|Sản Phẩm Bán Chạy|Lý do hủy|Nhận xét từ Người mua|"
    "Mã vận đơn|Đơn Vị Vận Chuyển|Phương thức giao hàng|Loại đơn hàng|Ngày giao hàng dự kiến|Ngày gửi hàng|"
    "Thời gian giao hàng|Trạng thái Trả hàng/Hoàn tiền|SKU sản phẩm|Tên sản phẩm|Cân nặng sản phẩm|Tổng cân nặng|"
    "Tên kho hàng|SKU phân loại hàng|Tên phân loại hàng|Giá gốc|Người bán trợ giá|Được Shopee trợ giá|"
    "Tổng số tiền được người bán trợ giá|Giá ưu đãi|Số lượng|Số lượng sản phẩm được hoàn trả|"
    "Tổng số tiền Người mua thanh toán|Tổng giá trị đơn hàng (VND)|Mã giảm giá của Shop|Hoàn Xu|"
    "Mã giảm giá của Shopee|Chỉ tiêu Combo Khuyến Mãi|Giảm giá từ combo Shopee|Giảm giá từ Combo của Shop|"
    "Shopee Xu được hoàn|Số tiền được giảm khi thanh toán bằng thẻ Ghi nợ|Trade-in Discount|Trade-in Bonus|"
    "Phí vận chuyển (dự kiến)|Trade-in Bonus by Seller|Phí vận chuyển mà người mua trả|"
    "Phí vận chuyển tài trợ bởi Shopee (dự kiến)|Phí vận chuyển trả hàng (đơn Trả hàng/hoàn tiền)|"
    "Tổng số tiền người mua thanh toán|Thời gian hoàn thành đơn hàng|Thời gian đơn hàng được thanh toán|"
    "Phương thức thanh toán|Phí cố định|Phí Dịch Vụ|Phí thanh toán|Tiền ký quỹ|Người Mua|Tên Người nhận|"
    "Số điện thoại|Tỉnh/Thành phố|TP / Quận / Huyện|Quận|Địa chỉ nhận hàng|Quốc gia|Ghi chú"
)
LAZADA = headers(
    "orderItemId|orderType|Guarantee|deliveryType|lazadaId|sellerSku|lazadaSku|wareHouse|createTime|updateTime|rtsSla|"
    "ttsSla|orderNumber|invoiceNumber|deliveredDate|customerName|customerEmail|shippingName|shippingAddress|"
    "shippingPhone|shippingCity|shippingCountry|payMethod|paidPrice|unitPrice|sellerDiscountTotal|shippingFee|"
    "walletCredit|itemName|variation|shippingProvider|trackingCode|status|cancelReturnInitiator|cancelReason|"
    "bundleId|bundleDiscount|refundAmount"
)
PANCAKE = headers(
    "Mã đơn hàng|Mã đơn hàng đầy đủ|Thời điểm tạo đơn|Trạng thái|Khách hàng|Người nhận|Số điện thoại|Tỉnh/Thành phố|"
    "Quận/Huyện|Phường/Xã|Địa chỉ|Mã vận đơn|COD|Phương thức thanh toán|Doanh thu đơn hàng|Giảm giá|Sản phẩm|"
    "Mã mẫu mã|Mã sản phẩm|Số lượng|Đơn giá|Doanh số"
)

SHOPEE_WORDS = {
    "unpaid": "Chờ thanh toán",
    "to_ship": "Chờ giao hàng",
    "shipping": "Đang giao",
    "completed": "Hoàn thành",
    "cancelled": "Đã hủy",
    "cancelled_after_ship": "Đã hủy",
    "returned": "Hoàn thành",
    "partially_returned": "Hoàn thành",
}
LAZADA_WORDS = {
    "unpaid": "unpaid",
    "to_ship": "ready_to_ship",
    "shipping": "shipped",
    "delivered": "delivered",
    "completed": "delivered",
    "cancelled": "canceled",
    "cancelled_after_ship": "Package Returned",
}
PANCAKE_WORDS = {
    "unpaid": "Chờ xác nhận",
    "to_ship": "Chờ chuyển hàng",
    "shipping": "Đã gửi hàng",
    "delivered": "Đã nhận",
    "completed": "Đã thu tiền",
    "cancelled": "Đã hủy",
    "cancelled_after_ship": "Giao hàng thất bại",
    "returned": "Đã hoàn",
    "partially_returned": "Đã thu tiền",
}
TEMPLATE_WORDS = {
    "unpaid": "Chưa thanh toán",
    "to_ship": "Chờ gửi hàng",
    "shipping": "Đang giao",
    "delivered": "Đã giao",
    "completed": "Hoàn thành",
    "cancelled": "Đã hủy",
    "cancelled_after_ship": "Hủy sau khi gửi",
    "returned": "Hoàn thành",
    "partially_returned": "Hoàn thành",
}
RETURNED = ("returned", "partially_returned")
Cells = dict[str, str]


def write_shopee_workbook(path: Path, orders: Iterable[Order], at: Moment) -> None:
    _write(path, "orders", SHOPEE, (cells for order in _known(orders, at) for cells in _shopee_rows(order, at)))


def write_lazada_workbook(path: Path, orders: Iterable[Order], at: Moment) -> None:
    """One row a unit."""
    _write(path, "sheet1", LAZADA, (cells for order in _known(orders, at) for cells in _lazada_rows(order, at)))


def write_pancake_workbook(path: Path, orders: Iterable[Order], at: Moment) -> None:
    """Child rows carry SKU, quantity and price only."""
    _write(path, "Đơn hàng", PANCAKE, (cells for order in _known(orders, at) for cells in _pancake_rows(order, at)))


def write_template_workbook(path: Path, orders: Iterable[Order], at: Moment) -> None:
    _write(path, "Đơn hàng", TEMPLATE, (cells for order in _known(orders, at) for cells in _template_rows(order, at)))


def _write(path: Path, sheet: str, headers: Iterable[str], rows: Iterable[Cells]) -> None:
    heads = list(headers)
    write_workbook(path, sheet, [heads], ([cells.get(header, "") for header in heads] for cells in rows))


def _known(orders: Iterable[Order], at: Moment) -> Iterator[Order]:
    return (order for order in orders if order.placed <= at)


def _shopee_rows(order: Order, at: Moment) -> Iterator[Cells]:
    reached = order.reached(at)
    was_sent = order.fate is not Fate.CANCELLED
    paid = sum(line.placed_value for line in order.lines)
    shared = {
        "Mã đơn hàng": order.number,
        "Ngày đặt hàng": f"{order.placed:%Y-%m-%d %H:%M}",
        "Trạng Thái Đơn Hàng": order.odd_status or _shopee_word(order, reached),
        "Lý do hủy": order.reason if reached in {"cancelled", "cancelled_after_ship"} else "",
        "Đơn Vị Vận Chuyển": "SPX Express",
        "Ngày gửi hàng": _minute(order.shipped, at) if was_sent else "",
        "Thời gian giao hàng": _minute(order.delivered, at) if was_sent and order.fate is not Fate.FAILED else "",
        "Trạng thái Trả hàng/Hoàn tiền": "Đã Chấp Thuận Yêu Cầu" if reached in RETURNED else "",
        "Tên kho hàng": "Kho chợ",
        "Tổng giá trị đơn hàng (VND)": f"{paid}.00",
        "Mã giảm giá của Shop": "0.00",
        "Giảm giá từ Combo của Shop": "0.00",
        "Tổng số tiền người mua thanh toán": f"{paid}.00",
        "Thời gian hoàn thành đơn hàng": _minute(order.ended, at) if reached == "completed" else "",
        "Phương thức thanh toán": "Thanh toán khi nhận hàng",
        "Người Mua": "n*****t",
        "Tên Người nhận": "N***n",
        "Số điện thoại": "******12",
        "Tỉnh/Thành phố": order.province,
        "Quốc gia": "VN",
    }
    for line in order.lines:
        yield shared | _shopee_line(line, is_returned=reached in RETURNED)


def _shopee_word(order: Order, reached: str) -> str:
    """Delivered is a sentence that holds a date."""
    if reached != "delivered":
        return SHOPEE_WORDS[reached]
    return (
        "Người mua xác nhận đã nhận được hàng, tuy nhiên Người mua vẫn có thể gửi yêu cầu Trả hàng/Hoàn tiền "
        f"tới ngày {order.ended:%Y-%m-%d}."
    )


def _shopee_line(line: Line, *, is_returned: bool) -> Cells:
    """A deal price is a whole number of đồng a piece: the discount of the line is rounded to that."""
    deal = line.placed_value // line.quantity
    return {
        "SKU sản phẩm": line.offer.sku[:-3],
        "Tên sản phẩm": line.offer.product,
        "SKU phân loại hàng": line.offer.sku,
        "Tên phân loại hàng": line.offer.variation,
        "Giá gốc": f"{line.offer.price}.00",
        "Người bán trợ giá": f"{(line.offer.price - deal) * line.quantity}.00",
        "Được Shopee trợ giá": "0.00",
        "Giá ưu đãi": f"{deal}.00",
        "Số lượng": str(line.quantity),
        "Số lượng sản phẩm được hoàn trả": str(line.returned if is_returned else 0),
        "Tổng số tiền Người mua thanh toán": f"{deal * line.quantity}.00",
    }


def _minute(moment: Moment, at: Moment) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment <= at else ""


def _lazada_rows(order: Order, at: Moment) -> Iterator[Cells]:
    reached = order.reached(at)
    moments = (order.placed, order.paid, order.shipped, order.delivered, order.ended)
    shared = {
        "deliveryType": "standard",
        "wareHouse": "Kho chợ",
        "createTime": f"{order.placed:%d %b %Y %H:%M}",
        "updateTime": f"{max(moment for moment in moments if moment <= at):%d %b %Y %H:%M}",
        "orderNumber": order.number,
        "deliveredDate": f"{order.delivered:%d %b %Y %H:%M}" if reached in {"delivered", "completed"} else "",
        "customerName": "N***",
        "shippingCity": order.province,
        "shippingCountry": "Vietnam",
        "payMethod": "COD",
    }
    place = 0
    for line in order.lines:
        for unit in range(line.quantity):
            place += 1
            discount = line.seller_discount // line.quantity
            is_back = reached in RETURNED and unit < line.returned
            yield shared | {
                "orderItemId": f"{order.number}{place:02}",
                "sellerSku": line.offer.sku,
                "paidPrice": f"{line.offer.price - discount}.00",
                "unitPrice": f"{line.offer.price}.00",
                "sellerDiscountTotal": f"-{discount}.00",
                "itemName": line.offer.product,
                "variation": line.offer.variation,
                "status": "returned" if is_back else LAZADA_WORDS.get(reached, "delivered"),
                "cancelReason": order.reason if reached == "cancelled" else "",
            }


def _pancake_rows(order: Order, at: Moment) -> Iterator[Cells]:
    head = {
        "Mã đơn hàng": order.number,
        "Thời điểm tạo đơn": f"{order.placed:%d/%m/%Y %H:%M}",
        "Trạng thái": order.odd_status or PANCAKE_WORDS[order.reached(at)],
        "Khách hàng": "Khách Facebook",
        "Số điện thoại": "09******12",
        "Tỉnh/Thành phố": order.province,
        "Phương thức thanh toán": "COD",
        "Doanh thu đơn hàng": str(sum(line.list_value for line in order.lines)),
        "Giảm giá": str(sum(line.seller_discount for line in order.lines)),
    }
    for line in order.lines:
        yield head | {
            "Sản phẩm": f"{line.offer.product} ({line.offer.variation})",
            "Mã mẫu mã": line.offer.sku,
            "Số lượng": str(line.quantity),
            "Đơn giá": str(line.offer.price),
            "Doanh số": str(line.list_value),
        }
        head = {}


def _template_rows(order: Order, at: Moment) -> Iterator[Cells]:
    reached = order.reached(at)
    for line in order.lines:
        yield {
            "Mã đơn hàng*": order.number,
            "Ngày đặt hàng*": f"{order.placed:%d/%m/%Y %H:%M}",
            "Tên sản phẩm*": line.offer.product,
            "Phân loại": line.offer.variation,
            "Số lượng*": str(line.quantity),
            "Đơn giá*": str(line.offer.price),
            "Giảm giá của người bán": str(line.seller_discount or ""),
            "Số lượng hoàn": str(line.returned) if reached in RETURNED and line.returned else "",
            "Trạng thái*": order.odd_status or TEMPLATE_WORDS[reached],
            "Kênh": "Zalo",
            "Mã phiên": order.session,
            "Mã sạp": line.offer.stall,
        }
