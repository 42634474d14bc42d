"""The columns of a list of traders: the template that an organisation fills in, and what is given back to it.

One order and one spelling for both, so that a list taken out can be changed and brought in again.
"""

from __future__ import annotations

from dataclasses import dataclass

SEPARATOR = "; "
"""Between several values in one cell; reading also takes commas and new lines."""

YES, NO = "Có", "Không"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: ``key`` names it in code, ``header`` stands in the sheet, ``width`` is in characters."""

    key: str
    header: str
    help: str
    example: str
    width: int = 18
    is_required: bool = False


COLUMNS = (
    ListColumn("name", "Họ và tên", "Đủ họ, tên lót và tên, có dấu.", "Lê Thị Hoa", 26, is_required=True),
    ListColumn("phone", "Số điện thoại", "Số đang dùng, viết cách nào cũng được.", "0912 345 678", 16),
    ListColumn("stalls", "Mã sạp", "Nhiều sạp thì cách nhau bằng dấu chấm phẩy.", "B12; B13", 14),
    ListColumn("goods_line", "Ngành hàng chính", "Một ngành trong danh sách ở trang Hướng dẫn.", "Vải sợi", 22),
    ListColumn(
        "other_goods_lines",
        "Ngành hàng khác",
        "Những ngành bán thêm, cách nhau bằng dấu chấm phẩy.",
        "Quần áo; Giày dép, túi",
        24,
    ),
    ListColumn(
        "legal_form",
        "Hình thức kinh doanh",
        "Hộ kinh doanh, Cá nhân kinh doanh, Doanh nghiệp hoặc Hợp tác xã.",
        "Hộ kinh doanh",
        22,
    ),
    ListColumn(
        "tax_code",
        "Mã số thuế",
        "10 số, 13 số, hoặc 12 số của cá nhân. Để ô dạng chữ để không mất số 0 ở đầu.",
        "0314409058",
        18,
    ),
    ListColumn("uses_einvoice", "Hóa đơn điện tử", "Có hoặc Không; trống là chưa rõ.", YES, 14),
    ListColumn(
        "channels",
        "Kênh bán",
        "TikTok Shop, Shopee, Lazada, Facebook, Zalo, Trang web riêng; cách nhau bằng dấu chấm phẩy.",
        "Zalo; Facebook",
        22,
    ),
    ListColumn("website", "Trang web bán hàng", "Địa chỉ đầy đủ, nếu có trang riêng.", "https://vaihoa.vn", 24),
    ListColumn(
        "website_notified_on",
        "Ngày thông báo trang web",
        "Ngày đã thông báo trang web với Sở Công Thương.",
        "15/08/2026",
        16,
    ),
    ListColumn(
        "warehouse",
        "Địa chỉ kho",
        "Nơi gửi hàng đi: số nhà, đường. Nhiều kho thì cách nhau bằng dấu chấm phẩy.",
        "12 Lê Lợi",
        28,
    ),
    ListColumn(
        "warehouse_ward",
        "Phường, xã của kho",
        "Tên phường, xã từ 01/07/2025, theo thứ tự các kho; tên cũ sẽ được đổi.",
        "Phường Bến Thành",
        22,
    ),
    ListColumn("note", "Ghi chú", "Điều ban quản lý cần nhớ.", "", 30),
)
"""What a list may hold, in the order of the template."""

MARKET = ListColumn("market", "Chợ", "Chợ mà người này thuộc về.", "Chợ Bến Thành", 22)
STATE = ListColumn("state", "Tình trạng", "Đang bán hoặc đã rời chợ.", "Đang bán", 12)
ADDED_ON_EXPORT = (MARKET, STATE)
"""Stand behind ``COLUMNS`` when a list is taken out; bringing a list in passes them over."""


def column(key: str) -> ListColumn:
    """The column of that key, of the added ones too."""
    return next(found for found in (*COLUMNS, *ADDED_ON_EXPORT) if found.key == key)
