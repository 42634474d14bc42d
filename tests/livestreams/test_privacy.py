"""Buyers' names, phones, addresses and messages get no further than the encrypted file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from livestreams.actions import imports
from livestreams.enums import BatchState
from livestreams.exports import rejected_workbook
from livestreams.importing import files
from livestreams.models import ImportBatch, OrderLine
from tests.livestreams.conftest import Bring
from tests.livestreams.files import LIVE, ORDERS, PANCAKE, TIKTOK, Export, Row
from tests.livestreams.stored import line
from traders.models import ShopAccount

MARK = "Nguyễn Thị Bí Ẩn 0912345678"
type Shop = Callable[[str], ShopAccount]


def marked(export: Export, **cells: Any) -> Row:
    """A row whose every column that no neutral field is read from holds a buyer's name and phone."""
    mapped = {
        *export.names.values(),
        "Order Channel",
        "Purchase Channel",
        "Mã tỉnh",
        "Ngày tạo đơn",
        "Mã đơn hàng đầy đủ",
        "Returned quantity",
        "Average Price (RM)",
    }
    personal = {header: MARK for header in export.headers if header not in mapped}
    return export.row(other=personal, **cells)


def places_with(text: str) -> list[str]:
    """table.column of every place in the database where a row shows this text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        found = []
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
        return found


def test_scan_finds_what_is_stored(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(product="Mắm ba khía đặc biệt"))
    assert places_with("ba khía đặc") == ["livestreams_orderline.product"]


@pytest.mark.parametrize("xlsx", [False, True], ids=["csv", "xlsx"])
@pytest.mark.parametrize(
    "export", [export for export in ORDERS if len(export.headers) > 20], ids=lambda export: export.name
)
def test_personal_columns_reach_neither_database_nor_logs(
    bring: Bring, export: Export, capfd: Any, caplog: Any, *, xlsx: bool
) -> None:
    bad = {"order_no": "4100000000009", "price": "abc"} | ({"item": "43"} if "item" in export.names else {})
    rows = [marked(export), marked(export, **bad)]
    assert any(MARK in row for row in rows)
    batch = bring(export, *rows, xlsx=xlsx)
    assert (batch.rows_new, batch.rows_rejected) == (1, 1)
    bring(export, marked(export, **bad), is_refused=True)
    bring(export, marked(export, status="Từ lạ"))
    assert places_with("Bí Ẩn") == []
    assert places_with("0912345678") == []
    out, err = capfd.readouterr()
    assert "0912345678" not in out + err + caplog.text
    with rejected_workbook(batch) as workbook:
        assert workbook.read(2) == b"PK"


def test_personal_columns_reach_no_preview(tmp_path: Path, shop: Shop) -> None:
    for number, export in enumerate((TIKTOK, PANCAKE)):
        account = shop(export.platform)
        content = export.xlsx(tmp_path / f"{number}.xlsx", [marked(export)]).read_bytes()
        batch = imports.receive_upload(
            file=SimpleUploadedFile("don.xlsx", content), file_name="don.xlsx", market=account.market, by=None
        )
        imports.inspect_upload(batch_id=batch.pk)
        batch.refresh_from_db()
        assert batch.state == BatchState.READY
        assert batch.preview["rows"]
    assert places_with("0912345678") == []


def test_live_file_keeps_no_column_that_it_does_not_know(bring: Bring) -> None:
    wide = LIVE.with_headers([*LIVE.headers, "Host phone"])
    bring(wide, [*LIVE.row(), MARK])
    assert places_with("0912345678") == []


def test_only_the_province_of_an_address_stays(bring: Bring) -> None:
    address = {"District": "Quận Một", "Commune": "Phường Bí Mật", "Detail Address": "12 Lê Bí Mật"}
    bring(TIKTOK, TIKTOK.row(province="Thành phố Hồ Chí Minh", other=address))
    assert line().buyer_province_id == "79"
    assert places_with("Bí Mật") == []


@pytest.mark.parametrize(
    "name", ["Hồ Chí Minh", "TP. Hồ Chí Minh", "TP HỒ CHÍ MINH", "Bình Dương", "Tỉnh Bà Rịa - Vũng Tàu"]
)
def test_province_of_today_is_found_by_its_names_of_yesterday(bring: Bring, name: str) -> None:
    bring(TIKTOK, TIKTOK.row(province=name))
    assert line().buyer_province_id == "79"


def test_kept_file_is_encrypted_under_a_random_name(bring: Bring, settings: Any) -> None:
    batch = bring(TIKTOK, marked(TIKTOK))
    kept = Path(settings.UPLOAD_ROOT) / batch.stored_name
    assert "don" not in batch.stored_name
    assert b"0912345678" not in kept.read_bytes()
    assert b"Order ID" not in kept.read_bytes()
    with files.opened(batch.stored_name) as plain:
        assert MARK.encode() in plain.read_bytes()


def test_kept_file_goes_after_its_days_and_its_lines_stay(bring: Bring, settings: Any) -> None:
    batch = bring(TIKTOK, TIKTOK.row())
    kept = Path(settings.UPLOAD_ROOT) / batch.stored_name
    assert imports.delete_old_uploads() == 0
    settings.UPLOAD_KEEP_DAYS = 0
    assert imports.delete_old_uploads() == 1
    assert not kept.exists()
    assert ImportBatch.objects.get().stored_name == ""
    assert OrderLine.objects.count() == 1
