"""What robots may read, and the list of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import Max
from django.http import HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string

from portal.public_pages import for_everybody
from traders.models import Market
from traders.public_words import Language
from traders.views.public import whole

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest, HttpResponseBase

OPEN = ("public_markets", "public_markets_en")
"""Below these addresses everything is for everybody."""


class Pages(Sitemap[tuple[str, list[str], "dt.datetime | None"]]):
    """The directory and every public market, each with its twin in the other language."""

    @override
    def items(self) -> list[tuple[str, list[str], dt.datetime | None]]:
        changed_at = Max("events__pgh_created_at")
        markets = Market.objects.public().order_by("slug").values_list("slug", changed_at)
        return [("public_markets", [], None), *(("public_market", [slug], changed) for slug, changed in markets)]

    @override
    def get_urls(self, page: Any = 1, site: Any = None, protocol: Any = None) -> list[dict[str, Any]]:
        """One entry a language; addresses have the portal's own host, whatever host was asked."""
        return [self._entry(item, language) for item in self.paginator.page(page).object_list for language in Language]

    def _entry(self, item: tuple[str, list[str], dt.datetime | None], language: str) -> dict[str, Any]:
        name, args, changed_at = item
        twins = [{"lang_code": each, "location": whole(name, each, *args)} for each in Language]
        return {
            "item": item, "location": whole(name, language, *args), "lastmod": changed_at,
            "changefreq": None, "priority": "", "alternates": twins,
        }  # fmt: skip


@for_everybody(max_age=3600)
def sitemap_xml(request: HttpRequest) -> HttpResponseBase:
    """All public pages."""
    others = {name: import_string(path)() for name, path in settings.PUBLIC_SITEMAPS.items()}
    response: HttpResponseBase = sitemap(request, {"pages": Pages(), **others}).render()
    return response


@for_everybody(max_age=3600)
def robots_txt(_request: HttpRequest) -> HttpResponse:
    """Everything is closed but what is made for everybody."""
    pages = ["/$", *map(reverse, OPEN), *settings.PUBLIC_PATHS, reverse("definitions")]
    allowed = [*pages, "/anh/", "/static/", reverse("sitemap")]
    lines = ["User-agent: *", *(f"Allow: {path}" for path in allowed), "Disallow: /", ""]
    lines += [f"Sitemap: {settings.PORTAL_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
