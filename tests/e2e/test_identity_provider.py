"""Sign-in by an OpenID Connect provider: a real one (npm's oidc-provider) runs beside the portal."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as base_settings
from django.utils import timezone
from django.utils.csp import CSP
from playwright.sync_api import Browser, Page, Route

from portal.accounts.models import Role, User
from portal.settings.environment import openid_connect, origins
from tests.e2e.conftest import PATIENCE
from tests.factories.accounts import PASSWORD, UserFactory

NODE, NPM = shutil.which("node") or "", shutil.which("npm") or ""

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not (NODE and NPM), reason="the provider runs on Node.js, and this machine has no node and npm"),
]

HERE = Path(__file__).parent / "oidc"
PHONE = "+84912345678"
SECRET = "a-secret-of-the-test-0123456789abcdef"
PEOPLE: dict[str, dict[str, object]] = {
    "hoa": {"name": "Lê Thị Hoa", "phone_number": PHONE, "phone_number_verified": True, "email": "hoa@cho.example"},
    "duc": {"name": "Phạm Văn Đức", "phone_number": PHONE, "phone_number_verified": False},
    "chau": {"name": "Lê Minh Châu", "email": "chau@so.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def package() -> Path:
    """The provider with its packages, kept between runs; tests that run beside each other may both bring it."""
    files = [HERE / name for name in ("package.json", "package-lock.json", "provider.mjs")]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    folder = Path(base_settings.PORTAL_DATA) / f"oidc-provider-{digest}"
    if not folder.exists():
        coming = Path(tempfile.mkdtemp(dir=base_settings.PORTAL_DATA))
        for file in files:
            shutil.copy(file, coming)
        subprocess.run([NPM, "ci", "--no-audit", "--no-fund"], cwd=coming, check=True, capture_output=True, timeout=300)
        with contextlib.suppress(OSError):  # the other was first
            coming.rename(folder)
    return folder


@pytest.fixture
def provider(package: Path, live_server: Any, settings: Any) -> Iterator[str]:
    """Its address, with the portal set up for it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    callback = f"{live_server.url}/tai-khoan/dinh-danh/tra-loi/"
    command = [NODE, "provider.mjs", str(port), callback, json.dumps(PEOPLE)]
    running = subprocess.Popen(command, cwd=package, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines = running.stdout
    assert lines
    assert "ready" in iter(lambda: lines.readline().strip(), "")
    address = f"http://localhost:{port}"
    settings.SOCIALACCOUNT_PROVIDERS = openid_connect(
        name="Định danh thử", server_url=address, client_id="cho-so", secret=SECRET
    )
    settings.SECURE_CSP = settings.SECURE_CSP | {"form-action": [CSP.SELF, *origins(address)]}
    yield address
    running.terminate()
    running.wait(10)
    lines.close()


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A window that cannot leave this machine: the provider's own pages ask for a font."""

    def stay(route: Route) -> None:
        is_near = "//localhost" in route.request.url or "//127.0.0.1" in route.request.url
        route.continue_() if is_near else route.abort()

    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 800})
    context.route("**/*", stay)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def enter(page: Page, login: str) -> None:
    """From the portal's sign-in page to the provider and back."""
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng Định danh thử").click()
    at_provider(page, login)


def at_provider(page: Page, login: str) -> None:
    """On the provider's own pages: say who one is, agree that the portal may know, and be led back."""
    page.get_by_placeholder("Enter any login").fill(login)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Chợ Số", exact=True).wait_for()


def who(page: Page) -> str:
    page.goto("/tai-khoan/")
    return page.locator("dd").first.inner_text()


def test_new_identity_becomes_a_trader_and_is_known_the_next_time(provider: str, page: Page) -> None:
    enter(page, "hoa")
    assert "Lê Thị Hoa" in who(page)
    person = User.objects.get()
    assert (person.role, person.phone, person.email) == (Role.TRADER, PHONE, None)
    assert person.phone_verified_at
    assert not person.has_usable_password()
    assert SocialAccount.objects.get().extra_data == {}
    page.context.clear_cookies()
    enter(page, "hoa")
    assert "Lê Thị Hoa" in who(page)
    assert User.objects.count() == 1


def test_number_that_both_sides_proved_is_the_same_trader(provider: str, page: Page) -> None:
    trader = UserFactory.create(phone=PHONE, phone_verified_at=timezone.now(), full_name="Cô Hoa")
    enter(page, "hoa")
    assert "Cô Hoa" in who(page)
    assert SocialAccount.objects.get().user == trader


@pytest.mark.parametrize(
    ("login", "fields"),
    [
        ("duc", {"phone_verified_at": timezone.now()}),
        ("hoa", {"phone_verified_at": None}),
        ("hoa", {"phone_verified_at": timezone.now(), "role": Role.MARKET_MANAGER}),
        ("chau", {"email": "chau@so.example", "role": Role.OFFICIAL}),
    ],
    ids=["not proved there", "not proved here", "staff", "e-mail of staff"],
)
def test_account_is_not_opened_by_less(provider: str, page: Page, login: str, fields: dict[str, Any]) -> None:
    known = UserFactory.create(**{"phone": PHONE} | fields)
    enter(page, login)
    assert str(PEOPLE[login]["name"]) in who(page)
    made = User.objects.exclude(pk=known.pk).get()
    assert (made.role, made.phone, made.email) == (Role.TRADER, None, None)


def test_staff_connect_their_identity_and_it_opens_their_account(provider: str, page: Page) -> None:
    official = UserFactory.create(role=Role.OFFICIAL, full_name="Cán bộ Châu")
    page.goto("/tai-khoan/dang-nhap/?cach=mat-khau")
    page.get_by_label("Tên đăng nhập hoặc e-mail").fill(official.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/")
    page.goto("/tai-khoan/")
    page.get_by_role("button", name="Liên kết").click()
    at_provider(page, "chau")
    assert SocialAccount.objects.get().user == official
    page.context.clear_cookies()
    enter(page, "chau")
    assert "Cán bộ Châu" in who(page)
    page.get_by_role("button", name="Gỡ liên kết").click()
    page.get_by_text("Đã gỡ liên kết định danh.").wait_for()
    assert not SocialAccount.objects.exists()


def test_who_turns_back_at_the_provider_is_told_so(provider: str, page: Page) -> None:
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng Định danh thử").click()
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("heading", name="Bạn đã thôi đăng nhập").wait_for()
    assert not User.objects.exists()


def test_provider_that_does_not_answer_is_no_error_of_the_portal(page: Page, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = openid_connect(
        name="Định danh thử", server_url="http://localhost:9", client_id="cho-so", secret=SECRET
    )
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng Định danh thử").click()
    page.get_by_role("heading", name="Chưa đăng nhập được").wait_for()
