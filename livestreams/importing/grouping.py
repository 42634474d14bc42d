"""Lines and rejected rows, order by order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from livestreams.file_reading.cells import Bad
from livestreams.file_reading.order_rows import RejectedRow
from livestreams.order_lines.line import Line
from livestreams.order_lines.merging import number_lines

ORDER_REJECTED = Bad(
    "order_rejected", "một dòng khác của đơn này bị từ chối mà giảm giá tính cho cả đơn; hãy sửa dòng đó rồi tải lại"
)


@dataclass(slots=True)
class FileOrder:
    """What one file shows of one order."""

    lines: list[Line] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)


def by_order(lines: Iterable[Line], rejected: Iterable[RejectedRow] = ()) -> dict[str, FileOrder]:
    """Orders in the order in which the file first shows them; rejected rows without a number are left out."""
    orders: dict[str, FileOrder] = {}
    for line in lines:
        found = orders.get(line.order_no)
        if found is None:
            found = orders[line.order_no] = FileOrder()
        found.lines.append(line)
    for row in rejected:
        if row.order_no:
            orders.setdefault(row.order_no, FileOrder()).rejected.append(row)
    return orders


def number_or_reject(order: FileOrder, cells_of: Callable[[Line], dict[str, str]]) -> list[RejectedRow]:
    """Number the lines of an order; with a shared amount one rejected row rejects them all (returned)."""
    if not order.rejected:
        if len(order.lines) > 1:
            number_lines(order.lines)
        return []
    amounts = [line.order_discount for line in order.lines] + [row.order_discount for row in order.rejected]
    if max(amounts) > 0:
        dragged = [drag(line, cells_of(line)) for line in order.lines]
        order.lines = []
        order.rejected += dragged
        return dragged
    number_lines(order.lines)
    return []


def drag(line: Line, cells: dict[str, str]) -> RejectedRow:
    """The rejected row of a good line whose order is rejected whole."""
    error = {"column": "", "value": line.order_no, "code": ORDER_REJECTED.code, "message": ORDER_REJECTED.message}
    return RejectedRow(line.row_no, line.order_no, line.line_key, line.order_discount, [error], cells)


def disagrees(lines: Sequence[Line]) -> bool:
    """Whether the rows of an order name different order-level amounts."""
    return len(lines) > 1 and len({line.order_discount for line in lines}) > 1


def is_capped(lines: Sequence[Line]) -> bool:
    """Whether the order-level amount is larger than what it is shared over."""
    amount = max(line.order_discount for line in lines)
    total = sum(line.base_value for line in lines)
    return amount > total > 0


def batches[T](items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while taken := list(islice(iterator, size)):
        yield taken
