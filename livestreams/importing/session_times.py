"""The time of a session: that of its LIVE row, else the real one, else the planned one; and who matches whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from copy import copy

from livestreams.models import LiveRow, LiveSession
from livestreams.models.sessions import TimeSource
from traders.models import ShopAccount

NEAR = dt.timedelta(minutes=30)
"""A LIVE row belongs to the session of its creator that starts nearest, within this."""


def set_time(session: LiveSession, row: LiveRow | None) -> None:
    """Set ``starts_at``, ``ends_at`` and ``time_source`` without saving."""
    if row is not None:
        session.starts_at, session.ends_at = row.launched_at, row.ended_at
        session.time_source = TimeSource.LIVE_ROW
        return
    session.starts_at, session.ends_at = own_time(session)
    session.time_source = TimeSource.REAL if session.actual_start else TimeSource.PLANNED


def own_time(session: LiveSession) -> tuple[dt.datetime, dt.datetime]:
    """The real, else the planned time. A session still on air ends when planned, or lasts as long as planned."""
    start, end = session.planned.lower, session.planned.upper
    if session.actual_start is None:
        return start, end
    if session.actual_end is not None:
        return session.actual_start, session.actual_end
    return session.actual_start, end if end > session.actual_start else session.actual_start + (end - start)


def is_same_creator(session: LiveSession, row: LiveRow) -> bool:
    """By creator id where both have one, else by handle."""
    if session.creator_id and row.creator_id:
        return session.creator_id == row.creator_id
    return bool(session.creator_handle) and session.creator_handle in {row.creator_handle, row.creator_name}


def match_rows(account: ShopAccount) -> list[LiveSession]:
    """Give every current LIVE row of the account its session, and every session its time.

    What a person matched stays. Returns the sessions whose time changed, each as it was and as it is.
    """
    sessions = list(LiveSession.objects.filter(account=account).select_for_update())
    rows = list(LiveRow.objects.filter(account=account, is_current=True))
    by_hand = {row.session_id: row for row in rows if row.is_matched_by_hand}
    pairs = nearest_pairs(
        [session for session in sessions if session.pk not in by_hand],
        [row for row in rows if not row.is_matched_by_hand],
    )
    matched = {session.pk: row for session, row in pairs} | by_hand
    for row in rows:
        session_id = next((pk for pk, its_row in matched.items() if its_row is row), None)
        if row.session_id != session_id:
            row.session_id = session_id
            row.save(update_fields=["session"])
    LiveRow.objects.filter(account=account, is_current=False, session__isnull=False).update(session=None)
    changed = []
    for session in sessions:
        before = copy(session)
        if retime(session, matched.get(session.pk)):
            changed += [before, session]
    return changed


def retime(session: LiveSession, row: LiveRow | None) -> bool:
    """Set and save the session's time; whether it changed."""
    before = (session.starts_at, session.ends_at, session.time_source)
    set_time(session, row)
    if before == (session.starts_at, session.ends_at, session.time_source):
        return False
    session.save(update_fields=["starts_at", "ends_at", "time_source"])
    return True


def nearest_pairs(sessions: Iterable[LiveSession], rows: Iterable[LiveRow]) -> list[tuple[LiveSession, LiveRow]]:
    """Pairs of one creator with starts within ±30 minutes, nearest first, each used once."""
    rows = list(rows)
    near = []
    for session in sessions:
        start, _ = own_time(session)
        near += [
            (abs(row.launched_at - start), row.launched_at, session.pk, session, row)
            for row in rows
            if is_same_creator(session, row) and abs(row.launched_at - start) <= NEAR
        ]
    pairs, used_sessions, used_rows = [], set(), set()
    for _, _, pk, session, row in sorted(near, key=lambda one: one[:3]):
        if pk not in used_sessions and row.pk not in used_rows:
            pairs.append((session, row))
            used_sessions.add(pk)
            used_rows.add(row.pk)
    return pairs
