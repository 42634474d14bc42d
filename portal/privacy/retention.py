"""How long what is kept, and why: the one table, applied every night and printed in docs/personal-data.md.

A rule's function takes nothing, removes (or empties) what is older than its time, may run twice, and returns the
number of rows. It is named, not imported, since most of the data lies in applications above.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

LAW = "Luật 91/2025/QH15"


@dataclass(frozen=True)
class Rule:
    """``days`` are counted from the moment that ``what`` names; ``why`` is the purpose, with its source."""

    name: str
    what: str
    days: int
    why: str
    function: str

    @property
    def time(self) -> timedelta:
        """How long."""
        return timedelta(days=self.days)


RETENTION: tuple[Rule, ...] = (
    Rule(
        "readings",
        "Ai đã xem dữ liệu của ai, từ lúc xem",
        730,
        f"Để người được xem kiểm tra lại được ({LAW}, quyền của chủ thể dữ liệu)",
        "portal.privacy.actions.retention.delete_old_readings",
    ),
    Rule(
        "consents",
        "Những lần đồng ý đã rút lại, từ lúc rút",
        1825,
        f"Bằng chứng rằng đã được phép ({LAW}, bên kiểm soát phải chứng minh được sự đồng ý)",
        "portal.privacy.actions.retention.delete_old_consents",
    ),
    Rule(
        "requests",
        "Lời viết trong yêu cầu sửa, xóa dữ liệu, từ lúc khép lại",
        730,
        "Để trả lời khiếu nại về yêu cầu; sau đó chỉ còn loại yêu cầu và ngày",
        "portal.privacy.actions.retention.empty_old_requests",
    ),
    Rule(
        "messages",
        "Nội dung, số điện thoại của tin đã gửi, từ lúc viết",
        settings.MESSAGE_KEEP_DAYS,
        "Để không gửi hai lần và trả lời người hỏi về tin; sau đó chỉ còn loại tin và ngày",
        "portal.notifications.actions.forget_old",
    ),
    Rule(
        "sessions",
        "Phiên đăng nhập đã hết hạn",
        0,
        "Hết hạn là không còn cần để đăng nhập",
        "portal.privacy.actions.retention.clear_expired_sessions",
    ),
    Rule(
        "drafts",
        "Hồ sơ đăng ký viết dở, từ lúc bắt đầu",
        30,
        "Để người mất sóng viết tiếp; không gửi thì chợ không cần",
        "traders.personal_data.delete_old_drafts",
    ),
    Rule(
        "lists",
        "Nội dung các dòng của danh sách tiểu thương đưa lên từ tệp, từ lúc đưa lên hoặc nhập",
        30,
        "Để xem lại và hoàn tác khi nhập nhầm; sau đó chỉ còn ai đã nhập, lúc nào, bao nhiêu người",
        "traders.actions.lists.empty_old_lists",
    ),
    Rule(
        "uploads",
        "Tệp đơn hàng người dùng tải lên, từ lúc tải",
        settings.UPLOAD_KEEP_DAYS,
        "Để đọc lại khi có lỗi; đơn hàng đã vào sổ và không có tên người mua",
        "livestreams.actions.imports.delete_old_uploads",
    ),
    Rule(
        "door_devices",
        "Dấu của máy đã quét mã ở cửa lớp, từ lúc hết buổi",
        90,
        "Để xem lại khi một máy điểm danh cho nhiều người; sau đó chỉ còn có mặt hay không",
        "training.personal_data.forget_devices",
    ),
    Rule(
        "feedback_words",
        "Lời góp ý sau lớp học, từ lúc gửi",
        1095,
        "Để so các lần mở của một khóa; sau đó chỉ còn điểm chấm",
        "training.personal_data.forget_feedback_words",
    ),
    Rule(
        "enrolment_reasons",
        "Lý do hủy, gỡ, đổi thứ tự trong danh sách lớp, từ lúc đổi",
        730,
        "Để trả lời người hỏi vì sao mất chỗ; sau đó chỉ còn đã đổi gì, lúc nào",
        "training.personal_data.forget_enrolment_reasons",
    ),
    Rule(
        "booth_visitors",
        "Tên người ghé quầy tư vấn mà không có tài khoản, từ lúc ghi",
        365,
        "Để xem lại việc trong kỳ hẹn; họ không có tài khoản để tự xem, tự xin xóa nên giữ ngắn",
        "training.personal_data.forget_visitors",
    ),
    Rule(
        "booth_words",
        "Điều đã hỏi và đã tư vấn ở quầy, từ lúc ghi",
        730,
        "Để người trực biết việc đã hỏi lần trước; sau đó chỉ còn chủ đề, quầy, giờ và kết quả",
        "training.personal_data.forget_advice",
    ),
)
"""Every rule, in the order in which the documentation shows them."""


def rule_named(name: str) -> Rule:
    """The rule of that name."""
    return next(rule for rule in RETENTION if rule.name == name)


def as_markdown() -> str:
    """The table in docs/personal-data.md."""
    head = ["| Giữ gì | Bao lâu | Vì sao | Việc chạy mỗi đêm |", "| --- | --- | --- | --- |"]
    rows = [f"| {rule.what} | {period(rule.days)} | {rule.why} | `{rule.function}` |" for rule in RETENTION]
    return "\n".join([*head, *rows])


def period(days: int) -> str:
    """Days as people say them: ``24 tháng``."""
    if days >= 1825 and days % 365 == 0:
        return f"{days // 365} năm"
    if days >= 365 and days % 365 == 0:
        return f"{days // 365 * 12} tháng"
    return f"{days} ngày" if days else "không giữ thêm"
