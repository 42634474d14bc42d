"""Advice booths for tests: at a market, from today for a week, with a shift tomorrow from 8 to 10 o'clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.traders import MarketFactory
from traders.models import Market
from training.enums import TicketState
from training.models import AdviceBooth, AdviceTicket, BoothShift


def on(day: dt.date, begin: str = "08:00", end: str = "10:00") -> DateTimeTZRange[dt.datetime]:
    """Local hours of a day."""
    moments = (dt.datetime.combine(day, dt.time.fromisoformat(clock)) for clock in (begin, end))
    return DateTimeTZRange(*map(timezone.make_aware, moments))


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


class BoothFactory(DjangoModelFactory[AdviceBooth]):
    """An announced booth whose turns last 20 minutes."""

    class Meta:
        model = AdviceBooth

    market = factory.SubFactory(MarketFactory)
    title = factory.Sequence(lambda n: f"Quầy tư vấn số {n}")
    topics = "mở gian hàng, thuế"
    place = "Cổng Nam"
    opens_on = factory.LazyFunction(timezone.localdate)
    closes_on = factory.LazyAttribute(lambda booth: booth.opens_on + dt.timedelta(days=7))
    is_published = True
    made_by = factory.SubFactory(UserFactory, role="official")


class ShiftFactory(DjangoModelFactory[BoothShift]):
    class Meta:
        model = BoothShift
        skip_postgeneration_save = True

    booth = factory.SubFactory(BoothFactory)
    during = factory.LazyFunction(lambda: on(in_days(1)))
    desks = 1

    @factory.post_generation
    def advisers(self: BoothShift, create: bool, extracted: Any, **_: Any) -> None:
        if create and extracted:
            self.advisers.set(extracted)


class TicketFactory(DjangoModelFactory[AdviceTicket]):
    """Somebody who walked in and is being advised."""

    class Meta:
        model = AdviceTicket

    booth = factory.SubFactory(BoothFactory)
    person = factory.SubFactory(UserFactory)
    trader = factory.LazyAttribute(lambda row: getattr(row.person, "trader", None))
    question = "Làm sao mở gian hàng?"
    state = TicketState.OPEN
    made_by = factory.SubFactory(UserFactory, role="trainer")


def booth_in_use(market: Market, booked: User, adviser: User) -> tuple[dict[str, int], str]:
    """A row for each address about booths, by the first word of its name, and a turn that is free.

    ``booked`` has a turn at 8 o'clock, somebody else walked in; pressing any button of the walk-in changes nothing.
    """
    booth = BoothFactory.create(market=market)
    shift = ShiftFactory.create(booth=booth, advisers=[adviser])
    booking = TicketFactory.create(
        booth=booth, shift=shift, person=booked, during=on(in_days(1), "08:00", "08:20"), desk=1,
        state=TicketState.BOOKED,
    )  # fmt: skip
    ticket = TicketFactory.create(booth=booth, person=None, trader=None, visitor_name="Bà Tư")
    numbers = {"booth": booth.pk, "shift": shift.pk, "slot": shift.pk, "booking": booking.pk, "ticket": ticket.pk}
    return numbers, f"{in_days(1):%Y%m%d}-0900"
