from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.periods import (
    Kind,
    Period,
    Scheme,
    half_month_start,
    is_made_of_half_months,
    next_half_month,
    period_choices,
    period_of_span,
    periods_containing,
)

DAYS = st.dates(dt.date(2011, 1, 1), dt.date(2099, 12, 31))
PERIODS = st.builds(
    Period.containing, DAYS, st.sampled_from(Kind), st.sampled_from(Scheme)
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "label", "first", "last"),
    [
        ("2026-10", "Tháng 10/2026", "2026-10-01", "2026-10-31"),
        ("2026-q4", "Quý IV/2026", "2026-10-01", "2026-12-31"),
        ("2026-h1", "6 tháng đầu năm 2026", "2026-01-01", "2026-06-30"),
        ("2026", "Năm 2026", "2026-01-01", "2026-12-31"),
        ("bc-2026-10", "Kỳ báo cáo tháng 10/2026 (15/9–14/10)", "2026-09-15", "2026-10-14"),
        ("bc-2026-01", "Kỳ báo cáo tháng 1/2026 (15/12/2025–14/1/2026)", "2025-12-15", "2026-01-14"),
        ("bc-2026-q4", "Kỳ báo cáo quý IV/2026 (15/9–14/12)", "2026-09-15", "2026-12-14"),
        ("bc-2026-h1", "Kỳ báo cáo 6 tháng đầu năm 2026 (15/12/2025–14/6/2026)", "2025-12-15", "2026-06-14"),
        ("bc-2026", "Kỳ báo cáo năm 2026 (15/12/2025–14/12/2026)", "2025-12-15", "2026-12-14"),
    ],
)
def test_period_closes_as_the_decree_says(text: str, label: str, first: str, last: str) -> None:
    period = Period.parse(text)
    assert (period.label, period.start.isoformat(), period.last_day.isoformat()) == (label, first, last)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-0", "2026-q5", "bc-", "26-10", "2026-10-01", "1999", "٢٠٢٦"])
def test_period_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="kỳ này"):
        Period.parse(text)


@given(PERIODS)
def test_period_is_read_back_from_its_short_value(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert period_of_span(period.start, period.end) == period


@given(PERIODS)
def test_period_begins_where_the_previous_one_ends(period: Period) -> None:
    assert period.previous.end == period.start


@given(PERIODS)
def test_period_of_last_year_has_the_same_place_in_its_year(period: Period) -> None:
    last_year = period.same_last_year
    assert (last_year.number, last_year.year) == (period.number, period.year - 1)
    assert (last_year.start.month, last_year.start.day) == (period.start.month, period.start.day)


@given(DAYS)
def test_day_stands_in_exactly_one_period_of_each_kind(day: dt.date) -> None:
    periods = periods_containing(day)
    assert len({(period.scheme, period.kind) for period in periods}) == len(periods) == 8
    assert all(period.start <= day < period.end for period in periods)


@given(PERIODS)
def test_period_is_a_union_of_half_months(period: Period) -> None:
    assert is_made_of_half_months(period.start, period.end)
    half, count = period.start, 0
    while half < period.end:
        assert half_month_start(half) == half
        half, count = next_half_month(half), count + 1
    assert (half, count) == (period.end, 2 * period.kind.months)


@given(DAYS)
def test_half_month_contains_its_days(day: dt.date) -> None:
    start = half_month_start(day)
    assert start <= day < next_half_month(start)
    assert start.day in {1, 15}


def test_choices_run_from_the_newest_period_back_to_the_first_day() -> None:
    groups = dict(period_choices(dt.date(2026, 8, 20), dt.date(2026, 10, 16)))
    assert [value for value, _ in groups["Tháng"]] == ["2026-10", "2026-09", "2026-08"]
    assert [value for value, _ in groups["Kỳ báo cáo: tháng"]] == ["bc-2026-11", "bc-2026-10", "bc-2026-09"]
    assert groups["Năm"] == [("2026", "Năm 2026")]
