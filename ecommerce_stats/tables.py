"""Tables of figures, written once and shown, or sent as a file, from the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

type Kind = Literal["text", "vnd", "count", "percent", "change", "day", "moment"]
type Value = object


@dataclass(frozen=True)
class Column:
    """A column by its heading; ``kind`` says how its values are written."""

    heading: str
    kind: Kind = "text"

    @property
    def is_number(self) -> bool:
        return self.kind in {"vnd", "count", "percent", "change"}


@dataclass(frozen=True)
class TableRow:
    """One row; ``href`` is where its first cell leads, ``source_url`` where its figures come from."""

    values: Sequence[Value]
    href: str = ""
    source_url: str = ""


@dataclass(frozen=True)
class Table:
    """What stands in a table, whole. ``slug`` names it in the address of its CSV and as a sheet."""

    slug: str
    caption: str
    columns: Sequence[Column]
    rows: Iterable[TableRow]
    total: TableRow | None = None
    source_label: str = "Từ đâu?"
