"""What every gateway takes and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from portal.notifications.enums import Channel


@dataclass(frozen=True)
class Outgoing:
    """A message as a gateway needs it, with the real values; never logged, therefore not shown by ``repr``."""

    tracking: str
    template: str
    name: str = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    link: str = field(repr=False, default="")

    @property
    def whole_text(self) -> str:
        """The text with its link."""
        return f"{self.text} {self.link}".rstrip()


@dataclass(frozen=True)
class Receipt:
    """The gateway took the message; ``provider_id`` is what callbacks will call it, if there are any."""

    provider_id: str = ""


class Refused(Exception):
    """Certainly not sent, and trying again would not help on this channel."""


class Postponed(Exception):
    """Certainly not sent, but worth another try later."""


class Unclear(Exception):
    """The connection broke after the message had left: it may have been sent."""


class Gateway(Protocol):
    """One provider of one channel."""

    name: str
    channel: Channel
    is_idempotent: bool
    """True when the provider drops a second message of the same ``tracking`` by itself."""

    def accepts(self, outgoing: Outgoing) -> bool:
        """Say whether this message can go this way at all (an address, a template known there)."""
        ...

    def send(self, outgoing: Outgoing) -> Receipt:
        """Give the message to the provider; raises ``Refused``, ``Postponed`` or ``Unclear``."""
        ...
