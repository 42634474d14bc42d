"""Figures as tables: which columns, in which order, with which comparisons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ecommerce_stats.queries.shapes import BreakdownRow, Figures, growth
from ecommerce_stats.tables import Column, Table, TableRow

if TYPE_CHECKING:
    from ecommerce_stats.queries.dimensions import Key

PARTS = (
    (Column("Doanh số đặt", "vnd"), "placed_value"),
    (Column("Hủy trước khi gửi", "vnd"), "cancelled_value"),
    (Column("Hủy sau khi gửi", "vnd"), "cancelled_after_ship_value"),
    (Column("Trả lại", "vnd"), "returned_value"),
    (Column("Chưa xong", "vnd"), "open_value"),
    (Column("Doanh thu thực", "vnd"), "completed_value"),
)
"""The money identity, always together and in this order."""

COUNTS = (
    (Column("Đơn đặt", "count"), "orders_placed"),
    (Column("Đơn hoàn thành", "count"), "orders_completed"),
    (Column("Sản phẩm", "count"), "units_placed"),
    (Column("Giá trị đơn trung bình", "vnd"), "aov"),
    (Column("Tỷ lệ hủy", "percent"), "cancel_rate"),
    (Column("Tỷ lệ hoàn", "percent"), "return_rate"),
)
SELLERS = (Column("Số nhà bán", "count"), "sellers")
GROWTH = (Column("So với cùng kỳ", "change"), Column("So với kỳ trước", "change"))
LAST_YEAR = Column("Doanh số đặt cùng kỳ", "vnd")

type Link = Callable[[BreakdownRow], str]


def no_link(_row: BreakdownRow) -> str:
    """A row that leads nowhere."""
    return ""


def figures_table(
    slug: str,
    caption: str,
    heading: str,
    rows: Iterable[BreakdownRow],
    total: Figures | None = None,
    *,
    link: Link = no_link,
    source: Link = no_link,
) -> Table:
    """Parts and counts of each row."""
    measures = (*PARTS, *COUNTS)
    columns = (Column(heading), *(column for column, _ in measures))
    shown = [TableRow((row.label, *_values(row.figures, measures)), link(row), source(row)) for row in rows]
    sum_row = None if total is None else TableRow(("Tổng", *_values(total, measures)))
    return Table(slug, caption, columns, shown, sum_row)


def growth_table(
    slug: str,
    caption: str,
    heading: str,
    spans: Sequence[Sequence[BreakdownRow]],
    totals: Sequence[Figures],
    *,
    link: Link = no_link,
    source: Link = no_link,
) -> Table:
    """The same with growth and sellers; ``spans`` and ``totals`` are now, the period before, and last year."""
    measures = (*PARTS, *COUNTS, SELLERS)
    first, *others = (column for column, _ in measures)
    rows, previous, last_year = spans
    before, year_ago = _placed_by_key(previous), _placed_by_key(last_year)
    columns = (Column(heading), first, *GROWTH, *others)
    shown = [
        TableRow(
            (row.label, *_with_growth(row.figures, year_ago.get(row.key, 0), before.get(row.key, 0))),
            link(row),
            source(row),
        )
        for row in rows
    ]
    now, total_before, total_year_ago = totals
    sums = _with_growth(now, total_year_ago.placed_value, total_before.placed_value)
    return Table(slug, caption, columns, shown, TableRow(("Tổng", *sums)))


def trend_table(
    slug: str,
    caption: str,
    heading: str,
    rows: Sequence[BreakdownRow],
    last_year: Sequence[BreakdownRow],
    totals: tuple[Figures, Figures],
    *,
    source: Link = no_link,
) -> Table:
    """Days or months beside those of last year, place by place; ``totals`` are now and last year."""
    measures = (*PARTS, *COUNTS[:3])
    columns = (Column(heading), *(column for column, _ in measures), LAST_YEAR)
    year_ago = [row.figures.placed_value for row in last_year] + [None] * len(rows)
    shown = [
        TableRow((row.label, *_values(row.figures, measures), year_ago[place]), source_url=source(row))
        for place, row in enumerate(rows)
    ]
    now, year_before = totals
    sums = TableRow(("Tổng", *_values(now, measures), year_before.placed_value))
    return Table(slug, caption, columns, shown, sums)


def steps_table(figures: Figures) -> Table:
    """The waterfall as a table: each part with its share of placed value."""
    columns = (Column("Phần"), Column("Số tiền", "vnd"), Column("Tỷ lệ", "percent"))
    rows = [
        TableRow((column.heading, value, value / figures.placed_value if figures.placed_value else None))
        for column, name in PARTS
        for value in (getattr(figures, name),)
    ]
    return Table("cac-phan", "Từ doanh số đặt đến doanh thu thực", columns, rows)


def _values(figures: Figures, measures: Iterable[tuple[Column, str]]) -> list[object]:
    return [getattr(figures, name) for _, name in measures]


def _with_growth(figures: Figures, year_ago: int, before: int) -> list[object]:
    placed, *others = _values(figures, (*PARTS, *COUNTS, SELLERS))
    return [placed, growth(figures.placed_value, year_ago), growth(figures.placed_value, before), *others]


def _placed_by_key(rows: Iterable[BreakdownRow]) -> Mapping[Key | None, int]:
    return {row.key: row.figures.placed_value for row in rows}
