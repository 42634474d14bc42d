"""Số này từ đâu? From a figure to its days, to the cells of a day, to order lines, to the row of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ecommerce_stats.definitions import notes
from ecommerce_stats.exports import Export, as_csv, as_xlsx
from ecommerce_stats.figure_tables import figures_table
from ecommerce_stats.origin_tables import cells_table, lines_table
from ecommerce_stats.queries.figures import breakdown, totals
from ecommerce_stats.queries.origins import CellKey, cells_of, lines_of, openable_imports, sums_of_lines
from ecommerce_stats.queries.scopes import scope_for
from ecommerce_stats.views.asked import Asked, asked_in
from ecommerce_stats.views.links import given, link, shortened

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.http import HttpResponseBase

    from ecommerce_stats.models import SellerDay
    from ecommerce_stats.tables import Table
    from portal.accounts.permissions import SignedInRequest

log = structlog.get_logger(__name__)

ROWS_A_PAGE = 100


@require_safe
def figure_lines(request: SignedInRequest) -> HttpResponseBase:
    """The days of a figure; of one day, or of one session, its roll-up cells."""
    if redirected := shortened(request):
        return redirected
    asked = asked_in(given(request), request.user)
    log.info("figure followed", user_id=request.user.pk, scope=str(asked.scope), start=asked.start, end=asked.end)
    return _cells_page(request, asked) if asked.has_cells else _days_page(request, asked)


@require_safe
def cell_lines(request: SignedInRequest) -> HttpResponseBase:
    """The order lines of one cell, each with the file and row that it came from."""
    cell, key = _cell_in(request)
    log.info("order lines looked at", user_id=request.user.pk, cell=key.query)
    lines = lines_of(key, request.user)
    if wanted := request.GET.get("tai"):
        return _file(lines_table(lines.iterator(), ()), f"dong-don-{key.day}", [str(cell)], wanted)
    page = Paginator(lines, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "cell": cell,
        "page": page,
        "table": lines_table(page.object_list, openable_imports(request.user, page.object_list)),
        "sums": sums_of_lines(lines),
        "cells_url": link(reverse("figure_lines"), {"ngay": key.day.isoformat()}),
        "csv_url": f"?{key.query}&tai=dong-don",
        "xlsx_url": f"?{key.query}&tai=xlsx",
        "home_url": reverse("home"),
    }
    return render(request, "ecommerce_stats/cell_lines.html", context)


def _days_page(request: SignedInRequest, asked: Asked) -> HttpResponseBase:
    rows = breakdown(asked.scope, asked.start, asked.end, "day", with_sellers=False)
    total = totals(asked.scope, asked.start, asked.end)
    here, query = reverse("figure_lines"), given(request)
    table = figures_table(
        "theo-ngay", "Cộng từ các ngày", "Ngày", rows, total,
        link=lambda row: link(here, query, ky="", ngay=row.key),
    )  # fmt: skip
    return _origin_page(request, asked, table)


def _cells_page(request: SignedInRequest, asked: Asked) -> HttpResponseBase:
    cells = cells_of(asked.scope, asked.day)
    page = Paginator(cells, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    shown = cells.iterator() if request.GET.get("tai") else page.object_list
    table = cells_table(shown, reverse("cell_lines"), totals(asked.scope, asked.start, asked.end))
    return _origin_page(request, asked, table, page)


def _origin_page(
    request: SignedInRequest, asked: Asked, table: Table, page: Page[SellerDay] | None = None
) -> HttpResponseBase:
    if wanted := request.GET.get("tai"):
        return _file(table, "nguon-so-lieu", asked.words, wanted)
    here, query = reverse("figure_lines"), given(request)
    context = {
        "eyebrow": " · ".join(asked.words),
        "table": table,
        "page": page,
        "csv_url": link(here, query, tai=table.slug, trang=""),
        "xlsx_url": link(here, query, tai="xlsx", trang=""),
        "home_url": reverse("home"),
    }
    return render(request, "ecommerce_stats/figure_lines.html", context)


def _cell_in(request: SignedInRequest) -> tuple[SellerDay, CellKey]:
    """The cell that the address names, of those that the person may see. Raises Http404."""
    try:
        key = CellKey.parse(given(request))
    except (KeyError, ValueError):
        raise Http404("Không có ô số liệu này.") from None
    cell = cells_of(scope_for(request.user), key.day).filter(key.conditions).first()
    if cell is None:
        raise Http404("Không có ô số liệu này.")
    return cell, key


def _file(table: Table, name: str, words: Sequence[str], wanted: str) -> HttpResponseBase:
    """``xlsx``, or the slug of the table for CSV."""
    export = Export(name, [table], [("Số liệu của", " · ".join(words)), *notes()])
    if wanted == "xlsx":
        return as_xlsx(export)
    if wanted != table.slug:
        raise Http404("Không có bảng này.")
    return as_csv(export, wanted)
