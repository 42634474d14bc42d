"""/metrics for Prometheus: request times from all server processes, and gauges read at the moment of asking."""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

REQUEST_SECONDS = Histogram(
    "choso_request_seconds",
    "Time to answer a request",
    ["route", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


class GaugesFromQueries:
    """Calls the functions that the setting METRICS_GAUGES names, so that no process keeps a stale number."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge a function."""
        for name, (documentation, function) in settings.METRICS_GAUGES.items():
            yield GaugeMetricFamily(name, documentation, value=import_string(function)())


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Every number; 404 for callers who may not read them."""
    if not may_read_metrics(request):
        raise Http404
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(GaugesFromQueries())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read_metrics(request: HttpRequest) -> bool:
    """With METRICS_TOKEN its bearer, without one a program on this machine, not through a proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not is_forwarded
