"""How the versions of an order become its lines of today, whatever the order of the imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from livestreams.order_lines.line import Line
from livestreams.order_lines.settling import life_of, settle, stamp_of

type Key = tuple[str, int]


def number_lines(lines: Sequence[Line], rejected_keys: Iterable[str] = ()) -> list[Key]:
    """Number the lines of one order that share a key, and return the keys of its rejected rows.

    By unit price, then quantity, then value, highest first, then file order. Rejected rows come last.
    """
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.line_key, []).append(line)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=lambda one: (-one.unit_price, -one.quantity, -one.base_value, one.row_no))
        for number, line in enumerate(group, start=1):
            line.occurrence = number
    counts = {key: len(group) for key, group in groups.items()}
    keys = []
    for key in rejected_keys:
        counts[key] = counts.get(key, 0) + 1
        keys.append((key, counts[key]))
    return keys


@dataclass(frozen=True, slots=True)
class Rank:
    """Which of two versions of an order is newer: the later stamp, else the further life, else the later upload."""

    stamp: int
    life: int
    upload_rank: int
    batch_id: int

    @property
    def order(self) -> tuple[int, int, int, int]:
        return self.stamp, self.life, self.upload_rank, self.batch_id


@dataclass(slots=True)
class Version:
    """An order as one import showed it. ``is_undone``: by an import that was undone while a later one showed it."""

    batch_id: int
    upload_rank: int
    lines: list[Line]
    rejected_keys: list[Key] = field(default_factory=list)
    chosen_session_id: int | None = None
    is_undone: bool = False


def rank_of(version: Version) -> Rank:
    """Settles a copy of the lines in the context of this version alone, and places it."""
    lines = [replace(line) for line in version.lines]
    settle(lines)
    return Rank(stamp_of(lines), life_of(lines), version.upload_rank, version.batch_id)


def replay(versions: Iterable[tuple[Rank, Version]]) -> list[Line]:
    """Apply the versions oldest first; returns unsettled lines in a stable order.

    A version replaces the lines that it shows. Lines that it lacks go only when it shows a line that
    was there and no fewer lines than were there: anything less is a filtered or split export. The line
    that a rejected row would have updated stays.
    """
    lines: dict[Key, Line] = {}
    chosen: int | None = None
    for _, version in sorted(versions, key=lambda pair: pair[0].order):
        shown = {line.key: line for line in version.lines}
        if shown.keys() & lines.keys() and len(shown) >= len(lines):
            kept = {key: lines[key] for key in version.rejected_keys if key in lines}
            lines = {**kept, **shown}
        else:
            lines = {**lines, **shown}
        chosen = version.chosen_session_id or chosen
    for line in lines.values():
        line.chosen_session_id = chosen
    return [lines[key] for key in sorted(lines)]


def keeps_missing(stored: Iterable[Key], version: Version) -> bool:
    """Whether this version lacks stored lines that stay because it may be a filtered or split export."""
    shown = {line.key for line in version.lines}
    before = set(stored)
    missing = before - shown - set(version.rejected_keys)
    return bool(missing) and not (shown & before and len(shown) >= len(before))
