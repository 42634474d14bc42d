"""The person (``accounts.User``) that every trader is."""

from __future__ import annotations

from secrets import token_bytes, token_urlsafe
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from portal.accounts.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters and digits that look alike


def new_person(name: str, phone: str) -> User:
    """A person who is not saved yet; signs in by a code to ``phone`` (E.164) unless that is empty."""
    return User(
        username=f"tt-{_random_name()}",
        full_name=name,
        phone=phone or None,
        role=Role.TRADER,
        password=f"{UNUSABLE_PASSWORD_PREFIX}{token_urlsafe(30)}",
    )


def _random_name() -> str:
    """A dozen letters by chance; drawn at once, since a list brings in thousands of people."""
    return "".join(NAME_ALPHABET[byte % len(NAME_ALPHABET)] for byte in token_bytes(12))


def persons_for(people: Iterable[tuple[str, str]]) -> list[User]:
    """One new person for each (name, phone), saved in one statement.

    A number that already signs somebody in, or stands twice here, is left to the first: the others get a
    person without a number, and the organisation's list still shows the number it has.
    """
    wanted = list(people)
    taken = set(User.objects.filter(phone__in={phone for _, phone in wanted if phone}).values_list("phone", flat=True))
    new = []
    for name, phone in wanted:
        new.append(new_person(name, "" if phone in taken else phone))
        taken.add(phone)
    return User.objects.bulk_create(new)


def person_for(name: str, phone: str = "") -> User:
    """One new person, as ``persons_for``."""
    return persons_for([(name, phone)])[0]
