"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from portal.accounts.models import Role

HOMES: dict[str, str] = dict.fromkeys(Role, "home")
"""Name of the URL where each role lands after signing in."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by people who may; everyone lands on the page of their role."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page of the person's role, when no page was asked for."""
        return resolve_url(HOMES[request.user.role]) if request.user.is_authenticated else resolve_url("home")

    def populate_username(self, _request: HttpRequest, _user: Any) -> None:
        """Usernames are given, never made up."""
