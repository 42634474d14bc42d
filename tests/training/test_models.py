"""What the database refuses of training, whatever the program asks for."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.factories.training import CourseRunFactory, EnrolmentFactory
from training.enums import TRANSITIONS, EnrolmentState
from training.models import Enrolment

pytestmark = pytest.mark.django_db


def test_place_beyond_the_capacity_is_refused() -> None:
    run = CourseRunFactory.create(capacity=1)
    EnrolmentFactory.create(run=run)
    with pytest.raises(IntegrityError, match="more places"), transaction.atomic():
        EnrolmentFactory.create(run=run)
    assert Enrolment.objects.count() == 1


def test_waiting_beyond_the_capacity_is_not() -> None:
    run = CourseRunFactory.create(capacity=1)
    EnrolmentFactory.create(run=run)
    EnrolmentFactory.create(run=run, state=EnrolmentState.WAITING)
    assert Enrolment.objects.count() == 2


def test_capacity_below_those_who_are_in_is_refused() -> None:
    run = CourseRunFactory.create(capacity=2)
    EnrolmentFactory.create_batch(2, run=run)
    run.capacity = 1
    with pytest.raises(IntegrityError, match="more places"), transaction.atomic():
        run.save()


@pytest.mark.parametrize("before", EnrolmentState)
@pytest.mark.parametrize("after", EnrolmentState)
def test_only_known_steps_are_taken(before: EnrolmentState, after: EnrolmentState) -> None:
    offer = {"offer_expires_at": CourseRunFactory.create().starts_at}
    enrolment = EnrolmentFactory.create(
        state=before, reason="thử", **(offer if before == EnrolmentState.OFFERED else {"offer_expires_at": None})
    )
    new = offer if after == EnrolmentState.OFFERED else {"offer_expires_at": None}

    def step() -> None:
        with transaction.atomic():
            Enrolment.objects.filter(pk=enrolment.pk).update(state=after, **new)

    if after == before or after in TRANSITIONS[before]:
        step()
        assert Enrolment.objects.get().state == after
    else:
        with pytest.raises(DatabaseError, match="Invalid transition"):
            step()
