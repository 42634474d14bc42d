"""A real browser in front of a real server.

Workers are played by the test, which calls the tasks' actions between two looks at the page; only
``test_progress.py`` starts a real one. Every page that a test visits is looked at by axe in both
colour schemes, and a window that has complained (console, policy, server error) fails its test.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, sync_playwright

from ecommerce_stats.actions.refresh import refresh_stale
from livestreams.actions.imports import inspect_upload, run_import
from livestreams.enums import BatchState
from livestreams.models import ImportBatch
from portal.accounts.models import User
from tests.factories.accounts import PASSWORD

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 15_000
"""Milliseconds; the machine may be busy."""
EXPECTED = "status of 422"
"""What the console says of a form that was sent back to be put right."""
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the other colour scheme can change."""

axe = Axe()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this process, each in a window of its own.

    Playwright keeps an event loop in this thread; Django would forbid the database beside it.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Window:
    """A browser window: where it stands, what it has complained of, which pages axe has seen."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.looked_at: set[str] = set()
        self._is_listening = True
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if self._is_listening and message.type in {"error", "warning"} and EXPECTED not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url}: {response.status}")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")

    def sign_in(self, person: User) -> None:
        """Through the form, as people do."""
        self.go("/tai-khoan/dang-nhap/")
        self.page.get_by_label("Tên đăng nhập hoặc e-mail").fill(person.username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        self.page.wait_for_url(f"{self.base}/")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("link", name=name)

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name, level=1)

    def click_in_menu(self, name: str) -> None:
        """A place of the main navigation, which a phone keeps behind a button."""
        menu = self.page.get_by_text("Mục lục", exact=True)
        if menu.is_visible():
            menu.click()
        self.page.get_by_role("link", name=name, exact=True).locator("visible=true").first.click()

    def look(self, name: str, *, schemes: tuple[Any, ...] = ("light", "dark")) -> None:
        """Have axe look at the page, in light and dark, and see that nothing runs out of the window sideways."""
        assert self.complaints == []
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(width) == 0, f"{name} is wider than the window"
        self._is_listening = False  # axe sets styles of its own, which the policy forbids
        for number, scheme in enumerate(schemes):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = axe.run(self.page, options=CONTRAST if number else None)
            assert found.violations_count == 0, f"{name}, {scheme}: {found.generate_report()}"
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.page.evaluate("0")  # what axe caused has been reported by now
        self._is_listening = True
        self.looked_at.add(name)


class OpenWindow(Protocol):
    """``open_window(width=360)``; more options go to Playwright's new_context."""

    def __call__(self, *, width: int = 1280, **options: Any) -> Window: ...


@pytest.fixture
def open_window(browser: Browser, live_server: Any) -> Iterator[OpenWindow]:
    """Windows that are closed after the test, which fails when one of them has complained."""
    windows: list[Window] = []

    def opened(*, width: int = 1280, **options: Any) -> Window:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale="vi-VN", reduced_motion="reduce", **options
        )
        windows.append(Window(context, live_server.url))
        return windows[-1]

    yield opened
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.page.context.close()
    assert complaints == []


@pytest.fixture
def work(transactional_db: None) -> Callable[[], None]:
    """Do what waits for workers: look at files, import those that are confirmed, count stale days again."""

    def worked() -> None:
        for batch in ImportBatch.objects.filter(state=BatchState.UPLOADED):
            inspect_upload(batch_id=batch.pk)
        for batch in ImportBatch.objects.filter(state=BatchState.QUEUED):
            run_import(batch_id=batch.pk)
        refresh_stale(waits=True)

    return worked


@pytest.fixture
def yesterday() -> str:
    """In the middle of yesterday, as TikTok writes it: of the month that pages of figures show first."""
    return f"{timezone.localdate() - dt.timedelta(days=1):%d/%m/%Y} 12:00:00"
