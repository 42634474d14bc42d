"""Who of the demo's traders was taught, and when: they go on air more often then, and training writes it down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zlib import crc32


@dataclass(frozen=True, slots=True)
class TaughtClass:
    """A class that began so many weeks ago at a market, with its traders by place."""

    slug: str
    weeks: int
    came: range


CLASSES = (
    TaughtClass("ben-thanh", 41, range(2, 14)),
    TaughtClass("ben-thanh", 27, range(14, 23)),
    TaughtClass("ben-thanh", 16, range(23, 30)),
    TaughtClass("ben-thanh", 7, range(30, 35)),
    TaughtClass("ben-thanh", 12, range(5, 20)),
    TaughtClass("tan-dinh", 20, range(1, 9)),
    TaughtClass("thu-duc", 22, range(12)),
    TaughtClass("binh-tay", 9, range(3, 12)),
    TaughtClass("con", 31, range(2, 13)),
    TaughtClass("con", 10, range(13, 20)),
)
UNTAUGHT, SOON_AFTER, LATER = 40, 85, 60
"""Of 100 stalls, how many are on the market's show in a quarter: before a class, in the 13 weeks after, later."""


def is_on_show(slug: str, place: int, day: dt.date, today: dt.date) -> bool:
    """Whether the trader at ``place`` brings goods to the market's show of that day; the same on every run."""
    since = [(day - today).days // 7 + each.weeks for each in CLASSES if each.slug == slug and place in each.came]
    weeks = [number for number in since if number > 0]
    chance = UNTAUGHT if not weeks else SOON_AFTER if min(weeks) <= 13 else LATER
    return crc32(f"{slug} {place} {day.year} {day.month // 4}".encode()) % 100 < chance
