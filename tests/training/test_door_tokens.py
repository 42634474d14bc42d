"""The changing code: what it is made of, how long it lives, when the door is open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import given
from hypothesis import strategies as st

from tests.training.door_kit import HOUR, START
from training.attendance import (
    WINDOW,
    arrival,
    is_door_open,
    is_late,
    may_record,
    moment_of,
    next_change,
    read_token,
    token_at,
    window_of,
)
from training.enums import MeetingState
from training.models import Meeting

SECOND = dt.timedelta(seconds=1)
MOMENTS = st.integers(0, 10 * 365 * 24 * 3600 * 10).map(lambda tenths: START + dt.timedelta(seconds=tenths / 10))


def meeting_at_8(pk: int = 412, secret: str = "k7mq9x2pk7mq9x2p") -> Meeting:
    return Meeting(pk=pk, door_secret=secret, during=DateTimeTZRange(START, START + 3 * HOUR))


@given(moment=MOMENTS, age=st.floats(0, 60))
def test_token_lives_twenty_to_forty_seconds(moment: dt.datetime, age: float) -> None:
    meeting = meeting_at_8()
    token = token_at(meeting, moment)
    later = moment + dt.timedelta(seconds=age)
    is_good = window_of(token, meeting, later) is not None
    if age < WINDOW.total_seconds():
        assert is_good
    if age >= 2 * WINDOW.total_seconds():
        assert not is_good


def test_token_of_the_future_is_not_good() -> None:
    meeting = meeting_at_8()
    assert window_of(token_at(meeting, START + WINDOW), meeting, START) is None


def test_token_is_of_one_meeting_and_one_secret() -> None:
    token = token_at(meeting_at_8(), START)
    assert window_of(token, meeting_at_8(pk=413), START) is None
    assert window_of(token, meeting_at_8(secret="another"), START) is None
    moved = read_token(f"413-{token.letters}")
    assert moved
    assert window_of(moved, meeting_at_8(pk=413), START) is None


def test_token_is_short_and_read_back_however_it_is_typed() -> None:
    token = token_at(meeting_at_8(), START)
    assert len(token.letters) == 8
    assert read_token(str(token)) == token
    assert read_token(f"  {str(token).upper().replace('-', ' - ')} ") == token


@pytest.mark.parametrize(
    "typed", ["", "412", "412-", "412-k7mq9x2", "412-k7mq9x2pp", "412-k7mq9x2l", "x-k7mq9x2p", "²-k7mq9x2p"]
)
def test_what_cannot_be_a_token_is_none(typed: str) -> None:
    assert read_token(typed) is None


@given(moment=MOMENTS)
def test_next_code_begins_with_the_next_window(moment: dt.datetime) -> None:
    left = next_change(moment)
    assert dt.timedelta(0) < left <= WINDOW
    meeting = meeting_at_8()
    assert token_at(meeting, moment + left) != token_at(meeting, moment)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (START - HOUR - SECOND, False),
        (START - HOUR, True),
        (START + 3 * HOUR - SECOND, True),
        (START + 3 * HOUR, False),
    ],
)
def test_door_is_open_from_an_hour_before_until_the_end(moment: dt.datetime, is_open: bool) -> None:
    meeting = meeting_at_8()
    assert is_door_open(meeting, moment) == is_open
    meeting.state = MeetingState.CANCELLED
    assert not is_door_open(meeting, moment)


def test_trainer_may_write_down_until_seven_days_after() -> None:
    meeting, end = meeting_at_8(), START + 3 * HOUR
    assert may_record(meeting, end + 7 * 24 * HOUR - SECOND)
    assert not may_record(meeting, end + 7 * 24 * HOUR)


def test_late_is_after_a_quarter_of_an_hour() -> None:
    meeting = meeting_at_8()
    assert not is_late(meeting, START + dt.timedelta(minutes=15))
    assert is_late(meeting, START + dt.timedelta(minutes=15, seconds=1))


def test_arrival_after_the_meeting_is_its_start() -> None:
    meeting = meeting_at_8()
    assert arrival(meeting, START + HOUR) == START + HOUR
    assert arrival(meeting, START + 5 * HOUR) == START


@pytest.mark.parametrize(
    ("begins", "clock", "expected"),
    [
        (START, dt.time(8, 20), START + dt.timedelta(minutes=20)),
        (START, dt.time(7, 30), START - dt.timedelta(minutes=30)),
        (START, dt.time(12, 0), None),
        (START + 15 * HOUR, dt.time(0, 30), START + 16.5 * HOUR),
    ],
)
def test_clock_is_a_moment_of_the_meeting(begins: dt.datetime, clock: dt.time, expected: dt.datetime | None) -> None:
    """The last begins at 23:00 and goes past midnight."""
    meeting = Meeting(pk=1, during=DateTimeTZRange(begins, begins + 3 * HOUR))
    assert moment_of(meeting, clock) == expected
