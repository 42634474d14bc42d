"""Pages whose region of figures is kept until the figures change.

Many people open the same page of the same city. What they may see is part of the key, and so is the
state of the figures: a kept region is never older than the figures are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from ecommerce_stats.queries.version import figures_version
from portal import htmx

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ecommerce_stats.queries.scopes import Scope

SECONDS = 60
"""A market that is renamed keeps its old name on these pages for so long."""


def region_key(seen: Scope, title: str, address: str) -> str:
    """``seen`` is the widest scope of the reader: two people with the same one may share a region."""
    state = repr((seen, title, address, figures_version()))
    return f"figures-region:{sha256(state.encode()).hexdigest()}"


def region_response(
    request: HttpRequest,
    template: str,
    title: str,
    key: str,
    read: Callable[[], Mapping[str, Any]],
    partials: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page around its region, or what ``partials`` say for htmx; ``read`` is called when no region is kept."""
    region = cache.get(key)
    if region is None:
        context = {**read(), "home_url": reverse("home")}
        region = render_to_string(f"{template}#figures", context)
        cache.set(key, region, SECONDS)
    context = {"title": title, "region": mark_safe(region)}  # noqa: S308 - rendered by a template
    return htmx.render(request, template, context, partials=partials)
