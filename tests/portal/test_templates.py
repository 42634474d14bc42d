import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import include, path, reverse
from django.views import defaults
from playwright.sync_api import sync_playwright

from portal.accounts.models import User

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = ROOT / "static" / "css"


class GalleryAddresses:
    """The addresses that the gallery has while DEBUG is on."""

    urlpatterns = [
        path("thanh-phan/", include("portal.gallery")),
        path("tai-khoan/", include("portal.accounts.urls")),
        path("", include("ecommerce_stats.urls")),
    ]


def test_base_page_stays_short() -> None:
    assert len((ROOT / "templates/base.html").read_text().splitlines()) < 100


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_has_no_inline_style_script_or_handler(template: Path) -> None:
    text = template.read_text()
    assert len(text.splitlines()) <= 200
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
    assert "//cdn" not in text


def test_icons_that_templates_name_exist() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = {
        name for template in TEMPLATES for name in re.findall(r'(?:{% icon |icon=)"([a-z]+)"', template.read_text())
    }
    assert named
    assert named <= drawn


def test_every_style_sheet_is_imported_once() -> None:
    imported = re.findall(r'@import "([a-z_]+\.css)"', (STYLES / "app.css").read_text())
    assert sorted(imported) == sorted(sheet.name for sheet in STYLES.glob("*.css") if sheet.name != "app.css")


def test_colours_are_named_in_the_tokens_only() -> None:
    for sheet in STYLES.glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css"}:
            assert not re.search(r"#(?!000\b)[0-9a-f]{3,8}\b", sheet.read_text()), sheet.name


def test_scripts_are_small() -> None:
    for script in (ROOT / "static/js").glob("*.js"):
        assert len(script.read_text().splitlines()) <= 60, script.name


def test_server_error_page_needs_no_request_and_no_database(rf: RequestFactory) -> None:
    response = defaults.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Cổng đang gặp trục trặc" in response.content.decode()
    assert "Yêu cầu chưa đúng" in render_to_string("400.html")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("403.html", "Việc này cần quyền khác"),
        ("403_csrf.html", "Trang để quá lâu"),
        ("404.html", "Không thấy trang này"),
        ("429.html", "Bạn thử hơi nhiều lần"),
    ],
)
def test_error_page_says_what_to_do(rf: RequestFactory, template: str, words: str) -> None:
    request = rf.get("/khong-co/")
    request.user = AnonymousUser()
    html = render_to_string(template, request=request)
    assert words in html
    assert "Về trang chủ" in html


@pytest.mark.parametrize("name", ["login", "reset_password", "reset_password_done", "signup", "inactive"])
@pytest.mark.django_db
def test_entrance_page_speaks_vietnamese(client: Client, name: str) -> None:
    html = client.get(reverse(f"account_{name}")).content.decode()
    assert 'class="entrance' in html
    assert not re.search(r"Sign|Password|Username|Email address|Login", html)


@pytest.mark.django_db
def test_failed_sign_in_is_explained_in_vietnamese(client: Client) -> None:
    html = client.post(reverse("account_login"), {"login": "khong-ai", "password": "sai"}).content.decode()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in html
    assert "data-error-summary" in html


@pytest.mark.parametrize("name", ["change_password", "logout", "reauthenticate"])
def test_account_page_speaks_vietnamese(client: Client, official: User, name: str) -> None:
    client.force_login(official)
    html = client.get(reverse(f"account_{name}")).content.decode()
    assert 'class="entrance' in html
    assert not re.search(r"Sign|Password|Confirm|Current", html)


@pytest.mark.e2e
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_gallery_has_nothing_for_axe_to_find(settings: Any, live_server: Any, width: int, scheme: Any) -> None:
    settings.ROOT_URLCONF = GalleryAddresses
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{live_server.url}/thanh-phan/")
        page.wait_for_selector("[data-chart=drawn] .main-svg")
        assert complaints == []  # asked before axe, which sets styles of its own
        found = Axe().run(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        browser.close()
    assert found.violations_count == 0, found.generate_report()
    assert overflow == 0
