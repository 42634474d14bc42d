from django.db.models import TextChoices


class SpanKind(TextChoices):
    """How long a span of distinct sellers is: the kinds of ``portal.periods`` and what they are made of."""

    HALF_MONTH = "half_month", "Nửa tháng"
    MONTH = "month", "Tháng"
    QUARTER = "quarter", "Quý"
    HALF_YEAR = "half_year", "Nửa năm"
    YEAR = "year", "Năm"


class SpanScheme(TextChoices):
    """Calendar months, or those of periodic reports, which close on the 14th."""

    CALENDAR = "calendar", "Theo lịch"
    REPORTING = "nd09", "Kỳ báo cáo"


class FigureStatus(TextChoices):
    """Whether the facts behind a figure may still be coming in by themselves."""

    PROVISIONAL = "provisional", "Tạm tính"
    OFFICIAL = "official", "Chính thức"


class OutcomeBy(TextChoices):
    """By what people who were trained are told apart; ``ALL`` is the whole of a city or of a market."""

    ALL = "all", "Tất cả"
    GOODS_LINE = "goods_line", "Ngành hàng"
    COURSE = "course", "Khóa"
    ORGANISER = "organiser", "Đơn vị tổ chức"
    QUARTER = "quarter", "Kỳ học"
    RUN = "run", "Lớp"


class OutcomeMeasure(TextChoices):
    """What is compared before and after: a trader in 30 days; ``ACTIVE`` is 0 or 1."""

    VALUE = "value", "Doanh thu thực"
    LIVE_VALUE = "live_value", "Doanh thu thực qua livestream"
    ORDERS = "orders", "Đơn hoàn thành"
    SESSIONS = "sessions", "Phiên livestream"
    ACTIVE = "active", "Còn bán qua livestream"


class FunnelStage(TextChoices):
    """How far people came, in order."""

    INVITED = "invited", "Được mời"
    ENROLLED = "enrolled", "Có chỗ"
    ATTENDED = "attended", "Đã học"
    CERTIFIED = "certified", "Có chứng nhận"
    FIRST_SESSION = "first_session", "Đã phát phiên đầu"
    SELLING = "selling", "Còn bán sau 90 ngày"


HORIZONS = (30, 90, 180)
"""Days before and after training that are compared; all multiples of ``BLOCK_DAYS``."""

BLOCK_DAYS = 30
"""Figures before and after are of 30 days each, so that horizons of any length can stand beside each other."""

LEAST_PEOPLE = 5
"""Nothing is shown of fewer people than these, nor anything from which it could be subtracted."""
