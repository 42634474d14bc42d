"""What is asked about messages."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portal.accounts.models import Role, User
from portal.notifications.enums import ESSENTIAL, Purpose
from portal.notifications.models import Message, MessagePreference


def hook(name: str) -> Callable[..., Any] | None:
    """The function that the setting names, None where it is empty."""
    path = getattr(settings, name)
    return import_string(path) if path else None


def contact_phones(people: Iterable[int]) -> dict[int, str]:
    """Numbers of people who have none to sign in with, from the registers of applications above."""
    ask = hook("MESSAGE_PHONES")
    asked = list(people)
    return dict(ask(asked)) if ask and asked else {}


def objection(message: Message) -> str:
    """Why ``message`` must not be sent to its person, empty when it may."""
    if message.purpose in ESSENTIAL or message.person is None:
        return ""
    if is_muted(message.person, message.purpose):
        return "Người nhận đã tắt loại tin này."
    if not agreed(message.person):
        return "Người nhận chưa đồng ý nhận tin."
    return ""


def is_muted(person: User, purpose: str) -> bool:
    """True when the person turned messages of that purpose off."""
    return MessagePreference.objects.filter(person=person, purpose=purpose).exists()


def agreed(person: User) -> bool:
    """Say whether a trader consented to messages; whoever works for a market or the city is told by their work."""
    ask = hook("MESSAGE_CONSENT")
    return ask is None or person.role != Role.TRADER or bool(ask(person))


def muted_purposes(person: User) -> set[Purpose]:
    """What the person turned off."""
    muted = MessagePreference.objects.filter(person=person).values_list("purpose", flat=True)
    return {Purpose(purpose) for purpose in muted}
