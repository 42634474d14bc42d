"""``manage.py figures``: what the pages show, from the same roll-ups, for people and scripts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ecommerce_stats.actions import refresh_stale
from ecommerce_stats.queries import BreakdownRow, By, Cut, Figures, Scope, as_of, stale_count, status_of, tables
from traders.models import Market

CHOICES_OF_BY: tuple[By, ...] = ("day", "month", "platform", "market")

WORDS = (
    "placed_value",
    "completed_value",
    "cancelled_value",
    "cancelled_after_ship_value",
    "returned_value",
    "open_value",
    "orders_placed",
    "orders_completed",
    "units_placed",
    "units_completed",
)


class Command(BaseCommand):
    help = "Print the figures of a span of days, both ends included, as the pages show them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", required=True, type=dt.date.fromisoformat, dest="first", help="first day, YYYY-MM-DD"
        )
        parser.add_argument("--to", required=True, type=dt.date.fromisoformat, dest="last", help="last day, included")
        parser.add_argument("--market", help="slug of a market")
        parser.add_argument("--city", help="code of a province or city, such as 79")
        parser.add_argument("--by", choices=CHOICES_OF_BY, help="rows as well as the total")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
        parser.add_argument(
            "--no-refresh",
            action="store_true",
            help="print what is stored, also where a change still waits to be counted",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if last < first:
            raise CommandError("--to lies before --from.")
        if not options["no_refresh"]:
            refresh_stale(waits=True)
        scope = Scope(city=options["city"], market_id=_market_id(options["market"]))
        report = _report(scope, first, last, options["by"]) | {"market": options["market"], "city": options["city"]}
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _table(report))


def _market_id(slug: str | None) -> int | None:
    if slug is None:
        return None
    market_id = Market.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if market_id is None:
        raise CommandError(f"There is no market {slug}.")
    return market_id


def _report(scope: Scope, first: dt.date, last: dt.date, by: By | None) -> dict[str, Any]:
    """``cancelled_value`` is of both kinds here; its part after shipping stands beside it."""
    span = (first, last + dt.timedelta(days=1))
    found = tables(scope, [Cut(*span), *([Cut(*span, by)] if by else [])])
    fresh, status = as_of(scope), status_of(last, timezone.localdate())
    report: dict[str, Any] = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "as_of": fresh.refreshed_at.isoformat() if fresh.refreshed_at else None,
        "waiting_since": fresh.waiting_since.isoformat() if fresh.waiting_since else None,
        "seller_days_waiting": stale_count() if fresh.waiting_since else 0,
        "status": {"placed": status.placed.value, "parts": status.parts.value},
        "totals": _words(found[0][0].figures),
    }
    if by:
        key_of = _keys(by)
        report["rows"] = [{"key": key_of(row), "label": row.label} | _words(row.figures) for row in found[1]]
    return report


def _keys(by: By) -> Callable[[BreakdownRow], str]:
    """A market's slug, a platform's code, a day, or a month as 2026-10."""
    if by == "market":
        slugs = dict(Market.objects.values_list("pk", "slug"))
        return lambda row: slugs[row.key] if isinstance(row.key, int) else ""
    return lambda row: str(row.key)[:7] if by == "month" else str(row.key)


def _words(figures: Figures) -> dict[str, int | None]:
    words = {name: getattr(figures, name) for name in WORDS} | {"cancelled_value": figures.cancelled_total}
    return words | {"active_sellers": figures.sellers}


def _table(report: dict[str, Any]) -> str:
    """Measures down the side, the total and each row across."""
    columns = [("total", report["totals"]), *((row["key"], row) for row in report.get("rows", []))]
    lines = [["", *(name for name, _ in columns)]]
    lines += [[word, *(str(figures[word]) for _, figures in columns)] for word in report["totals"]]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    heading = (
        f"{report['from']} to {report['to']}, placed {report['status']['placed']}, parts {report['status']['parts']}"
    )
    if report["waiting_since"]:
        heading += f"; {report['seller_days_waiting']} seller-days changed and not yet counted"
    rows = ("  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)) for cells in lines)
    return "\n".join([heading, *rows])
