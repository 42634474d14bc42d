"""What the pages of the city, of a market and of a stall have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from ecommerce_stats import charts
from ecommerce_stats.dashboards import Dashboard
from ecommerce_stats.definitions import notes
from ecommerce_stats.exports import Export
from ecommerce_stats.figure_tables import growth_table, trend_table
from ecommerce_stats.queries.shapes import BreakdownRow, growth
from ecommerce_stats.views.links import link
from ecommerce_stats.wording import money_said, period_answer
from portal.money import format_number, format_percent, format_vnd
from portal.periods import Period

if TYPE_CHECKING:
    from decimal import Decimal

    from ecommerce_stats.forms import FigureFilterForm
    from ecommerce_stats.queries.sources import By
    from ecommerce_stats.tables import Table

ROWS_OF_MEDIUM = 7
"""More rows than that need a tall chart."""

type RowQuery = Callable[[By, BreakdownRow], Mapping[str, object] | None]
type RowPage = Callable[[By, BreakdownRow], str]


@dataclass(frozen=True)
class Dimension:
    """A way to divide the figures: its value in the address, its tab, and the heading of its column."""

    slug: str
    by: By
    tab: str
    heading: str


MARKETS = Dimension("cho", "market", "Chợ", "Chợ")
WARDS = Dimension("phuong", "ward", "Phường, xã", "Phường, xã")
GOODS_LINES = Dimension("nganh", "goods_line", "Ngành hàng", "Ngành hàng")
PLATFORMS = Dimension("san", "platform", "Sàn", "Sàn")
STALLS = Dimension("sap", "trader", "Sạp", "Sạp, tiểu thương")
SESSIONS = Dimension("phien", "session", "Phiên", "Phiên")
AIRINGS = Dimension("luc", "airing", "Lúc bán", "Lúc bán")


@dataclass(frozen=True)
class Tile:
    """One figure, written out."""

    label: str
    value: str
    status: str
    basis: str = ""
    exact: str = ""
    source_url: str = ""
    change_year: Decimal | None = None
    change_previous: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart with its table."""

    chart_json: str
    chart_title: str
    table: Table
    csv_url: str
    height: str = "medium"


