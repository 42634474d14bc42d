"""A board brings in real files through the pages, decides what waits, and takes a file back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from livestreams.actions import imports
from livestreams.enums import BatchState, LineStatus
from livestreams.models import ImportBatch, OrderLine, StatusWord
from livestreams.order_files.portal_template import HEADERS
from portal.accounts.models import User
from tests.factories.traders import ShopAccountFactory
from tests.livestreams.files import LIVE
from traders.enums import Platform
from traders.models import Market, ShopAccount, Trader

GOOD = {
    "Mã đơn hàng*": "DH-1",
    "Ngày đặt hàng*": "22/11/2026 20:15",
    "Tên sản phẩm*": "Mắm cá linh",
    "Số lượng*": "2",
    "Đơn giá*": "100.000",
    "Trạng thái*": "Đã giao",
}


def template_file(*rows: dict[str, str], name: str = "ket-qua.csv") -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADERS)
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))


def let_a_worker_look() -> ImportBatch:
    """What the task sent at upload does; nothing is sent inside a test's transaction."""
    imports.inspect_upload(batch_id=ImportBatch.objects.latest("pk").pk)
    return ImportBatch.objects.latest("pk")


def run(batch: ImportBatch) -> None:
    imports.run_import(batch_id=batch.pk)
    drop_stage()


