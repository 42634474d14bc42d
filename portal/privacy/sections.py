"""What the portal knows of a person, section by section, as the functions named in PERSONAL_DATA tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from portal.accounts.models import User

type Value = str | int | bool | dt.datetime | dt.date | None


@dataclass(frozen=True)
class Section:
    """One table. ``rows`` are as long as ``columns``; ``about`` says in a sentence what it is kept for."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    about: str = ""

    def as_records(self) -> list[dict[str, Value]]:
        """Each row with its column's names."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def sections_of(person: User) -> Iterator[Section]:
    """Everything, in the order of the setting."""
    for name in settings.PERSONAL_DATA["sections"]:
        found: Iterable[Section] = import_string(name)(person)
        yield from found
