"""What figures mean."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ecommerce_stats.definitions import GROUPS


@login_not_required
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Every figure's definition, for everyone."""
    return render(request, "ecommerce_stats/definitions.html", {"groups": GROUPS, "home_url": reverse("home")})
