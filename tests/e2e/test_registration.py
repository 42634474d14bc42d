"""A trader registers on a phone in under a minute; the board accepts with one tap; drafts survive."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from portal.accounts.models import User
from tests.codes import last_code
from tests.e2e.conftest import OpenWindow, Window
from tests.factories.traders import StallFactory
from traders.enums import ApplicationState
from traders.models import Market, Trader, TraderApplication

pytestmark = pytest.mark.e2e

PHONE = "+84912345678"
MOST_TAPS = 12
"""Beside typing. Two seconds each and half a minute of typing stay below a minute."""
TAPS = "addEventListener('click', (event) => { if (event.isTrusted) window.tell_tap(); }, true);"


def count_taps(window: Window) -> list[int]:
    """Grows by one with every tap, over all pages."""
    taps: list[int] = []
    window.page.expose_function("tell_tap", lambda: taps.append(1))
    window.page.add_init_script(TAPS)
    return taps


def prove_phone(window: Window) -> None:
    """The sign-in page asks for the number and the code."""
    window.go("/dang-ky/")
    window.page.get_by_label("Số điện thoại").fill("0912 345 678")
    window.page.locator("form", has=window.page.get_by_label("Số điện thoại")).get_by_role("button").first.click()
    window.page.get_by_label("Mã 6 số").fill(last_code(PHONE))
    window.button("Tiếp tục").click()
    expect(window.heading("Sạp của bạn")).to_be_visible()


def own() -> TraderApplication:
    return TraderApplication.objects.get()


def test_trader_registers_on_a_phone_and_the_board_accepts_with_one_tap(
    open_window: OpenWindow, ben_thanh: Market, market_board: User
) -> None:
    StallFactory.create(market=ben_thanh, code="C1")
    window = open_window(width=360)
    taps, began = count_taps(window), time.monotonic()
    prove_phone(window)
    page = window.page
    page.get_by_label("Họ và tên").fill("Lê Thị Mai")
    page.get_by_label("Chợ Bến Thành").click()
    page.get_by_label("Mã sạp").fill("C1")
    page.get_by_label("Ngành hàng chính").select_option("Trái cây")
    window.button("Tiếp tục").click()
    expect(window.heading("Đồng ý và gửi")).to_be_visible()
    window.button("Gửi hồ sơ").click()
    expect(page.get_by_text("Đang chờ chợ xem")).to_be_visible()
    assert len(taps) <= MOST_TAPS
    assert time.monotonic() - began < 60
    window.look("state of the own application")
    accept(open_window, market_board)
    window.go("/")
    expect(page.get_by_role("heading", name="Việc tiếp theo của bạn")).to_be_visible()
    window.look("home of a new trader")
    assert Trader.objects.get().stalls.get().code == "C1"


def accept(open_window: OpenWindow, board: User) -> None:
    window = open_window(width=360)
    window.sign_in(board)
    expect(window.page.get_by_text("hồ sơ đăng ký chờ duyệt")).to_be_visible()
    window.click_in_menu("Hồ sơ")
    window.look("queue of registrations")
    window.button("Nhận Lê Thị Mai").click()
    expect(window.page.get_by_text("Đã nhận Lê Thị Mai")).to_be_visible()
    window.go("/ho-so/?xem=nhan")
    window.link("Lê Thị Mai").click()
    window.look("accepted application")
    assert own().state == ApplicationState.ACCEPTED


def test_pages_of_registration_pass_axe(open_window: OpenWindow, ben_thanh: Market) -> None:
    window = open_window(width=360)
    prove_phone(window)
    window.look("details")
    window.button("Tiếp tục").evaluate("(button) => { button.form.noValidate = true; }")
    window.button("Tiếp tục").click()
    expect(window.page.locator("[data-error-summary]")).to_be_focused()
    window.look("details that were sent back")
    window.page.get_by_label("Họ và tên").fill("Lê Thị Mai")
    window.page.get_by_label("Chợ Bến Thành").check()
    window.button("Tiếp tục").click()
    expect(window.heading("Đồng ý và gửi")).to_be_visible()
    window.look("consent")


def test_draft_survives_a_lost_connection_and_a_reload(open_window: OpenWindow, ben_thanh: Market) -> None:
    window = open_window(width=360)
    prove_phone(window)
    page = window.page
    page.get_by_label("Họ và tên").press_sequentially("Lê Thị")
    expect(page.get_by_text("Đã giữ nháp lúc")).to_be_visible()
    assert own().name == "Lê Thị"
    window.page.context.set_offline(True)
    page.get_by_label("Họ và tên").press_sequentially(" Mai")
    expect(page.get_by_text("Đang mất mạng")).to_be_visible()
    window.page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("Đã lấy lại những gì bạn viết lúc mất mạng")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("Lê Thị Mai")
    window.button("Tiếp tục").wait_for()
    expected = ("ERR_INTERNET_DISCONNECTED", "htmx:")  # what the browser and htmx say of a lost connection
    window.complaints[:] = [each for each in window.complaints if not any(words in each for words in expected)]


def test_person_registers_without_scripts(open_window: OpenWindow, ben_thanh: Market) -> None:
    window = open_window(width=360, java_script_enabled=False)
    prove_phone(window)
    window.page.get_by_label("Họ và tên").fill("Lê Thị Mai")
    window.page.get_by_label("Chợ bạn bán").fill("ben thanh")
    window.button("Tiếp tục").click()
    window.button("Gửi hồ sơ").click()
    assert urlsplit(window.page.url).path == "/dang-ky/ho-so/"
    assert (own().state, own().market) == (ApplicationState.WAITING, ben_thanh)


def test_first_load_of_the_details_is_light(open_window: OpenWindow, ben_thanh: Market) -> None:
    window = open_window(width=360)
    prove_phone(window)
    sizes = "() => performance.getEntries().reduce((sum, each) => sum + (each.decodedBodySize || 0), 0)"
    window.go("/dang-ky/thong-tin/")
    assert window.page.evaluate(sizes) < 260 * 1024  # as they are; compressed a quarter, measured in benchmarks
