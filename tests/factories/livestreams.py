"""Sessions as rows; tests of ``save_session`` call the action itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from factory.django import DjangoModelFactory

from livestreams.models import LiveSession
from tests.factories.traders import ShopAccountFactory


class LiveSessionFactory(DjangoModelFactory[LiveSession]):
    """Two hours from 20:00 on 11/12/2023; ``start=`` and ``hours=`` say otherwise.

    ``starts_at`` and ``ends_at`` follow the real times where both are given, else the planned ones.
    """

    class Meta:
        model = LiveSession

    class Params:
        start = dt.datetime(2023, 12, 11, 20, tzinfo=timezone.get_default_timezone())
        hours = 2

    code = factory.Sequence(lambda n: f"phien-{n}")
    account = factory.SubFactory(ShopAccountFactory)
    market = factory.SelfAttribute("account.market")
    title = factory.LazyAttribute(lambda session: f"Phiên {session.code}")
    planned = factory.LazyAttribute(lambda s: DateTimeTZRange(s.start, s.start + dt.timedelta(hours=s.hours)))
    actual_start: dt.datetime | None = None
    actual_end: dt.datetime | None = None
    starts_at = factory.LazyAttribute(lambda session: _time(session)[0])
    ends_at = factory.LazyAttribute(lambda session: _time(session)[1])
    time_source = factory.LazyAttribute(lambda session: "real" if _has_real_time(session) else "planned")


def _time(session: Any) -> tuple[dt.datetime, dt.datetime]:
    if _has_real_time(session):
        return session.actual_start, session.actual_end
    return session.planned.lower, session.planned.upper


def _has_real_time(session: Any) -> bool:
    return bool(session.actual_start and session.actual_end)
