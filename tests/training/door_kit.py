"""A class whose door is open: for tests of check-in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from tests.factories.training import CourseRunFactory, MeetingFactory
from training.attendance import token_at
from training.models import CourseRun, Meeting

HOUR = dt.timedelta(hours=1)
START = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
"""8:00 in Việt Nam."""


def open_meeting(*, trainer: User | None = None, begins: dt.datetime | None = None, **run: Any) -> Meeting:
    """A meeting of three hours that began five minutes ago, of a run of the trainer's."""
    begins = begins or timezone.now() - dt.timedelta(minutes=5)
    made: CourseRun = CourseRunFactory.create(meeting=False, starts_at=begins, ends_at=begins + 3 * HOUR, **run)
    if trainer:
        made.trainers.add(trainer)
    meeting: Meeting = MeetingFactory.create(run=made, during=DateTimeTZRange(begins, begins + 3 * HOUR))
    return meeting


def scan_url(meeting: Meeting, at: dt.datetime | None = None) -> str:
    """What the code on the screen leads to."""
    return f"/dd/{token_at(meeting, at or timezone.now())}/"


def scan(client: Client, url: str) -> Any:
    """Open the address and let the page send itself, as a phone does; the last answer."""
    client.get(url)
    return client.post(url, follow=True)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def history() -> Any:
    """What was written of attendances, the rows deleted since too; pghistory makes the model."""
    return apps.get_model("training", "AttendanceEvent").objects.order_by("pgh_id")
