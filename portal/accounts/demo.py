"""One made-up person a role, for the demo; the markets and stalls they belong to come with the other demo data."""

from typing import NamedTuple

from django.db import transaction

from portal.accounts.models import Role, User

PASSWORD = "cho-so-demo"  # noqa: S105 - printed on the screen by ``make demo``
HO_CHI_MINH_CITY = "79"


class Person(NamedTuple):
    """Who can sign in to the demo."""

    username: str
    full_name: str
    role: Role
    city: str | None = None


PEOPLE = (
    Person("bql-ben-thanh", "Trần Văn Lộc", Role.MARKET_BOARD),
    Person("so-cong-thuong", "Lê Minh Châu", Role.OFFICIAL, HO_CHI_MINH_CITY),
    Person("thanh-tra", "Phạm Quốc Bảo", Role.INSPECTOR, HO_CHI_MINH_CITY),
    Person("tieu-thuong", "Nguyễn Thị Hoa", Role.TRADER),
    Person("quan-tri", "Võ Thanh Tùng", Role.ADMINISTRATOR),
)


@transaction.atomic
def create_people() -> list[User]:
    """Make the people who are not there yet and return all of them."""
    return [find_or_create(person) for person in PEOPLE]


def find_or_create(person: Person) -> User:
    """The account of one person; its password is left alone when it exists."""
    found = User.objects.filter(username=person.username).first()
    return found or User.objects.create_user(
        person.username,
        PASSWORD,
        full_name=person.full_name,
        role=person.role,
        city_id=person.city,
        is_staff=person.role == Role.ADMINISTRATOR,
        is_superuser=person.role == Role.ADMINISTRATOR,
    )
