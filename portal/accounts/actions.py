"""What changes an account."""

import string

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from portal.accounts.errors import AccountsError
from portal.accounts.models import User
from portal.accounts.roles import Role

USERNAME_CHARACTERS = string.ascii_lowercase + string.digits


def person_of_phone(*, phone: str) -> tuple[User, bool]:
    """Whose number this is, and whether they are new; call it only when a code has proved the phone.

    An unknown number makes a trader without a password. Two proofs at the same moment make one person.
    """
    found = User.objects.filter(phone=phone).first()
    if found is None:
        try:
            with transaction.atomic():
                return _create_trader(phone), True
        except IntegrityError:
            found = User.objects.get(phone=phone)
    if found.phone_verified_at is None:
        found.phone_verified_at = timezone.now()
        found.save(update_fields=["phone_verified_at"])
    return found, False


def change_phone(*, person: User, phone: str, by: User) -> User:
    """Give ``person`` the number that a code has proved. Raises AccountsError when it is somebody else's."""
    if by != person:
        raise AccountsError("Chỉ chủ tài khoản tự đổi số điện thoại.")
    person.phone, person.phone_verified_at = phone, timezone.now()
    try:
        with transaction.atomic():
            person.save(update_fields=["phone", "phone_verified_at"])
    except IntegrityError:
        person.refresh_from_db()
        raise AccountsError("Số này đang thuộc một tài khoản khác. Hãy hỏi ban quản lý chợ.") from None
    return person


def rename(*, person: User, full_name: str, by: User) -> User:
    """Correct the own name. Raises AccountsError for anybody else's."""
    if by != person:
        raise AccountsError("Chỉ chủ tài khoản tự sửa tên.")
    person.full_name = full_name
    person.save(update_fields=["full_name"])
    return person


def new_username() -> str:
    """A name that says nothing; people who sign in by phone never see it."""
    return f"tt-{get_random_string(10, USERNAME_CHARACTERS)}"


def _create_trader(phone: str) -> User:
    return User.objects.create_user(new_username(), role=Role.TRADER, phone=phone, phone_verified_at=timezone.now())
