"""Who has to have a second factor and has none sets one up first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts import factors

OPEN = {
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "healthz",
    "readyz",
    "metrics",
}
"""Where such a person may go: setting it up, and out."""

WHY = "Vai trò của bạn xem được dữ liệu của nhiều người, nên cần thêm một lớp xác minh. Hãy đặt một cách dưới đây."


class SecondFactorMiddleware:
    """Sends to the set-up page whoever the roles demand a factor of, unless the session has passed one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        """Let through, or lead to the set-up page; a factor that was set up in this session counts at once."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OPEN or not factors.is_demanded(request.user):
            return None
        if factors.has_passed(request) or factors.has_factor(request.user):  # type: ignore[arg-type] # a User: it has a role
            return None
        messages.info(request, WHY)
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(reverse("mfa_index"))
        return redirect("mfa_index")
