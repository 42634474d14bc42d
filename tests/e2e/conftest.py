"""A real browser in front of a real server.

Workers are played by the test, which calls the tasks' actions between two looks at the page; only
``test_progress.py`` starts a real one. Every page that a test visits is looked at by axe in both
colour schemes, and a window that has complained (console, policy, missing file, server error) fails
its test. ``SIZES``: a journey at two widths, each in another scheme, since axe takes its time.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, Protocol

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
EVERYTHING: dict[str, Any] = {
    "preload": False,  # axe would ask for style sheets at addresses of its own making
    "resultTypes": ["violations"],  # quicker than telling everything that is well
}
CONTRAST: dict[str, Any] = EVERYTHING | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
"""What the other colour scheme can change."""
TELL = """document.addEventListener("securitypolicyviolation", (event) => {
    if (!window.axe) window.tell(`${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`);
});"""
"""Tells what the page's policy forbade; axe sets styles of its own, which it forbids too."""
FORGET_AXE = "() => new Promise((done) => setTimeout(() => { delete window.axe; done(); }))"

type Scheme = Literal["light", "dark"]
BOTH: tuple[Scheme, Scheme] = ("light", "dark")

SIZES = pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])

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
    """A browser window: where it stands, what it has complained of, in which colour schemes axe looks at it."""

    def __init__(self, context: BrowserContext, base: str, schemes: Sequence[Scheme]) -> None:
        self.base = base
        self.schemes = schemes
        self.complaints: list[str] = []
        context.expose_function("tell", self._complain)
        context.add_init_script(TELL)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("response", self._on_response)

    def _complain(self, what: str) -> None:
        self.complaints.append(f"{self.page.url}: {what}")

    def _on_console(self, message: ConsoleMessage) -> None:
        is_told = "Content Security Policy" in message.text
        if message.type in {"error", "warning"} and EXPECTED not in message.text and not is_told:
            self._complain(message.text)

    def _on_response(self, response: Response) -> None:
        is_piece = response.request.resource_type not in {"document", "xhr", "fetch"}
        if response.status >= (400 if is_piece else 500):
            self._complain(f"{response.url}: {response.status}")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")

    def sign_in(self, person: User) -> None:
        """Through the form, as people do."""
        self.go("/tai-khoan/dang-nhap/?cach=mat-khau")
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
        for label in ("Mục lục", "Thêm"):  # on a phone everything stands in the first, else the rest in the second
            menu = self.page.locator("summary", has_text=label)
            link = self.page.get_by_role("link", name=name, exact=True).locator("visible=true")
            if menu.is_visible() and not link.count():
                menu.click()
        self.page.get_by_role("link", name=name, exact=True).locator("visible=true").first.click()

    def look(self, name: str) -> None:
        """Have axe look at the page, and see that nothing runs out of the window sideways."""
        assert not self.complaints, "\n".join(self.complaints)
        self.page.wait_for_load_state()  # a click ends when the next page begins
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(width) == 0, f"{name} is wider than the window"
        for scheme in self.schemes:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = axe.run(self.page, options=EVERYTHING if scheme == self.schemes[0] else CONTRAST)
            self.page.evaluate(FORGET_AXE)
            assert found.violations_count == 0, f"{name}, {scheme}: {found.generate_report()}"


class OpenWindow(Protocol):
    """``open_window(width=360)``; more options go to Playwright's new_context."""

    def __call__(self, *, width: int = 1280, schemes: Sequence[Scheme] = BOTH, **options: Any) -> Window: ...


@pytest.fixture
def open_window(browser: Browser, live_server: Any) -> Iterator[OpenWindow]:
    """Windows that are closed after the test, which fails when one of them has complained."""
    windows: list[Window] = []

    def opened(*, width: int = 1280, schemes: Sequence[Scheme] = BOTH, **options: Any) -> Window:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            locale="vi-VN",
            color_scheme=schemes[0],
            reduced_motion="reduce",
            **options,
        )
        windows.append(Window(context, live_server.url, schemes))
        return windows[-1]

    yield opened
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.page.context.close()
    assert not complaints, "\n".join(complaints)


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
