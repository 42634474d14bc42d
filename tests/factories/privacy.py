"""What people ask about their data, and breaches."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.accounts.models import Role, User
from portal.privacy.enums import RequestKind, RequestState
from portal.privacy.models import Breach, Consent, ConsentText, DataRequest
from tests.factories.accounts import UserFactory


class DataRequestFactory(DjangoModelFactory[DataRequest]):
    """A correction that nobody has looked at."""

    class Meta:
        model = DataRequest

    person = factory.SubFactory(UserFactory)
    kind = RequestKind.CORRECTION
    wish = "Sạp tôi là B13"


class BreachFactory(DjangoModelFactory[Breach]):
    """A breach found yesterday, of which little is known."""

    class Meta:
        model = Breach

    found_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=1))
    happened = "Mất máy tính có danh sách tiểu thương"
    data_kinds = "họ tên, số điện thoại"
    recorded_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)


def rows_about(person: User) -> dict[str, int]:
    """A row for each address about personal data, by the first word of the address's name; of ``person`` where it is.

    The consent was withdrawn on paper and one request was taken back, so that pressing their buttons changes nothing.
    """
    now = timezone.now()
    text = ConsentText.objects.current().filter(purpose="pictures").get()
    consent = Consent.objects.create(
        person=person, text=text, purpose=text.purpose, how="paper", recorded_by=person, given_at=now,
        withdrawn_at=now, withdrawn_how="paper", withdrawn_by=person,
    )  # fmt: skip
    closed = DataRequestFactory.create(
        person=person, state=RequestState.TAKEN_BACK, asked_at=now, ended_at=now, ended_by=person
    )
    erasure = DataRequestFactory.create(person=person, kind=RequestKind.ERASURE, wish="")
    return {
        "consent": consent.pk, "request": closed.pk, "data": DataRequestFactory.create(person=person).pk,
        "data_request_erase": erasure.pk, "breach": BreachFactory.create().pk,
    }  # fmt: skip
