"""Take the README's screenshots from a running demo: ``uv run python docs/screenshots/take.py``.

``take.py http://127.0.0.1:9000 door certificate`` takes these from a demo elsewhere.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SIGN_IN = "cho-so-demo"  # the demo's password, printed by make demo
HERE = Path(__file__).parent
REGISTER = "/dang-ky/"
NEW_NUMBER = "0900 009 999"
CERTIFICATES = "/dao-tao/lop/livestream-ban-hang-cho/chung-nhan/"
RUN_OF_TODAY = "/dao-tao/lop/quay-va-dung-video-ngan-cho/"
DOOR = "door"
MOST_BYTES = 120_000


@dataclass(frozen=True)
class Shot:
    """One picture: who (nobody: a visitor) looks at which page, how wide and how high, light or dark."""

    name: str
    user: str
    path: str
    width: int = 1280
    height: int = 1000
    is_dark: bool = False


SHOTS = (
    Shot("city", "so.tphcm", "/so-lieu/thanh-pho/?ky=2026-10", height=1100),
    Shot("imports", "bql.benthanh", "/nhap-don/", height=760),
    Shot("market-dark", "so.tphcm", "/so-lieu/cho/ben-thanh/?ky=2023-12", height=1000, is_dark=True),
    Shot("queue", "bql.benthanh", "/ho-so/", height=1000),
    Shot("vneid", "so.tphcm", "/vneid/", height=1000),
    Shot("public-market", "", "/cho-online/ben-thanh/", height=1000),
    Shot("register-phone", "", REGISTER, width=360, height=1000),
    Shot("trader-phone", "tieuthuong.nhung", "/", width=360, height=1000),
    Shot("board-phone", "bql.benthanh", "/", width=360, height=1000),
    Shot("run-phone", "", RUN_OF_TODAY, width=360, height=1000),
    Shot("offer-phone", "tieuthuong.nhung", "/dao-tao/cua-toi/", width=360, height=1000),
    Shot(DOOR, "giangvien.an", RUN_OF_TODAY, height=760),
    Shot("outcomes", "so.tphcm", "/dao-tao/ket-qua/", height=1000),
    Shot("certificate", "so.tphcm", CERTIFICATES),
)


def take(browser: Browser, address: str, shot: Shot) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme="dark" if shot.is_dark else "light"
    )
    page = context.new_page()
    if shot.user:
        sign_in(page, address, shot)
    if shot.path == REGISTER:
        register(page, address)
    else:
        page.goto(address + shot.path)
    if shot.path == CERTIFICATES:
        save_certificate(page, address, HERE / f"{shot.name}.jpg")
        return
    if shot.name == DOOR:
        show_code(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # charts draw after figures and tables stand
    save(page, HERE / f"{shot.name}.jpg")
    context.close()


def sign_in(page: Page, address: str, shot: Shot) -> None:
    page.goto(f"{address}/tai-khoan/dang-nhap/?cach=mat-khau&next={shot.path.split('?')[0]}")
    page.fill("input[name=login]", shot.user)
    page.fill("input[name=password]", SIGN_IN)
    page.click("main details button[type=submit]")
    page.wait_for_load_state("networkidle")


def register(page: Page, address: str) -> None:
    """As somebody new: number, then the code that the trial box shows, and the second page stands."""
    page.goto(address + REGISTER)
    page.get_by_label("Số điện thoại").fill(NEW_NUMBER)
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    page.get_by_label("Mã 6 số").fill(code_for(page.context.new_page(), address))
    page.get_by_role("button", name="Tiếp tục").click()


def code_for(page: Page, address: str) -> str:
    """The newest code that was sent to ``NEW_NUMBER``; the box asks for new messages by itself."""
    page.goto(f"{address}/tin-nhan/hop-thu-thu/?so={NEW_NUMBER.replace(' ', '')}")
    text = page.locator(".bubble__text", has_text="mã").first.inner_text()
    page.close()
    return re.search(r"\b\d{6}\b", text)[0]  # type: ignore[index] # a code has six digits


def show_code(page: Page) -> None:
    """From a run's page to what its meeting of today shows on the wall."""
    page.get_by_role("listitem").filter(has_text="Quay thử tại sạp").get_by_role("link", name="Điểm danh").click()
    page.get_by_role("link", name="Chiếu mã lên màn hình").click()


def save_certificate(page: Page, address: str, path: Path) -> None:
    """The first page of the first certificate of the class, as its reader prints it."""
    number = page.locator("td a[href*='/dao-tao/chung-nhan/']").first.get_attribute("href")
    pdf = page.context.request.get(f"{address}{number}tai-ve/").body()
    paper = pypdfium2.PdfDocument(pdf)[0].render(scale=1.1).to_pil()
    paper.convert("RGB").save(path, quality=82)
    page.context.close()


def save(page: Page, path: Path) -> None:
    """As JPEG, as good as fits into ``MOST_BYTES``."""
    for quality in range(82, 20, -6):
        page.screenshot(path=path, type="jpeg", quality=quality)
        if path.stat().st_size <= MOST_BYTES:
            return


def main(address: str, *names: str) -> None:
    """Write every picture, or those of ``names``, beside this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for shot in [shot for shot in SHOTS if not names or shot.name in names]:
            take(browser, address, shot)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:] or ["http://127.0.0.1:8000"])
