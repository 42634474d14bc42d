"""Traps of export files: what a file is, where its header stands, and which of its rows are data."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from livestreams import tasks
from livestreams.actions import imports
from livestreams.enums import BatchState
from livestreams.exports import rejected_workbook
from livestreams.models import ImportBatch, LiveRow, OrderLine
from tests.livestreams.conftest import Bring
from tests.livestreams.files import (
    DESCRIPTIONS,
    LAZADA,
    LIVE,
    ORDERS,
    PANCAKE,
    SHOPEE,
    TEMPLATE,
    TIKTOK,
    TIKTOK_MY,
    Export,
)
from tests.livestreams.stored import codes, line, lines, outcome
from traders.models import ShopAccount

type Shop = Callable[[str], ShopAccount]
type Take = Callable[..., ImportBatch]

every_layout = pytest.mark.parametrize("export", ORDERS, ids=lambda export: export.name)
both_kinds = pytest.mark.parametrize("xlsx", [False, True], ids=["csv", "xlsx"])


def described(export: Export, **gaps: str) -> list[str]:
    return [(DESCRIPTIONS | gaps).get(header, "") for header in export.headers]


@both_kinds
def test_t01_description_row_is_no_data(bring: Bring, *, xlsx: bool) -> None:
    batch = bring(TIKTOK, described(TIKTOK), TIKTOK.row(), xlsx=xlsx)
    assert outcome(batch) == (1, 0, 0, 0)
    assert line().row_no == 3


def test_t01_description_row_with_gaps_is_no_data(bring: Bring) -> None:
    gaps = dict.fromkeys(("Order ID", "Quantity", "SKU Unit Original Price", "Created Time"), "")
    assert outcome(bring(TIKTOK_MY, described(TIKTOK_MY, **gaps), TIKTOK_MY.row())) == (1, 0, 0, 0)


def test_t01_file_without_description_row_loses_no_line(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row())
    assert line().row_no == 2


def test_t01_first_row_that_is_data_but_wrong_is_rejected_not_taken_for_a_description(bring: Bring) -> None:
    batch = bring(TIKTOK, TIKTOK.row(quantity="hai", placed=""), TIKTOK.row(order_no="578890915909831225"))
    assert outcome(batch) == (1, 0, 0, 1)
    assert codes(batch) == [(2, "bad_quantity"), (2, "missing_date")]


@both_kinds
def test_t02_tabs_behind_ids_and_times_are_dropped_and_a_lone_tab_is_empty(bring: Bring, *, xlsx: bool) -> None:
    row = TIKTOK.row(
        order_no="578890915909831224\t",
        sku="1729522211955443124\t",
        placed="31/05/2024 09:56:09\t",
        shipped="\t",
        cancelled="\t",
        status="Cancelled\t",
    )
    bring(TIKTOK, row, xlsx=xlsx)
    stored = line()
    assert (stored.order_no, stored.line_key) == ("578890915909831224", "1729522211955443124")
    assert stored.placed_at.isoformat() == "2024-05-31T02:56:09+00:00"
    assert (stored.shipped_at, stored.cancelled_at, stored.status) == (None, None, "cancelled")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("export", [SHOPEE, TEMPLATE], ids=lambda export: export.name)
def test_t03_csv_in_every_encoding_reads_the_same(bring: Bring, export: Export, encoding: str, shop: Shop) -> None:
    if encoding == "cp1258":
        export = replace(export, headers=tuple(map(vietnamese_keyboard, export.headers)))
        row = [vietnamese_keyboard(cell) for cell in in_nfc(export).row()]
    else:
        row = export.row()
    bring(export, row, encoding=encoding)
    assert (line().product, line().status in {"completed", "delivered"}) == ("Mắm cá linh", True)


def vietnamese_keyboard(text: str) -> str:
    """As Windows-1258 writes it: the circumflex, breve and horn in the letter, the tone mark behind it."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for char in unicodedata.normalize("NFC", text):
        split = unicodedata.normalize("NFD", char)
        tone = "".join(mark for mark in split[1:] if mark in tones)
        out += unicodedata.normalize("NFC", split[0] + "".join(mark for mark in split[1:] if mark not in tones)) + tone
    return out


