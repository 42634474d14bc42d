"""What came of training, in words: estimates are said with their interval and with what they cannot say."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ecommerce_stats.enums import LEAST_PEOPLE, FunnelStage, OutcomeMeasure
from portal.money import MINUS, format_number, format_percent, format_vnd, format_vnd_short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecommerce_stats.models import FunnelCount, OutcomeCell, OutcomeEstimate, TraineeOutcome, TraineeWindow

MONEY = (OutcomeMeasure.VALUE, OutcomeMeasure.LIVE_VALUE)
PER = {
    OutcomeMeasure.VALUE: "mỗi người mỗi 30 ngày",
    OutcomeMeasure.LIVE_VALUE: "mỗi người mỗi 30 ngày",
    OutcomeMeasure.ORDERS: "đơn mỗi người mỗi 30 ngày",
    OutcomeMeasure.SESSIONS: "phiên mỗi người mỗi 30 ngày",
    OutcomeMeasure.ACTIVE: "số người",
}

_SELECTION = (
    "Người đi học thường là người vốn chăm bán hơn. Vì vậy cổng so mức thay đổi của học viên với mức thay đổi của "
    "người cùng chợ, cùng ngành hàng, chưa học, trong đúng những ngày ấy."
)
_OTHER_CAUSES = (
    "Vẫn có thể khác nhau vì chuyện khác: ai đang định mở rộng thì vừa đi học vừa bán nhiều hơn; ai đi học sau một "
    "tháng ế thì tháng sau tự khá lên. Số này không tách được những chuyện đó."
)
LIMITS = (
    _SELECTION,
    _OTHER_CAUSES,
    "Chỉ tính đơn trong các tệp đã nhập vào cổng. Tiền bán tại sạp và đơn chưa nhập không có ở đây.",
    "Người đã học một lớp trước đó không vào phần so sánh, vì không biết lớp nào có tác dụng.",
    f"Nhóm dưới {LEAST_PEOPLE} người không hiện, và không hiện cả nhóm mà trừ đi thì lộ ra nhóm nhỏ.",
)
"""What the figures can and cannot say, for pages and files."""


def still_selling(cell: OutcomeCell | None, days: int, whom: str = "") -> str:
    """``Sau 90 ngày, 23 trong 61 người học (37,7 %) còn bán qua livestream.``"""
    at = f" {whom}" if whom else ""
    if cell is None:
        return f"Chưa ai{at} học xong lớp nào."
    if cell.people is None or cell.active is None:
        return f"Chưa đủ {LEAST_PEOPLE} người{at} học xong được {days} ngày để nói điều gì."
    said = f"Sau {days} ngày, {few(cell.active)} trong {format_number(cell.people)} người học{at}"
    share = f" ({format_percent(cell.active / cell.people)})" if not is_few(cell.active) else ""
    return f"{said}{share} còn bán qua livestream."


def funnel_said(steps: Iterable[FunnelCount]) -> str:
    """``61 người đã học; 23 người còn bán sau 90 ngày.``"""
    people = {step.stage: step.people for step in steps}
    learned, selling = people.get(FunnelStage.ATTENDED), people.get(FunnelStage.SELLING)
    if not learned:
        return f"Chưa có đủ {LEAST_PEOPLE} người đã học."
    said = f"{format_number(learned)} người đã học"
    return f"{said}." if selling is None else f"{said}; {format_number(selling)} người còn bán sau 90 ngày."


def is_few(count: int) -> bool:
    return 0 < count < LEAST_PEOPLE


def few(count: int) -> str:
    """A part of a group that is shown; whether it is one person or four is nobody's business."""
    return f"dưới {LEAST_PEOPLE}" if is_few(count) else format_number(count)


def verdict(estimate: OutcomeEstimate) -> str:
    """What the interval says, in a few words."""
    if estimate.low > 0:
        return "nhiều khả năng có tác dụng"
    return "nhiều khả năng là giảm" if estimate.high < 0 else "chưa thấy khác biệt rõ"


def interval(estimate: OutcomeEstimate) -> str:
    """``từ +0,4 triệu đến +2,1 triệu ₫ mỗi người mỗi 30 ngày``."""
    measure = OutcomeMeasure(estimate.measure)
    unit = "₫ " if measure in MONEY else ""
    return f"từ {signed(estimate.low, measure)} đến {signed(estimate.high, measure)} {unit}{PER[measure]}"


def effect_said(estimate: OutcomeEstimate | None) -> str:
    """The sentence below the answer."""
    if estimate is None:
        least = LEAST_PEOPLE
        return f"Chưa có đủ {least} người học lần đầu và {least} người chưa học cùng chợ, cùng ngành hàng để so."
    return (
        f"So với người cùng chợ, cùng ngành hàng, chưa học, trong cùng những ngày: doanh thu thực "
        f"{interval(estimate)}; {verdict(estimate)}."
    )


def signed(value: float, measure: OutcomeMeasure) -> str:
    """A difference with its sign: ``+0,4 triệu``, ``−3,2``, ``+12,5 điểm %``."""
    if measure in MONEY:
        amount = round(value)
        return f"+{_money(amount)}" if amount > 0 else _money(amount)
    if measure == OutcomeMeasure.ACTIVE:
        return f"{format_percent(value, signed=True).removesuffix(' %')} điểm %"
    text = format_number(_decimal(value), 1)
    return text if text.startswith(MINUS) or text == "0" else f"+{text}"


def level(value: float, measure: OutcomeMeasure) -> str:
    """A mean: ``1,2 triệu ₫``, ``3,4 đơn``, ``38 %``."""
    if measure in MONEY:
        return _with_unit(round(value))
    return format_percent(value) if measure == OutcomeMeasure.ACTIVE else format_number(_decimal(value), 1)


def own_words(outcome: TraineeOutcome) -> list[str]:
    """A trader's own before and after: the longest time that is over, the days before it first."""
    windows = list(outcome.windows.all())
    if not windows:
        return [f"Bạn học xong ngày {outcome.trained_on:%d/%m/%Y}. Đủ 30 ngày, trước và sau sẽ đứng cạnh nhau ở đây."]
    sides = (("trước buổi học đầu", "before"), ("từ khi học xong", "after"))
    return [_own_words(windows[-1], word, side) for word, side in sides]


def _own_words(window: TraineeWindow, word: str, side: str) -> str:
    value, orders, sessions = (getattr(window, f"{name}_{side}") for name in ("value", "orders", "sessions"))
    return (
        f"{window.days} ngày {word}: thu {format_vnd(value)} từ {format_number(orders)} đơn hoàn thành, "
        f"phát {format_number(sessions)} phiên."
    )


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))


def _money(amount: int) -> str:
    return format_vnd_short(amount).removesuffix(" ₫")


def _with_unit(amount: int) -> str:
    short = format_vnd_short(amount)
    return short if short.endswith("₫") else f"{short} ₫"
