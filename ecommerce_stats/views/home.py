"""The first page: for a visitor what the portal is, for everyone else what waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecommerce_stats.queries import front_page as front
from portal.accounts.models import Role, User
from portal.accounts.permissions import can
from portal.accounts.roles import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A page of its own for each role."""
    user = request.user
    if not isinstance(user, User):
        context = {"cities": front.published_cities(), "sessions": front.next_sessions(), "now": timezone.now()}
        return render(request, "ecommerce_stats/home_visitor.html", context)
    template, read = HOMES[Role(user.role)]
    return render(request, f"ecommerce_stats/{template}.html", {**read(user), "now": timezone.now()})


def _board(user: User) -> dict[str, Any]:
    return {
        "overview": front.overview_of(user),
        "tasks": front.tasks_of(user),
        "sessions": front.next_sessions(user),
        "empty_sessions": front.sessions_without_orders(user),
    }


def _city(user: User) -> dict[str, Any]:
    return {
        "overview": front.overview_of(user),
        "sessions": front.next_sessions(user),
        "sees_operations": can(user, Action.SEE_OPERATIONS),
    }


def _trader(user: User) -> dict[str, Any]:
    overview = front.overview_of(user)
    return {"overview": overview, "step": front.next_step_of(user), "trader": front.trader_of(user)}


def _trainer(_user: User) -> dict[str, Any]:
    return {}


HOMES: dict[Role, tuple[str, Callable[[User], dict[str, Any]]]] = {
    Role.MARKET_MANAGER: ("home_board", _board),
    Role.MARKET_CLERK: ("home_board", _board),
    Role.WARD_OFFICE: ("home_city", _city),
    Role.TRAINER: ("home_trainer", _trainer),
    Role.OFFICIAL: ("home_city", _city),
    Role.INSPECTOR: ("home_city", _city),
    Role.ADMINISTRATOR: ("home_city", _city),
    Role.TRADER: ("home_trader", _trader),
}
