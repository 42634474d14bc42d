"""Times at which somebody is somewhere already, as one application tells them to another (by hooks in settings)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class BusyTime(NamedTuple):
    """[starts_at, ends_at) of something that a person takes part in; ``title`` as a reader knows it."""

    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
