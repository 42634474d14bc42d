"""Lists of traders that boards brought in from a workbook: one waits for decisions, one is in the registers."""

from __future__ import annotations

import io

import xlsxwriter
from django.core.files.base import ContentFile

from traders.actions.lists import receive_list, start_applying
from traders.demo.life.people import at_stall, board_of, market_of, number_typed
from traders.goods_lines import GOODS_LINE_NAMES
from traders.list_columns import COLUMNS
from traders.models import TraderList

type Row = dict[str, str]

FIRST_NUMBER = 6001
"""Numbers of people on lists: 0900 006 001 and on."""


def fill() -> None:
    """Both files are written, then read as if they came from a person's machine."""
    if TraderList.objects.exists():
        return
    _receive("ben-thanh", "danh sách tiểu thương khu B.xlsx", _ben_thanh())
    waiting = _receive("con", "DS tieu thuong tang lau.xlsx", _con())
    start_applying(trader_list=waiting, by=board_of("con"))


def _receive(slug: str, name: str, rows: list[Row]) -> TraderList:
    file = ContentFile(_workbook(rows), name=name)
    return receive_list(file=file, file_name=name, market=market_of(slug), by=board_of(slug))


def _workbook(rows: list[Row]) -> bytes:
    """The portal's own template, filled in; all cells are text."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Tiểu thương")
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.header)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(COLUMNS):
                sheet.write_string(line, place, row.get(column.key, ""))
    return content.getvalue()


def _person(place: int, name: str, stalls: str, goods: str, **more: str) -> Row:
    phone = number_typed(FIRST_NUMBER + place)
    line = GOODS_LINE_NAMES.get(goods, goods)
    return {"name": name, "phone": phone, "stalls": stalls, "goods_line": line, "legal_form": "Hộ kinh doanh"} | more


def _ben_thanh() -> list[Row]:
    """New people, people whom the market knows, and what has to be mended or asked."""
    known, changed = at_stall("ben-thanh", 12), at_stall("ben-thanh", 15)
    known_stall, changed_stall = known.stalls.first(), changed.stalls.first()
    return [
        _person(0, "Lưu Thị Thanh Nhàn", "BT051", "quan-ao", channels="Zalo; Facebook", uses_einvoice="Có"),
        _person(1, "Tăng Mỹ Phụng", "BT052; BT053", "ca-phe-tra"),
        _person(2, "Triệu Quốc Việt", "BT054", "my-nghe", warehouse="12 Lê Lợi", warehouse_ward="Phường Bến Nghé"),
        _person(3, "Âu Dương Hân", "BT055", "hai-san-kho"),
        _person(4, known.name, known_stall.code if known_stall else "", "", note="Đổi số điện thoại mới"),
        _person(5, changed.name, changed_stall.code if changed_stall else "", "", channels="TikTok Shop"),
        _person(6, "Nguyễn Văn Lực", "BT056", "Hàng linh tinh"),
        _person(7, "Giang Thị Mỹ", "BT057", "quan-ao") | {"phone": "0123 456 789"},
        _person(8, "Lưu Thị Thanh Nhàn", "BT051", "quan-ao"),
        _person(9, "Sơn Thị Ngọc Ánh", "BT020", "giay-dep-tui"),
    ]


def _con() -> list[Row]:
    """Eight people of the upper floor, all new."""
    names = (
        "Trà Thị Minh Tâm", "Ngụy Thị Hoàng Yến", "Thái Văn Phước", "Lương Thị Bé", "Từ Thị Kim Cúc",
        "Hà Thị Ngọc Bích", "Văn Thị Mỹ Lệ", "Đàm Quang Vinh",
    )  # fmt: skip
    return [_person(100 + place, name, f"CC1{place + 1:02}", "hai-san-kho") for place, name in enumerate(names)]
