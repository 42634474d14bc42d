"""Questions that only applications above can answer, asked through names of functions in the settings."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portal.accounts.models import User


def hook(name: str) -> Callable[..., Any] | None:
    """The function that the setting names, None where it is empty."""
    path = getattr(settings, name)
    return import_string(path) if path else None


def contact_phones(people: Iterable[int]) -> dict[int, str]:
    """Numbers of people who have none to sign in with, from the registers of the applications above."""
    ask, asked = hook("MESSAGE_PHONES"), list(people)
    return dict(ask(asked)) if ask and asked else {}


def colleagues_of(user: User) -> list[int]:
    """Ids of those who work for the organisations that ``user`` works for, from the registers above."""
    ask = hook("MESSAGE_COLLEAGUES")
    return list(ask(user)) if ask else []
