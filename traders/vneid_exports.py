"""How far markets are with VNeID, as XLSX."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING

import xlsxwriter
from django.utils import timezone

from portal.phones import shown_phone
from traders.queries.vneid import turn_of
from traders.vneid import due_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from traders.models import ShopAccount
    from traders.queries.vneid import MarketTally, Tally

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type Cell = str | int | float | None


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]) -> IO[bytes]:
    """One sheet; text is written as text, so that a name beginning with ``=`` is no formula."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "text_wrap": True})
    for column, (name, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            elif value is not None:
                sheet.write_number(line, column, value)
    sheet.freeze_panes(1, 0)
    book.close()
    file.seek(0)
    return file


TALLY_HEADER = (
    "Chợ", "Phường, xã", "Tài khoản", "Phải liên kết", "Đã liên kết", "Chờ kiểm tra", "Chưa liên kết",
    "Không phải liên kết", "Tỷ lệ đã liên kết (%)",
)  # fmt: skip


def tallies_workbook(tallies: Iterable[MarketTally], whole: Tally) -> IO[bytes]:
    """Markets as on the page, and their sum beneath."""
    rows = [_tally_row(each.market.name, each.market.ward.full_name, each.tally) for each in tallies]
    rows.append(_tally_row("Tất cả", "", whole))
    return workbook("VNeID", TALLY_HEADER, rows, (28, 24, 11, 11, 11, 11, 11, 13, 14))


def _tally_row(name: str, ward: str, tally: Tally) -> list[Cell]:
    share = None if tally.share is None else round(tally.share * 100, 1)
    return [
        name, ward, tally.total, tally.needed, tally.linked, tally.reported, tally.missing, tally.not_needed, share,
    ]  # fmt: skip


ACCOUNT_HEADER = (
    "Sàn", "Tên tài khoản", "Của ai", "Mã sạp", "Số điện thoại", "Mở ngày", "Hạn trước ngày", "Tình trạng",
    "Đến lượt", "Căn cứ", "Kiểm tra lúc", "Lý do gửi lại",
)  # fmt: skip


def accounts_workbook(accounts: Iterable[ShopAccount]) -> IO[bytes]:
    """One row an account, in the order given (``accounts_to_link``)."""
    return workbook(
        "VNeID", ACCOUNT_HEADER, map(_account_row, accounts), (14, 24, 26, 9, 16, 12, 14, 18, 20, 40, 18, 40)
    )


def _account_row(account: ShopAccount) -> list[Cell]:
    trader, checked = account.trader, account.vneid_checked_at
    phone = (trader.phone or trader.user.phone or "") if trader else ""
    return [
        account.get_platform_display(),
        account.handle,
        trader.name if trader else "Chung của chợ",
        getattr(account, "stall_code", "") or "",
        shown_phone(phone) if phone else "",
        f"{account.opened_on:%d/%m/%Y}" if account.opened_on else "",
        f"{due_before(account.opened_on):%d/%m/%Y}",
        account.get_vneid_state_display(),
        turn_of(account),
        account.vneid_evidence,
        f"{timezone.localtime(checked):%d/%m/%Y %H:%M}" if checked else "",
        account.vneid_reason,
    ]
