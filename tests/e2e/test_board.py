"""A board brings in a file, says what a word means, takes the file back: by mouse, by keys, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from livestreams.actions.imports import reporter
from livestreams.enums import BatchState, LineStatus
from livestreams.models import ImportBatch, OrderLine
from portal.accounts.models import User
from tests.e2e.conftest import SIZES, OpenWindow, Scheme, Window
from tests.factories.traders import ShopAccountFactory
from tests.livestreams.files import TIKTOK
from traders.models import ShopAccount, Trader

pytestmark = pytest.mark.e2e

NAME = "Tất cả đơn-2026.csv"
DROP = """([zone, name, bytes]) => {
    const dropped = new DataTransfer();
    dropped.items.add(new File([new Uint8Array(bytes)], name, { type: "text/csv" }));
    for (const kind of ["dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true }));
    }
}"""


@pytest.fixture
def account(trader_row: Trader) -> ShopAccount:
    return ShopAccountFactory.create(trader=trader_row, handle="co.hoa.vai")


@pytest.fixture
def export(tmp_path: Path, yesterday: str) -> Path:
    """Two sales, one with a word that nobody knows, and a row that cannot be read."""
    rows = [
        TIKTOK.row(order_no="578890915909831001", placed=yesterday, price="250000"),
        TIKTOK.row(order_no="578890915909831002", placed=yesterday, status="Đang bay", price="100000"),
        TIKTOK.row(order_no="578890915909831003", placed=yesterday, quantity="hai"),
    ]
    return TIKTOK.csv(tmp_path / NAME, rows)


def drop(window: Window, file: Path) -> None:
    zone = window.page.locator("[data-dropzone=ready]")
    window.page.evaluate(DROP, [zone.element_handle(), file.name, list(file.read_bytes())])


@SIZES
def test_board_imports_a_file_maps_a_word_and_undoes(
    width: int, scheme: Scheme, open_window: OpenWindow, market_board: User, account: ShopAccount, export: Path,
    work: Callable[[], None],
) -> None:  # fmt: skip
    window = open_window(width=width, schemes=[scheme])
    window.sign_in(market_board)
    window.look("home of a board")
    upload(window, export)
    work()
    expect(window.heading("Xem trước rồi nhập")).to_be_visible()
    expect(window.page.get_by_text("Mắm cá linh").first).to_be_visible()
    window.look("preview")
    window.button("Nhập").click()
    follow_progress(window)
    work()
    expect(window.heading("Đã nhập xong")).to_be_visible()
    expect(window.page.get_by_text("Đã nhận 2 trong 3 dòng; 1 dòng bị từ chối.")).to_be_visible()
    window.look("result")
    map_word(window)
    undo(window)


def upload(window: Window, file: Path) -> None:
    window.click_in_menu("Nhập đơn hàng")
    window.look("history of imports")
    window.link("Nhập file mới").click()
    drop(window, file)
    expect(window.page.get_by_text(f"{NAME} (")).to_be_visible()
    window.look("upload")
    window.button("Tải lên và xem trước").click()
    expect(window.heading("Đang đọc thử file")).to_be_visible()
    window.look("file that is being looked at")


def follow_progress(window: Window) -> None:
    """The bar moves by itself and is still there after a reload."""
    expect(window.heading("Đang nhập file")).to_be_visible()
    report, bar = reporter(ImportBatch.objects.get()), window.page.get_by_role("progressbar")
    report("Đang đọc file", 1, 4)
    expect(bar).to_have_attribute("value", "1")
    window.look("progress")
    report("Đang đọc file", 3, 4)
    expect(bar).to_have_attribute("value", "3")
    window.page.reload()
    expect(bar).to_have_attribute("value", "3")


def map_word(window: Window) -> None:
    window.link("1 dòng có từ trạng thái lạ").click()
    window.look("unknown words")
    window.page.get_by_label("Nghĩa của “Đang bay”").select_option("Đang giao")
    window.button("Lưu").click()
    expect(window.page.get_by_text("Đã gán nghĩa cho “Đang bay”: 1 dòng theo nghĩa mới.")).to_be_visible()
    assert OrderLine.objects.get(order_no="578890915909831002").status == LineStatus.SHIPPING
    window.look("no unknown words")
    window.link(NAME).click()


def undo(window: Window) -> None:
    window.link("Hoàn tác").click()
    expect(window.page.get_by_text("2 đơn chỉ có trong file này sẽ bị bỏ;")).to_be_visible()
    window.look("question before undoing")
    window.button("Hoàn tác").click()
    expect(window.heading("Đã hoàn tác")).to_be_visible()
    window.look("undone")
    assert not OrderLine.objects.exists()


def press_until(window: Window, wanted: Locator) -> None:
    """Walk with the keyboard; where the focus stands has to be seen on the way."""
    for _ in range(60):
        window.page.keyboard.press("Tab")
        focused = window.page.locator(":focus")
        if wanted.evaluate("(element) => element === document.activeElement"):
            ring = "(element) => getComputedStyle(element).outlineStyle + getComputedStyle(element).boxShadow"
            assert focused.evaluate(ring) != "nonenone"
            return
    pytest.fail(f"{wanted} is not reached")


def test_board_imports_with_the_keyboard_alone(
    open_window: OpenWindow, market_board: User, account: ShopAccount, export: Path, work: Callable[[], None]
) -> None:
    window = open_window()
    window.sign_in(market_board)
    window.go("/nhap-don/moi/")
    page, send = window.page, window.button("Tải lên và xem trước")
    press_until(window, page.get_by_role("link", name="Tới nội dung chính"))
    press_until(window, page.get_by_label("File đơn hàng"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(export)
    press_until(window, send)
    page.keyboard.press("Enter")
    expect(window.heading("Đang đọc thử file")).to_be_visible()
    work()
    press_until(window, window.button("Nhập"))
    page.keyboard.press("Enter")
    expect(window.heading("Đang nhập file")).to_be_visible()
    work()
    expect(window.heading("Đã nhập xong")).to_be_visible()


def test_board_imports_without_scripts(
    open_window: OpenWindow, market_board: User, account: ShopAccount, export: Path, work: Callable[[], None]
) -> None:
    window = open_window(java_script_enabled=False)
    window.sign_in(market_board)
    window.go("/nhap-don/moi/")
    window.page.get_by_label("File đơn hàng").set_input_files(export)
    window.button("Tải lên và xem trước").click()
    work()
    window.link("Xem lại").click()
    expect(window.heading("Xem trước rồi nhập")).to_be_visible()
    window.button("Nhập").click()
    work()
    window.link("Xem lại").click()
    expect(window.heading("Đã nhập xong")).to_be_visible()
    assert ImportBatch.objects.get().state == BatchState.PROCESSED


def test_upload_without_a_file_says_so_where_the_reader_is(open_window: OpenWindow, market_board: User) -> None:
    window = open_window(width=360)
    window.sign_in(market_board)
    window.go("/nhap-don/moi/")
    window.page.locator("form[enctype]").evaluate("(form) => { form.noValidate = true; }")
    window.button("Tải lên và xem trước").click()
    expect(window.page.locator("[data-error-summary]")).to_be_focused()
    expect(window.page.get_by_role("link", name="Chọn ít nhất một file đơn hàng.")).to_be_visible()
    window.look("upload that was sent back")
