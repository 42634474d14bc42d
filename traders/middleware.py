"""Whose number an organisation's list has says first whether it is them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from portal.accounts.models import User
from portal.htmx import lead
from traders.models import Trader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

OPEN = {"registration", "registration_match", "account_logout", "healthz", "readyz", "metrics"}
"""Where somebody may go who has not answered yet: the question, and out."""


class ClaimMiddleware:
    """Leads a person signed in by a number of the list to "Có phải bạn không?" until they have answered.

    A number on a list may be mistyped, or be somebody else's by now: whoever holds it is not shown a
    stranger's name, sales and tax code.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        """Let through, or lead to the question."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OPEN or not must_answer(request.user):
            return None
        return lead(request, question_before(request))


def question_before(request: HttpRequest) -> str:
    """The address of the question, which leads back to the page that was wanted."""
    is_page = request.method == "GET" and request.path != reverse("home")
    query = f"?{urlencode({'next': request.get_full_path()})}" if is_page else ""
    return reverse("registration_match") + query


def must_answer(user: object) -> bool:
    """Whether ``user`` came by a code to a number that a list has for a trader who has not said that it is them."""
    if not isinstance(user, User) or not user.phone_verified_at:
        return False
    return Trader.objects.filter(user=user, claimed_at=None).exists()
