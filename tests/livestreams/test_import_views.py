"""Pages of importing, on rows made by hand; ``test_import_journey.py`` brings in real files."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from livestreams.enums import BatchState, LineStatus
from livestreams.models import ImportBatch
from portal.accounts.models import User
from tests.factories.imports import ImportBatchFactory, OrderLineFactory, RejectedRowFactory
from tests.factories.traders import MembershipFactory, ShopAccountFactory
from traders.models import Market, ShopAccount, Trader

PREVIEW = {
    "layout_label": "Đơn hàng TikTok Shop",
    "columns": ["Mã đơn", "Sản phẩm"],
    "rows": [["578890915909831224", "Mắm cá linh"]],
    "rows_total": 15000,
    "period": ["2023-12-11", "2023-12-16"],
    "warehouses": ["Kho Bến Thành"],
    "products": ["Mắm cá linh"],
    "accounts": [],
    "warnings": ["File có 3 dòng thiếu mã."],
    "blank_statuses": 0,
}


@pytest.fixture
def account(ben_thanh: Market) -> ShopAccount:
    return ShopAccountFactory.create(market=ben_thanh)


@pytest.fixture
def batch(account: ShopAccount) -> ImportBatch:
    return ImportBatchFactory.create(account=account)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# Who may see and do what

PAGES = ("import_detail", "import_undo", "import_rejected_xlsx", "import_discard")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("person", ["other_board", "outsider", "other_trader", "trader"])
def test_import_pages_are_unknown_to_outsiders(
    name: str, person: str, batch: ImportBatch, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(person))
    address = reverse(name, args=[batch.pk])
    response = client.post(address) if name == "import_discard" else client.get(address)
    assert response.status_code == 404


@pytest.mark.parametrize("person", ["official", "inspector"])
def test_import_can_be_read_but_not_changed_by_the_city(
    person: str, batch: ImportBatch, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(person))
    page = client.get(reverse("import_detail", args=[batch.pk]))
    assert page.status_code == 200
    assert "Hoàn tác" not in page.content.decode()
    for name in ("import_undo", "import_discard", "import_detail"):
        assert client.post(reverse(name, args=[batch.pk])).status_code == 403
    assert client.get(reverse("import_upload")).status_code == 403


def test_import_of_own_account_can_be_read_by_its_trader(trader: User, trader_row: Trader) -> None:
    batch = ImportBatchFactory.create(account=ShopAccountFactory(trader=trader_row))
    OrderLineFactory.create(batch=batch, method="review")
    client = signed_in(trader)
    text = client.get(reverse("import_detail", args=[batch.pk])).content.decode()
    assert "còn chờ ban quản lý chợ xem" in text
    assert reverse("review_sessions") not in text
    assert client.get(reverse("import_undo", args=[batch.pk])).status_code == 403
    assert client.get(reverse("import_upload")).status_code == 403


def test_import_pages_ask_visitors_to_sign_in(client: Client, batch: ImportBatch) -> None:
    for address in (reverse("import_list"), reverse("import_detail", args=[batch.pk])):
        assert client.get(address).status_code == 302


# History


def test_import_list_shows_own_market_only(market_board: User, batch: ImportBatch) -> None:
    foreign = ImportBatchFactory.create(file_name="khác chợ.xlsx")
    text = signed_in(market_board).get(reverse("import_list")).content.decode()
    assert batch.file_name in text
    assert foreign.file_name not in text
    assert batch.sha256[:10] in text


def test_import_list_filters_by_state_and_account(market_board: User, account: ShopAccount) -> None:
    refused = ImportBatchFactory.create(account=account, state=BatchState.REFUSED, rows_read=0, rows_new=0)
    processed = ImportBatchFactory.create(account=account)
    other = ImportBatchFactory.create(account=ShopAccountFactory(market=account.market))
    client = signed_in(market_board)
    by_state = client.get(reverse("import_list"), {"trang-thai": "refused"}).content.decode()
    assert refused.file_name in by_state
    assert processed.file_name not in by_state
    by_account = client.get(reverse("import_list"), {"tk": account.pk}).content.decode()
    assert processed.file_name in by_account
    assert other.file_name not in by_account


def test_import_list_survives_a_mistyped_filter(market_board: User, batch: ImportBatch) -> None:
    response = signed_in(market_board).get(reverse("import_list"), {"tk": "x", "cho": "khong-co", "trang": "z"})
    assert response.status_code == 200
    assert batch.file_name in response.content.decode()


def test_import_list_says_what_to_do_when_empty(market_board: User) -> None:
    assert "Chưa có file nào được nhập" in signed_in(market_board).get(reverse("import_list")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_import_list_asks_the_same_number_of_queries(rows: int, market_board: User, account: ShopAccount) -> None:
    ImportBatchFactory.create_batch(rows, account=account)
    assert count_queries(signed_in(market_board), reverse("import_list")) == 7


def test_import_list_looks_again_while_something_moves(market_board: User, account: ShopAccount) -> None:
    client = signed_in(market_board)
    assert "hx-trigger" not in client.get(reverse("import_list")).content.decode()
    ImportBatchFactory.create(account=account, state=BatchState.QUEUED, rows_read=0, rows_new=0)
    headers = {"HX-Request": "true", "HX-Target": "imports"}
    fragment = client.get(reverse("import_list"), headers=headers).content.decode()
    assert "hx-trigger" in fragment
    assert "<html" not in fragment


# Upload


def order_file(name: str = "don.csv", content: bytes = b"a,b\n1,2\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_upload_of_one_file_goes_to_its_page(market_board: User, account: ShopAccount) -> None:
    response = signed_in(market_board).post(reverse("import_upload"), {"order_files": order_file()})
    batch = ImportBatch.objects.get()
    assert response["Location"] == reverse("import_detail", args=[batch.pk])
    assert (batch.market, batch.account, batch.uploaded_by) == (account.market, None, market_board)


def test_upload_of_several_files_makes_an_import_of_each(market_board: User, account: ShopAccount) -> None:
    files = [order_file("a.csv"), order_file("b.csv", b"c,d\n3,4\n")]
    response = signed_in(market_board).post(
        reverse("import_upload"), {"order_files": files, "account": account.pk}, follow=True
    )
    assert set(ImportBatch.objects.values_list("file_name", "account")) == {
        ("a.csv", account.pk),
        ("b.csv", account.pk),
    }
    assert "Đã nhận 2 file" in response.content.decode()


def test_upload_without_a_file_says_so(market_board: User) -> None:
    response = signed_in(market_board).post(reverse("import_upload"))
    assert response.status_code == 422
    assert "Chọn ít nhất một file đơn hàng." in response.content.decode()


def test_upload_over_the_size_limit_is_not_received(market_board: User, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 4
    response = signed_in(market_board).post(reverse("import_upload"), {"order_files": order_file()})
    assert response.status_code == 422
    assert "lớn hơn" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_upload_of_an_empty_file_is_not_received(market_board: User) -> None:
    response = signed_in(market_board).post(reverse("import_upload"), {"order_files": order_file(content=b"")})
    assert response.status_code == 422
    assert "File rỗng" in response.content.decode()


def test_upload_for_the_account_of_another_market_is_not_received(market_board: User) -> None:
    foreign = ShopAccountFactory.create()
    data = {"order_files": order_file(), "account": foreign.pk}
    response = signed_in(market_board).post(reverse("import_upload"), data)
    assert response.status_code == 422
    assert not ImportBatch.objects.exists()


def test_upload_by_a_board_of_two_markets_asks_for_the_market_first(market_board: User, tan_dinh: Market) -> None:
    MembershipFactory.create(market=tan_dinh, user=market_board)
    client = signed_in(market_board)
    assert "File này là của chợ nào?" in client.get(reverse("import_upload")).content.decode()
    address = f"{reverse('import_upload')}?cho=tan-dinh"
    client.post(address, {"order_files": order_file()})
    assert ImportBatch.objects.get().market == tan_dinh


# One import


@pytest.mark.parametrize("state", [BatchState.UPLOADED, BatchState.QUEUED])
def test_import_that_moves_polls_itself(state: BatchState, market_board: User, account: ShopAccount) -> None:
    batch = ImportBatchFactory.create(account=account, state=state, rows_read=0, rows_new=0)
    headers = {"HX-Request": "true", "HX-Target": "import-state"}
    address = reverse("import_detail", args=[batch.pk])
    fragment = signed_in(market_board).get(address, headers=headers).content.decode()
    assert f'hx-get="{address}" hx-trigger="every 1s"' in fragment
    assert "<progress" in fragment
    assert "<html" not in fragment


def test_import_that_has_ended_stops_polling(market_board: User, batch: ImportBatch) -> None:
    headers = {"HX-Request": "true", "HX-Target": "import-state"}
    address = reverse("import_detail", args=[batch.pk])
    fragment = signed_in(market_board).get(address, headers=headers).content.decode()
    assert "hx-trigger" not in fragment
    assert "Đã nhập xong" in fragment


def test_import_that_is_ready_shows_preview_and_form(market_board: User, account: ShopAccount) -> None:
    preview = PREVIEW | {"accounts": [account.pk]}
    batch = ImportBatchFactory.create(
        account=None, market=account.market, state=BatchState.READY, rows_read=0, rows_new=0, preview=preview
    )
    page = signed_in(market_board).get(reverse("import_detail", args=[batch.pk]))
    text = page.content.decode()
    for words in (
        "Đơn hàng TikTok Shop, khoảng 15.000 dòng, từ 11/12/2023 đến 16/12/2023.",
        "Kho Bến Thành",
        "thiếu mã",
    ):
        assert words in text
    assert page.context["form"]["account"].initial == account.pk
    assert "stated_status" not in page.context["form"].fields


def test_import_with_blank_statuses_asks_what_they_are(market_board: User, account: ShopAccount) -> None:
    batch = ImportBatchFactory.create(
        account=account, state=BatchState.READY, rows_read=0, rows_new=0, preview=PREVIEW | {"blank_statuses": 4}
    )
    page = signed_in(market_board).get(reverse("import_detail", args=[batch.pk]))
    assert "stated_status" in page.context["form"].fields


def test_live_report_is_not_asked_for_a_session(market_board: User, account: ShopAccount) -> None:
    batch = ImportBatchFactory.create(
        account=account, state=BatchState.READY, rows_read=0, rows_new=0, preview=PREVIEW | {"is_live": True}
    )
    page = signed_in(market_board).get(reverse("import_detail", args=[batch.pk]))
    assert list(page.context["form"].fields) == ["account"]


def test_import_without_a_named_account_is_not_confirmed(market_board: User, account: ShopAccount) -> None:
    batch = ImportBatchFactory.create(
        account=None, market=account.market, state=BatchState.READY, rows_read=0, rows_new=0, preview=PREVIEW
    )
    response = signed_in(market_board).post(reverse("import_detail", args=[batch.pk]), {"account": ""})
    assert response.status_code == 422
    assert "Chọn tài khoản bán hàng" in response.content.decode()
    batch.refresh_from_db()
    assert batch.state == BatchState.READY


def test_import_confirmed_already_is_not_confirmed_again(market_board: User, batch: ImportBatch) -> None:
    address = reverse("import_detail", args=[batch.pk])
    response = signed_in(market_board).post(address, {"account": batch.account_id}, follow=True)
    assert "không cần xác nhận nữa" in response.content.decode()


def test_import_refused_says_why(market_board: User, account: ShopAccount) -> None:
    batch = ImportBatchFactory.create(
        account=account, state=BatchState.REFUSED, rows_read=0, rows_new=0, refusal="Đây là file của Shopee."
    )
    text = signed_in(market_board).get(reverse("import_detail", args=[batch.pk])).content.decode()
    assert "Đây là file của Shopee." in text
    assert "Không có dòng nào được nhập" in text


def test_import_processed_shows_counts_and_money_identity(market_board: User, batch: ImportBatch) -> None:
    OrderLineFactory.create(batch=batch)
    OrderLineFactory.create(batch=batch, status=LineStatus.CANCELLED, completed_value=0)
    OrderLineFactory.create(batch=batch, status=LineStatus.RETURNED, completed_value=0)
    OrderLineFactory.create(batch=batch, status=LineStatus.SHIPPING, completed_value=0)
    OrderLineFactory.create(batch=batch, hold="held", trader=None)
    page = signed_in(market_board).get(reverse("import_detail", args=[batch.pk]))
    outcome = page.context["outcome"]
    assert (outcome.placed, outcome.cancelled, outcome.returned, outcome.open_value, outcome.completed) == (
        400_000,
        100_000,
        100_000,
        100_000,
        100_000,
    )
    assert outcome.orders_held == 1
    assert "400.000 ₫" in page.content.decode()


def test_import_processed_leads_to_what_waits(market_board: User, batch: ImportBatch) -> None:
    OrderLineFactory.create(batch=batch, method="review")
    OrderLineFactory.create(batch=batch, status=LineStatus.UNKNOWN, completed_value=0)
    text = signed_in(market_board).get(reverse("import_detail", args=[batch.pk])).content.decode()
    for name in ("review_sessions", "review_words", "review_products"):
        assert f"{reverse(name)}?file={batch.pk}" in text
    assert reverse("review_holds") not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_import_page_asks_the_same_number_of_queries(rows: int, market_board: User, batch: ImportBatch) -> None:
    RejectedRowFactory.create_batch(rows, batch=batch)
    assert count_queries(signed_in(market_board), reverse("import_detail", args=[batch.pk])) == 8


def test_import_pages_its_rejected_rows(market_board: User, batch: ImportBatch) -> None:
    RejectedRowFactory.create_batch(30, batch=batch)
    page = signed_in(market_board).get(reverse("import_detail", args=[batch.pk]), {"trang": 2})
    assert len(page.context["rejected"]) == 5
    assert "Số lượng phải là số nguyên." in page.content.decode()


def test_import_undone_says_by_whom(market_board: User, account: ShopAccount) -> None:
    batch = ImportBatchFactory.create(
        account=account, state=BatchState.UNDONE, undone_by=market_board, undone_at="2026-11-22T09:00+07:00"
    )
    text = signed_in(market_board).get(reverse("import_detail", args=[batch.pk])).content.decode()
    assert f"{market_board} hoàn tác lúc 22/11/2026 09:00" in text


def test_undo_of_an_import_not_processed_leads_back(market_board: User, account: ShopAccount) -> None:
    batch = ImportBatchFactory.create(account=account, state=BatchState.READY, rows_read=0, rows_new=0, preview=PREVIEW)
    response = signed_in(market_board).get(reverse("import_undo", args=[batch.pk]))
    assert response["Location"] == reverse("import_detail", args=[batch.pk])


# Files that go out


def test_rejected_rows_go_out_in_the_layout_of_the_file(market_board: User, batch: ImportBatch) -> None:
    RejectedRowFactory.create(batch=batch, cells={"Order ID": "=1+1", "Quantity": "hai"})
    response = signed_in(market_board).get(reverse("import_rejected_xlsx", args=[batch.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["Order ID", "Quantity", "Buyer Username", "Lý do"],
        ["=1+1", "hai", None, "Quantity: Số lượng phải là số nguyên."],
    ]
    assert sheet["A2"].data_type == "s"


def test_template_can_be_downloaded(market_board: User) -> None:
    response = signed_in(market_board).get(reverse("template_download"))
    header = next(openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))
    assert "Mã đơn hàng*" in header
