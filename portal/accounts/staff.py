"""Accounts of people who work: made for them, with an invitation to set a password; they cannot make their own."""

import secrets
import unicodedata
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from portal.accounts.errors import AccountsError
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.notifications.actions import notify
from portal.phones import PhoneError, mobile_phone

UNKNOWN = "Chưa có tài khoản nào mang tên này. Để mời người mới, ghi e-mail hoặc số điện thoại của họ."


def contact_of(typed: str) -> dict[str, str]:
    """``{"email": …}``, ``{"phone": "+84…"}`` or ``{"username": …}``, by what was typed."""
    typed = typed.strip()
    if "@" in typed:
        return {"email": typed.lower()}
    try:
        return {"phone": mobile_phone(typed)}
    except PhoneError:
        return {"username": typed}


def person_of(contact: dict[str, str]) -> User | None:
    """Whoever has that name, address or number."""
    ((field, value),) = contact.items()
    return User.objects.filter(Q(**{f"{field}__iexact": value})).first()


def create_staff(*, contact: dict[str, str], full_name: str, role: Role | str, **belongs: Any) -> User:
    """A new person who cannot sign in before they set a password. Raises AccountsError when nothing reaches them."""
    if "username" in contact:
        raise AccountsError(UNKNOWN)
    if not full_name:
        raise AccountsError("Người này chưa có tài khoản: ghi họ và tên để mời họ.")
    username = new_staff_username(full_name)
    return User.objects.create_user(username, full_name=full_name, role=role, **contact, **belongs)


def invite(*, person: User, place: str, by: User) -> None:
    """Send the person the way to set a password; an earlier way holds until it is used or three days old."""
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    values = {
        "by": str(by), "place": place, "role": person.get_role_display(), "username": person.username,
        "address": settings.PORTAL_URL + path,
    }  # fmt: skip
    notify(person=person, template="staff_invited", values=values, key=event_key("invited", person), by=by)


def end_sessions(*, person: User) -> None:
    """Sign the person out everywhere once the change is committed; what they may do is read anew at sign-in."""
    transaction.on_commit(lambda: [session.end() for session in UserSession.objects.filter(user=person)])


def event_key(what: str, person: User) -> str:
    """A message's key for something that may happen to a person again and again."""
    return f"staff {what}:{person.pk}:{secrets.token_hex(6)}"


def new_staff_username(full_name: str) -> str:
    """``nguyen-van-an-482``: to be read off a paper and typed on a phone."""
    plain = unicodedata.normalize("NFD", full_name.lower().replace("đ", "d"))
    stem = slugify(plain)[:40].strip("-") or "can-bo"
    while True:
        found = f"{stem}-{secrets.randbelow(900) + 100}"
        if not User.objects.filter(username=found).exists():
            return found
