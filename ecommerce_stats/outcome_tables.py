"""Tables of what came of training, for pages and files; every figure in them passed the gate before it was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecommerce_stats.enums import FunnelStage, OutcomeMeasure
from ecommerce_stats.outcome_words import LIMITS, few, interval, is_few, level, signed, verdict
from ecommerce_stats.tables import Column, Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecommerce_stats.models import FunnelCount, OutcomeCell
    from ecommerce_stats.queries.outcomes import Group

HIDDEN = "ẩn"
"""Stands where a figure is of too few people, or would give such a one away."""


def measures_table(cell: OutcomeCell) -> Table:
    """Before and after of trainees and of those they are compared with, each measure a row."""
    columns = (
        Column("Mỗi người, mỗi 30 ngày"), Column("Học viên, trước"), Column("Học viên, sau"),
        Column("Chưa học, trước"), Column("Chưa học, sau"), Column("Học viên hơn"), Column("Khoảng tin cậy 95 %"),
        Column("Nói gọn"),
    )  # fmt: skip
    rows = []
    for measure in OutcomeMeasure:
        if found := cell.by_measure.get(measure):
            means = (found.before, found.after, found.others_before, found.others_after)
            said = (*(level(mean, measure) for mean in means), signed(found.effect, measure), interval(found))
            rows.append(TableRow((measure.label, *said, verdict(found))))
    return Table("truoc-sau", f"Trước và sau khi học, {cell.days} ngày", columns, rows)


def horizons_table(cells: Sequence[OutcomeCell]) -> Table:
    """The same people 30, 90 and 180 days on."""
    columns = (
        Column("Sau khi học"), Column("Đã đủ ngày"), Column("Còn bán"), Column("Tỷ lệ", "percent"),
        Column("Chưa đủ ngày"), Column("Người được so"), Column("Doanh thu thực hơn, mỗi 30 ngày"),
        Column("Từ – đến"), Column("Nói gọn"),
    )  # fmt: skip
    rows = [
        TableRow((f"{cell.days} ngày", *_counts(cell), _late(cell), _others(cell), *_value(cell))) for cell in cells
    ]
    return Table("theo-thoi-gian", "30, 90 và 180 ngày sau khi học", columns, rows)


def groups_table(slug: str, heading: str, groups: Sequence[Group], days: int, link: Callable[[Group], str]) -> Table:
    """A row for each market, course and so on."""
    columns = (
        Column(heading), Column("Người học"), Column("Còn bán"), Column("Tỷ lệ", "percent"),
        Column("Doanh thu thực hơn, mỗi 30 ngày"), Column("Từ – đến"), Column("Nói gọn"),
    )  # fmt: skip
    rows = [TableRow((group.name, *_counts(group.cell), *_value(group.cell)), href=link(group)) for group in groups]
    return Table(f"theo-{slug}", f"Theo {heading.lower()}, {days} ngày", columns, rows)


def funnel_table(steps: Sequence[FunnelCount]) -> Table:
    """Stage by stage, with the share of the stage before that went on."""
    columns = (Column("Chặng"), Column("Số người"), Column("Đi tiếp từ chặng trước", "percent"), Column("Chưa đủ ngày"))
    rows = [TableRow((FunnelStage(step.stage).label, _people(step), went_on(step), _waiting(step))) for step in steps]
    return Table("pheu", "Từ lời mời tới 90 ngày sau", columns, rows)


def funnels_table(slug: str, heading: str, funnels: Sequence[tuple[str, dict[str, FunnelCount]]]) -> Table:
    """A row for each market, course and so on, a column for each stage."""
    columns = (Column(heading), *(Column(stage.label) for stage in FunnelStage))
    rows = [TableRow((name, *(_people(found.get(stage)) for stage in FunnelStage))) for name, found in funnels]
    return Table(f"pheu-theo-{slug}", f"Theo {heading.lower()}", columns, rows)


def went_on(step: FunnelCount) -> float | None:
    """Share of the people of the stage before who came to this one; None where few went on or it is not to be shown."""
    if not step.previous or step.went_on is None or is_few(step.went_on):
        return None
    return step.went_on / step.previous


def notes(computed_words: str, scope_words: str) -> list[tuple[str, str]]:
    """What a file says of itself."""
    return [
        ("Phạm vi", scope_words),
        ("Tính lúc", computed_words),
        *((f"Lưu ý {n}", text) for n, text in enumerate(LIMITS, 1)),
    ]


def _counts(cell: OutcomeCell | None) -> tuple[object, ...]:
    if cell is None or cell.people is None or cell.active is None:
        return HIDDEN, HIDDEN, None
    share = None if is_few(cell.active) else cell.active / cell.people
    return f"{cell.people}", few(cell.active), share


def _late(cell: OutcomeCell) -> str:
    return HIDDEN if cell.unfinished is None else str(cell.unfinished)


def _others(cell: OutcomeCell) -> str:
    return "–" if cell.others is None else str(cell.others)


def _value(cell: OutcomeCell | None) -> tuple[str, str, str]:
    found = cell.by_measure.get(OutcomeMeasure.VALUE) if cell else None
    if found is None:
        return "–", "–", "không so được"
    low, high = (signed(end, OutcomeMeasure.VALUE) for end in (found.low, found.high))
    return signed(found.effect, OutcomeMeasure.VALUE), f"{low} đến {high}", verdict(found)


def _people(step: FunnelCount | None) -> str:
    if step is None:
        return "0"
    return HIDDEN if step.people is None else str(step.people)


def _waiting(step: FunnelCount) -> str:
    if step.stage != FunnelStage.SELLING:
        return ""
    return HIDDEN if step.unfinished is None else str(step.unfinished)
