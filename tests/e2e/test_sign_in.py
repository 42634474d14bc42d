"""Into the portal and out of it, as people with a phone, an app or a passkey do."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from portal.accounts.models import Role, User
from tests.codes import last_code
from tests.e2e.conftest import BOTH, SIZES, OpenWindow, Scheme
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PHONE = "+84912345678"


@SIZES
def test_trader_signs_in_by_phone_and_out_everywhere(width: int, scheme: Scheme, open_window: OpenWindow) -> None:
    UserFactory.create(phone=PHONE, full_name="Lê Thị Hoa")
    window = open_window(width=width, schemes=(scheme,))
    page = window.page
    window.go("/tai-khoan/dang-nhap/")
    window.look("sign-in")
    page.get_by_label("Số điện thoại").fill("0162 345 678")
    window.button("Gửi mã cho tôi").click()
    page.get_by_label("Số điện thoại").fill("0912.345.678")
    window.look("sign-in with a number that is none")
    window.button("Gửi mã cho tôi").click()
    window.look("code")
    page.get_by_label("Mã 6 số").fill(last_code(PHONE))
    window.button("Tiếp tục").click()
    page.wait_for_url(f"{window.base}/")
    window.go("/tai-khoan/")
    window.look("own account")
    window.link("Xem và đăng xuất").click()
    window.look("devices")
    window.button("Đăng xuất khỏi mọi thiết bị").click()
    page.get_by_text("Đã đăng xuất khỏi mọi thiết bị.").wait_for()
    window.go("/tai-khoan/")
    page.wait_for_url("**/dang-nhap/**")


@SIZES
def test_official_sets_an_app_up_and_signs_in_with_it(
    width: int, scheme: Scheme, open_window: OpenWindow, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    official = UserFactory.create(role=Role.OFFICIAL)
    window = open_window(width=width, schemes=(scheme,))
    page = window.page
    by_password(page, window.base, official)
    window.heading("Xác minh hai bước").wait_for()
    window.go("/so-lieu/")
    window.heading("Xác minh hai bước").wait_for()
    window.look("set-up of factors")
    window.link("Đặt ứng dụng xác minh").click()
    page.get_by_text("Không quét được?").click()
    secret = page.locator(".factor-secret").inner_text()
    window.look("set-up of an app")
    page.get_by_label("Mã 6 số mà ứng dụng đang hiện").fill(app_code(secret))
    window.button("Bật xác minh").click()
    window.heading("Mã dự phòng").wait_for()
    window.look("recovery codes")
    code = page.locator(".factor-codes code").first.inner_text()
    window.link("Tôi đã cất mã").click()
    window.go("/")
    assert page.url == f"{window.base}/"
    page.context.clear_cookies()
    by_password(page, window.base, official)
    window.heading("Bước hai: xác minh").wait_for()
    window.look("second step")
    page.get_by_label("Mã trong ứng dụng").fill(code)
    window.button("Tiếp tục").click()
    page.wait_for_url(f"{window.base}/")


def test_official_signs_in_with_a_passkey(open_window: OpenWindow, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    official = UserFactory.create(role=Role.OFFICIAL)
    window = open_window(width=360, schemes=BOTH)
    window.base = window.base.replace("127.0.0.1", "localhost")
    page = window.page
    device(page)
    by_password(page, window.base, official)
    window.link("Thêm khóa đăng nhập").click()
    window.look("set-up of a passkey")
    page.get_by_label("Tên để bạn nhớ").fill("Máy ở cơ quan")
    window.button("Thêm khóa").click()
    window.heading("Mã dự phòng").wait_for()
    assert Authenticator.objects.filter(user=official, type=Authenticator.Type.WEBAUTHN).count() == 1
    window.go("/tai-khoan/hai-buoc/")
    page.get_by_text("Máy ở cơ quan").wait_for()
    page.context.clear_cookies()
    by_password(page, window.base, official)
    window.look("second step with a passkey")
    window.button("Dùng khóa đăng nhập").click()
    page.wait_for_url(f"{window.base}/")


def by_password(page: Page, base: str, person: User) -> None:
    page.goto(f"{base}/tai-khoan/dang-nhap/?cach=mat-khau")
    page.get_by_label("Tên đăng nhập hoặc e-mail").fill(person.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def app_code(secret: str) -> str:
    """What the app on the phone would show now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def device(page: Page) -> None:
    """A machine that takes a fingerprint."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
