"""Files that are refused whole, with a stable code and what to do; and sheets that only look large."""

from __future__ import annotations

import io
import re
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from livestreams.actions.imports import import_file
from livestreams.actions.undo import undo_import
from livestreams.enums import BatchState
from livestreams.models import ImportBatch, LiveRow, OrderLine, OrderVersion, RejectedRow, StaleSellerDay
from portal.privacy.actions import give_consent, withdraw_consent
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import MarketFactory, ShopAccountFactory
from tests.livestreams.conftest import Bring
from tests.livestreams.files import LAZADA, LIVE, ORDERS, PANCAKE, SHOPEE, TEMPLATE, TIKTOK, Export
from tests.livestreams.stored import codes, lines, outcome
from traders.models import ShopAccount, Trader

type Shop = Callable[[str], ShopAccount]
type Take = Callable[..., ImportBatch]


def is_nothing_stored() -> bool:
    return not any(model.objects.exists() for model in (OrderLine, OrderVersion, LiveRow, StaleSellerDay))


@pytest.mark.parametrize("export", [TIKTOK, SHOPEE, LAZADA], ids=lambda export: export.name)
def test_order_numbers_of_another_account_refuse_the_file(bring: Bring, export: Export) -> None:
    bring(export, export.row())
    other = ShopAccountFactory.create(platform=export.platform, market=MarketFactory.create())
    fresh = export.row(order_no="4100000000999", **({"item": "42"} if export is LAZADA else {}))
    batch = bring(export, fresh, export.row(), account=other, is_refused=True)
    assert batch.refusal_code == "other_account"
    assert export.defaults["order_no"] in batch.refusal
    assert OrderLine.objects.count() == 1


def test_order_number_of_another_account_on_a_rejected_row_refuses_the_file_too(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row())
    other = ShopAccountFactory.create(platform="tiktok_shop", market=MarketFactory.create())
    batch = bring(TIKTOK, TIKTOK.row(order_no="5"), TIKTOK.row(quantity="0"), account=other, is_refused=True)
    assert batch.refusal_code == "other_account"


def test_trader_who_took_consent_to_statistics_back_is_counted_no_further(bring: Bring, trader_row: Trader) -> None:
    bring(TIKTOK, TIKTOK.row(order_no="1"))
    agreed: Any = {"person": trader_row.user, "by": trader_row.user, "how": "web"}
    give_consent(purposes=["statistics"], **agreed)
    bring(TIKTOK, TIKTOK.row(order_no="2"))
    withdraw_consent(purpose="statistics", **agreed)
    batch = bring(TIKTOK, TIKTOK.row(order_no="3"), is_refused=True)
    assert batch.refusal_code == "consent_withdrawn"
    assert OrderLine.objects.count() == 2
    give_consent(purposes=["statistics"], **agreed)
    bring(TIKTOK, TIKTOK.row(order_no="3"))
    assert OrderLine.objects.count() == 3


def test_same_number_on_another_platform_is_another_order(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(order_no="4711"))
    assert outcome(bring(SHOPEE, SHOPEE.row(order_no="4711"))) == (1, 0, 0, 0)
    assert outcome(bring(LAZADA, LAZADA.row(order_no="4711"))) == (1, 0, 0, 0)


@pytest.mark.parametrize("export", [PANCAKE, TEMPLATE], ids=lambda export: export.name)
def test_other_shops_number_as_they_like(bring: Bring, export: Export) -> None:
    bring(export, export.row())
    other = ShopAccountFactory.create(platform=export.platform, market=MarketFactory.create())
    assert outcome(bring(export, export.row(), account=other)) == (1, 0, 0, 0)


def test_order_that_was_undone_may_come_back_to_another_account(bring: Bring) -> None:
    undo_import(batch=bring(TIKTOK, TIKTOK.row()), by=None)
    other = ShopAccountFactory.create(platform="tiktok_shop", market=MarketFactory.create())
    assert outcome(bring(TIKTOK, TIKTOK.row(), account=other)) == (1, 0, 0, 0)


