"""Words of consents, requests and breaches."""

from django.db import models


class ConsentPurpose(models.TextChoices):
    """What a person's data may be used for; each is asked for by itself and taken back by itself."""

    TRAINING = "training", "Lớp học và phiên bán hàng"
    STATISTICS = "statistics", "Thống kê của chợ và thành phố"
    SHARING_KOL = "sharing_kol", "Đưa thông tin cho người dẫn phiên (KOL)"
    PUBLIC_PAGE = "public_page", "Tên sạp trên trang giới thiệu chợ"
    PICTURES = "pictures", "Hình ảnh"
    MESSAGES = "messages", "Tin nhắn"


class ConsentHow(models.TextChoices):
    """How a person said yes or no."""

    WEB = "web", "Tự bấm trên trang này"
    PHONE_CODE = "phone_code", "Đọc mã gửi tới điện thoại"
    PAPER = "paper", "Ký giấy"
    SPOKEN = "spoken", "Nói tại sạp"


class WithdrawnHow(models.TextChoices):
    """How a consent ended; the last two end it without the person's taking it back."""

    WEB = "web", "Tự bấm trên trang này"
    PHONE_CODE = "phone_code", "Đọc mã gửi tới điện thoại"
    PAPER = "paper", "Ký giấy"
    SPOKEN = "spoken", "Nói tại sạp"
    RENEWED = "renewed", "Đồng ý lại theo bản mới"
    ERASURE = "erasure", "Xóa dữ liệu cá nhân"


class RequestKind(models.TextChoices):
    """What a person may ask to be done with their data."""

    CORRECTION = "correction", "Sửa dữ liệu"
    ERASURE = "erasure", "Xóa dữ liệu"


class RequestState(models.TextChoices):
    """How far a request has come."""

    ASKED = "asked", "Mới gửi"
    CHECKED = "checked", "Đã kiểm tra"
    DONE = "done", "Đã làm xong"
    REFUSED = "refused", "Không làm được"
    TAKEN_BACK = "taken_back", "Người gửi đã rút"


OPEN_STATES = (RequestState.ASKED, RequestState.CHECKED)


class BreachRisk(models.TextChoices):
    """How badly a breach may hurt the people whose data it touched."""

    UNKNOWN = "unknown", "Chưa rõ"
    LOW = "low", "Thấp"
    HIGH = "high", "Cao"
