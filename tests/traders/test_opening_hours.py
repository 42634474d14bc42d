"""Opening hours, across midnight and week ends."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traders.models import MarketHours
from traders.opening_hours import Opening, clashes, opening_at

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def hours(weekday: int, opens: str, closes: str) -> MarketHours:
    return MarketHours(weekday=weekday, opens_at=dt.time.fromisoformat(opens), closes_at=dt.time.fromisoformat(closes))


def at(day: int, clock: str) -> dt.datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time.fromisoformat(clock), SAIGON)


DAILY = [hours(day, "05:00", "18:00") for day in range(7)]
NIGHT = [hours(SATURDAY, "18:00", "02:00"), hours(SUNDAY, "18:00", "02:00")]


@pytest.mark.parametrize(
    ("week", "now", "expected"),
    [
        (DAILY, at(23, "04:59"), Opening(is_open=False, changes_at=at(23, "05:00"))),
        (DAILY, at(23, "05:00"), Opening(is_open=True, changes_at=at(23, "18:00"))),
        (DAILY, at(23, "18:00"), Opening(is_open=False, changes_at=at(24, "05:00"))),
        (NIGHT, at(29, "00:30"), Opening(is_open=True, changes_at=at(29, "02:00"))),
        (NIGHT, at(30, "01:59"), Opening(is_open=True, changes_at=at(30, "02:00"))),
        (NIGHT, at(29, "02:00"), Opening(is_open=False, changes_at=at(29, "18:00"))),
        (NIGHT, at(28, "17:00"), Opening(is_open=False, changes_at=at(28, "18:00"))),
        (NIGHT, at(28, "23:59"), Opening(is_open=True, changes_at=at(29, "02:00"))),
        ([hours(MONDAY, "05:00", "18:00")], at(23, "20:00"), Opening(is_open=False, changes_at=at(30, "05:00"))),
        (
            [hours(MONDAY, "05:00", "11:00"), hours(MONDAY, "11:00", "18:00")],
            at(23, "06:00"),
            Opening(is_open=True, changes_at=at(23, "18:00")),
        ),
        (
            [each for day in range(7) for each in (hours(day, "00:00", "12:00"), hours(day, "12:00", "00:00"))],
            at(25, "03:00"),
            Opening(is_open=True, changes_at=None),
        ),
        ([], at(25, "03:00"), None),
    ],
)
def test_opening_is_that_of_the_moment(week: list[MarketHours], now: dt.datetime, expected: Opening | None) -> None:
    assert opening_at(week, now) == expected


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (DAILY, False),
        (NIGHT, False),
        ([], False),
        ([hours(MONDAY, "05:00", "12:00"), hours(MONDAY, "11:59", "18:00")], True),
        ([hours(MONDAY, "05:00", "12:00"), hours(MONDAY, "12:00", "18:00")], False),
        ([hours(SATURDAY, "18:00", "02:00"), hours(SUNDAY, "01:00", "03:00")], True),
        ([hours(SUNDAY, "18:00", "02:00"), hours(MONDAY, "01:00", "12:00")], True),
    ],
)
def test_openings_over_one_another_are_found(week: list[MarketHours], expected: bool) -> None:
    assert clashes(week) is expected


CLOCK = st.times().map(lambda time: time.replace(second=0, microsecond=0, tzinfo=None))
WEEKS = st.lists(
    st.builds(MarketHours, weekday=st.integers(0, 6), opens_at=CLOCK, closes_at=CLOCK).filter(
        lambda each: each.opens_at != each.closes_at
    ),
    min_size=1,
    max_size=6,
)
MOMENTS = st.integers(0, 600_000).map(lambda minutes: at(1, "00:00") + dt.timedelta(minutes=minutes))


@given(week=WEEKS, now=MOMENTS)
def test_what_changes_does_change_then(week: list[MarketHours], now: dt.datetime) -> None:
    found = opening_at(week, now)
    assert found is not None
    if found.changes_at:
        assert found.changes_at > now
        then = opening_at(week, found.changes_at)
        assert then is not None
        assert then.is_open is not found.is_open
