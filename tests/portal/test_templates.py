import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from portal.accounts.models import User


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


@pytest.mark.parametrize("name", ["login", "reset_password", "reset_password_done", "inactive"])
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