def drop_stage() -> None:
    """Staging tables go when their transaction ends, which a test's never does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE 'stage\\_%' AND relkind = 'r'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE "{name}"')


@pytest.fixture
def account(ben_thanh: Market) -> ShopAccount:
    return ShopAccountFactory.create(market=ben_thanh, platform=Platform.OTHER)


@pytest.fixture
def board(market_board: User) -> Client:
    client = Client()
    client.force_login(market_board)
    return client


@pytest.fixture
def bring_in(board: Client, account: ShopAccount) -> Any:
    """Upload a file of these rows and confirm it, with the workers at hand."""

    def bring(rows: Iterable[dict[str, str]]) -> ImportBatch:
        board.post(reverse("import_upload"), {"order_files": template_file(*rows)})
        batch = let_a_worker_look()
        assert batch.state == BatchState.READY
        board.post(reverse("import_detail", args=[batch.pk]), {"account": account.pk})
        run(batch)
        batch.refresh_from_db()
        return batch

    return bring


def page_of(client: Client, batch: ImportBatch) -> str:
    return client.get(reverse("import_detail", args=[batch.pk])).content.decode()


def test_file_is_previewed_with_its_shop_proposed(board: Client, account: ShopAccount) -> None:
    response = board.post(reverse("import_upload"), {"order_files": template_file(GOOD)})
    let_a_worker_look()
    page = board.get(response["Location"])
    assert "Mẫu của cổng" in page.content.decode()
    assert "Mắm cá linh" in page.content.decode()
    assert page.context["form"]["account"].initial == account.pk


def test_file_of_no_known_layout_is_refused_with_a_sentence(board: Client, account: ShopAccount) -> None:
    file = SimpleUploadedFile("la.csv", b"mot,hai\n1,2\n")
    response = board.post(reverse("import_upload"), {"order_files": file})
    let_a_worker_look()
    batch = ImportBatch.objects.get()
    assert batch.state == BatchState.REFUSED
    assert batch.refusal in board.get(response["Location"]).content.decode()


def test_file_confirmed_for_a_shop_of_another_platform_is_refused(
    board: Client, ben_thanh: Market, account: ShopAccount
) -> None:
    shopee = ShopAccountFactory.create(market=ben_thanh, platform=Platform.SHOPEE)
    board.post(reverse("import_upload"), {"order_files": template_file(GOOD)})
    let_a_worker_look()
    batch = ImportBatch.objects.get()
    board.post(reverse("import_detail", args=[batch.pk]), {"account": shopee.pk})
    run(batch)
    assert "Không có dòng nào được nhập" in page_of(board, batch)
    assert not OrderLine.objects.exists()


def test_file_gives_counts_that_add_up_and_rejected_rows_to_take_home(board: Client, bring_in: Any) -> None:
    batch = bring_in([GOOD, GOOD | {"Mã đơn hàng*": "DH-2", "Số lượng*": "không"}])
    assert (batch.rows_read, batch.rows_new, batch.rows_rejected) == (2, 1, 1)
    text = page_of(board, batch)
    assert "Đã nhận 1 trong 2 dòng; 1 dòng bị từ chối." in text
    assert "200.000 ₫" in text
    response = board.get(reverse("import_rejected_xlsx", args=[batch.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response))).worksheets[0]
    header, row = [[cell.value for cell in cells] for cells in sheet.iter_rows()]
    assert header == [*HEADERS, "Lý do"]
    assert dict(zip(header, row, strict=True))["Số lượng*"] == "không"


def test_file_brought_in_twice_changes_nothing(board: Client, bring_in: Any) -> None:
    bring_in([GOOD])
    again = bring_in([GOOD])
    assert (again.rows_new, again.rows_unchanged) == (0, 1)
    assert OrderLine.objects.count() == 1


def test_word_met_in_a_file_is_mapped_once(board: Client, bring_in: Any) -> None:
    batch = bring_in([GOOD | {"Trạng thái*": "Đang bay"}])
    address = f"{reverse('review_words')}?file={batch.pk}"
    assert address in page_of(board, batch)
    assert "Đang bay" in board.get(address).content.decode()
    board.post(address, {"word": StatusWord.objects.get().pk, "meaning": "shipping"})
    assert OrderLine.objects.get().status == LineStatus.SHIPPING
    assert address not in page_of(board, batch)


def test_product_of_a_shared_shop_is_assigned(board: Client, bring_in: Any, trader_row: Trader) -> None:
    bring_in([GOOD])
    line = OrderLine.objects.get()
    data = {"chon": f"{line.account_id}:{line.line_key}", "tieu_thuong": trader_row.pk}
    assert board.post(reverse("review_products"), data).status_code == 302
    line.refresh_from_db()
    assert line.trader == trader_row


def test_file_is_taken_back_after_saying_what_changes(board: Client, market_board: User, bring_in: Any) -> None:
    batch = bring_in([GOOD])
    address = reverse("import_undo", args=[batch.pk])
    question = board.get(address).content.decode()
    assert "1 đơn chỉ có trong file này sẽ bị bỏ" in question
    assert "200.000 ₫" in question
    assert OrderLine.objects.exists()
    text = board.post(address, follow=True).content.decode()
    assert f"{market_board} hoàn tác lúc" in text
    assert not OrderLine.objects.exists()


def test_file_looked_at_can_be_thrown_away(board: Client, account: ShopAccount) -> None:
    board.post(reverse("import_upload"), {"order_files": template_file(GOOD)})
    let_a_worker_look()
    batch = ImportBatch.objects.get()
    response = board.post(reverse("import_discard", args=[batch.pk]), follow=True)
    assert "Không có dòng nào được nhập" in response.content.decode()
    assert batch.file_name not in response.content.decode().split("Chưa có file nào")[1]


def test_processed_file_cannot_be_thrown_away(board: Client, bring_in: Any) -> None:
    batch = bring_in([GOOD])
    response = board.post(reverse("import_discard", args=[batch.pk]), follow=True)
    assert "Hoàn tác" in response.content.decode()
    assert OrderLine.objects.count() == 1


def test_live_file_that_writes_months_first_has_a_preview(tmp_path: Path, live_shop: ShopAccount) -> None:
    path = tmp_path / "live.csv"
    LIVE.csv(path, [LIVE.row(other={"Launched Time": "06/15/2026 20:00"})])
    file = SimpleUploadedFile(path.name, path.read_bytes())
    batch = imports.receive_upload(file=file, file_name=path.name, market=live_shop.market, by=None)
    imports.inspect_upload(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.preview["period"]) == (BatchState.READY, ["2026-06-15", "2026-06-15"])
