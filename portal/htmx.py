"""One URL serves a page and the fragments of it that htmx swaps."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.shortcuts import render as render_template
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partials: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page, or the partial of it that the request swaps.

    ``partials`` maps the id of an element (HX-Target) to the name of the ``{% partialdef %}`` around it;
    the client never names a template. An id that is not in it, and a return through the browser's
    history, get the whole page. An invalid form is rendered with ``status=422``.
    """
    name = partial_for(request, partials or {})
    response = render_template(request, f"{template}#{name}" if name else template, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target", "HX-History-Restore-Request"])
    return response


def partial_for(request: HttpRequest, partials: Mapping[str, str]) -> str | None:
    """Name of the partial that the request wants, None for the page."""
    headers = request.headers
    if headers.get("HX-Request") != "true" or headers.get("HX-History-Restore-Request") == "true":
        return None
    return partials.get(headers.get("HX-Target", ""))


def lead(request: HttpRequest, url: str) -> HttpResponseBase:
    """Send the whole window to ``url``, also when only a fragment was asked for."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(url)
    return redirect(url)
