"""Which goods need which papers, as dated data with the law behind each.

The portal reminds; whether a paper is owed in a single case is for the authority to say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from traders.enums import PaperKind

if TYPE_CHECKING:
    from traders.models import GoodsLine

FOOD = frozenset({"thuc-pham-tuoi", "thuc-pham-kho", "dich-vu-an-uong"})
"""Groups of lines that are food."""

REGULATED = frozenset({"my-pham"})
"""Lines whose advertisements an authority has to confirm first."""


@dataclass(frozen=True, slots=True)
class PaperRule:
    """Goods of ``lines`` (slugs of lines or groups; empty: all) need ``kind`` from ``begins`` to before ``ends``.

    ``is_for_advertising``: only once they are advertised, as in a live session.
    """

    kind: PaperKind
    why: str
    source: str
    begins: dt.date
    ends: dt.date | None = None
    lines: frozenset[str] = frozenset()
    is_for_advertising: bool = False

    def holds(self, line: GoodsLine | None, day: dt.date, *, is_advertised: bool) -> bool:
        """Whether the rule asks for its paper for goods of ``line`` on ``day``."""
        if not (self.begins <= day and (self.ends is None or day < self.ends)):
            return False
        if self.is_for_advertising and not is_advertised:
            return False
        return not self.lines or (line is not None and not self.lines.isdisjoint(_slugs(line)))


ECOMMERCE_LAW = "Luật Thương mại điện tử 122/2025/QH15, điều 23"

RULES = (
    PaperRule(
        PaperKind.ORIGIN,
        "Người bán đưa giấy chứng minh nguồn gốc, chất lượng hàng trước khi livestream.",
        ECOMMERCE_LAW,
        begins=dt.date(2026, 7, 1),
    ),
    PaperRule(
        PaperKind.FOOD_SAFETY,
        "Thực phẩm phải có giấy chứng nhận đủ điều kiện hoặc bản cam kết an toàn thực phẩm.",
        "Luật An toàn thực phẩm 55/2010/QH12",
        begins=dt.date(2011, 7, 1),
        lines=FOOD,
    ),
    PaperRule(
        PaperKind.ADVERTISING,
        "Mỹ phẩm chỉ được quảng cáo, livestream khi nội dung đã được xác nhận.",
        f"{ECOMMERCE_LAW}; Luật Quảng cáo sửa đổi 75/2025/QH15, điều 15a",
        begins=dt.date(2026, 1, 1),
        lines=REGULATED,
        is_for_advertising=True,
    ),
)


def rules_for(line: GoodsLine | None, day: dt.date, *, is_advertised: bool = True) -> list[PaperRule]:
    """The papers that goods of ``line`` (its parent at hand) need on ``day``."""
    return [rule for rule in RULES if rule.holds(line, day, is_advertised=is_advertised)]


def _slugs(line: GoodsLine) -> set[str]:
    """The line's own and its group's."""
    return {line.slug} | ({line.parent.slug} if line.parent else set())
