"""The one gate: what must not be shown, because it is of few people or could be subtracted from what is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ecommerce_stats.enums import LEAST_PEOPLE, OutcomeBy

ALL_MARKETS = 0


@dataclass(frozen=True, order=True)
class Slice:
    """Of whom a figure is; ``market`` 0 is the whole city."""

    city: str
    market: int
    by: str = OutcomeBy.ALL
    key: str = ""


@dataclass(frozen=True)
class Line:
    """A whole and its parts, all of which a reader may have side by side: whole = the parts together."""

    whole: Slice
    parts: frozenset[Slice]


def lines_among(slices: Iterable[Slice], parents: Mapping[tuple[str, str], set[tuple[str, str]]]) -> list[Line]:
    """Every whole and its parts among ``slices``.

    ``parents``: (by, key) of a run or a course → the (by, key) of the course, quarter and organisers it belongs to.
    """
    parts: dict[Slice, set[Slice]] = {}
    for each in slices:
        for whole in _wholes_of(each, parents.get((each.by, each.key), set())):
            parts.setdefault(whole, set())
            parts[whole].add(each)
    return [Line(whole, frozenset(group)) for whole, found in parts.items() for group in _by_kind(whole, found)]


def hidden(counts: Mapping[Slice, int], lines: Iterable[Line], *, also: Iterable[Slice] = ()) -> set[Slice]:
    """Which of ``counts`` must not be shown: those of fewer than ``LEAST_PEOPLE``, ``also``, and what protects them.

    What is alone hidden in its line could be subtracted, and so could several that are few together: then the
    smallest that still shows is hidden too, until nothing can. Slices of nobody hide nothing and protect nothing.
    """
    gone = {each for each, count in counts.items() if 0 < count < LEAST_PEOPLE} | set(also)
    kept = [line for line in lines if counts.get(line.whole)]
    while more := {weak for line in kept if (weak := _weak(line, counts, gone)) is not None}:
        gone |= more
    return gone


def _weak(line: Line, counts: Mapping[Slice, int], gone: set[Slice]) -> Slice | None:
    """What has to go as well for this line to keep its secret."""
    parts = [part for part in line.parts if counts.get(part)]
    secret = [part for part in parts if part in gone]
    shown = sorted((part for part in parts if part not in gone), key=lambda part: (counts[part], part))
    if line.whole in gone:
        return shown[0] if not secret and shown else None
    is_few = sum(counts[part] for part in secret) < LEAST_PEOPLE
    if not secret or (len(secret) > 1 and not is_few):
        return None
    return shown[0] if shown else line.whole


def _wholes_of(each: Slice, parents: Iterable[tuple[str, str]]) -> Iterable[Slice]:
    if each.by != OutcomeBy.ALL:
        yield Slice(each.city, each.market)
    if each.market != ALL_MARKETS:
        yield Slice(each.city, ALL_MARKETS, each.by, each.key)
    for by, key in parents:
        yield Slice(each.city, each.market, by, key)


def _by_kind(whole: Slice, parts: Iterable[Slice]) -> Iterable[frozenset[Slice]]:
    """Markets of a whole make one line, its courses another."""
    kinds: dict[tuple[bool, str], set[Slice]] = {}
    for part in parts:
        kinds.setdefault((part.market == whole.market, part.by), set()).add(part)
    return (frozenset(found) for found in kinds.values())
