"""Who agrees to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.privacy.enums import ConsentPurpose
from portal.privacy.models import Consent, ConsentText

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User


@dataclass(frozen=True)
class ConsentState:
    """One purpose as a person stands to it: the present text, their open consent, or one just taken back."""

    text: ConsentText
    consent: Consent | None
    undoable: Consent | None = None

    @property
    def is_older(self) -> bool:
        """Whether they agreed to an earlier version of the text."""
        return self.consent is not None and self.consent.text_id != self.text.pk


def has_consent(person: User, purpose: ConsentPurpose | str) -> bool:
    """Whether ``person`` agrees now."""
    return Consent.objects.open().filter(person=person, purpose=ConsentPurpose(purpose)).exists()


def has_withdrawn(person: User, purpose: ConsentPurpose | str) -> bool:
    """Whether ``person`` agreed once and took it back; somebody who was never asked has not."""
    last = Consent.objects.filter(person=person, purpose=ConsentPurpose(purpose)).order_by("-pk").first()
    return last is not None and not last.is_open


def consenting(purpose: ConsentPurpose | str) -> QuerySet[Consent, int]:
    """Ids of the users who agree now, to be used as ``user__in=consenting(…)``."""
    return Consent.objects.open().filter(purpose=ConsentPurpose(purpose)).values_list("person_id", flat=True)


def consent_states(person: User) -> list[ConsentState]:
    """Every purpose in its order, with where ``person`` stands."""
    newest = Consent.objects.filter(person=person).select_related("text").order_by("purpose", "-pk").distinct("purpose")
    last = {consent.purpose: consent for consent in newest}
    return [_state(text, last.get(text.purpose)) for text in ConsentText.objects.current()]


def _state(text: ConsentText, last: Consent | None) -> ConsentState:
    is_open = last is not None and last.is_open
    return ConsentState(text, last if is_open else None, last if last and last.is_undoable else None)
