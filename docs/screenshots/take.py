"""Take the README's screenshots from a running demo: ``uv run python docs/screenshots/take.py [http://127.0.0.1:8000]``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SIGN_IN = "cho-so-demo"  # the demo's password, printed by make demo
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page, how wide and how high, light or dark."""

    name: str
    user: str
    path: str
    width: int = 1280
    height: int = 1000
    is_dark: bool = False


SHOTS = (
    Shot("city", "so.tphcm", "/so-lieu/thanh-pho/?ky=2026-10", height=1500),
    Shot("imports", "bql.benthanh", "/nhap-don/", height=760),
    Shot("market-dark", "so.tphcm", "/so-lieu/cho/ben-thanh/?ky=2023-12", height=1200, is_dark=True),
    Shot("trader-phone", "tieuthuong.nhung", "/", width=360, height=1000),
    Shot("board-phone", "bql.benthanh", "/", width=360, height=1000),
)


def take(browser: Browser, address: str, shot: Shot) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme="dark" if shot.is_dark else "light"
    )
    page = context.new_page()
    page.goto(f"{address}/tai-khoan/dang-nhap/?cach=mat-khau&next={shot.path.split('?')[0]}")
    page.fill("input[name=login]", shot.user)
    page.fill("input[name=password]", SIGN_IN)
    page.click("main details button[type=submit]")
    page.wait_for_load_state("networkidle")
    page.goto(address + shot.path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # charts draw after figures and tables stand
    page.screenshot(path=HERE / f"{shot.name}.jpg", type="jpeg", quality=82)
    context.close()


def main(address: str) -> None:
    """Write every picture beside this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for shot in SHOTS:
            take(browser, address, shot)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