@dataclass(frozen=True)
class FiguresPage:
    """A figures page ready to be shown or sent as a file.

    ``own_query`` names the place where the address of a figure's source needs it; ``row_query`` says
    what narrows a figure to one row, ``row_page`` where a row leads.
    """

    title: str
    path: str
    file_name: str
    form: FigureFilterForm
    dashboard: Dashboard
    dimensions: Sequence[Dimension]
    dimension: Dimension
    own_query: Mapping[str, object]
    row_query: RowQuery
    row_page: RowPage
    empty_hint: str
    trail: Sequence[tuple[str, str]] = ()

    @property
    def query(self) -> dict[str, object]:
        """Every choice of the address, in short."""
        chosen: dict[str, object] = {name: self.form.cleaned_data.get(name) for name in self.form.fields}
        return chosen | {"theo": "" if self.dimension == self.dimensions[0] else self.dimension.slug}

    @property
    def period(self) -> Period:
        return self.dashboard.period

    @property
    def eyebrow(self) -> str:
        """Period and filters."""
        return " · ".join([self.period.label, *(value for _, value in self.form.chosen_words)])

    @property
    def answer(self) -> str:
        """The answer, before anything else."""
        board = self.dashboard
        on_year = growth(board.now.placed_value, board.last_year.placed_value)
        return period_answer(board.now, board.period, on_year=on_year, until=board.running_until)

    @property
    def is_empty(self) -> bool:
        return self.dashboard.now.lines == 0

    @property
    def comparison_note(self) -> str:
        """What a running period is compared with."""
        until = self.dashboard.running_until
        if until is None:
            return ""
        days = (until - self.period.start).days + 1
        return f"Kỳ này mới có {days} ngày, nên được so với {days} ngày đầu của kỳ trước và của cùng kỳ năm trước."

    @property
    def neighbours(self) -> list[tuple[str, str]]:
        """The period before, and the one after where it has begun."""
        after = Period.containing(self.period.end, self.period.kind, self.period.scheme)
        others = [self.period.previous] + ([after] if after.start <= timezone.localdate() else [])
        return [(other.label, self._here(ky=other)) for other in others]

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """The other ways to divide the figures."""
        first = self.dimensions[0]
        return [(each.tab, self._here(theo="" if each == first else each.slug)) for each in self.dimensions]

    @property
    def xlsx_url(self) -> str:
        return self._here(tai="xlsx")

    @cached_property
    def tiles(self) -> list[Tile]:
        """The figures of the period, money first."""
        now, status, source = self.dashboard.now, self.dashboard.status, self.source_url()
        tile_of = {
            "placed_value": ("Doanh số đặt", money_said(now.placed_value), status.placed, format_vnd(now.placed_value)),
            "completed_value": (
                "Doanh thu thực", money_said(now.completed_value), status.parts, format_vnd(now.completed_value),
            ),
            "orders_placed": ("Số đơn đặt", format_number(now.orders_placed), status.placed, ""),
            "units_placed": ("Sản phẩm bán ra", format_number(now.units_placed), status.placed, ""),
        }  # fmt: skip
        tiles = [
            Tile(
                label, value, state.value, exact=exact if exact != value else "", source_url=source,
                change_year=self._growth(name, "last_year"), change_previous=self._growth(name, "previous"),
            )
            for name, (label, value, state, exact) in tile_of.items()
        ]  # fmt: skip
        return [*tiles, *self._rates(source)]

    @cached_property
    def trend(self) -> Picture:
        """Days or months of the period."""
        board = self.dashboard
        is_daily = board.trend_by == "day"
        slug, caption, heading = (
            ("theo-ngay", "Theo ngày", "Ngày") if is_daily else ("theo-thang", "Theo tháng", "Tháng")
        )
        table = trend_table(
            slug, caption, heading, board.trend, board.last_year_trend, (board.now, board.last_year),
            source=lambda row: self.source_url(board.trend_by, row),
        )  # fmt: skip
        figure = charts.trend(board.trend, board.last_year_trend if board.last_year.lines else ())
        title = f"Doanh số đặt {caption.lower()}, chia theo phần"
        return Picture(figure.to_json(), title, table, self._here(tai=slug))

    @cached_property
    def breakdown(self) -> Picture:
        """The chosen way to divide the figures."""
        board, chosen = self.dashboard, self.dimension
        caption = f"Theo {chosen.tab.lower()}"
        slug = f"theo-{chosen.slug}"
        table = growth_table(
            slug, caption, chosen.heading,
            (board.rows, board.previous_rows, board.last_year_rows), (board.now, board.previous, board.last_year),
            link=lambda row: self.row_page(chosen.by, row), source=lambda row: self.source_url(chosen.by, row),
        )  # fmt: skip
        title = f"Doanh số đặt {caption.lower()}, chia theo phần"
        height = "tall" if len(board.rows) > ROWS_OF_MEDIUM else "medium"
        return Picture(charts.comparison(board.rows).to_json(), title, table, self._here(tai=slug), height)

    @property
    def export(self) -> Export:
        """Everything on the page as a file."""
        fresh = self.dashboard.fresh.refreshed_at
        about = [
            ("Trang", self.title),
            ("Kỳ", f"{self.period.label} ({self.period.start:%d/%m/%Y} đến hết {self.period.last_day:%d/%m/%Y})"),
            *self.form.chosen_words,
            ("Tính đến", f"{timezone.localtime(fresh):%d/%m/%Y %H:%M}" if fresh else "chưa tính lần nào"),
            ("Doanh số đặt là số", self.dashboard.status.placed.label.lower()),
            ("Các phần còn lại là số", self.dashboard.status.parts.label.lower()),
            ("So sánh", self.comparison_note or "Kỳ trọn vẹn, so với kỳ trọn vẹn."),
        ]
        name = f"{self.file_name}-{self.period}"
        return Export(name, [self.breakdown.table, self.trend.table], [*about, *notes()])

    def source_url(self, by: By | None = None, row: BreakdownRow | None = None) -> str:
        """Where the figures of the page, or of one row, come from; empty where no address says it."""
        narrowed: Mapping[str, object] | None = {}
        if by is not None and row is not None:
            narrowed = self.row_query(by, row)
        if narrowed is None:
            return ""
        query = {**self.query, "theo": "", **self.own_query, **narrowed}
        return link(reverse("figure_lines"), query)

    def _here(self, **changes: object) -> str:
        return link(self.path, self.query, **changes)

    def _growth(self, name: str, against: str) -> Decimal | None:
        board = self.dashboard
        return growth(getattr(board.now, name), getattr(getattr(board, against), name))

    def _rates(self, source: str) -> list[Tile]:
        now, status = self.dashboard.now, self.dashboard.status
        absent = "—"
        return [
            Tile("Giá trị đơn trung bình", format_vnd(round(now.aov)) if now.aov else absent, status.placed.value),
            Tile(
                "Số nhà bán", format_number(now.sellers or 0), status.parts.value,
                note="Tiểu thương có hàng không bị hủy", source_url=source,
            ),
            Tile("Tỷ lệ hủy", _percent(now.cancel_rate), status.parts.value, note="Giá trị hủy trên doanh số đặt"),
            Tile("Tỷ lệ hoàn", _percent(now.return_rate), status.parts.value, note="Giá trị trả lại trên doanh số đặt"),
        ]  # fmt: skip


def _percent(ratio: Decimal | None) -> str:
    return "—" if ratio is None else format_percent(ratio)
