"""The first page: for a visitor what the portal is, for everyone else what waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecommerce_stats.outcome_words import own_words
from ecommerce_stats.queries import front_page as front
from ecommerce_stats.queries.next_steps import next_step_of
from ecommerce_stats.queries.outcomes import own_outcome
from ecommerce_stats.queries.waiting import registrations_of, waiting_for
from portal.accounts.models import Role, User
from portal.accounts.permissions import can
from portal.accounts.roles import Action
from portal.notifications.models import Message
from traders.queries.applications import trader_of_number
from traders.queries.vneid import vneid_summary
from training.queries.front import open_runs_for
from training.queries.runs import runs_taught

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from traders.models import Trader

MESSAGES_SHOWN = 3


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A page of its own for each role."""
    user = request.user
    if not isinstance(user, User):
        context = {"cities": front.published_cities(), "sessions": front.next_sessions(), "now": timezone.now()}
        return render(request, "ecommerce_stats/home_visitor.html", context)
    if trader_of_number(user):
        return redirect("registration_match")
    template, read = HOMES[Role(user.role)]
    return render(request, f"ecommerce_stats/{template}.html", {**read(user), "now": timezone.now()})


def _board(user: User) -> dict[str, Any]:
    return {
        "overview": front.overview_of(user),
        "waiting": waiting_for(user),
        "tasks": front.tasks_of(user),
        "sessions": front.next_sessions(user),
        "empty_sessions": front.sessions_without_orders(user),
        "runs": open_runs_for(user),
    }


def _city(user: User) -> dict[str, Any]:
    return {
        "overview": front.overview_of(user),
        "figures_url": reverse("city_figures" if can(user, Action.SEE_CITY_FIGURES) else "figures"),
        "vneid": vneid_summary(user),
        "registrations": registrations_of(user),
        "waiting": waiting_for(user),
        "sessions": front.next_sessions(user),
        "sees_operations": can(user, Action.SEE_OPERATIONS),
    }


def _trader(user: User) -> dict[str, Any]:
    trader = front.trader_of(user)
    return {
        "trader": trader,
        "step": next_step_of(user, trader),
        "overview": front.overview_of(user) if trader else None,
        "sessions": front.next_sessions(user) if trader else None,
        "since_training": since_training(trader),
        "mail": Message.objects.of(user).exclude(template="code")[:MESSAGES_SHOWN],
    }


def since_training(trader: Trader | None) -> list[str]:
    """A trader's own before and after, none before they have learned."""
    outcome = own_outcome(trader) if trader else None
    return own_words(outcome) if outcome else []


def _trainer(user: User) -> dict[str, Any]:
    coming, past = runs_taught(user)
    return {"coming": coming, "past": past}


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
