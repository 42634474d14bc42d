from django.db.models import TextChoices


class LineStatus(TextChoices):
    """Status of an order line; ``docs/definitions.md`` has the rules that give it."""

    UNKNOWN = "unknown", "Chưa rõ"
    UNPAID = "unpaid", "Chưa thanh toán"
    TO_SHIP = "to_ship", "Chờ gửi hàng"
    SHIPPING = "shipping", "Đang giao"
    CANCELLED = "cancelled", "Đã hủy"
    CANCELLED_AFTER_SHIP = "cancelled_after_ship", "Hủy sau khi gửi"
    DELIVERED = "delivered", "Đã giao"
    COMPLETED = "completed", "Hoàn thành"
    PARTIALLY_RETURNED = "partially_returned", "Trả một phần"
    RETURNED = "returned", "Đã trả hàng"


LIFE_CYCLE = tuple(LineStatus)
"""Statuses in the order in which an order lives through them: the tie-break between two versions."""

CANCELLED_STATUSES = (LineStatus.CANCELLED, LineStatus.CANCELLED_AFTER_SHIP)
OPEN_STATUSES = (LineStatus.UNPAID, LineStatus.TO_SHIP, LineStatus.SHIPPING, LineStatus.UNKNOWN)
COMPLETED_STATUSES = (LineStatus.DELIVERED, LineStatus.COMPLETED, LineStatus.PARTIALLY_RETURNED)


class ReturnKind(TextChoices):
    """What a platform's return word means; only ``granted`` changes a line."""

    NONE = "", "Không có"
    GRANTED = "granted", "Đã chấp nhận trả"
    ASKED = "asked", "Đang yêu cầu"
    REFUSED = "refused", "Bị từ chối"
    WITHDRAWN = "withdrawn", "Đã rút yêu cầu"
    UNKNOWN = "unknown", "Chưa rõ"


class Method(TextChoices):
    """How an order came to its session, best first."""

    MANUAL = "manual", "Người phụ trách chọn"
    SESSION_CODE = "session_code", "Mã phiên trong file"
    CREATOR_HANDLE = "creator_handle", "Nhà sáng tạo trong file"
    LIVE_ROW = "live_row", "Giờ phát theo báo cáo LIVE"
    SESSION_TIME = "session_time", "Giờ phát của phiên"
    AFTER_SESSION = "after_session", "Trong 24 giờ sau phiên"
    NONE = "none", "Không thuộc phiên nào"
    REVIEW = "review", "Cần người xem"


class Airing(TextChoices):
    """Whether a line was sold while its session was on air."""

    IN_SESSION = "in", "Trong phiên"
    AFTER_SESSION = "after", "Sau phiên"
    NONE = "none", "Ngoài phiên"


class BatchState(TextChoices):
    """uploaded → ready → queued → processed → undone, or refused on the way.

    A file that is being read is still *queued*: the import and its new state are one transaction.
    """

    UPLOADED = "uploaded", "Đã tải lên"
    READY = "ready", "Chờ xác nhận"
    QUEUED = "queued", "Chờ xử lý"
    PROCESSED = "processed", "Đã nhập"
    REFUSED = "refused", "Không nhận"
    UNDONE = "undone", "Đã hoàn tác"


class WordKind(TextChoices):
    STATUS = "status", "Trạng thái đơn"
    RETURN = "return", "Trạng thái trả hàng"


class HoldState(TextChoices):
    """A line whose order number stands in another account of the same trader is in no figure until decided."""

    COUNTED = "counted", "Có tính"
    HELD = "held", "Chờ quyết định"
    DROPPED = "dropped", "Không tính (trùng)"
