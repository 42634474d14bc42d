"""Traders' pages on a cheap phone: bytes of the first load, and Lighthouse's marks.

python -m benchmarks.phones [--runs 3]

The server runs with production's settings and demo data. Bytes are those that Chromium received, headers and
all, with an empty cache, until the page was still. Lighthouse (from npm, kept in .data/node) measures with its
mobile preset: a slow phone on slow 4G; marks are the medians of the runs. Needs node and chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.pages import PORT, server
from benchmarks.reporting import say
from benchmarks.starting import ROOT, start

SETTINGS = "benchmarks.phone_settings"
TRADER = "tieuthuong.nhung"
LIGHTHOUSE = "lighthouse@12.8.2"
MOST_KB, LEAST_MARK = 60, 95
PHONE = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Page:
    """A page of a trader; ``is_signed_in`` says whether it is opened as one."""

    name: str
    path: str
    is_signed_in: bool = True


def main() -> int:
    """Measure every page; 1 when one misses a goal."""
    options = _options()
    start("phones", settings=SETTINGS)
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo")
    pages, cookie = list(_pages()), _cookie()
    missed = False
    with server(SETTINGS):
        for page in pages:
            kilobytes = _weight(page, cookie) / 1024
            marks = _marks(page, cookie, options.runs) if options.runs else {}
            is_good = kilobytes <= MOST_KB and all(mark >= LEAST_MARK for mark in marks.values())
            missed |= not is_good
            shown = "  ".join(f"{name} {mark:3.0f}" for name, mark in marks.items())
            say(f"{page.name:<34} {kilobytes:6.1f} KB (goal ≤ {MOST_KB})  {shown}  {'ok' if is_good else 'MISSED'}")
    return int(missed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="runs of Lighthouse a page; 0 weighs only")
    parser.add_argument("--scale", type=float, default=1.0, help="taken for the others' sake, changes nothing")
    return parser.parse_args()


def _pages() -> Iterator[Page]:
    from django.urls import reverse

    from traders.models import Trader

    trader = Trader.objects.get(user__username=TRADER)
    yield Page("sign in or register", reverse("account_login"), is_signed_in=False)
    yield Page("public page of a market", reverse("public_market", args=["ben-thanh"]), is_signed_in=False)
    yield Page("public list of markets", reverse("public_markets"), is_signed_in=False)
    yield Page("trader's home", reverse("home"))
    yield Page("own figures", reverse("stall_figures", args=[trader.pk]))
    yield Page("own tax page", reverse("own_tax"))
    yield Page("own consents", reverse("my_consents"))
    yield Page("own products", reverse("own_products"))


def _cookie() -> str:
    from django.test import Client

    from portal.accounts.models import User

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username=TRADER))
    return client.cookies["sessionid"].value


def _weight(page: Page, cookie: str) -> int:
    """Bytes received on the first load, as the browser's network counts them."""
    from playwright.sync_api import sync_playwright

    received: list[int] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
        if page.is_signed_in:
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": _url("/")}])
        window = context.new_page()
        network = context.new_cdp_session(window)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        answer = window.goto(_url(page.path), wait_until="networkidle")
        assert answer is not None, page
        assert answer.status == 200, (page, answer.status)
        browser.close()
    return round(sum(received))


def _marks(page: Page, cookie: str, runs: int) -> dict[str, float]:
    """Medians of Lighthouse's marks, 0 to 100."""
    found = [_lighthouse(page, cookie) for _ in range(runs)]
    return {name: statistics.median(marks[name] for marks in found) for name in found[0]}


def _lighthouse(page: Page, cookie: str) -> dict[str, float]:
    command = [_program(), _url(page.path), "--quiet", "--output=json", "--only-categories=performance,accessibility"]
    command.append("--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage")
    if page.is_signed_in:
        command.append(f"--extra-headers={json.dumps({'Cookie': f'sessionid={cookie}'})}")
    environment = os.environ | {"CHROME_PATH": _chromium()}
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=180)
    report = json.loads(answer.stdout)
    return {name: (report["categories"][name]["score"] or 0) * 100 for name in ("performance", "accessibility")}


def _program() -> str:
    """Lighthouse, installed once."""
    folder = ROOT / ".data" / "node"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm") or sys.exit("npm is missing: install node, or run with --runs 0")
        subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), LIGHTHOUSE],
            check=True,
            capture_output=True,
        )
    return str(program)


def _chromium() -> str:
    return shutil.which("chromium") or shutil.which("chromium-browser") or sys.exit("chromium is missing")


def _url(path: str) -> str:
    return f"http://127.0.0.1:{PORT}{path}"


if __name__ == "__main__":
    sys.exit(main())
