"""One id, one log line and one measurement for every request."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from portal.metrics import REQUEST_SECONDS

log = structlog.get_logger("portal.requests")

GIVEN_ID = re.compile(r"[\w.-]{8,64}")


class RequestLogMiddleware:
    """Outermost: binds ``request_id`` for all log lines, answers with it, and writes the access line.

    The line names the route, never the address as typed: addresses and query strings may hold names.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        started = time.perf_counter()
        request_id = id_of(request)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            record(request, response, seconds)
        response["X-Request-ID"] = request_id
        return response


def id_of(request: HttpRequest) -> str:
    """The id that a proxy gave, when it looks like one, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex


def record(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Measure and log a finished request."""
    route = route_of(request)
    REQUEST_SECONDS.labels(route=route, method=request.method, status=response.status_code).observe(seconds)
    if route not in {"static", "healthz", "readyz", "metrics"}:
        user = getattr(request, "user", None)
        log.info(
            "request",
            route=route,
            method=request.method,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            user_id=user.pk if user is not None else None,
        )


def route_of(request: HttpRequest) -> str:
    """The name of the URL, ``static`` for what whitenoise served, ``none`` for no match."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path.startswith("/static/") else "none"
