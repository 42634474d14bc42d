"""Who works for a management organisation. Every change is in the history and is told to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.accounts.errors import AccountsError
from portal.accounts.roles import MARKET_ROLES, Role
from portal.accounts.staff import contact_of, create_staff, event_key, invite, person_of
from portal.audit import acting
from portal.notifications.actions import notify
from traders.errors import TradersError
from traders.models import ManagementOrganisation, Membership
from traders.words import fold_spaces

if TYPE_CHECKING:
    from portal.accounts.models import User

LAST_MANAGER = "Đây là quản lý cuối cùng của tổ chức. Thêm một quản lý khác trước."
ELSEWHERE = "Người này còn làm cho tổ chức khác, nên chỉ quản trị Chợ Số đổi được vai trò."


@transaction.atomic
def add_staff(*, organisation: ManagementOrganisation, contact: str, full_name: str, role: str, by: User) -> Membership:
    """Let a person work for ``organisation``; who has no account gets one and an invitation.

    ``contact`` is a username, an e-mail or a phone number. Raises TradersError when it leads to nobody, or to
    somebody who is something else to the portal.
    """
    _locked(organisation)
    reached = contact_of(contact)
    person = person_of(reached)
    is_new = person is None
    with acting(by):
        try:
            person = person or create_staff(contact=reached, full_name=fold_spaces(full_name), role=role)
        except AccountsError as error:
            raise TradersError(str(error)) from None
        _refuse_unfit(person, organisation, role)
        membership = Membership.objects.create(organisation=organisation, user=person, added_by=by)
    if is_new:
        invite(person=person, place=str(organisation), by=by)
    else:
        _tell(membership, "staff_added", by, role=person.get_role_display())
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> Membership:
    """Manager ↔ clerk; the same role again changes nothing. Raises TradersError for the last manager."""
    organisation = _locked(membership.organisation)
    person = membership.user
    person.refresh_from_db()
    if person.role == role:
        return membership
    if role not in MARKET_ROLES:
        raise TradersError("Ở tổ chức quản lý chợ chỉ có quản lý và nhân viên.")
    if by.role != Role.ADMINISTRATOR and person.memberships.exclude(organisation=organisation).exists():
        raise TradersError(ELSEWHERE)
    for each in person.memberships.select_related("organisation"):
        _refuse_last_manager(each)
    with acting(by):
        person.role = role
        person.save(update_fields=["role"])
    _tell(membership, "staff_role_changed", by, role=person.get_role_display())
    return membership


@transaction.atomic
def remove_staff(*, membership: Membership, by: User) -> None:
    """The person loses the markets of the organisation at once. Raises TradersError for the last manager."""
    _locked(membership.organisation)
    _refuse_last_manager(membership)
    with acting(by):
        membership.delete()
    _tell(membership, "staff_removed", by)


def invite_again(*, membership: Membership, by: User) -> None:
    """For who has not set a password yet. Raises TradersError when they have."""
    if membership.user.has_usable_password():
        raise TradersError("Người này đã đặt mật khẩu; quên thì bấm “Quên mật khẩu” ở trang đăng nhập.")
    invite(person=membership.user, place=str(membership.organisation), by=by)


def _refuse_unfit(person: User, organisation: ManagementOrganisation, role: str) -> None:
    if not person.is_active:
        raise TradersError("Tài khoản này đang khóa.")
    if person.role not in MARKET_ROLES:
        raise TradersError(
            f"Tài khoản này đang là {person.get_role_display().lower()}. Mỗi tài khoản có một vai trò: "
            "mời người này bằng e-mail hoặc số điện thoại khác."
        )
    if organisation.members.filter(user=person).exists():
        raise TradersError("Người này đã thuộc tổ chức.")
    if person.role != role:
        raise TradersError(
            f"Tài khoản này đang là {person.get_role_display().lower()} ở nơi khác. Chọn đúng vai trò ấy, "
            "hoặc nhờ quản trị Chợ Số đổi vai trò."
        )


def _refuse_last_manager(membership: Membership) -> None:
    managers = Membership.objects.filter(
        organisation=membership.organisation, user__role=Role.MARKET_MANAGER, user__is_active=True
    )
    if membership.user.role == Role.MARKET_MANAGER and not managers.exclude(user=membership.user).exists():
        raise TradersError(LAST_MANAGER)


def _tell(membership: Membership, template: str, by: User, **values: str) -> None:
    person = membership.user
    values |= {"by": str(by), "place": str(membership.organisation)}
    notify(person=person, template=template, values=values, key=event_key(template, person), by=by)


def _locked(organisation: ManagementOrganisation) -> ManagementOrganisation:
    """One change of an organisation's people at a time, so that two managers do not remove each other."""
    return ManagementOrganisation.objects.select_for_update().get(pk=organisation.pk)
