"""Pages of uploaded lists, as a board goes through them."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.privacy.models import PersonalDataReading
from tests.factories.traders import TraderFactory
from tests.traders.lists_kit import checked, row, upload, workbook
from traders.enums import ListState
from traders.list_columns import COLUMNS
from traders.models import Market, Trader, TraderList

HEAD = ("Họ và tên", "Điện thoại", "Mã sạp")
HOA = ("Lê Thị Hoa", "0912345678", "A1")


@pytest.fixture
def board(client: Client, market_board: User) -> Client:
    client.force_login(market_board)
    return client


def address(name: str, *arguments: object) -> str:
    return reverse(name, args=["ben-thanh", *arguments])


def page(board: Client, name: str, *arguments: object) -> str:
    return board.get(address(name, *arguments)).content.decode()


def test_upload_asks_for_the_columns_once(board: Client, ben_thanh: Market) -> None:
    for step, expected in (("first", "list_columns"), ("again", "list_detail")):
        response = board.post(address("list_upload"), {"list_file": upload(workbook(HEAD, HOA))})
        trader_list = TraderList.objects.latest("pk")
        assert response["Location"] == address(expected, trader_list.pk), step
        columns = {"name": "0", "phone": "1", "stalls": "2", "capitals": "calm"}
        board.post(address("list_columns", trader_list.pk), columns)


def test_upload_of_no_spreadsheet_says_what_to_do(board: Client, ben_thanh: Market) -> None:
    response = board.post(address("list_upload"), {"list_file": upload(b"\xd0\xcf\x11\xe0 old", "cu.xls")})
    assert response.status_code == 422
    assert not TraderList.objects.exists()


def test_column_chosen_twice_is_refused(board: Client, ben_thanh: Market) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA)
    response = board.post(address("list_columns", trader_list.pk), {"name": "0", "note": "0", "capitals": "calm"})
    assert response.status_code == 422
    assert "đã chọn cho" in response.content.decode()


def test_dry_run_shows_both_sides_and_records_the_reading(board: Client, ben_thanh: Market) -> None:
    known = TraderFactory.create(market=ben_thanh, name="Le Thi Hoa", phone="+84912345678")
    trader_list = checked(ben_thanh, HEAD, HOA)
    shown = page(board, "list_detail", trader_list.pk)
    assert "Le Thi Hoa" in shown
    assert "list-compare__differs" in shown
    assert PersonalDataReading.objects.filter(person=known.user).exists()
    assert Trader.objects.get() == known


def test_decisions_one_by_one_and_all_at_once(board: Client, ben_thanh: Market) -> None:
    hoa = TraderFactory.create(market=ben_thanh, name="Lê Thị Hoa", phone="+84912345678")
    duc = TraderFactory.create(market=ben_thanh, name="Đức", phone="+84987654321")
    trader_list = checked(ben_thanh, HEAD, HOA, ("Phạm Văn Đức", "0987654321", "A2"))
    assert "Cập nhật tất cả 1 người này" in page(board, "list_detail", trader_list.pk)
    board.post(address("list_decide_all", trader_list.pk), {"match": "phone_name", "decision": "update"})
    assert (row(trader_list, 2).decision, row(trader_list, 2).trader) == ("update", hoa)
    assert row(trader_list, 3).decision == "undecided"
    board.post(address("list_decide", trader_list.pk, 3), {"choice": f"update:{duc.pk}"})
    board.post(address("list_apply", trader_list.pk))
    duc.refresh_from_db()
    assert duc.name == "Phạm Văn Đức"


def test_stranger_to_a_row_cannot_be_chosen(board: Client, ben_thanh: Market, tan_dinh: Market) -> None:
    TraderFactory.create(market=ben_thanh, name="Hoa", phone="+84912345678")
    stranger = TraderFactory.create(market=tan_dinh)
    trader_list = checked(ben_thanh, HEAD, HOA)
    board.post(address("list_decide", trader_list.pk, 2), {"choice": f"update:{stranger.pk}"})
    assert row(trader_list, 2).decision == "undecided"


def test_rejected_rows_come_with_reasons_and_can_be_brought_again(board: Client, ben_thanh: Market) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA, ("Phạm Văn Đức", "12", "A2"))
    response = board.get(address("list_rejected_xlsx", trader_list.pk))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    rows = [list(cells) for cells in sheet.iter_rows(values_only=True)]
    assert rows[0] == [*HEAD, "Lý do, việc cần sửa"]
    assert rows[1][:2] == ["Phạm Văn Đức", "12"]
    assert "0912 345 678" in str(rows[1][3])


def test_rejected_rows_of_a_clerk_keep_tax_codes_hidden(client: Client, ben_thanh: Market, market_clerk: User) -> None:
    client.force_login(market_clerk)
    trader_list = checked(ben_thanh, ("Họ và tên", "Điện thoại", "MST"), ("Đức", "12", "079085012345"))
    content = client.get(address("list_rejected_xlsx", trader_list.pk)).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert str(sheet["C2"].value).endswith(" 345")
    assert "079085012345" not in str(sheet["C2"].value)


def test_template_has_all_columns_and_drop_downs(board: Client, ben_thanh: Market) -> None:
    book = openpyxl.load_workbook(io.BytesIO(board.get(address("list_template")).content))
    sheet = book["Danh sách"]
    assert [cell.value for cell in sheet[1]] == [column.header for column in COLUMNS]
    assert len(sheet.data_validations.dataValidation) == 3
    assert book["Hướng dẫn"]["A2"].value == "Họ và tên"


def test_big_list_waits_for_a_worker(board: Client, ben_thanh: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("traders.actions.lists.applying.BIG", 0)
    trader_list = checked(ben_thanh, HEAD, HOA)
    board.post(address("list_apply", trader_list.pk))
    trader_list.refresh_from_db()
    assert trader_list.state == ListState.APPLYING
    fragment = board.get(
        address("list_detail", trader_list.pk), headers={"HX-Request": "true", "HX-Target": "list-progress"}
    ).content.decode()
    assert "Đang chờ đến lượt" in fragment
    assert "<html" not in fragment


def test_progress_page_of_an_applied_list_leads_to_the_whole_page(board: Client, ben_thanh: Market) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA)
    board.post(address("list_apply", trader_list.pk))
    asked = board.get(
        address("list_detail", trader_list.pk), headers={"HX-Request": "true", "HX-Target": "list-progress"}
    )
    assert asked["HX-Refresh"] == "true"


def test_undo_page_says_what_goes(board: Client, ben_thanh: Market) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA)
    board.post(address("list_apply", trader_list.pk))
    assert "1 người được thêm" in page(board, "list_undo", trader_list.pk)
    board.post(address("list_undo", trader_list.pk))
    assert not Trader.objects.exists()
    assert "Đã hoàn tác" in page(board, "list_detail", trader_list.pk)


def test_discarded_list_leaves_no_rows(board: Client, ben_thanh: Market) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA)
    board.post(address("list_discard", trader_list.pk))
    assert not trader_list.rows.exists()
    assert "Đã bỏ" in page(board, "list_history")


def test_questions_are_answered_for_the_whole_list(board: Client, ben_thanh: Market) -> None:
    head = (*HEAD, "Ngành hàng")
    trader_list = checked(ben_thanh, head, (*HOA, "Bán vải"), ("Phạm Văn Đức", "0987654321", "A2", "bán vải"))
    assert "1 câu hỏi" in page(board, "list_detail", trader_list.pk)
    form = page(board, "list_questions", trader_list.pk)
    assert "“Bán vải” (2 dòng) là ngành hàng nào?" in form
    board.post(address("list_questions", trader_list.pk), {"q0": "0"})
    assert "goods_line" not in row(trader_list, 2).read
    trader_list.refresh_from_db()
    assert trader_list.choices["asked"] == []
