"""Which livestream session an order belongs to.

The six rules of ``docs/definitions.md``, decided per order: the best method among its lines, and two
different answers of that method go to review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from livestreams.enums import Airing, Method
from livestreams.order_lines.line import SECONDS_A_DAY, Line

AFTER = SECONDS_A_DAY
"""Orders within 24 hours after a session count as "sau phiên"."""

RANK = {
    Method.SESSION_CODE.value: 1,
    Method.CREATOR_HANDLE.value: 2,
    Method.LIVE_ROW.value: 3,
    Method.SESSION_TIME.value: 4,
    Method.AFTER_SESSION.value: 5,
    Method.NONE.value: 6,
}


@dataclass(frozen=True, slots=True)
class Window:
    """The time [start, end) of a session, in seconds, and whether a LIVE row gave it."""

    session_id: int
    start: int
    end: int
    is_live_row: bool


@dataclass(slots=True)
class Sessions:
    """What attribution needs to know: by code, by creator (any account), and those of one account."""

    by_code: Mapping[str, Window] = field(default_factory=dict)
    by_creator: Mapping[str, Sequence[Window]] = field(default_factory=dict)
    of_account: Sequence[Window] = ()
    by_id: Mapping[int, Window] = field(default_factory=dict)
    decided: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one line says: a method and its session; undecided when a person has to look."""

    method: str
    window: Window | None = None
    is_decided: bool = True


NO_SESSION = Answer(Method.NONE.value)
REVIEW = Answer(Method.REVIEW.value)


def attribute(lines: Sequence[Line], sessions: Sessions) -> None:
    """Set session, method and airing on all lines of one order."""
    answer = answer_for(lines, sessions)
    airing = airing_of(answer.window, lines)
    for line in lines:
        line.session_id = answer.window.session_id if answer.window else None
        line.method = answer.method
        line.airing = airing


def airing_of(window: Window | None, lines: Sequence[Line]) -> str:
    """Sold on air or after it; an order named by code or by hand without a known time counts as on air."""
    if window is None:
        return Airing.NONE.value
    placed = min((line.placed_at for line in lines if line.is_placed_time_known), default=window.start)
    return Airing.AFTER_SESSION.value if placed >= window.end else Airing.IN_SESSION.value


def answer_for(lines: Sequence[Line], sessions: Sessions) -> Answer:
    order_no = lines[0].order_no
    if order_no in sessions.decided:
        chosen = sessions.decided[order_no]
        return Answer(Method.MANUAL.value, None if chosen is None else sessions.by_id[chosen])
    if any(line.session_code for line in lines):
        answers = {by_code(line.session_code, sessions) for line in lines if line.session_code}
    elif lines[0].chosen_session_id is not None:
        return Answer(Method.SESSION_CODE.value, sessions.by_id[lines[0].chosen_session_id])
    else:
        answers = {by_creator_or_time(line, sessions) for line in lines}
    return best_of(answers)


def best_of(answers: set[Answer]) -> Answer:
    best = min(RANK[answer.method] for answer in answers)
    candidates = [answer for answer in answers if RANK[answer.method] == best]
    return candidates[0] if len(candidates) == 1 and candidates[0].is_decided else REVIEW


def by_code(code: str, sessions: Sessions) -> Answer:
    """A code that no session has keeps the line and asks for review."""
    window = sessions.by_code.get(code)
    return Answer(Method.SESSION_CODE.value, window, is_decided=window is not None)


def by_creator_or_time(line: Line, sessions: Sessions) -> Answer:
    """A creator who has no session at that time never falls through to the sessions of the account."""
    if not line.is_placed_time_known:
        return NO_SESSION
    if line.creator_handle:
        windows = sessions.by_creator.get(line.creator_handle, ())
        return by_time(line.placed_at, windows, Method.CREATOR_HANDLE.value)
    return by_time(line.placed_at, sessions.of_account)


def by_time(moment: int, windows: Sequence[Window], method: str = "") -> Answer:
    """Inside one session wins; inside two is for a person; else the one that ended last within 24 hours."""
    inside = [w for w in windows if w.start <= moment < w.end]
    if inside:
        is_live = any(w.is_live_row for w in inside)
        by_clock = Method.LIVE_ROW.value if is_live else Method.SESSION_TIME.value
        return one_of(method or by_clock, inside)
    before = [w for w in windows if w.end <= moment < w.end + AFTER]
    if not before:
        return NO_SESSION
    last = max(w.end for w in before)
    return one_of(method or Method.AFTER_SESSION.value, [w for w in before if w.end == last])


def one_of(method: str, windows: Sequence[Window]) -> Answer:
    return Answer(method, windows[0]) if len(windows) == 1 else Answer(method, is_decided=False)
