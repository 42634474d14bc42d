"""The money identity placed = cancelled + returned + open + completed, laid out as one bar."""

from dataclasses import dataclass

from portal.money import format_percent, format_vnd, format_vnd_short

BAR_WIDTH = 1000


@dataclass(frozen=True)
class BarPart:
    """One part of the bar; ``start`` and ``width`` are in thousandths of its length."""

    kind: str
    label: str
    amount: str
    amount_short: str
    share: str
    start: int
    width: int


def bar_parts(placed: int, cancelled: int, returned: int, open_value: int, completed: int) -> list[BarPart]:
    """The four parts from left to right, touching each other whatever was rounded."""
    amounts = (
        ("cancelled", "Đã hủy", cancelled),
        ("returned", "Trả lại", returned),
        ("open", "Chưa xong", open_value),
        ("completed", "Doanh thu thực", completed),
    )
    parts = []
    before = 0
    for kind, label, amount in amounts:
        start, end = (_position(value, placed) for value in (before, before + amount))
        before += amount
        parts.append(
            BarPart(
                kind=kind,
                label=label,
                amount=format_vnd(amount),
                amount_short=format_vnd_short(amount),
                share=format_percent(amount / placed) if placed else "–",
                start=start,
                width=end - start,
            )
        )
    return parts


def _position(amount: int, placed: int) -> int:
    return round(BAR_WIDTH * amount / placed) if placed else 0
