"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse

from portal.accounts import factors
from portal.accounts.models import User
from portal.accounts.roles import Role

HOMES: dict[str, str] = dict.fromkeys(Role, "home")
"""Name of the URL where each role lands after signing in."""

REGISTRATION = "registration"
"""Name of the URL of an application above, so a portal without it works too."""

ERROR_MESSAGES = {
    "account_inactive": "Tài khoản này đang khóa.",
    "email_password_mismatch": "E-mail hoặc mật khẩu chưa đúng.",
    "enter_current_password": "Mật khẩu đang dùng chưa đúng.",
    "incorrect_code": "Mã chưa đúng.",
    "incorrect_password": "Mật khẩu chưa đúng.",
    "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
    "invalid_password_reset": "Đường dẫn đặt lại mật khẩu không còn dùng được.",
    "rate_limited": "Bạn gửi hơi nhanh. Hãy chờ ít phút rồi thử lại.",
    "too_many_login_attempts": "Nhập sai nhiều lần. Hãy chờ 5 phút rồi thử lại.",
    "unknown_email": "Không có tài khoản nào dùng e-mail này.",
    "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
}
"""What allauth says, which has no Vietnamese of its own."""

WAYS = {
    "mfa_reauthenticate": "Mã trong ứng dụng xác minh",
    "mfa_reauthenticate:webauthn": "Khóa đăng nhập (vân tay, khuôn mặt, USB)",
    "phone": "Mã gửi tới điện thoại",
    "reauthenticate": "Mật khẩu",
}
"""Ways to show once more who one is, the strongest first."""


class AccountAdapter(DefaultAccountAdapter):
    """Who may makes staff accounts, a proved phone makes a trader's; everyone lands on the page of their role."""

    error_messages = DefaultAccountAdapter.error_messages | ERROR_MESSAGES

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody makes an account with a password for themselves."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Traders stay signed in on their phone; a password sign-in, which may be on a shared machine, ends sooner."""
        super().login(request, user)
        if user.role == Role.TRADER:
            request.session.set_expiry(settings.TRADER_SESSION_SECONDS)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page of the person's role, when no page was asked for."""
        return resolve_url(HOMES[request.user.role]) if request.user.is_authenticated else resolve_url("home")

    def get_signup_redirect_url(self, _request: HttpRequest) -> str:
        """A new trader goes on to say who they are."""
        try:
            return reverse(REGISTRATION)
        except NoReverseMatch:
            return reverse("home")

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        """Back to the own account."""
        return reverse("own_account")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways that this person has; by a code to the phone staff could evade a factor, so it is for traders."""
        found = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        if user.is_authenticated and user.role == Role.TRADER and user.phone_verified_at:
            found["phone"] = {"id": "phone", "url": reverse("reauthenticate_by_phone")}
        if factors.is_demanded(user) and any(way.startswith("mfa") for way in found):
            found.pop("reauthenticate", None)  # the password would lead around the factor
        return [found[way] | {"description": words} for way, words in WAYS.items() if way in found]

    def populate_username(self, _request: HttpRequest, _user: Any) -> None:
        """Usernames are given, never made up from what a person typed."""
