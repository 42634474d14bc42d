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

    What is alone hidden in its line could be subtracted, and so could several that are few together: then another of
    the line is hidden too, until nothing can. Chosen is what leaves the fewest other lines in need, then the smallest.
    Slices of nobody hide nothing and protect nothing.
    """
    gone = {each for each, count in counts.items() if 0 < count < LEAST_PEOPLE} | set(also)
    kept = [line for line in lines if counts.get(line.whole)]
    of: dict[Slice, list[Line]] = {}
    for line in kept:
        for each in (line.whole, *line.parts):
            of.setdefault(each, []).append(line)
    waiting = list(kept)
    while waiting:
        line = waiting.pop()
        if choice := _protectors(line, counts, gone):
            more = min(choice, key=lambda each: _cost(each, of[each], counts, gone))
            gone.add(more)
            waiting += of[more]
    return gone


def _cost(
    each: Slice, lines: Iterable[Line], counts: Mapping[Slice, int], gone: set[Slice]
) -> tuple[bool, int, int, Slice]:
    """How much hiding this one would hurt: the whole of a city most of all."""
    is_city = each.market == ALL_MARKETS and each.by == OutcomeBy.ALL
    in_need = sum(bool(_protectors(line, counts, gone | {each})) for line in lines)
    return is_city, in_need, counts[each], each


def _protectors(line: Line, counts: Mapping[Slice, int], gone: set[Slice]) -> list[Slice]:
    """Those of which one has to be hidden for this line to keep its secret; none when it does."""
    parts = [part for part in line.parts if counts.get(part)]
    secret = [part for part in parts if part in gone]
    shown = [part for part in parts if part not in gone]
    if line.whole in gone:
        return [] if secret else shown
    is_few = sum(counts[part] for part in secret) < LEAST_PEOPLE
    if not secret or (len(secret) > 1 and not is_few):
        return []
    return [*shown, line.whole]


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
