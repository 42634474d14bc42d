"""For those who keep the figures running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ecommerce_stats.queries import operations as state
from portal.accounts.permissions import may
from portal.accounts.roles import Action

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.permissions import SignedInRequest


@require_safe
@may(Action.SEE_OPERATIONS)
def operations(request: SignedInRequest) -> HttpResponse:
    """Fresh, right, running: three questions, answered first."""
    recounts = list(state.recounts())
    context = {
        "machinery": state.machinery(),
        "recounts": recounts,
        "last": recounts[0] if recounts else None,
        "revisions": state.revisions_for(request.user),
        "home_url": reverse("home"),
    }
    return render(request, "ecommerce_stats/operations.html", context)