def in_nfc(export: Export) -> Export:
    """The export whose headers are spelled by ``vietnamese_keyboard``, with short names that find them."""
    return replace(export, names={name: vietnamese_keyboard(header) for name, header in export.names.items()})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_t03_utf16_order_file_of_tiktok_is_read(bring: Bring, encoding: str) -> None:
    bring(TIKTOK, TIKTOK.row(), encoding=encoding, delimiter="\t")
    assert line().order_no == "578890915909831224"


@pytest.mark.parametrize(
    ("export", "delimiter"),
    [(TIKTOK, "\t"), (SHOPEE, ";"), (LAZADA, "|"), (PANCAKE, ";"), (TEMPLATE, ","), (TEMPLATE, ";")],
    ids=lambda value: getattr(value, "name", value),
)
def test_t03_delimiter_is_found_by_the_header(bring: Bring, export: Export, delimiter: str) -> None:
    assert outcome(bring(export, export.row(product="Khăn, rằn; dài"), delimiter=delimiter)) == (1, 0, 0, 0)
    assert line().product == "Khăn, rằn; dài"


@pytest.mark.parametrize("export", [SHOPEE, PANCAKE, TEMPLATE], ids=lambda export: export.name)
@both_kinds
def test_t04_decomposed_headers_are_recognised(bring: Bring, export: Export, *, xlsx: bool) -> None:
    row = export.row()
    decomposed = export.with_headers([unicodedata.normalize("NFD", header) for header in export.headers])
    assert outcome(bring(decomposed, row, xlsx=xlsx)) == (1, 0, 0, 0)
    assert line().placed_value == 100_000


def test_t05_headers_that_differ_by_case_are_two_columns(bring: Bring) -> None:
    """Shopee's own pair stands in its layout already; here the price has such a twin."""
    assert {"Tổng số tiền Người mua thanh toán", "Tổng số tiền người mua thanh toán"} <= set(SHOPEE.headers)
    for twin in ("Giá Ưu Đãi", "số lượng"):
        with_twin = SHOPEE.with_headers([twin, *SHOPEE.headers])
        bring(with_twin, ["7", *SHOPEE.row(order_no=f"26{twin}", deal="90000", quantity="2")])
    assert [one.placed_value for one in lines()] == [180_000, 180_000]


