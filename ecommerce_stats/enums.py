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
