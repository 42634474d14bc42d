"""Pages of training that robots may list."""

from __future__ import annotations

import datetime as dt
from typing import Any, override

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from training.models import CourseRun

KEPT = dt.timedelta(days=180)
"""So long after its end a run is listed."""


class Runs(Sitemap[tuple[str, list[str], "dt.datetime | None"]]):
    """The list, the calendar, and every announced run that is to come or not long over."""

    @override
    def items(self) -> list[tuple[str, list[str], dt.datetime | None]]:
        runs = CourseRun.objects.public().exclude(ends_at__lt=timezone.now() - KEPT).order_by("code")
        changed = runs.values_list("code").annotate(changed_at=Max("events__pgh_created_at"))
        pages: list[tuple[str, list[str], dt.datetime | None]] = [("run_list", [], None), ("run_calendar", [], None)]
        return [*pages, *(("run_detail", [code], changed_at) for code, changed_at in changed)]

    @override
    def get_urls(self, page: Any = 1, site: Any = None, protocol: Any = None) -> list[dict[str, Any]]:
        """Addresses have the portal's own host, whatever host was asked."""
        return [
            {
                "item": item, "location": settings.PORTAL_URL + reverse(item[0], args=item[1]), "lastmod": item[2],
                "changefreq": None, "priority": "",
            }
            for item in self.paginator.page(page).object_list
        ]  # fmt: skip
