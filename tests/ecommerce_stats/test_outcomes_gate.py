"""The gate: nothing of few people, and nothing that gives it away by subtraction."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from ecommerce_stats.enums import LEAST_PEOPLE, OutcomeBy
from ecommerce_stats.outcomes.gate import Slice, hidden, lines_among

MARKETS, COURSES = range(1, 5), ("1", "2", "3")


def slices_of(table: dict[tuple[int, str], int], runs: dict[str, str] | None = None) -> dict[Slice, int]:
    """People by (market, course), and every sum of them."""
    counts: dict[Slice, int] = {}
    for (market, course), count in table.items():
        in_run = [(OutcomeBy.RUN.value, run) for run, of in (runs or {}).items() if of == course]
        for place, (by, key) in ((m, k) for m in (0, market) for k in (("all", ""), ("course", course), *in_run)):
            slice_ = Slice("79", place, by, key)
            counts[slice_] = counts.get(slice_, 0) + count
    return counts


def test_a_market_of_four_takes_the_next_smallest_with_it() -> None:
    counts = {Slice("79", 0): 60, Slice("79", 1): 4, Slice("79", 2): 20, Slice("79", 3): 36}
    assert hidden(counts, lines_among(counts, {})) == {Slice("79", 1), Slice("79", 2)}


def test_two_that_are_few_together_take_a_third() -> None:
    counts = {Slice("79", 0): 60, Slice("79", 1): 2, Slice("79", 2): 2, Slice("79", 3): 20, Slice("79", 4): 36}
    assert hidden(counts, lines_among(counts, {})) == {Slice("79", 1), Slice("79", 2), Slice("79", 3)}


def test_several_hidden_ones_that_are_many_together_need_no_more() -> None:
    counts = {Slice("79", 0): 37, Slice("79", 1): 4, Slice("79", 2): 3, Slice("79", 3): 30}
    assert hidden(counts, lines_among(counts, {})) == {Slice("79", 1), Slice("79", 2)}


def test_nobody_is_not_a_secret_and_keeps_none() -> None:
    counts = {Slice("79", 0): 34, Slice("79", 1): 4, Slice("79", 2): 0, Slice("79", 3): 30}
    assert hidden(counts, lines_among(counts, {})) == {Slice("79", 1), Slice("79", 3)}


def test_run_is_not_given_away_by_its_course() -> None:
    """The course's 23 less the run of 20 would be the run of 3, though a run of another course is hidden too."""
    counts = {
        Slice("79", 0): 63, Slice("79", 0, "course", "1"): 23, Slice("79", 0, "course", "2"): 40,
        Slice("79", 0, "run", "1"): 20, Slice("79", 0, "run", "2"): 3, Slice("79", 0, "run", "3"): 36,
        Slice("79", 0, "run", "4"): 4,
    }  # fmt: skip
    parents = {("run", run): {("course", course)} for run, course in (("1", "1"), ("2", "1"), ("3", "2"), ("4", "2"))}
    gone = hidden(counts, lines_among(counts, parents))
    for course, runs in (("1", "12"), ("2", "34")):
        is_hidden = [Slice("79", 0, "course", course) in gone, *(Slice("79", 0, "run", run) in gone for run in runs)]
        assert sum(is_hidden) >= 2
    assert Slice("79", 0) not in gone


def test_one_small_run_does_not_hide_the_rest() -> None:
    """Twelve runs of four markets and three courses, one of them small: most still show."""
    people = {run: 12 + run for run in range(1, 13)} | {13: 3}
    counts: dict[Slice, int] = {}
    parents = {}
    for run, count in people.items():
        market, course = run % 4 + 1, str(run // 5)
        parents["run", str(run)] = {("course", course)}
        for place in (0, market):
            for by, key in (("all", ""), ("course", course), ("run", str(run))):
                counts[Slice("79", place, by, key)] = counts.get(Slice("79", place, by, key), 0) + count
    gone = hidden(counts, lines_among(counts, parents))
    assert Slice("79", 0) not in gone
    assert len([each for each in gone if each.by == "run" and each.market == 0]) <= 4


@given(st.dictionaries(st.tuples(st.sampled_from(MARKETS), st.sampled_from(COURSES)), st.integers(0, 30), min_size=1))
def test_no_line_gives_anything_away(table: dict[tuple[int, str], int]) -> None:
    counts = slices_of(table)
    lines = lines_among(counts, {})
    gone = hidden(counts, lines)
    assert {place for place, count in counts.items() if 0 < count < LEAST_PEOPLE} <= gone
    assert not any(counts[place] == 0 for place in gone)
    for line in (line for line in lines if counts[line.whole]):
        secret = [part for part in chain(line.parts, [line.whole]) if part in gone]
        assert len(secret) != 1, (line, secret)
        if line.whole not in gone and secret:
            assert sum(counts[part] for part in secret) >= LEAST_PEOPLE