def test_live_file_without_a_creator_of_the_account_is_refused(bring: Bring, live_shop: ShopAccount) -> None:
    LiveSessionFactory.create(account=live_shop, creator_handle="chu.tu")
    assert bring(LIVE, LIVE.row(), is_refused=True).refusal_code == "other_creator"
    assert not LiveRow.objects.exists()


def test_live_file_with_one_creator_of_the_account_is_taken(bring: Bring, live_shop: ShopAccount) -> None:
    LiveSessionFactory.create(account=live_shop, creator_handle="chu.tu")
    other = LIVE.row(creator_id="7", nickname="chu.tu", creator="chu.tu")
    assert outcome(bring(LIVE, LIVE.row(), other)) == (2, 0, 0, 0)


def test_live_file_of_an_account_without_sessions_is_taken(bring: Bring) -> None:
    assert outcome(bring(LIVE, LIVE.row())) == (1, 0, 0, 0)


@pytest.mark.parametrize("export", ORDERS, ids=lambda export: export.name)
def test_file_of_which_no_row_is_accepted_is_refused_with_its_reasons(bring: Bring, export: Export) -> None:
    batch = bring(export, export.row(price="abc"), is_refused=True)
    assert batch.refusal_code == "nothing_accepted"
    assert codes(batch)[0] == (2, "bad_money")
    assert is_nothing_stored()


def test_refused_file_changes_nothing_of_what_is_stored(bring: Bring) -> None:
    bring(TEMPLATE, TEMPLATE.row(status="Đang giao"))
    before = [vars(one)["status"] for one in lines()]
    rows = [
        TEMPLATE.row(),
        TEMPLATE.row(order_no="2", placed="15/06/2026 10:00"),
        TEMPLATE.row(order_no="3", placed="06/25/2026 10:00"),
    ]
    assert bring(TEMPLATE, *rows, is_refused=True).refusal_code == "mixed_dates"
    assert [vars(one)["status"] for one in lines()] == before


def test_unknown_layout_is_refused(tmp_path: Path, take: Take, shop: Shop) -> None:
    path = tmp_path / "la.csv"
    path.write_text("Mã ĐH,Ngày chứng từ,Nguồn,Trạng thái đơn hàng\n1,2,3,4\n", encoding="utf-8")
    assert take(path, shop("other"), is_refused=True).refusal_code == "unknown_layout"


@pytest.mark.parametrize("export", [TIKTOK, SHOPEE, LAZADA, PANCAKE, TEMPLATE], ids=lambda export: export.name)
def test_file_without_a_column_that_counts_is_refused(bring: Bring, export: Export) -> None:
    lost = {"lazada": "itemName", "tiktok": "SKU Platform Discount"}.get(export.name, export.names.get("quantity", ""))
    kept = [header for header in export.headers if header != lost]
    row = [cell for header, cell in zip(export.headers, export.row(), strict=True) if header != lost]
    assert bring(export.with_headers(kept), row, is_refused=True).refusal_code in {"missing_column", "unknown_layout"}


# Encodings


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Mắm cá linh".encode()[:5] + b"\xff", id="broken UTF-8"),
        pytest.param("Mắm cá linh và khô sặc".encode() + b"\xc4", id="UTF-8 with a stray byte"),
        pytest.param(b"M\x8am", id="not in Windows-1258"),
        pytest.param(b"M\x00m", id="binary"),
    ],
)
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["no BOM", "BOM"])
def test_text_in_no_clean_encoding_is_refused(
    tmp_path: Path, take: Take, shop: Shop, content: bytes, bom: bytes
) -> None:
    path = TIKTOK.csv(tmp_path / "don.csv", [TIKTOK.row(product="@@@")], encoding="utf-8")
    path.write_bytes(bom + path.read_bytes().replace(b"@@@", content))
    assert take(path, shop("tiktok_shop"), is_refused=True).refusal_code == "encoding"
    assert is_nothing_stored()


