"""Accounts of officials, ward offices and trainers. Every change is in the history and is told to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.errors import AccountsError
from portal.accounts.models import User
from portal.accounts.roles import OFFICE_ROLES, Role
from portal.accounts.staff import contact_of, create_staff, end_sessions, event_key, invite, person_of
from portal.audit import acting
from portal.notifications.actions import notify
from traders.errors import TradersError
from traders.words import fold_spaces

if TYPE_CHECKING:
    from portal.places.models import Province, Ward

PORTAL = "cổng Chợ Số"
OWN = "Không ai tự đổi tài khoản của mình. Nhờ một quản trị khác."
LAST_ADMINISTRATOR = "Đây là quản trị cuối cùng còn dùng được. Thêm một quản trị khác trước."


@transaction.atomic
def add_office_account(
    *, contact: str, full_name: str, role: str, city: Province | None, ward: Ward | None, by: User
) -> User:
    """A new account with an invitation. Raises TradersError when the contact is somebody's already."""
    reached = contact_of(contact)
    if person := person_of(reached):
        raise TradersError(f"Đã có tài khoản dùng “{contact}”: {person.get_role_display().lower()}.")
    with acting(by):
        try:
            person = create_staff(
                contact=reached, full_name=fold_spaces(full_name), role=role, **_place(role, city, ward)
            )
        except AccountsError as error:
            raise TradersError(str(error)) from None
    invite(person=person, place=PORTAL, by=by)
    return person


@transaction.atomic
def change_office_role(*, person: User, role: str, city: Province | None, ward: Ward | None, by: User) -> User:
    """Another role or another place. Ends the person's sessions and tells them; the same again changes nothing."""
    person = _changeable(person, by)
    wanted = {"role": role, **_place(role, city, ward)}
    if all(getattr(person, name) == value for name, value in wanted.items()):
        return person
    _refuse_last_administrator(person, is_one_after=role == Role.ADMINISTRATOR)
    for name, value in wanted.items():
        setattr(person, name, value)
    _save(person, by, list(wanted))
    place = " ".join(filter(None, [PORTAL, f"({person.ward or person.city})" if person.ward or person.city else ""]))
    values = {"by": str(by), "place": place, "role": person.get_role_display()}
    notify(person=person, template="staff_role_changed", values=values, key=event_key("role", person), by=by)
    end_sessions(person=person)
    return person


@transaction.atomic
def close_account(*, person: User, reason: str, by: User) -> User:
    """The person cannot sign in any more; sessions end. A second call changes nothing."""
    person = _changeable(person, by)
    if not person.is_active:
        return person
    _refuse_last_administrator(person, is_one_after=False)
    person.is_active = False
    _save(person, by, ["is_active"])
    values = {"by": str(by), "reason": reason}
    notify(person=person, template="account_closed", values=values, key=event_key("closed", person), by=by)
    end_sessions(person=person)
    return person


@transaction.atomic
def open_account(*, person: User, by: User) -> User:
    """The person may sign in again. A second call changes nothing."""
    person = _changeable(person, by)
    if not person.is_active:
        person.is_active = True
        _save(person, by, ["is_active"])
        values = {"by": str(by)}
        notify(person=person, template="account_opened", values=values, key=event_key("opened", person), by=by)
    return person


def invite_to_office(*, person: User, by: User) -> None:
    """For who has not set a password yet. Raises TradersError when they have."""
    if person.has_usable_password():
        raise TradersError("Người này đã đặt mật khẩu; quên thì bấm “Quên mật khẩu” ở trang đăng nhập.")
    invite(person=person, place=PORTAL, by=by)


def _place(role: str, city: Province | None, ward: Ward | None) -> dict[str, object]:
    """What belongs to a role; only the administrator enters Django's administration."""
    is_administrator = role == Role.ADMINISTRATOR
    return {
        "city": city if role in {Role.OFFICIAL, Role.INSPECTOR} else None,
        "ward": ward if role == Role.WARD_OFFICE else None,
        "is_staff": is_administrator,
        "is_superuser": is_administrator,
    }


def _changeable(person: User, by: User) -> User:
    if person == by:
        raise TradersError(OWN)
    locked = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if locked.role not in OFFICE_ROLES:
        raise TradersError("Tài khoản này không phải của cán bộ.")
    return locked


def _refuse_last_administrator(person: User, *, is_one_after: bool) -> None:
    """Administrators are locked in order, so that two of them cannot end each other at once."""
    if person.role != Role.ADMINISTRATOR or is_one_after:
        return
    others = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    if not [each for each in others if each != person]:
        raise TradersError(LAST_ADMINISTRATOR)


def _save(person: User, by: User, fields: list[str]) -> None:
    try:
        person.validate_constraints()
    except ValidationError as error:
        raise TradersError(" ".join(error.messages)) from None
    with acting(by):
        person.save(update_fields=fields)
