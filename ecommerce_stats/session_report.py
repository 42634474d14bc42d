"""A session's page as one value: its money in parts, its stalls and products, and what others report of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from ecommerce_stats import charts
from ecommerce_stats.definitions import notes
from ecommerce_stats.exports import Export
from ecommerce_stats.figure_tables import figures_table, steps_table
from ecommerce_stats.queries.figures import tables
from ecommerce_stats.queries.freshness import AsOf, Status, as_of, status_of
from ecommerce_stats.queries.origins import products_of
from ecommerce_stats.queries.shapes import BreakdownRow, Figures
from ecommerce_stats.queries.sources import Cut
from ecommerce_stats.stalls import UNASSIGNED, with_stall_codes
from ecommerce_stats.wording import session_answer
from livestreams.models import LiveSession
from livestreams.order_files.tiktok_live_analysis import METRICS

if TYPE_CHECKING:
    from ecommerce_stats.queries.scopes import Scope
    from ecommerce_stats.tables import Table


PRODUCTS_AT_ONCE = 40


@dataclass(frozen=True)
class LiveReport:
    """A row of the platform's LIVE report: its own words, its own figures, and where they were read."""

    metrics: Sequence[tuple[str, str]]
    where: str


@dataclass(frozen=True)
class SessionReport:
    """Figures of a session. ``days`` are those of its orders, which may not be the day it began."""

    session: LiveSession
    figures: Figures
    stalls: list[BreakdownRow]
    airings: list[BreakdownRow]
    days: list[BreakdownRow]
    products: list[BreakdownRow]
    live_reports: list[LiveReport]
    status: Status | None
    fresh: AsOf

    @property
    def answer(self) -> str:
        return session_answer(self.figures)

    @property
    def is_empty(self) -> bool:
        return self.figures.lines == 0

    @property
    def day_note(self) -> str:
        """Said where the session's day and the days of its orders are not the same one."""
        start = timezone.localtime(self.session.starts_at)
        if {row.key for row in self.days} <= {start.date()}:
            return ""
        parts = ", ".join(f"{row.label}: {row.figures.orders_placed} đơn" for row in self.days)
        return (
            f"Phiên thuộc ngày bắt đầu {start:%d/%m/%Y}, còn mỗi đơn thuộc ngày khách đặt ({parts}). "
            "Vì vậy số của phiên và số của ngày có thể khác nhau."
        )

    @property
    def reported(self) -> list[tuple[str, int | None]]:
        """What people or the platform reported, as typed in; never part of our figures."""
        session = self.session
        return [
            ("Lượt tiếp cận", session.reach),
            ("Lượt xem", session.views),
            ("Người xem", session.viewers),
            ("Mắt xem cao nhất", session.peak_viewers),
        ]

    @cached_property
    def waterfall_json(self) -> str:
        return str(charts.waterfall(self.figures).to_json())

    @cached_property
    def steps(self) -> Table:
        return steps_table(self.figures)

    @cached_property
    def stall_table(self) -> Table:
        return figures_table(
            "theo-sap", "Theo sạp", "Sạp, tiểu thương", self.stalls, self.figures,
            link=_stall_page, source=self._stall_source,
        )  # fmt: skip

    @cached_property
    def airing_table(self) -> Table:
        return figures_table("luc-ban", "Trong phiên và sau phiên", "Lúc bán", self.airings, self.figures)

    @cached_property
    def product_table(self) -> Table:
        return figures_table("theo-san-pham", "Theo sản phẩm", "Sản phẩm", self.products, self.figures)

    @property
    def has_many_products(self) -> bool:
        """Whether their table would push everything after it out of sight."""
        return len(self.products) > PRODUCTS_AT_ONCE

    @property
    def source_url(self) -> str:
        return f"{reverse('figure_lines')}?phien={self.session.code}"

    @property
    def export(self) -> Export:
        """Every table of the page as a file."""
        fresh = self.fresh.refreshed_at
        about = [
            ("Phiên", f"{self.session.title} ({self.session.code})"),
            ("Giờ phát", f"{timezone.localtime(self.session.starts_at):%d/%m/%Y %H:%M}"),
            ("Tính đến", f"{timezone.localtime(fresh):%d/%m/%Y %H:%M}" if fresh else "chưa tính lần nào"),
        ]
        if self.status:
            about.append(("Doanh số đặt là số", self.status.placed.label.lower()))
            about.append(("Các phần còn lại là số", self.status.parts.label.lower()))
        shown = [self.steps, self.airing_table, self.stall_table, self.product_table]
        return Export(f"phien-{self.session.code}", shown, [*about, *notes()])

    def _stall_source(self, row: BreakdownRow) -> str:
        return f"{self.source_url}&sap={row.key or UNASSIGNED}"


def report_of(session: LiveSession, scope: Scope, live_reports: list[LiveReport]) -> SessionReport:
    """Read a session's page: figures out of two statements, products out of the session's lines."""
    cuts = [Cut(None, None), *(Cut(None, None, by) for by in ("trader", "airing", "day"))]
    total, stalls, airings, days = tables(scope, cuts)
    last_day = max((row.key for row in days if isinstance(row.key, dt.date)), default=None)
    return SessionReport(
        session=session,
        figures=total[0].figures,
        stalls=with_stall_codes(stalls),
        airings=airings,
        days=days,
        products=products_of(session.pk, scope.trader_id),
        live_reports=live_reports,
        status=status_of(last_day, timezone.localdate()) if last_day else None,
        fresh=as_of(scope),
    )


def live_reports_of(session: LiveSession) -> list[LiveReport]:
    """What the platform itself reported of the session."""
    rows = session.live_rows.filter(is_current=True).select_related("batch")
    return [
        LiveReport(
            metrics=[(METRICS[name], str(value)) for name, value in row.metrics.items() if name in METRICS],
            where=f"@{row.creator_handle or row.creator_id} · {row.batch.file_name}, dòng {row.row_no}",
        )
        for row in rows
    ]


def _stall_page(row: BreakdownRow) -> str:
    return reverse("stall_figures", args=[row.key]) if row.key else ""
