"""People out of a spreadsheet: each row is somebody of the register, or it is said why not. Nothing is stored."""

from __future__ import annotations

import io
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from django.conf import settings

from portal.sheets.errors import FileRefusedError
from portal.sheets.text import plain
from traders.lists.sheet import read_sheet
from traders.lists.values import Unreadable, read_phone, read_stalls
from training.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.core.files.base import File
    from django.db.models import QuerySet

    from traders.lists.sheet import Sheet
    from traders.models import Trader

MOST = 500
HEADERS = ("Họ và tên", "Số điện thoại", "Mã sạp")
NOT_FOUND = "Không có ai như vậy trong danh sách tiểu thương của bạn. Ghi người này vào danh sách chợ trước."


@dataclass(frozen=True)
class FileRow:
    """One row of the file: what it says, and whom it means or what is wrong with it."""

    number: int
    name: str
    phone: str
    stalls: str
    trader: Trader | None = None
    error: str = ""


def read_people(file: File[bytes], traders: QuerySet[Trader]) -> list[FileRow]:
    """Match every row with one of ``traders``: by phone, else by stall, else by a name that only one has.

    Raises TrainingError when the file cannot be read as a list.
    """
    sheet = _sheet(file)
    columns = {key: place for key, place in sheet.header.mapping.items() if key in {"name", "phone", "stalls"}}
    if not columns:
        raise TrainingError("Tệp cần cột “Họ và tên”, “Số điện thoại” hoặc “Mã sạp”. Tải mẫu để xem.")
    if len(sheet.rows) > MOST:
        raise TrainingError(f"Tệp có {len(sheet.rows)} dòng. Mỗi lần nhiều nhất {MOST} người, hãy chia tệp.")
    register = _Register(traders)
    seen: dict[int, int] = {}
    return [_row(number, texts, columns, register, seen) for number, texts in sheet.rows]


def _sheet(file: File[bytes]) -> Sheet:
    folder = Path(settings.UPLOAD_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="people-") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        try:
            return read_sheet(Path(kept.name), keeps_lone_cells=True)
        except FileRefusedError as error:
            raise TrainingError(str(error)) from error


class _Register:
    """The traders whom the rows may mean, by phone, stall and name."""

    def __init__(self, traders: QuerySet[Trader]) -> None:
        self.by_phone: dict[str, list[Trader]] = defaultdict(list)
        self.by_stall: dict[str, list[Trader]] = defaultdict(list)
        self.by_name: dict[str, list[Trader]] = defaultdict(list)
        for trader in traders.select_related("user", "market").prefetch_related("stalls"):
            for phone in {trader.phone, trader.user.phone} - {"", None}:
                self.by_phone[phone or ""].append(trader)
            for stall in trader.stalls.all():
                self.by_stall[stall.code.upper()].append(trader)
            self.by_name[plain(trader.name)].append(trader)

    def find(self, name: str, phone: str, stalls: Iterable[str]) -> Trader:
        """The one trader that a row means. Raises Unreadable."""
        found = list(self.by_phone[phone]) if phone else []
        if not found:
            found = [trader for code in stalls for trader in self.by_stall[code.upper()]]
        by_key = bool(found)
        found = list(dict.fromkeys(found or (self.by_name[plain(name)] if name else [])))
        named = [trader for trader in found if name and plain(trader.name) == plain(name)]
        if by_key and name and not named:
            raise Unreadable(
                f"Số điện thoại hoặc sạp này là của {found[0].name}, tệp lại ghi {name}. Xem lại dòng này."
            )
        found = named or found
        if not found:
            raise Unreadable(NOT_FOUND)
        if len(found) > 1:
            raise Unreadable(f"Có {len(found)} người như vậy. Ghi thêm số điện thoại hoặc mã sạp.")
        return found[0]


def _row(
    number: int, texts: list[str], columns: Mapping[str, int], register: _Register, seen: dict[int, int]
) -> FileRow:
    name, phone, stalls = (texts[columns[key]] if key in columns else "" for key in ("name", "phone", "stalls"))
    try:
        read = read_phone(phone)[0] if phone else ""
        trader = register.find(name, read, read_stalls(stalls)[0] if stalls else [])
    except Unreadable as error:
        return FileRow(number, name, phone, stalls, error=str(error))
    if trader.pk in seen:
        return FileRow(number, name, phone, stalls, error=f"Trùng với dòng {seen[trader.pk]}.")
    seen[trader.pk] = number
    return FileRow(number, name, phone, stalls, trader)


def template_workbook() -> bytes:
    """The workbook to fill in; every cell is text, so that no zero in front is lost."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách đi học")
        head = book.add_format({"bold": True, "bg_color": "#DDEBE7", "border": 1})
        as_text = book.add_format({"num_format": "@"})
        for place, header in enumerate(HEADERS):
            sheet.set_column(place, place, 26 if place == 0 else 18, as_text)
            sheet.write_string(0, place, header, head)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()
