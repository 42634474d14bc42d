"""Every address of the portal and what it answers to whom (``addresses.txt``); ``test_addresses.py`` asks.

A cell is what GET gives: a status, ``in`` (sign in first) or ``go`` (led elsewhere). ``200>422`` says
what an empty POST gives besides; without ``>`` a POST has to be refused. The objects belong to one
market: ``trader``, ``clerk`` and ``board`` (a manager) are of it, ``ward`` is the office of its ward,
``trader_2`` and ``board_2`` are of another market of the same city, the ``stranger`` is an official of
another city, ``inspect`` an inspector. ``name/variant`` is the same address of another object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROLES = (
    "visitor", "trader", "trader_2", "clerk", "board", "board_2", "ward", "trainer", "official", "stranger", "inspect",
    "admin",
)  # fmt: skip

TABLE = (Path(__file__).parent / "addresses.txt").read_text()

CHANGERS = {"trader", "clerk", "board", "board_2", "trainer", "official", "admin"}
"""Who may change anything but their own sign-in; ``board_2`` has no way to the market's objects."""


@dataclass(frozen=True)
class Answer:
    """What one role gets at one address; ``posted`` is empty where a POST has to be refused."""

    got: str
    posted: str

    @classmethod
    def parse(cls, cell: str) -> Answer:
        got, _, posted = cell.partition(">")
        return cls(got, posted)


def answers() -> dict[str, dict[str, Answer]]:
    """Row → role → answer."""
    head, *lines = [line.split() for line in TABLE.splitlines() if line.strip()]
    assert tuple(head) == ROLES
    rows = {name: dict(zip(ROLES, map(Answer.parse, cells), strict=True)) for name, *cells in lines}
    assert len(rows) == len(lines), "a row stands twice in the table"
    return rows


def patterns(within: list[URLPattern | URLResolver] | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the URLconf with its full name, empty for the administration's two unnamed ones."""
    for entry in get_resolver().url_patterns if within is None else within:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry.url_patterns, inner)
        else:
            yield (f"{space}{entry.name}" if entry.name else ""), entry
