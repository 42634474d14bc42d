"""A board brings in its list of traders on a phone: columns, a match, what is wrong, the result, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.accounts.models import User
from tests.e2e.conftest import SIZES, OpenWindow, Scheme, Window
from tests.factories.traders import TraderFactory
from tests.traders.lists_kit import workbook
from traders.models import Market, Trader

pytestmark = pytest.mark.e2e

NAME = "tieu-thuong-2026.xlsx"


@pytest.fixture
def listed(tmp_path: Path, ben_thanh: Market) -> Path:
    """Somebody new, somebody who is there under another spelling, a number that is none, a word that nobody knows."""
    TraderFactory.create(market=ben_thanh, name="Le Thi Hoa", phone="+84912345678")
    path = tmp_path / NAME
    path.write_bytes(
        workbook(
            ("DANH SÁCH TIỂU THƯƠNG",),
            ("STT", "Họ và tên", "SĐT", "Sạp", "Ngành hàng"),
            (1, "Lê Thị Hoa", "0912345678", "A1", ""),
            (2, "PHẠM VĂN ĐỨC", 987654321, "A2, A3", "Bán mắm"),
            (3, "Trần Thị Mai", "12", "A4", ""),
        )
    )
    return path


@SIZES
def test_board_brings_in_a_list_and_takes_it_back(
    width: int, scheme: Scheme, open_window: OpenWindow, market_board: User, listed: Path
) -> None:
    window = open_window(width=width, schemes=[scheme])
    window.sign_in(market_board)
    window.go("/cho/ben-thanh/tieu-thuong/")
    window.link("Từ tệp Excel").click()
    window.look("no lists yet")
    bring(window, listed)
    decide(window)
    window.button("Nhập 2 dòng").click()
    expect(window.heading("Đã nhập")).to_be_visible()
    window.look("result")
    assert set(Trader.objects.values_list("name", flat=True)) == {"Lê Thị Hoa", "Phạm Văn Đức"}
    window.link("Hoàn tác danh sách này").click()
    window.look("undo")
    window.button("Hoàn tác").click()
    expect(window.heading("Đã hoàn tác")).to_be_visible()
    assert Trader.objects.get().name == "Le Thi Hoa"


def bring(window: Window, listed: Path) -> None:
    window.link("Đưa tệp lên").first.click()
    window.page.locator("input[type=file]").set_input_files(listed)
    window.look("upload")
    window.button("Đọc thử tệp").click()
    expect(window.heading("Cột nào ghi điều gì?")).to_be_visible()
    expect(window.page.get_by_label("Số điện thoại")).to_have_value("2")
    window.look("columns")
    window.button("Kiểm tra các dòng").click()


def decide(window: Window) -> None:
    expect(window.heading("Kiểm tra rồi nhập")).to_be_visible()
    window.look("dry run")
    window.link("Trả lời").click()
    window.look("questions")
    window.page.get_by_label("“Bán mắm” (1 dòng) là ngành hàng nào?").select_option("Để trống")
    window.button("Lưu và kiểm tra lại").click()
    expect(window.page.get_by_text("1 câu hỏi")).to_have_count(0)
    window.link("Có người trùng 1").click()
    expect(window.page.get_by_role("cell", name="Le Thi Hoa")).to_be_visible()
    window.look("side by side")
    window.button("Đúng người này, cập nhật").click()
    expect(window.page.get_by_text("Cập nhật", exact=True)).to_be_visible()
