"""Words of training with a fixed meaning."""

from __future__ import annotations

from django.db.models import TextChoices


class Topic(TextChoices):
    """What a course is about."""

    LIVESTREAM = "livestream", "Livestream bán hàng"
    CONTENT = "content", "Làm nội dung, quay dựng"
    SHOP_SETUP = "shop_setup", "Mở gian hàng"
    E_PAYMENT = "e_payment", "Thanh toán điện tử, an toàn"
    LEGAL = "legal", "Pháp luật, thuế"
    FOOD_SAFETY = "food_safety", "An toàn thực phẩm"
    OTHER = "other", "Chủ đề khác"


class Level(TextChoices):
    BEGINNER = "beginner", "Mới bắt đầu"
    INTERMEDIATE = "intermediate", "Đã biết cơ bản"
    ADVANCED = "advanced", "Nâng cao"


class Audience(TextChoices):
    TRADERS = "traders", "Tiểu thương"
    CREATORS = "creators", "KOL, KOC"


class OrganiserKind(TextChoices):
    DEPARTMENT = "department", "Cơ quan nhà nước"
    ASSOCIATION = "association", "Hội, hiệp hội"
    PLATFORM = "platform", "Sàn thương mại điện tử"
    SCHOOL = "school", "Trường, viện"
    COMPANY = "company", "Doanh nghiệp"


class RunKind(TextChoices):
    CLASS = "class", "Lớp học"
    WORKSHOP = "workshop", "Hội thảo"
    COACHING = "coaching", "Kèm tại sạp"
    ONLINE = "online", "Học trực tuyến"


class RunState(TextChoices):
    """Whether a run is announced; running and past follow from its meetings."""

    DRAFT = "draft", "Bản nháp"
    PUBLISHED = "published", "Đã thông báo"
    CANCELLED = "cancelled", "Đã hủy"


class MeetingState(TextChoices):
    PLANNED = "planned", "Theo lịch"
    CANCELLED = "cancelled", "Đã hủy"


class RuleKind(TextChoices):
    """How places of a run are given; the numbers of a rule stand in its row."""

    MARKET_LIMIT = "market_limit", "Mỗi chợ tối đa bao nhiêu chỗ"
    BOARD_QUOTA = "board_quota", "Chỗ dành cho một chợ cử người"
    UNTRAINED_FIRST = "untrained_first", "Ưu tiên người chưa học lần nào"
    NO_SHOW_LAST = "no_show_last", "Người hay vắng không báo xếp sau"


class EnrolmentState(TextChoices):
    """Where an enrolment stands. Attended, certified and absent follow from attendance and certificates."""

    WAITING = "waiting", "Trong danh sách chờ"
    OFFERED = "offered", "Được mời nhận chỗ"
    ENROLLED = "enrolled", "Có chỗ"
    CANCELLED = "cancelled", "Đã tự hủy"
    DECLINED = "declined", "Không nhận chỗ"
    LAPSED = "lapsed", "Quá hạn nhận chỗ"
    REMOVED = "removed", "Được gỡ khỏi lớp"


HOLDS_A_PLACE = (EnrolmentState.ENROLLED, EnrolmentState.OFFERED)
"""States that count against the capacity of a run."""

IS_ON_THE_LIST = (EnrolmentState.WAITING, EnrolmentState.OFFERED, EnrolmentState.ENROLLED)
"""States of people who still want to come."""

_IN, _ON, _OFFER = EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.OFFERED
_AGAIN = frozenset({_IN, _ON})

TRANSITIONS: dict[EnrolmentState, frozenset[EnrolmentState]] = {
    _ON: frozenset({_OFFER, _IN, EnrolmentState.CANCELLED, EnrolmentState.REMOVED}),
    _OFFER: frozenset({_IN, _ON, EnrolmentState.DECLINED, EnrolmentState.LAPSED, EnrolmentState.REMOVED}),
    _IN: frozenset({EnrolmentState.CANCELLED, EnrolmentState.REMOVED}),
    EnrolmentState.CANCELLED: _AGAIN,
    EnrolmentState.DECLINED: _AGAIN,
    EnrolmentState.LAPSED: _AGAIN,
    EnrolmentState.REMOVED: _AGAIN,
}
"""From which state an enrolment may go to which. The database refuses every other step (a trigger of the model)."""


class EnrolledHow(TextChoices):
    SELF = "self", "Tự đăng ký"
    BOARD = "board", "Chợ đăng ký giúp"
    LIST = "list", "Từ tệp Excel"
    SWAP = "swap", "Nhận chỗ của đồng nghiệp"
    DOOR = "door", "Ghi tại lớp"


class SwapState(TextChoices):
    PROPOSED = "proposed", "Chờ trả lời"
    ACCEPTED = "accepted", "Đã đổi"
    DECLINED = "declined", "Không đổi"
    WITHDRAWN = "withdrawn", "Đã rút"


class CheckInHow(TextChoices):
    """How somebody was found to be there."""

    QR = "qr", "Quét mã"
    DIGITS = "digits", "Số cuối điện thoại"
    LIST = "list", "Tích danh sách"
    ROSTER = "roster", "Nhập lại từ bản in"


class AttendanceFlag(TextChoices):
    """Why a check-in should be looked at; it counts all the same."""

    SHARED_DEVICE = "shared_device", "Một điện thoại điểm danh cho nhiều người"


class TicketState(TextChoices):
    """Where a ticket of an advice booth stands; a walk-in begins open."""

    BOOKED = "booked", "Đã hẹn"
    OPEN = "open", "Đang tiếp"
    DONE = "done", "Đã tư vấn"
    FOLLOW_UP = "follow_up", "Hẹn xem lại"
    MISSED = "missed", "Không đến"
    CANCELLED = "cancelled", "Đã hủy hẹn"
