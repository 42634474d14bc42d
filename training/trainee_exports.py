"""The list of a run as a workbook."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.utils import timezone

from portal.phones import shown_phone
from traders.vneid_exports import workbook
from training.queries.trainees import phone_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from traders.vneid_exports import Cell
    from training.models import Enrolment

HEADER = (
    "Họ và tên", "Số điện thoại", "Chợ", "Mã sạp", "Tình trạng", "Thứ tự chờ", "Giữ chỗ tới", "Cách đăng ký",
    "Người ghi", "Vào danh sách lúc", "Lý do",
)  # fmt: skip
WIDTHS = (26, 16, 22, 12, 22, 11, 17, 20, 24, 17, 40)


def trainees_workbook(enrolments: Iterable[Enrolment], positions: Mapping[int, int]) -> IO[bytes]:
    """One row an enrolment in the order given; ``positions`` are those of who waits, by key."""
    return workbook("Học viên", HEADER, (_row(each, positions.get(each.pk)) for each in enrolments), WIDTHS)


def _row(enrolment: Enrolment, position: int | None) -> list[Cell]:
    trader, expires, phone = enrolment.trader, enrolment.offer_expires_at, phone_of(enrolment)
    return [
        str(enrolment.person),
        shown_phone(phone) if phone else "",
        enrolment.market.name if enrolment.market else "",
        "; ".join(stall.code for stall in trader.stalls.all()) if trader else "",
        enrolment.get_state_display(),
        position,
        f"{timezone.localtime(expires):%d/%m/%Y %H:%M}" if expires else "",
        enrolment.get_how_display(),
        str(enrolment.enrolled_by),
        f"{timezone.localtime(enrolment.queued_at):%d/%m/%Y %H:%M}",
        enrolment.reason,
    ]
