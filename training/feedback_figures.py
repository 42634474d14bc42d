"""A tally as pages and files show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from traders.vneid_exports import workbook
from training.models import Feedback
from training.queries.feedback import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from django.utils.functional import _StrOrPromise

    from training.queries.feedback import Group, Tally

BAR = 1000
SHORT = {
    "clear": "Dễ hiểu", "useful": "Dùng được", "pace": "Tốc độ", "trainer": "Giảng viên", "will_sell": "Sẽ livestream",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """How often one grade was given, and its place in a bar of ``BAR`` units."""

    grade: int
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Question:
    """One question's answers."""

    label: _StrOrPromise
    mean: float
    parts: list[Part]


def questions_of(tally: Tally) -> list[Question]:
    """The five questions in the order of the form."""
    labels = [getattr(Feedback, name).field.verbose_name for name in Feedback.GRADES]
    rows = zip(labels, tally.means, tally.counts, strict=True)
    return [Question(label, mean, _parts(counts)) for label, mean, counts in rows]


def groups_workbook(groups: Iterable[Group]) -> IO[bytes]:
    """One row a group: whose, how many, the mean of each question and how often each grade was given."""
    header = ["Khóa", "Lớp", "Mã lớp", "Kết thúc", "Giảng viên", "Được hỏi", "Góp ý"]
    header += [f"{SHORT[name]}: trung bình" for name in Feedback.GRADES]
    header += [f"{SHORT[name]}: chấm {grade}" for name in Feedback.GRADES for grade in GRADES]
    widths = [30, 40, 20, 12, 24, 10, 10, *[12] * 5, *[11] * 25]
    return workbook("Góp ý", header, map(_row, groups), widths)


def trainers_of(group: Group) -> str:
    """Names of who taught; the same for all runs of a group."""
    return ", ".join(each.full_name for each in group.runs[0].trainers.all())


def _row(group: Group) -> list[str | int | float | None]:
    runs, tally, last = group.runs, group.tally, group.runs[-1]
    return [
        last.course.title,
        "; ".join(run.title for run in runs),
        "; ".join(run.code for run in runs),
        f"{last.ends_at:%d/%m/%Y}" if last.ends_at else "",
        trainers_of(group),
        tally.asked,
        tally.answers,
        *(round(mean, 2) for mean in tally.means),
        *(count for row in tally.counts for count in row),
    ]


def _parts(counts: tuple[int, ...]) -> list[Part]:
    whole, start, parts = sum(counts), 0.0, []
    for grade, count in zip(GRADES, counts, strict=True):
        width = round(count / whole * BAR, 2)
        parts.append(Part(grade, count, round(start, 2), width))
        start += width
    return parts
