"""Stands for the registers of an application above, by name in the settings."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.models import Role, User


def phones(people: Iterable[int]) -> dict[int, str]:
    return dict.fromkeys(people, "+84909000111")


def colleagues(user: User) -> list[int]:
    """Whoever is a clerk works with everybody."""
    return list(User.objects.filter(role=Role.MARKET_CLERK).values_list("pk", flat=True)) if user.pk else []
