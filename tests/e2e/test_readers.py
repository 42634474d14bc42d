"""What an official, a trader and a visitor read, followed down to the row of the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from livestreams.actions.imports import import_file
from livestreams.models import ImportBatch, LiveSession
from portal.accounts.models import User
from tests.e2e.conftest import SIZES, OpenWindow, Scheme, Window
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import ShopAccountFactory
from tests.livestreams.files import TIKTOK
from traders.models import Market, ShopAccount, Trader

pytestmark = pytest.mark.e2e

OTHER_PAGES = (
    "/so-lieu/cho/ben-thanh/", "/so-lieu/phien/bt-1/", "/so-lieu/van-hanh/", "/cho/ben-thanh/",
    "/cho/ben-thanh/sap/", "/cho/ben-thanh/tieu-thuong/", "/cho/ben-thanh/tai-khoan/", "/phien/",
)  # fmt: skip


@pytest.fixture
def account(trader_row: Trader) -> ShopAccount:
    return ShopAccountFactory.create(trader=trader_row, handle="co.hoa.vai")


@pytest.fixture
def session(account: ShopAccount) -> LiveSession:
    """Yesterday from 11 to 13."""
    noon = timezone.localtime().replace(hour=11, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
    return LiveSessionFactory.create(code="bt-1", account=account, start=noon, title="Vải lụa giữa trưa")


@pytest.fixture
def bring_in(
    tmp_path: Path, account: ShopAccount, session: LiveSession, market_board: User, yesterday: str,
    work: Callable[[], None],
) -> Callable[[], ImportBatch]:  # fmt: skip
    """The board imports 350,000 ₫ in two orders of the session."""

    def brought() -> ImportBatch:
        rows = [
            TIKTOK.row(order_no="578890915909831001", placed=yesterday, price="250000", product="Lụa tơ tằm"),
            TIKTOK.row(order_no="578890915909831002", placed=yesterday, price="100000"),
        ]
        path = TIKTOK.xlsx(tmp_path / "Tất cả đơn.xlsx", rows)
        batch = import_file(path=path, account=account, by=market_board)
        work()
        return batch

    return brought


@SIZES
def test_official_sees_the_figure_change_and_follows_it_to_the_row_of_the_file(
    width: int, scheme: Scheme, open_window: OpenWindow, official: User, bring_in: Callable[[], ImportBatch]
) -> None:
    window = open_window(width=width, schemes=[scheme])
    window.sign_in(official)
    window.look("home of the city")
    window.click_in_menu("Số liệu")
    expect(window.page.get_by_text("Chưa có đơn nào trong kỳ này")).to_be_visible()
    window.look("city without sales")
    bring_in()
    window.page.reload()
    placed = window.page.get_by_role("article", name="Doanh số đặt")
    expect(placed.get_by_text("350.000 ₫")).to_be_visible()
    expect(window.page.locator("[data-chart=drawn] .main-svg").first).to_be_visible()
    window.look("city")
    follow(window)
    look_at_other_pages(window)


def follow(window: Window) -> None:
    """Figure → day → cell → line → import."""
    placed = window.page.get_by_role("article", name="Doanh số đặt")
    placed.get_by_role("link", name="Số này từ đâu?").click()
    expect(window.heading("Số này từ đâu?")).to_be_visible()
    window.look("days of a figure")
    day = timezone.localdate() - dt.timedelta(days=1)
    window.link(f"{day:%d/%m/%Y}").first.click()
    window.look("cells of a day")
    window.link("Lê Thị Hoa").click()
    row = window.page.get_by_role("row", name="578890915909831001")
    for words in ("Lụa tơ tằm", "250.000 ₫", "Tất cả đơn.xlsx", "OrderSKUList", "Ban quản lý chợ Bến Thành"):
        expect(row).to_contain_text(words)
    expect(row.get_by_role("cell", name="2", exact=True)).to_be_visible()
    expect(window.page.get_by_text("Khớp")).to_be_visible()
    window.look("order lines")
    row.get_by_role("link", name="Mở lần nhập").click()
    expect(window.heading("Đã nhập xong")).to_be_visible()
    expect(window.page.get_by_role("link", name="Hoàn tác")).to_have_count(0)
    window.look("import, for the city")


def look_at_other_pages(window: Window) -> None:
    for path in OTHER_PAGES:
        window.go(path)
        window.look(path)


def test_official_narrows_figures_and_the_address_follows(
    open_window: OpenWindow, official: User, tan_dinh: Market, bring_in: Callable[[], ImportBatch]
) -> None:
    bring_in()
    window = open_window()
    window.sign_in(official)
    window.go("/so-lieu/thanh-pho/")
    month = f"{timezone.localdate() - dt.timedelta(days=1):%Y-%m}"
    window.page.get_by_label("Chợ", exact=True).select_option("Chợ Tân Định")
    expect(window.page.get_by_text("Chưa có đơn nào trong kỳ này")).to_be_visible()
    expect(window.page).to_have_url(f"{window.base}/so-lieu/thanh-pho/?ky={month}&cho=tan-dinh")
    window.page.go_back()
    expect(window.page.get_by_role("article", name="Doanh số đặt").get_by_text("350.000 ₫")).to_be_visible()
    expect(window.page.get_by_label("Chợ", exact=True)).to_have_value("")


def test_trader_sees_the_own_stall(
    open_window: OpenWindow, trader: User, other_trader: User, bring_in: Callable[[], ImportBatch]
) -> None:
    SoldLineFactory.create(account__market__slug="ben-thanh", placed_value=777_000, day=timezone.localdate())
    bring_in()
    window = open_window(width=360)
    window.sign_in(trader)
    window.look("home of a trader")
    window.link("Xem mọi số liệu của sạp").click()
    expect(window.heading("Sạp của tôi")).to_be_visible()
    expect(window.page.get_by_role("article", name="Doanh số đặt").get_by_text("350.000 ₫")).to_be_visible()
    expect(window.page.get_by_text("777.000")).to_have_count(0)
    window.look("stall of a trader")
    window.click_in_menu("Phiên")
    window.link("Vải lụa giữa trưa").first.click()
    window.look("session, for a trader")


@SIZES
def test_visitor_reads_what_is_published_and_what_comes(
    width: int, scheme: Scheme, open_window: OpenWindow, account: ShopAccount, work: Callable[[], None]
) -> None:
    SoldLineFactory.create(account=account, placed_value=4_200_000, day=dt.date(2023, 12, 11))
    coming = timezone.now() + dt.timedelta(days=3)
    LiveSessionFactory.create(account=account, start=coming, title="Chợ hoa xuân")
    work()
    window = open_window(width=width, schemes=[scheme])
    window.go("/")
    expect(window.heading("Chợ lên sóng, số liệu rõ ràng")).to_be_visible()
    expect(window.page.get_by_role("article", name="Doanh số đặt").get_by_text("4.200.000 ₫")).to_be_visible()
    expect(window.page.get_by_text("Chợ hoa xuân")).to_be_visible()
    window.look("home of a visitor")
    window.link("Cách tính từng con số").click()
    window.look("definitions")
    window.go("/tai-khoan/dang-nhap/")
    window.look("sign-in")
