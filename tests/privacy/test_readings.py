"""Readings of personal data: one INSERT, once an hour for lists, never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.privacy.actions import record_reading
from portal.privacy.models import PersonalDataReading
from tests.factories.accounts import UserFactory


@pytest.fixture
def reader(db: None) -> User:
    return UserFactory.create()


def look(people: list[User], reader: User, **options: Any) -> None:
    record_reading(
        people=[each.pk for each in people], reader=reader, what="số điện thoại", where="Danh sách", **options
    )


def test_list_of_fifty_is_one_insert(reader: User, django_assert_num_queries: Any) -> None:
    people = UserFactory.create_batch(50)
    with django_assert_num_queries(1):
        look(people, reader)
    assert PersonalDataReading.objects.count() == 50


def test_list_is_recorded_once_an_hour(reader: User) -> None:
    people = UserFactory.create_batch(2)
    with time_machine.travel(timezone.now().replace(minute=5)) as clock:
        look(people, reader)
        look(people, reader)
        assert PersonalDataReading.objects.count() == 2
        clock.shift(timedelta(hours=1))
        look(people, reader)
    assert PersonalDataReading.objects.count() == 4


def test_export_is_recorded_each_time(reader: User) -> None:
    [person] = UserFactory.create_batch(1)
    look([person], reader, is_each=True)
    look([person], reader, is_each=True)
    assert PersonalDataReading.objects.filter(person=person, reader=reader).count() == 2


def test_own_data_is_no_reading(reader: User) -> None:
    look([reader], reader)
    assert not PersonalDataReading.objects.exists()


def test_readings_cannot_be_changed_or_deleted(reader: User) -> None:
    look([UserFactory.create()], reader)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        PersonalDataReading.objects.update(what="khác")
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        PersonalDataReading.objects.all().delete()


def test_constraint_once_an_hour(reader: User) -> None:
    person, slot = UserFactory.create(), timezone.now()
    fields = {"person": person, "reader": reader, "what": "tên", "where": "trang", "slot": slot}
    PersonalDataReading.objects.create(**fields)
    with pytest.raises(ValidationError, match="đã được ghi"):
        PersonalDataReading(**fields).full_clean()
