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

VALUE_COLUMNS = (Column("Hơn người chưa học, ₫ mỗi 30 ngày", "vnd"), Column("Từ – đến, và nói gọn"))
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
        Column("Sau khi học"), Column("Đã đủ ngày", "count"), Column("Chưa đủ ngày", "count"),
        Column("Còn bán", "count"), Column("Tỷ lệ còn bán", "percent"), *VALUE_COLUMNS,
    )  # fmt: skip
    rows = []
    for cell in cells:
        people, active, share = _counts(cell)
        rows.append(TableRow((f"{cell.days} ngày", people, _shown(cell.unfinished), active, share, *_value(cell))))
    return Table("theo-thoi-gian", "30, 90 và 180 ngày sau khi học", columns, rows)


def groups_table(slug: str, heading: str, groups: Sequence[Group], days: int, link: Callable[[Group], str]) -> Table:
    """A row for each market, course and so on."""
    columns = (
        Column(heading), Column("Người học", "count"), Column("Còn bán", "count"), Column("Tỷ lệ còn bán", "percent"),
        *VALUE_COLUMNS,
    )  # fmt: skip
    rows = [TableRow((group.name, *_counts(group.cell), *_value(group.cell)), href=link(group)) for group in groups]
    return Table(f"theo-{slug}", f"Theo {heading.lower()}, {days} ngày", columns, rows)


def funnel_table(steps: Sequence[FunnelCount]) -> Table:
    """Stage by stage, with the share of the stage before that went on."""
    columns = (
        Column("Chặng"),
        Column("Số người", "count"),
        Column("Đi tiếp từ chặng trước", "percent"),
        Column("Chưa đủ ngày", "count"),
    )
    rows = [TableRow((FunnelStage(step.stage).label, _people(step), went_on(step), _waiting(step))) for step in steps]
    return Table("pheu", "Từ lời mời tới 90 ngày sau", columns, rows)


def funnels_table(slug: str, heading: str, funnels: Sequence[tuple[str, dict[str, FunnelCount]]]) -> Table:
    """A row for each market, course and so on, a column for each stage."""
    columns = (Column(heading), *(Column(stage.label, "count") for stage in FunnelStage))
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


def _counts(cell: OutcomeCell) -> tuple[object, object, float | None]:
    if cell.people is None or cell.active is None:
        return HIDDEN, HIDDEN, None
    return cell.people, _few(cell.active), None if is_few(cell.active) else cell.active / cell.people


def _few(count: int) -> object:
    return few(count) if is_few(count) else count


def _shown(count: int | None) -> object:
    return HIDDEN if count is None else count


def _value(cell: OutcomeCell) -> tuple[str, str]:
    """The effect on completed value and, beside it, how sure it is."""
    found = cell.by_measure.get(OutcomeMeasure.VALUE)
    if found is None:
        return "–", "không so được"
    effect, low, high = (signed(value, OutcomeMeasure.VALUE) for value in (found.effect, found.low, found.high))
    return effect, f"{low} đến {high}: {verdict(found)}"


def _people(step: FunnelCount | None) -> object:
    return 0 if step is None else _shown(step.people)


def _waiting(step: FunnelCount) -> object:
    return _shown(step.unfinished) if step.stage == FunnelStage.SELLING else ""
