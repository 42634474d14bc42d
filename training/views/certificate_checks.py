"""Anybody asks whether a certificate holds; who has its code reads name, course, number and state, nothing more."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit  # the public one lets every GET pass
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from training.forms.certificates import CheckForm
from training.queries.certificates import certificate_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def _unlisted[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """No search engine keeps the page; a revocation shows at once."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = never_cache(view)(*args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


@login_not_required
@require_safe
@_unlisted
def certificate_ask(request: HttpRequest) -> HttpResponse:
    """A box for the code; a right one leads to its page."""
    form = CheckForm(request.GET if "ma" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("certificate_check", form.cleaned_data["ma"])
    status = 422 if form.is_bound else 200
    return render(request, "training/certificate_ask.html", {"form": form}, status=status)


@login_not_required
@require_safe
@_unlisted
def certificate_check(request: HttpRequest, token: str) -> HttpResponse:
    """Valid, revoked and since when, or unknown (404)."""
    if not ratelimit.consume(request, app="allauth.account", action="certificate_check", limit_get=True):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    certificate = certificate_with(token)
    context = {"certificate": certificate, "form": CheckForm()}
    return render(request, "training/certificate_check.html", context, status=200 if certificate else 404)
