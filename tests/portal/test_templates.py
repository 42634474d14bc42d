import re
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


class GalleryAddresses:
    """The addresses that the gallery has while DEBUG is on."""

    urlpatterns = [
        path("thanh-phan/", include("portal.gallery")),
        path("tai-khoan/", include("portal.accounts.urls")),
        path("", include("ecommerce_stats.urls")),
    ]


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
