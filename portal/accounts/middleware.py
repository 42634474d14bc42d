"""Who has to have a second factor sets one up first, and shows it in every session."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from portal.accounts import factors
from portal.htmx import lead

SHOWING = {
    "account_logout",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "healthz",
    "readyz",
    "metrics",
}
"""Where a session may go that a password alone has opened: showing the factor, and out."""

SETTING_UP = SHOWING | {
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}
"""Where a person may go who has no factor yet; not where there is one, or the password would lead around it."""

WHY = "Vai trò của bạn xem được dữ liệu của nhiều người, nên cần thêm một lớp xác minh. Hãy đặt một cách dưới đây."


class SecondFactorMiddleware:
    """Leads whoever the roles demand a factor of to setting it up or to showing it, until the session has passed one.

    A session may be older than the factor: who knows only the password stays outside of it too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        """Let through, or lead to the page that is due."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in SHOWING or not factors.is_demanded(request.user) or factors.has_passed(request):
            return None
        if factors.has_factor(request.user):  # type: ignore[arg-type] # a User: it has a role
            return lead(request, _proof_url(request))
        if name in SETTING_UP:
            return None
        messages.info(request, WHY)
        return lead(request, reverse("mfa_index"))


def _proof_url(request: HttpRequest) -> str:
    """The page that asks for the factor, and then goes on to what was asked for."""
    page: str = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    is_page = request.method == "GET" and not request.headers.get("HX-Request")
    return f"{page}?{urlencode({'next': request.get_full_path()})}" if is_page else page
