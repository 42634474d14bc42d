"""Words of messages that are stored."""

from django.db.models import TextChoices


class Purpose(TextChoices):
    """Why a message is written; people may turn off the purposes that are not essential."""

    CODE = "code", "Mã xác nhận"
    ACCOUNT = "account", "Tài khoản và an toàn"
    REGISTRATION = "registration", "Hồ sơ đăng ký"
    TRAINING = "training", "Lớp đào tạo"
    INVITATION = "invitation", "Lời mời học"
    SESSION = "session", "Phiên bán trực tuyến"
    PAPERS = "papers", "Giấy tờ sắp hết hạn"
    VNEID = "vneid", "Liên kết VNeID"
    TAX = "tax", "Ngưỡng thuế"
    FIGURES = "figures", "Số liệu bán hàng"
    GENERAL = "general", "Thông báo chung của chợ"


ESSENTIAL = frozenset({Purpose.CODE, Purpose.ACCOUNT, Purpose.REGISTRATION})
"""Purposes that need no consent and cannot be turned off: the person asked for them, or is in danger without."""


NEEDS_NO_CONSENT = ESSENTIAL | {Purpose.VNEID, Purpose.PAPERS, Purpose.TAX, Purpose.TRAINING}
"""Told without consent, until the person turns them off: deadlines of law that they answer for, and what becomes of a
place that they asked for. An invitation, which nobody asked for, needs their consent."""


class Channel(TextChoices):
    """By what a message travels."""

    ZALO = "zalo", "Zalo"
    SMS = "sms", "SMS"
    EMAIL = "email", "E-mail"


class State(TextChoices):
    """How far a message has come."""

    QUEUED = "queued", "Chờ gửi"
    WAITING = "waiting", "Đợi hết giờ nghỉ"
    SENT = "sent", "Đã gửi"
    DELIVERED = "delivered", "Đã tới máy"
    FAILED = "failed", "Chưa tới"
    SKIPPED = "skipped", "Không gửi"


OPEN_STATES = (State.QUEUED, State.WAITING)
"""States in which a message may still be given to a gateway."""

ARRIVED_STATES = (State.SENT, State.DELIVERED)
"""States in which a gateway has taken the message."""


class AttemptState(TextChoices):
    """What came of giving a message to one gateway."""

    STARTED = "started", "Đang gửi"
    ACCEPTED = "accepted", "Nhà mạng đã nhận"
    DELIVERED = "delivered", "Đã tới máy"
    POSTPONED = "postponed", "Hẹn gửi lại"
    REFUSED = "refused", "Bị từ chối"
    UNCLEAR = "unclear", "Không rõ đã tới chưa"
