"""People with a role; who belongs where is said by rows of the apps."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from portal.accounts.models import CITY_ROLES, Role, User
from tests.factories.places import ProvinceFactory

PASSWORD = "cho-so-thu-nghiem"


class UserFactory(DjangoModelFactory[User]):
    """A person; ``UserFactory(role=Role.OFFICIAL)`` belongs to Hồ Chí Minh City unless ``city`` is given."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"nguoi-{n}")
    phone = factory.Sequence(lambda n: f"+8491{n:07}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Thị Số {n}")
    role = Role.TRADER
    city = factory.Maybe(
        factory.LazyAttribute(lambda person: person.role in CITY_ROLES), factory.SubFactory(ProvinceFactory), None
    )
    password = factory.django.Password(PASSWORD)
