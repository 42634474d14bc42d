"""What warnings of an import say to a person. Keys are stable for scripts."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES = {
    "returned_above_quantity": "{n} dòng có số lượng hoàn lớn hơn số lượng bán; đã tính như trả hết.",
    "platform_subsidy": "{n} dòng có tiền Shopee trợ giá; cổng giữ nguyên “Giá ưu đãi”, không cộng thêm.",
    "order_amount_differs": "{n} đơn ghi giảm giá cả đơn khác nhau giữa các dòng; đã lấy số lớn nhất.",
    "order_amount_capped": "{n} đơn có giảm giá lớn hơn giá trị đơn; chỉ trừ đến hết giá trị.",
    "older_orders": "{n} đơn trong file cũ hơn dữ liệu đã có; giữ dữ liệu mới hơn.",
    "kept_lines": "{n} đơn trong file thiếu dòng so với dữ liệu đã có (file lọc hoặc tách); dòng thiếu được giữ lại.",
    "held": "{n} dòng có mã đơn đã nằm ở tài khoản sàn của cùng tiểu thương; chờ quyết định có tính hay không.",
    "blank_status": "{n} dòng không ghi trạng thái; đang để “Chưa rõ”.",
    "stated_status": "{n} dòng không ghi trạng thái; đã dùng trạng thái người tải khai.",
    "unmatched_live_rows": "{n} dòng LIVE chưa khớp phiên nào; cần người xem.",
}


def sentences(warnings: Mapping[str, int]) -> list[dict[str, object]]:
    """``[{"code", "count", "message"}]`` of the warnings that occurred."""
    return [
        {"code": code, "count": count, "message": SENTENCES[code].format(n=f"{count:,}".replace(",", "."))}
        for code, count in sorted(warnings.items())
        if count
    ]