@pytest.mark.parametrize(
    ("export", "header"),
    [
        (TIKTOK, "SKU Seller Discount"),
        (SHOPEE, "Giá ưu đãi"),
        (LAZADA, "unitPrice"),
        (PANCAKE, "Đơn giá"),
        (TEMPLATE, "Số lượng*"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_t06_header_twice_on_a_column_that_counts_refuses_the_file(bring: Bring, export: Export, header: str) -> None:
    batch = bring(export.with_headers([*export.headers, header]), [*export.row(), "5"], is_refused=True)
    assert (batch.refusal_code, header in batch.refusal) == ("duplicate_column", True)
    assert not OrderLine.objects.exists()


def test_t06_header_twice_on_a_column_that_is_dropped_does_not_matter(bring: Bring) -> None:
    twice = TIKTOK.with_headers([*TIKTOK.headers, "Weight(kg)", "Buyer Message"])
    assert outcome(bring(twice, [*TIKTOK.row(), "1", "x"])) == (1, 0, 0, 0)


@pytest.mark.parametrize(("rows_above", "xlsx"), [(2, False), (19, True)])
@every_layout
def test_t21_header_below_other_rows_is_found(bring: Bring, export: Export, rows_above: int, *, xlsx: bool) -> None:
    above = [["Báo cáo đơn hàng"], *[[]] * (rows_above - 1)]
    bring(replace(export, before=tuple(above)), export.row(), xlsx=xlsx)
    assert line().row_no == rows_above + 2


@both_kinds
def test_t21_live_file_has_a_date_range_above_its_header(bring: Bring, *, xlsx: bool) -> None:
    assert outcome(bring(LIVE, LIVE.row(), xlsx=xlsx)) == (1, 0, 0, 0)


def test_t21_sheet_before_the_orders_is_passed_over(bring: Bring) -> None:
    bring(SHOPEE, SHOPEE.row(), xlsx=True, sheets_before=["Hướng dẫn"])
    assert line().batch.sheet == "orders"


@pytest.mark.parametrize("currency", ["(RM)", "(₫)", "(VND)", ""])
def test_t22_currency_in_the_header_does_not_matter(bring: Bring, currency: str) -> None:
    renamed = LIVE.with_headers([header.replace("(RM)", currency).strip() for header in LIVE.headers])
    gmv = f"LIVE gross merchandise value {currency}".strip()
    bring(replace(renamed, names={**LIVE.names, "gmv": gmv}), replace(renamed, names={**LIVE.names, "gmv": gmv}).row())
    assert LiveRow.objects.get().metrics["gross_merchandise_value"] == 4_442_300


@every_layout
def test_t23_total_rows_are_neither_data_nor_rejected(bring: Bring, export: Export) -> None:
    totals = []
    for word in ("Tổng cộng", "TỔNG CỘNG:", "Tổng", "Total", unicodedata.normalize("NFD", "Tổng cộng")):
        totals.append(export.row(order_no="", price="900000", placed="", product=""))
        totals[-1][0] = word
    assert outcome(bring(export, export.row(), *totals)) == (1, 0, 0, 0)


def test_t23_short_total_row_without_end_of_line_is_not_taken_for_a_cut(tmp_path: Path, shop: Shop, take: Take) -> None:
    path = TEMPLATE.csv(tmp_path / "don.csv", [TEMPLATE.row()])
    path.write_bytes(path.read_bytes() + "Tổng cộng,,,100000".encode())
    assert outcome(take(path, shop("other"))) == (1, 0, 0, 0)


@every_layout
def test_t24_same_file_twice_changes_nothing(bring: Bring, export: Export) -> None:
    rows = [export.row(), export.row(order_no="41000000000009", **second_key(export))]
    assert outcome(bring(export, *rows)) == (2, 0, 0, 0)
    before = [vars_of(one) for one in lines()]
    assert outcome(bring(export, *rows)) == (0, 0, 2, 0)
    assert [vars_of(one) for one in lines()] == before


def second_key(export: Export) -> dict[str, str]:
    return {"item": "41000000000002"} if "item" in export.names else {}


def vars_of(one: OrderLine) -> dict[str, Any]:
    return {field.attname: getattr(one, field.attname) for field in OrderLine._meta.concrete_fields}


@every_layout
def test_t24_overlapping_files_merge(bring: Bring, export: Export) -> None:
    first, shared, last = (
        export.row(order_no=f"4100000000010{n}", **({"item": f"4200000000010{n}"} if "item" in export.names else {}))
        for n in range(3)
    )
    assert outcome(bring(export, first, shared)) == (2, 0, 0, 0)
    assert outcome(bring(export, shared, last)) == (1, 0, 1, 0)
    assert sum(one.placed_value for one in lines()) == 300_000


def test_t24_older_file_uploaded_after_the_newer_changes_nothing(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(status="Completed", delivered="20/06/2026 10:00:00"))
    batch = bring(TIKTOK, TIKTOK.row(status="To ship"))
    assert outcome(batch) == (0, 0, 1, 0)
    assert {warning["code"]: warning["count"] for warning in batch.warnings} == {"older_orders": 1}
    assert line().status == "completed"


# T25: files that are refused whole


def refused_with(take: Take, shop: Shop, path: Path, code: str, platform: str = "tiktok_shop") -> None:
    batch = take(path, shop(platform), is_refused=True)
    assert batch.refusal_code == code
    assert batch.refusal.endswith(".")
    assert (batch.rows_read, OrderLine.objects.count()) == (0, 0)


def test_t25_empty_file_is_refused(tmp_path: Path, take: Take, shop: Shop) -> None:
    path = tmp_path / "rong.csv"
    path.write_bytes(b"")
    refused_with(take, shop, path, "empty")


def test_t25_workbook_without_a_cell_is_refused(tmp_path: Path, take: Take, shop: Shop) -> None:
    openpyxl.Workbook().save(tmp_path / "rong.xlsx")
    refused_with(take, shop, tmp_path / "rong.xlsx", "empty")


@every_layout
def test_t25_file_with_only_a_header_is_refused(bring: Bring, export: Export) -> None:
    assert bring(export, xlsx=export.name in {"tiktok", "template"}, is_refused=True).refusal_code == "no_rows"


def test_t25_file_with_only_a_description_row_is_refused(bring: Bring) -> None:
    assert bring(TIKTOK, described(TIKTOK), is_refused=True).refusal_code == "no_rows"


def test_t25_workbook_with_a_password_is_refused(tmp_path: Path, take: Take, shop: Shop) -> None:
    """Excel keeps a locked workbook in an OLE container with a stream of this name."""
    path = tmp_path / "khoa.xlsx"
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1016) + name + bytes(512))
    refused_with(take, shop, path, "password")


def test_t25_zip_with_a_password_is_refused(tmp_path: Path, take: Take, shop: Shop) -> None:
    path = TIKTOK.xlsx(tmp_path / "khoa.xlsx", [TIKTOK.row()])
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        flags = struct.unpack_from("<H", content, place + 8)[0]
        struct.pack_into("<H", content, place + 8, flags | 1)
        place = content.find(b"PK\x01\x02", place + 4)
    path.write_bytes(content)
    refused_with(take, shop, path, "password")


@pytest.mark.parametrize("start", ["D0CF11E0A1B11AE1", "0908100000060500"], ids=["ole", "bare"])
@pytest.mark.parametrize("name", ["don.xls", "don.xlsx"])
def test_t25_old_xls_is_refused_whatever_its_name(
    tmp_path: Path, take: Take, shop: Shop, start: str, name: str
) -> None:
    (tmp_path / name).write_bytes(bytes.fromhex(start) + bytes(2048))
    refused_with(take, shop, tmp_path / name, "old_xls")


@pytest.mark.parametrize("start", ["", "\ufeff", "\n  "])
def test_t25_html_saved_as_xls_is_refused(tmp_path: Path, take: Take, shop: Shop, start: str) -> None:
    path = tmp_path / "don.xls"
    path.write_text(f"{start}<html><table><tr><td>Order ID</td></tr></table></html>", encoding="utf-8")
    refused_with(take, shop, path, "html")


def test_t25_zip_bomb_is_refused(tmp_path: Path, take: Take, shop: Shop, settings: Any) -> None:
    settings.IMPORT_MAX_INFLATED_BYTES = 1 << 20
    path = TIKTOK.xlsx(tmp_path / "bom.xlsx", [TIKTOK.row()])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bom.xml", b" " * (2 << 20))
    refused_with(take, shop, path, "zip_bomb")


def test_t25_zip_bomb_that_lies_about_its_size_ends_the_reader_and_not_the_worker(
    tmp_path: Path, take: Take, shop: Shop, settings: Any
) -> None:
    settings.IMPORT_READER_MEMORY_BYTES = 300 << 20
    path = TIKTOK.xlsx(tmp_path / "bom.xlsx", [TIKTOK.row()])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/sharedStrings.xml"] = members["xl/sharedStrings.xml"].replace(
        b"</sst>", b"<si><t>" + b"x" * (150 << 20) + b"</t></si></sst>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    content = bytearray(buffer.getvalue())
    true_size = struct.pack("<I", len(members["xl/sharedStrings.xml"]))
    path.write_bytes(content.replace(true_size, struct.pack("<I", 1000)))
    assert take(path, shop("tiktok_shop"), is_refused=True).refusal_code in {"too_big", "broken"}


@both_kinds
def test_t25_file_cut_off_is_refused(tmp_path: Path, take: Take, shop: Shop, *, xlsx: bool) -> None:
    rows = [TIKTOK.row(order_no=f"5788909159098{n:05}") for n in range(40)]
    path = tmp_path / ("don.xlsx" if xlsx else "don.csv")
    (TIKTOK.xlsx if xlsx else TIKTOK.csv)(path, rows)
    path.write_bytes(path.read_bytes()[: -len(path.read_bytes()) // 3 - 25])
    refused_with(take, shop, path, "broken" if xlsx else "cut_off")


def test_t25_zip_that_is_no_workbook_is_refused(tmp_path: Path, take: Take, shop: Shop) -> None:
    with zipfile.ZipFile(tmp_path / "don.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    refused_with(take, shop, tmp_path / "don.xlsx", "not_spreadsheet")


# T26


@both_kinds
def test_t26_formula_cells_are_text_or_their_shown_value(
    tmp_path: Path, bring: Bring, take: Take, shop: Shop, *, xlsx: bool
) -> None:
    nasty = '=HYPERLINK("http://xau.example","Mắm")'
    bring(TIKTOK, TIKTOK.row(product=nasty, variation="+84", seller_sku="@cmd"), xlsx=xlsx)
    assert (line().product, line().variation) == (nasty, "+84")


def test_t26_formula_of_a_workbook_gives_the_value_that_it_shows(tmp_path: Path, take: Take, shop: Shop) -> None:
    path = tmp_path / "don.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("OrderSKUList")
    sheet.write_row(0, 0, TIKTOK.headers)
    for column, cell in enumerate(TIKTOK.row()):
        sheet.write_string(1, column, str(cell))
    sheet.write_formula(1, TIKTOK.headers.index("Product Name"), '=HYPERLINK("http://a.example","Mắm")', value="Mắm")
    book.close()
    take(path, shop("tiktok_shop"))
    assert line().product == "Mắm"


def test_t26_rejected_rows_leave_as_text_never_as_formula(bring: Bring) -> None:
    nasty = '=HYPERLINK("http://xau.example","Mắm")'
    batch = bring(TIKTOK, TIKTOK.row(product=nasty, quantity="0", seller_sku="-1+1"), TIKTOK.row())
    with rejected_workbook(batch) as file:
        sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert nasty in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} == {"s"}


# T30, T31


@pytest.mark.parametrize("platform", ["shopee", "lazada", "pancake", "other"])
def test_t30_file_of_another_platform_than_chosen_is_refused(bring: Bring, shop: Shop, platform: str) -> None:
    batch = bring(TIKTOK, TIKTOK.row(), account=shop(platform), is_refused=True)
    assert (batch.refusal_code, OrderLine.objects.count()) == ("wrong_platform", 0)


@pytest.mark.parametrize("export", [TEMPLATE, PANCAKE], ids=lambda export: export.name)
@pytest.mark.parametrize("platform", ["pancake", "other"])
def test_t30_pancake_and_other_shops_take_both_of_their_layouts(
    bring: Bring, shop: Shop, export: Export, platform: str
) -> None:
    assert outcome(bring(export, export.row(), account=shop(platform))) == (1, 0, 0, 0)


@pytest.mark.parametrize("export", [TEMPLATE, PANCAKE], ids=lambda export: export.name)
@pytest.mark.parametrize("platform", ["tiktok_shop", "shopee", "lazada"])
def test_t30_marketplaces_take_neither_template_nor_pancake(
    bring: Bring, shop: Shop, export: Export, platform: str
) -> None:
    assert bring(export, export.row(), account=shop(platform), is_refused=True).refusal_code == "wrong_platform"


def test_t31_thousands_of_rows_go_through_the_worker(tmp_path: Path, live_shop: ShopAccount) -> None:
    """The tasks that a worker runs, one after the other; orders whose rows stand far apart come together."""
    orders = [f"57889091590{n:07}" for n in range(5_200)]
    rows = [TIKTOK.row(order_no=order_no) for order_no in orders]
    rows += [TIKTOK.row(order_no=orders[0], sku="1729522211955443199"), TIKTOK.row(order_no=orders[1], quantity="0")]
    content = TIKTOK.csv(tmp_path / "nhieu.csv", rows).read_bytes()
    batch = imports.receive_upload(
        file=SimpleUploadedFile("nhieu.csv", content), file_name="nhieu.csv", market=live_shop.market, by=None
    )
    tasks.inspect_upload(batch.pk)
    imports.confirm_import(batch=batch, account=live_shop, by=None)
    tasks.run_import(batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.PROCESSED
    assert outcome(batch) == (5_201, 0, 0, 1)
    assert OrderLine.objects.filter(order_no=orders[0]).count() == 2
    tasks.run_import(batch.pk)
    assert OrderLine.objects.count() == 5_201
