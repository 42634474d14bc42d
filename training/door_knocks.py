"""Who stands at the door without a place: they scanned, and the trainer sees their name until they are let in.

Kept in the cache for as long as a meeting lasts, never in the database: somebody who only knocked left no trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

if TYPE_CHECKING:
    from training.models import Meeting

LIFE = 3 * 3600
MOST = 50
"""Knocks that are looked at, the newest."""


def knock(meeting: Meeting, person_id: int) -> None:
    """Let the trainer of ``meeting`` know that this person (id of a user) waits at the door; a second time is none."""
    if person_id in knocked(meeting):
        return
    counter = _key(meeting, "count")
    cache.add(counter, 0, LIFE)
    cache.set(_key(meeting, cache.incr(counter)), person_id, LIFE)


def knocked(meeting: Meeting) -> list[int]:
    """Ids of users, in the order in which they came."""
    count: int = cache.get(_key(meeting, "count"), 0)
    keys = [_key(meeting, number) for number in range(max(1, count - MOST + 1), count + 1)]
    found = cache.get_many(keys)
    return list(dict.fromkeys(found[key] for key in keys if key in found))


def _key(meeting: Meeting, part: int | str) -> str:
    return f"door-knock:{meeting.pk}:{part}"
