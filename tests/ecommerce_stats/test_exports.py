"""Files of figures: complete, and safe to open."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from ecommerce_stats import exports
from ecommerce_stats.exports import Export, as_csv, as_xlsx
from ecommerce_stats.tables import Column, Table, TableRow

pytestmark = pytest.mark.django_db  # closing a response ends a request, which looks after connections

COLUMNS = (
    Column("Sản phẩm"),
    Column("Doanh số đặt", "vnd"),
    Column("So với cùng kỳ", "change"),
    Column("Ngày", "day"),
)
FORMULA = '=HYPERLINK("http://xau.example","bấm")'


def export(*rows: TableRow, total: TableRow | None = None) -> Export:
    table = Table("san-pham", "Theo sản phẩm", COLUMNS, rows, total)
    return Export("so-lieu", [table], [("Kỳ", "Tháng 10/2026"), ("=1+1", "@chú thích")])


def csv_rows(made: Export) -> list[list[str]]:
    body = b"".join(as_csv(made, "san-pham"))
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def book_of(made: Export) -> openpyxl.Workbook:
    response = as_xlsx(made)
    body = b"".join(response)
    response.close()
    return openpyxl.load_workbook(io.BytesIO(body))


def sheet_rows(made: Export, sheet: int = 0) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in book_of(made).worksheets[sheet].iter_rows()]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_csv_text_that_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    rows = csv_rows(export(TableRow((f"{start}1+1", 5, None, dt.date(2026, 10, 1)))))
    assert rows[1][0] == f"'{start}1+1"


def test_csv_writes_bare_numbers_and_a_dash_for_no_base() -> None:
    rows = csv_rows(export(TableRow(("Áo dài", 4_200_000_000, None, dt.date(2026, 10, 1)))))
    assert rows == [
        ["Sản phẩm", "Doanh số đặt", "So với cùng kỳ (%)", "Ngày"],
        ["Áo dài", "4200000000", "—", "01/10/2026"],
    ]


def test_csv_writes_a_fall_as_a_number_not_as_text() -> None:
    rows = csv_rows(export(TableRow(("Áo dài", 1, Decimal("-0.1825"), dt.date(2026, 10, 1)))))
    assert rows[1][2] in {"-18.2", "-18.3"}


def test_csv_holds_every_row_and_the_total() -> None:
    many = [TableRow((f"Hàng {n}", n, None, dt.date(2026, 10, 1))) for n in range(1_234)]
    rows = csv_rows(export(*many, total=TableRow(("Cộng", 9, None, dt.date(2026, 10, 1)))))
    assert len(rows) == 1 + 1_234 + 1
    assert rows[-1][0] == "Cộng"


def test_xlsx_keeps_a_formula_as_text_and_money_as_numbers() -> None:
    made = export(TableRow((FORMULA, 4_200_000_000, 0.18, dt.date(2026, 10, 1))))
    cells = [book_of(made).worksheets[0].cell(2, place) for place in (1, 2, 3)]
    assert [cell.value for cell in cells] == [FORMULA, 4_200_000_000, 0.18]
    assert [cell.data_type for cell in cells] == ["s", "n", "n"]


def test_xlsx_has_the_notes_on_its_last_sheet() -> None:
    assert sheet_rows(export(), sheet=-1) == [("Kỳ", "Tháng 10/2026"), ("=1+1", "@chú thích")]


def test_xlsx_goes_on_in_a_second_sheet_when_one_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_SHEET_ROWS", 2)
    made = export(*(TableRow((f"Hàng {n}", n, None, dt.date(2026, 10, 1))) for n in range(5)))
    found = [row[0] for sheet in range(3) for row in sheet_rows(made, sheet)[1:]]
    assert found == [f"Hàng {n}" for n in range(5)]


def test_xlsx_without_rows_still_has_its_head() -> None:
    assert sheet_rows(export()) == [("Sản phẩm", "Doanh số đặt", "So với cùng kỳ", "Ngày")]
