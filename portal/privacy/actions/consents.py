"""Giving a consent and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit import acting
from portal.privacy.enums import ConsentHow, ConsentPurpose, WithdrawnHow
from portal.privacy.errors import PrivacyError
from portal.privacy.models import Consent, ConsentText

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def give_consent(
    *, person: User, purposes: Iterable[ConsentPurpose | str], how: ConsentHow | str, by: User
) -> list[Consent]:
    """Record that ``person`` agrees to the present text of each purpose; returns the open consents of these.

    A consent to the present text stays as it is, so a second call changes nothing; one to an earlier
    text is closed as renewed. Raises PrivacyError when a purpose has no text.
    """
    wanted = {ConsentPurpose(purpose) for purpose in purposes}
    _lock(person)
    texts = {text.purpose: text for text in ConsentText.objects.current().filter(purpose__in=wanted)}
    if missing := wanted - set(texts):
        raise PrivacyError(f"Chưa có nội dung đồng ý cho: {', '.join(purpose.label for purpose in missing)}.")
    held = {consent.purpose: consent for consent in person.consents.open().filter(purpose__in=wanted)}
    with acting(by):
        return [_given(person, text, held.get(purpose), how, by) for purpose, text in texts.items()]


def _given(person: User, text: ConsentText, held: Consent | None, how: ConsentHow | str, by: User) -> Consent:
    if held and held.text_id == text.pk:
        return held
    now = timezone.now()
    if held:
        _close(held, WithdrawnHow.RENEWED, by, now)
    return Consent.objects.create(person=person, text=text, purpose=text.purpose, given_at=now, how=how, recorded_by=by)


@transaction.atomic
def withdraw_consent(
    *, person: User, purpose: ConsentPurpose | str, how: WithdrawnHow | str, by: User
) -> Consent | None:
    """Close the open consent of ``person`` for ``purpose`` and return it; None when there is none."""
    _lock(person)
    held = person.consents.open().filter(purpose=ConsentPurpose(purpose)).first()
    if held:
        with acting(by):
            _close(held, how, by, timezone.now())
    return held


@transaction.atomic
def undo_withdrawal(*, consent: Consent, by: User) -> Consent:
    """Let the withdrawn consent hold again, as a new row with the same text; a second call returns that row.

    Only the person themself can, and soon after: later they have to read and agree anew. Raises PrivacyError.
    """
    _lock(consent.person)
    consent.refresh_from_db()
    held = consent.person.consents.open().filter(purpose=consent.purpose).first()
    if held:
        return held
    if not consent.is_undoable or by != consent.person:
        raise PrivacyError("Đã quá lúc hoàn tác. Mời đọc lại nội dung rồi đồng ý lại nếu muốn.")
    with acting(by):
        return Consent.objects.create(
            person=consent.person, text=consent.text, purpose=consent.purpose, how=ConsentHow.WEB, recorded_by=by
        )


def _close(consent: Consent, how: WithdrawnHow | str, by: User, at: datetime) -> None:
    consent.withdrawn_at, consent.withdrawn_how, consent.withdrawn_by = at, WithdrawnHow(how), by
    consent.save(update_fields=["withdrawn_at", "withdrawn_how", "withdrawn_by"])


def _lock(person: User) -> None:
    """One change of a person's consents at a time, so that a double tap gives once."""
    User.objects.select_for_update().get(pk=person.pk)
