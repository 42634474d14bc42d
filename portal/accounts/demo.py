"""Made-up people for the demo, at least one a role; the markets and stalls they belong to come later."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.phones import shown_phone
from portal.places.models import Ward

PASSWORD = "cho-so-demo"  # noqa: S105 - printed on the screen by ``make demo``
HO_CHI_MINH_CITY = "79"
DA_NANG = "48"


class Person(NamedTuple):
    """Who can sign in to the demo."""

    username: str
    full_name: str
    role: Role
    city: str | None = None
    ward: str | None = None
    phone: str = ""


PEOPLE = (
    Person("bql.benthanh", "Trần Văn Lộc", Role.MARKET_MANAGER),
    Person("nhanvien.benthanh", "Mai Thị Yến", Role.MARKET_CLERK),
    Person("bql.con", "Đặng Thị Thu Hà", Role.MARKET_MANAGER),
    Person("so.tphcm", "Lê Minh Châu", Role.OFFICIAL, HO_CHI_MINH_CITY),
    Person("so.danang", "Hồ Ngọc Ánh", Role.OFFICIAL, DA_NANG),
    Person("thanhtra.tphcm", "Phạm Quốc Bảo", Role.INSPECTOR, HO_CHI_MINH_CITY),
    Person("phuong.benthanh", "Bùi Hữu Nghĩa", Role.WARD_OFFICE, ward="26743"),
    Person("giangvien.an", "Nguyễn Hoài An", Role.TRAINER),
    Person("tieuthuong.nhung", "Lê Bích Nhung", Role.TRADER, phone="+84900000001"),
    Person("tieuthuong.tam", "Dương Thanh Tâm", Role.TRADER, phone="+84900000002"),
    Person("quantri", "Võ Thanh Tùng", Role.ADMINISTRATOR),
)


def sign_ins() -> str:
    """Who can sign in and how, one a line."""
    rows = [(person.role.label, person.username, f"{PASSWORD}{_or_phone(person.phone)}") for person in PEOPLE]
    heads = ("Vai trò", "Tên đăng nhập", "Mật khẩu")
    return "\n".join(f"  {role:<24}{username:<20}{password}" for role, username, password in (heads, *rows))


def _or_phone(phone: str) -> str:
    return f"   hoặc số {shown_phone(phone)} và mã trong hộp thư thử" if phone else ""


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
        ward=Ward.objects.current().get(code=person.ward) if person.ward else None,
        phone=person.phone or None,
        phone_verified_at=timezone.now() if person.phone else None,
        is_staff=person.role == Role.ADMINISTRATOR,
        is_superuser=person.role == Role.ADMINISTRATOR,
        email="" if person.role == Role.TRADER else f"{person.username}@cho-so.example",
    )
