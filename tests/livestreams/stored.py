"""What an import left behind, in the words that tests use."""

from __future__ import annotations

from typing import Any

from livestreams.models import ImportBatch, OrderLine


def lines(**where: Any) -> list[OrderLine]:
    """Stored lines in the order of their identity."""
    found = OrderLine.objects.select_related("session", "trader").filter(**where)
    return list(found.order_by("account_id", "order_no", "line_key", "occurrence"))


def line(**where: Any) -> OrderLine:
    """The only stored line."""
    [found] = lines(**where)
    return found


def outcome(batch: ImportBatch) -> tuple[int, int, int, int]:
    """New, updated, unchanged, rejected."""
    return batch.rows_new, batch.rows_updated, batch.rows_unchanged, batch.rows_rejected


def codes(batch: ImportBatch) -> list[tuple[int, str]]:
    """(row number, code) of everything that was wrong with rejected rows."""
    return [(row.row_no, error["code"]) for row in batch.rejected.all() for error in row.errors]


def warned(batch: ImportBatch) -> dict[str, int]:
    return {warning["code"]: warning["count"] for warning in batch.warnings}
