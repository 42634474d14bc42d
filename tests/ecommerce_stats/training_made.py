"""Runs that were held, people who learned there, and what they sold, as rows of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from livestreams.models import LiveSession
from tests.factories.imports import ImportBatchFactory
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import ShopAccountFactory, StallFactory, TraderFactory
from tests.factories.training import AttendanceFactory, CourseRunFactory, EnrolmentFactory, OrganiserFactory
from traders.models import Market, ShopAccount, Trader
from training.models import CourseRun

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
TAUGHT_ON = dt.date(2026, 5, 4)
T0 = dt.date(2026, 5, 5)


def people(market: Market, count: int) -> list[Trader]:
    """Traders of one goods line, each with an account."""
    found = TraderFactory.create_batch(count, market=market)
    for trader in found:
        StallFactory.create(trader=trader)
        ShopAccountFactory.create(trader=trader)
    return found


def held_run(market: Market, trained: Sequence[Trader], day: dt.date = TAUGHT_ON, **more: Any) -> CourseRun:
    """A run of one meeting, which all of ``trained`` attended."""
    start = dt.datetime.combine(day, dt.time(8), timezone.get_default_timezone())
    opened = start - dt.timedelta(days=30)
    run = CourseRunFactory.create(
        market=market, starts_at=start, enrol_opens_at=opened, enrol_closes_at=start - dt.timedelta(days=1),
        capacity=len(trained) + 1, **more,
    )  # fmt: skip
    run.organisers.add(OrganiserFactory.create())
    for trader in trained:
        AttendanceFactory.create(
            enrolment=EnrolmentFactory.create(run=run, person=trader.user, queued_at=opened), by=trader.user
        )
    return run


def sell(traders: Sequence[Trader], value: int, days: Iterable[dt.date], *, is_live: bool = False) -> None:
    """A delivered order of ``value`` of each trader on each day, live in a session of the market's own shop.

    Figures still have to be worked out.
    """
    sessions = {day: show_of(traders[0].market, day) if is_live else None for day in days}
    for trader in traders:
        account = ShopAccount.objects.get(trader=trader)
        batch = ImportBatchFactory.create(account=account)
        for day, session in sessions.items():
            SoldLineFactory.create(account=account, batch=batch, placed_value=value, day=day, session=session)


def show_of(market: Market, day: dt.date) -> LiveSession:
    """A session of two hours in the evening of ``day``."""
    start = dt.datetime.combine(day, dt.time(20), timezone.get_default_timezone())
    return LiveSessionFactory.create(market=market, start=start)
