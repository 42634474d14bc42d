"""The changing code at the door, and when a meeting's door is open. Nothing here reads the database.

A token is the meeting's number and eight letters, as in ``412-k7mq9x2p``: short enough for a coarse QR that a phone
reads from the last row, and to be typed by hand. The letters are a keyed digest of the meeting, its secret and a
window of 20 seconds by the server's clock, so a token cannot be worked out, and is worth nothing a moment later.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from training.enums import MeetingState

if TYPE_CHECKING:
    from training.models import Meeting

WINDOW = dt.timedelta(seconds=20)
"""How long one code stands on the screen. The one before it is still good: nobody aims a phone in no time."""

PASS_LIFE = dt.timedelta(minutes=10)
"""How long a good scan waits for its person to sign in: a code by message may take a few minutes."""

OPENS_BEFORE = dt.timedelta(minutes=60)
"""People come early; earlier than this it is a mistake, or a code passed on before the class."""

LATE_AFTER = dt.timedelta(minutes=15)
"""A quarter of an hour is the custom of offices and schools: who comes until then is in time."""

ROSTER_DAYS = 7
"""Days after a meeting in which its trainer may still enter a printed roster; managers may later, with a reason."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 8
_TOKEN = re.compile(rf"(\d{{1,10}})-([{_LETTERS}]{{{_LENGTH}}})")


@dataclass(frozen=True, slots=True)
class DoorToken:
    """A token taken apart; whether it is good, ``window_of`` says."""

    meeting_id: int
    letters: str

    def __str__(self) -> str:
        return f"{self.meeting_id}-{self.letters}"


def token_at(meeting: Meeting, now: dt.datetime) -> DoorToken:
    """The token on the screen at ``now``."""
    return DoorToken(meeting.pk, _letters(meeting, _window(now)))


def read_token(text: str) -> DoorToken | None:
    """What was scanned, or typed with capitals and spaces; None for what cannot be a token."""
    found = _TOKEN.fullmatch(re.sub(r"\s", "", text).lower())
    return DoorToken(int(found[1]), found[2]) if found else None


def window_of(token: DoorToken, meeting: Meeting, now: dt.datetime) -> int | None:
    """The window in which ``token`` was shown at the door of ``meeting``, this one or the one before; else None."""
    current = _window(now)
    good = [each for each in (current, current - 1) if constant_time_compare(token.letters, _letters(meeting, each))]
    return good[0] if good and token.meeting_id == meeting.pk else None


def next_change(now: dt.datetime) -> dt.timedelta:
    """How long the code that stands on the screen at ``now`` will still stand there."""
    begins = dt.datetime.fromtimestamp((_window(now) + 1) * WINDOW.total_seconds(), tz=dt.UTC)
    return begins - now


def opens_at(meeting: Meeting) -> dt.datetime:
    """From when people may check in."""
    begins: dt.datetime = meeting.during.lower - OPENS_BEFORE
    return begins


def is_door_open(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether people may check themselves in: from an hour before the start until the end, unless cancelled."""
    return meeting.state == MeetingState.PLANNED and opens_at(meeting) <= now < meeting.during.upper


def may_record(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether its trainer may write people down: from when the door opens, for some days after."""
    is_in_time = opens_at(meeting) <= now < meeting.during.upper + dt.timedelta(days=ROSTER_DAYS)
    return meeting.state == MeetingState.PLANNED and is_in_time


def arrival(meeting: Meeting, now: dt.datetime) -> dt.datetime:
    """When somebody came who is written down at ``now``: now; after the meeting nobody knows, so at its start."""
    begins: dt.datetime = meeting.during.lower
    return now if now < meeting.during.upper else begins


def moment_of(meeting: Meeting, clock: dt.time) -> dt.datetime | None:
    """The moment of the meeting at which clocks showed ``clock``, past midnight too; None when it was not then."""
    begins = timezone.localtime(meeting.during.lower)
    first = begins.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    found = (first + dt.timedelta(days=days) for days in (-1, 0, 1))
    return next((each for each in found if opens_at(meeting) <= each <= meeting.during.upper), None)


def is_late(meeting: Meeting, arrived_at: dt.datetime) -> bool:
    return bool(arrived_at > meeting.during.lower + LATE_AFTER)


def _window(now: dt.datetime) -> int:
    return int(now.timestamp() // WINDOW.total_seconds())


def _letters(meeting: Meeting, window: int) -> str:
    """Eight letters, about 40 bits, of a keyed digest; without those that are mistaken for each other."""
    digest = salted_hmac("training.door", f"{meeting.pk}:{meeting.door_secret}:{window}", algorithm="sha256").digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_LENGTH])
