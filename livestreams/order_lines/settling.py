"""What an order's lines come to: status, share of order-level amounts, values, day.

The rules are those of ``docs/definitions.md``; each function here is one of them. They look only at
the lines of one order, so an order settles to the same figures however its rows arrived.
"""

from __future__ import annotations

from collections.abc import Sequence

from livestreams.enums import LIFE_CYCLE, LineStatus, ReturnKind
from livestreams.order_lines.line import Line, local_day

CANCELLED = LineStatus.CANCELLED.value
CANCELLED_AFTER_SHIP = LineStatus.CANCELLED_AFTER_SHIP.value
RETURNED = LineStatus.RETURNED.value
PARTIALLY_RETURNED = LineStatus.PARTIALLY_RETURNED.value
GRANTED = ReturnKind.GRANTED.value
EARNING = frozenset({LineStatus.DELIVERED.value, LineStatus.COMPLETED.value})
SENT = EARNING | {LineStatus.SHIPPING.value, RETURNED, PARTIALLY_RETURNED}
LIFE_RANK = {status.value: rank for rank, status in enumerate(LIFE_CYCLE)}


def settle(lines: Sequence[Line]) -> None:
    """Fill the settled fields of all lines of one order, in place."""
    if len(lines) == 1:
        line = lines[0]
        line.status = status_of(line, is_return_elsewhere=False)
        line.share = min(line.order_discount, line.base_value)
        line.day = local_day(line.placed_at)
        value(line)
        return
    set_statuses(lines)
    set_shares(lines)
    day = local_day(min(line.placed_at for line in lines))
    for line in lines:
        line.day = day
        value(line)


def cancelled_status(line: Line) -> str:
    """``cancelled`` or ``cancelled_after_ship`` of a line whose word means cancelled, else empty."""
    if line.word_status == CANCELLED_AFTER_SHIP:
        return CANCELLED_AFTER_SHIP
    if line.word_status != CANCELLED:
        return ""
    return CANCELLED_AFTER_SHIP if line.shipped_at is not None or line.is_failed_delivery else CANCELLED


def was_sent(line: Line) -> bool:
    """Whether the line was on its way or further: by its word, or because a time of it says so."""
    times = (line.shipped_at, line.delivered_at, line.completed_at)
    return line.word_status in SENT or any(time is not None for time in times)


def status_of(line: Line, *, is_return_elsewhere: bool) -> str:
    """Cancelled by word; else a granted return on a line sent or later; else the platform's status.

    ``is_return_elsewhere``: another line of the order has a returned quantity above 0, so a 0 here
    means that this line was kept.
    """
    if cancelled := cancelled_status(line):
        return cancelled
    if line.return_kind != GRANTED or not was_sent(line):
        return line.word_status
    returned = line.returned_quantity
    if returned is None or returned >= line.quantity:
        return RETURNED
    if returned > 0:
        return PARTIALLY_RETURNED
    return line.word_status if is_return_elsewhere else RETURNED


def set_statuses(lines: Sequence[Line]) -> None:
    returning = [line for line in lines if line.returned_quantity and not cancelled_status(line)]
    for line in lines:
        line.status = status_of(line, is_return_elsewhere=any(other is not line for other in returning))


def set_shares(lines: Sequence[Line]) -> None:
    """Share the order's amount over all its lines, pro rata of their values, to the last đồng."""
    amount = max(line.order_discount for line in lines)
    if not amount:
        for line in lines:
            line.share = 0
        return
    shares = split_amount(amount, [line.base_value for line in lines], [line.key for line in lines])
    for line, share in zip(lines, shares, strict=True):
        line.share = share


def split_amount(amount: int, values: Sequence[int], keys: Sequence[tuple[str, int]]) -> list[int]:
    """Largest remainder; ties by line key in code-point order, then occurrence.

    The shares add up to ``amount``, capped at the total of ``values``; with all values 0 nothing is shared.
    """
    total = sum(values)
    if not total:
        return [0] * len(values)
    amount = min(amount, total)
    shares = [amount * value // total for value in values]
    left = amount - sum(shares)
    by_remainder = sorted(range(len(values)), key=lambda i: (-(amount * values[i] % total), keys[i]))
    for i in by_remainder[:left]:
        shares[i] += 1
    return shares


def value(line: Line) -> None:
    """Placed and completed value and completed units from status, share and quantities."""
    line.placed_value = line.base_value - line.share
    if line.status in EARNING:
        line.completed_value = line.placed_value
        line.units_completed = line.quantity
    elif line.status == PARTIALLY_RETURNED:
        kept = line.quantity - min(line.returned_quantity or 0, line.quantity)
        line.completed_value = (2 * line.placed_value * kept + line.quantity) // (2 * line.quantity)
        line.units_completed = kept
    else:
        line.completed_value = 0
        line.units_completed = 0


def life_of(lines: Sequence[Line]) -> int:
    """An order's place in the life cycle: that of its furthest line (lines must be settled)."""
    return max(LIFE_RANK[line.status] for line in lines)


def stamp_of(lines: Sequence[Line]) -> int:
    return max(line.stamp for line in lines)
