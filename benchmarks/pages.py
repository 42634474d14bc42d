"""Pages of figures in a full database, against the empty base page on the same server.

python -m benchmarks.pages [--lines 10000000] [--scale 0.1]

One reader asks one page after the other over a kept connection; the pages take turns, so that what
else the machine does falls on all alike. Times are those of the whole answer, its last byte read: as
served, where a page stays in the cache until its figures change, and beside that with an empty cache.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.reporting import Result, say
from benchmarks.starting import ROOT, start

PORT = 8977
ROUNDS = 200
MOST_QUERIES = 12
MOST_BYTES = 60 * 1024
EMPTY = "/trang-rong/"
SETTINGS = "benchmarks.page_settings"


@dataclass(frozen=True)
class Page:
    """A page and what it weighs."""

    name: str
    path: str
    queries: int
    gzip_bytes: int


def main() -> None:
    """Measure the city's, a market's and a session's page."""
    options = _options()
    start(settings=SETTINGS)
    from benchmarks import seeding

    seeding.grow_to(round(options.lines * options.scale))
    cookie = _sign_in()
    pages = [_weighed(name, path) for name, path in _addresses()]
    with server(SETTINGS):
        paths = [EMPTY, *(page.path for page in pages)]
        times, anew = _times(paths, cookie), _times(paths, cookie, rounds=ROUNDS // 4, is_cache_emptied=True)
    base = _p95(times[EMPTY])
    say(f"empty base page: median {statistics.median(times[EMPTY]) * 1000:.1f} ms, p95 {base * 1000:.1f} ms")
    for page in pages:
        say(Result(f"{page.name}, p95", _p95(times[page.path]) * 1000, base * 1000, goal=4, unit="ms"))
        say(f"  with an empty cache: median {statistics.median(anew[page.path]) * 1000:.1f} ms")
        say(f"  {page.queries} queries (goal ≤ {MOST_QUERIES}), {page.gzip_bytes / 1024:.1f} KB gzip (goal ≤ 60)")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=10_000_000, help="how many lines the database has")
    parser.add_argument("--scale", type=float, default=1.0, help="0.02 runs in about a minute")
    return parser.parse_args()


def _addresses() -> Iterator[tuple[str, str]]:
    """A month and a year, since they read differently many rows."""
    from livestreams.models import OrderLine
    from traders.models import Market

    market = Market.objects.order_by("pk")[0]
    session = OrderLine.objects.filter(market=market, session__isnull=False).latest("day").session
    yield "city page, a month", "/so-lieu/thanh-pho/?ky=2026-10"
    yield "city page, a year", "/so-lieu/thanh-pho/?ky=2025"
    yield "market page, a month", f"/so-lieu/cho/{market.slug}/?ky=2026-10"
    yield "market page, a year", f"/so-lieu/cho/{market.slug}/?ky=2025"
    yield "session page", f"/so-lieu/phien/{session.code}/"


def _official() -> object:
    from portal.accounts.models import Role, User

    found = User.objects.filter(username="can-bo").first()
    return found or User.objects.create_user("can-bo", full_name="Cán bộ Sở", role=Role.OFFICIAL, city_id="79")


def _client() -> object:
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(_official())
    return client


def _sign_in() -> str:
    return f"sessionid={_client().cookies['sessionid'].value}"


def _weighed(name: str, path: str) -> Page:
    """Ask once in this process, where queries can be counted."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client()
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return Page(name, path, len(queries), len(gzip.compress(answer.content)))


@contextmanager
def server(settings: str) -> Iterator[None]:
    """Granian as the demo runs it, with ``settings``."""
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(PORT),
        "--workers",
        "2",
    ]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings}
    server = subprocess.Popen(
        [*command, "--blocking-threads", "4", "--no-access-log", "--log-level", "warning", "portal.wsgi:application"],
        cwd=ROOT,
        env=environment,
    )
    try:
        _wait()
        yield
    finally:
        server.terminate()
        server.wait()


def _wait() -> None:
    for _ in range(300):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).request("GET", "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer.")


def _times(
    paths: list[str], cookie: str, *, rounds: int = ROUNDS, is_cache_emptied: bool = False
) -> dict[str, list[float]]:
    from django.core.cache import cache

    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    times: dict[str, list[float]] = {path: [] for path in paths}
    for number in range(rounds + 10):
        for path in paths:
            if is_cache_emptied:
                cache.clear()
            begin = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - begin
            assert answer.status == 200, (path, answer.status)
            if number >= 10:  # the first rounds warm connections and caches up
                times[path].append(took)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
