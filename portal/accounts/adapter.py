"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from portal.accounts.models import Role

HOMES: dict[str, str] = dict.fromkeys(Role, "home")
"""Name of the URL where each role lands after signing in."""


ERROR_MESSAGES = {
    "account_inactive": "Tài khoản này đang khóa.",
    "email_password_mismatch": "E-mail hoặc mật khẩu chưa đúng.",
    "enter_current_password": "Mật khẩu đang dùng chưa đúng.",
    "incorrect_password": "Mật khẩu chưa đúng.",
    "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
    "invalid_password_reset": "Đường dẫn đặt lại mật khẩu không còn dùng được.",
    "rate_limited": "Bạn gửi hơi nhanh. Hãy chờ ít phút rồi thử lại.",
    "too_many_login_attempts": "Nhập sai nhiều lần. Hãy chờ 5 phút rồi thử lại.",
    "unknown_email": "Không có tài khoản nào dùng e-mail này.",
    "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
}
"""What allauth says, which has no Vietnamese of its own."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by people who may; everyone lands on the page of their role."""

    error_messages = DefaultAccountAdapter.error_messages | ERROR_MESSAGES

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page of the person's role, when no page was asked for."""
        return resolve_url(HOMES[request.user.role]) if request.user.is_authenticated else resolve_url("home")

    def populate_username(self, _request: HttpRequest, _user: Any) -> None:
        """Usernames are given, never made up."""
