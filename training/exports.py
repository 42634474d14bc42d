"""Tickets of advice booths as a workbook."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import xlsxwriter
from django.utils import timezone

from training.queries.advising import moment_of, name_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from training.models import AdviceTicket

COLUMNS = (
    ("Quầy", 28), ("Chợ", 22), ("Lúc", 16), ("Cách đến", 12), ("Người hỏi", 26), ("Về việc", 22), ("Hỏi gì", 50),
    ("Đã tư vấn", 50), ("Người tư vấn", 24), ("Tình trạng", 14), ("Hẹn xem lại", 12),
)  # fmt: skip
ROWS_AT_ONCE = 2_000


def write_tickets(tickets: QuerySet[AdviceTicket], file: IO[bytes]) -> int:
    """Write ``tickets`` into ``file`` row by row, always as text, and return how many."""
    count = 0
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Phiếu tư vấn")
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for place, (header, width) in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, header, heading)
        sheet.freeze_panes(1, 0)
        for count, ticket in enumerate(tickets.iterator(chunk_size=ROWS_AT_ONCE), start=1):
            for place, cell in enumerate(cells(ticket)):
                sheet.write_string(count, place, cell)
        sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    return count


def cells(ticket: AdviceTicket) -> list[str]:
    """One row, as ``COLUMNS``."""
    return [
        ticket.booth.title,
        ticket.booth.market.name,
        f"{timezone.localtime(moment_of(ticket)):%d/%m/%Y %H:%M}",
        "Hẹn trước" if ticket.during else "Tự đến",
        name_of(ticket),
        ticket.get_topic_display(),
        ticket.question,
        ticket.advice,
        ticket.advised_by.full_name if ticket.advised_by else "",
        ticket.get_state_display(),
        f"{ticket.follow_up_on:%d/%m/%Y}" if ticket.follow_up_on else "",
    ]