def test_utf16_cut_in_the_middle_of_a_character_is_refused(tmp_path: Path, take: Take, shop: Shop) -> None:
    path = TIKTOK.csv(tmp_path / "don.csv", [TIKTOK.row()], encoding="utf-16")
    path.write_bytes(path.read_bytes()[:-1])
    assert take(path, shop("tiktok_shop"), is_refused=True).refusal_code == "encoding"


# Limits


@pytest.mark.parametrize("name", ["IMPORT_MAX_ROWS", "IMPORT_MAX_CELLS", "IMPORT_MAX_BYTES"])
def test_file_over_a_limit_is_refused(bring: Bring, settings: Any, name: str) -> None:
    setattr(settings, name, 2)
    rows = [TIKTOK.row(order_no=str(n)) for n in range(3)]
    assert bring(TIKTOK, *rows, is_refused=True).refusal_code == {
        "IMPORT_MAX_ROWS": "too_many_rows", "IMPORT_MAX_CELLS": "too_many_cells", "IMPORT_MAX_BYTES": "too_big",
    }[name]  # fmt: skip
    assert is_nothing_stored()


def test_every_refusal_is_a_sentence_that_says_what_to_do(bring: Bring, shop: Shop) -> None:
    bring(TIKTOK, is_refused=True)
    bring(TIKTOK, TIKTOK.row(), account=shop("shopee"), is_refused=True)
    bring(TIKTOK, TIKTOK.row(price="x"), is_refused=True)
    for batch in ImportBatch.objects.filter(state=BatchState.REFUSED):
        assert re.search(r"[Hh]ãy |sửa ở file gốc", batch.refusal), batch.refusal
        assert batch.refusal.endswith(".")


# Sheets that claim more than they hold


def rewritten(path: Path, change: Callable[[str], str]) -> Path:
    """The workbook with its first sheet changed as text."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    members[name] = change(members[name].decode()).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    path.write_bytes(buffer.getvalue())
    return path


def forty(tmp_path: Path) -> Path:
    return TIKTOK.xlsx(tmp_path / "don.xlsx", [TIKTOK.row(order_no=f"5788909{n:011}") for n in range(40)])


CLAIMS = {
    "dimension": lambda text: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', text),
    "styled row": lambda text: text.replace("</sheetData>", '<row r="1048576" spans="1:54" ht="15"/></sheetData>'),
    "styled cells": lambda text: text.replace(
        "</sheetData>", '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row></sheetData>'
    ),
}


def seconds_of_readers() -> float:
    """Processor time of the processes that have read workbooks so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("claim", CLAIMS)
def test_sheet_that_claims_a_million_rows_is_read_at_the_cost_of_those_it_holds(
    tmp_path: Path, take: Take, shop: Shop, claim: str
) -> None:
    path = rewritten(forty(tmp_path), CLAIMS[claim])
    before = seconds_of_readers()
    assert outcome(take(path, shop("tiktok_shop"))) == (40, 0, 0, 0)
    assert seconds_of_readers() - before < 2


@pytest.mark.parametrize("place", ["A1048576", "XFD1", "XFD1048576"])
def test_value_in_a_far_cell_neither_harms_nor_costs_more_than_its_limit(
    tmp_path: Path, shop: Shop, settings: Any, place: str
) -> None:
    """A stray value far away is read past, or the file is refused as too large; the worker lives on either way."""
    settings.IMPORT_READER_MEMORY_BYTES = 512 << 20
    row = re.sub(r"\D", "", place)
    cell = f'<c r="{place}" t="inlineStr"><is><t>lạc</t></is></c>'

    def stray(text: str) -> str:
        if row == "1":
            return text.replace("</row>", f"{cell}</row>", 1)
        return text.replace("</sheetData>", f'<row r="{row}">{cell}</row></sheetData>')

    path = rewritten(forty(tmp_path), stray)
    batch = import_file(path=path, account=shop("tiktok_shop"))
    if batch.state == BatchState.REFUSED:
        assert batch.refusal_code in {"too_big", "too_many_cells", "too_many_rows"}
    else:
        assert batch.rows_new == 40
        assert batch.rows_rejected <= 1
    assert RejectedRow.objects.count() <= 1
