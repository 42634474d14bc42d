"""Consents: given by the present text, taken back and undone, one open a purpose."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from portal.accounts.models import User
from portal.privacy.actions import give_consent, undo_withdrawal, withdraw_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose, WithdrawnHow
from portal.privacy.erasing import histories
from portal.privacy.errors import PrivacyError
from portal.privacy.models import Consent, ConsentText
from portal.privacy.queries import consent_states, consenting, has_consent
from tests.factories.accounts import UserFactory

PICTURES = ConsentPurpose.PICTURES
BEFORE, LATER = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)


@pytest.fixture
def person(db: None) -> User:
    return UserFactory.create()


def newer_text(purpose: str) -> ConsentText:
    return ConsentText.objects.create(
        purpose=purpose, version=2, sentence="Câu mới.", text="Mới.", on_withdrawal="Thôi.", valid_from=timezone.now()
    )


def given(person: User, purpose: str = PICTURES) -> Consent:
    [consent] = give_consent(person=person, purposes=[purpose], how=ConsentHow.WEB, by=person)
    return consent


def test_every_purpose_has_a_text_that_says_all_the_law_asks(db: None) -> None:
    texts = {text.purpose: text for text in ConsentText.objects.current()}
    assert list(texts) == list(ConsentPurpose)
    for text in texts.values():
        assert all(
            word in text.text for word in ("Dữ liệu:", "Để làm gì:", "Ai giữ:", "Giữ bao lâu:", "Quyền của bạn:")
        )
        assert text.on_withdrawal


def test_giving_records_text_and_who_and_twice_is_once(person: User, market_board: User) -> None:
    purposes = [ConsentPurpose.MESSAGES, PICTURES]
    first = give_consent(person=person, purposes=purposes, how=ConsentHow.SPOKEN, by=market_board)
    assert give_consent(person=person, purposes=purposes, how=ConsentHow.WEB, by=person) == first
    consent = Consent.objects.get(person=person, purpose=PICTURES)
    assert (consent.text.version, consent.how, consent.recorded_by) == (1, ConsentHow.SPOKEN, market_board)
    assert has_consent(person, PICTURES)
    assert not has_consent(person, ConsentPurpose.STATISTICS)


def test_giving_after_the_text_changed_renews(person: User) -> None:
    old = given(person)
    newer_text(PICTURES)
    assert [state.is_older for state in consent_states(person) if state.consent] == [True]
    assert has_consent(person, PICTURES)
    new = given(person)
    old.refresh_from_db()
    assert (new.text.version, old.withdrawn_how, old.withdrawn_by) == (2, WithdrawnHow.RENEWED, person)


def test_text_of_the_future_does_not_hold_yet(person: User) -> None:
    later = newer_text(PICTURES)
    ConsentText.objects.filter(pk=later.pk).update(valid_from=timezone.now() + timedelta(days=1))
    assert given(person).text.version == 1


def test_purpose_without_text_is_refused(person: User) -> None:
    ConsentText.objects.filter(purpose=PICTURES).delete()
    with pytest.raises(PrivacyError, match="Hình ảnh"):
        given(person)


def test_withdrawing_closes_and_keeps_the_row(person: User) -> None:
    consent = given(person)
    assert withdraw_consent(person=person, purpose=PICTURES, how="web", by=person) == consent
    assert withdraw_consent(person=person, purpose=PICTURES, how="web", by=person) is None
    consent.refresh_from_db()
    assert (consent.withdrawn_how, consent.withdrawn_by, consent.is_open) == ("web", person, False)
    assert not has_consent(person, PICTURES)


def test_consenting_lists_who_agrees_now(person: User) -> None:
    given(person)
    other = UserFactory.create()
    given(other)
    withdraw_consent(person=other, purpose=PICTURES, how="web", by=other)
    assert list(User.objects.filter(pk__in=consenting(PICTURES))) == [person]


def withdrawn(person: User, how: str = "web") -> Consent:
    given(person)
    consent = withdraw_consent(person=person, purpose=PICTURES, how=how, by=person)
    assert consent
    return consent


def test_withdrawal_is_undone_with_the_same_text_once(person: User) -> None:
    consent = withdrawn(person)
    newer_text(PICTURES)
    again = undo_withdrawal(consent=consent, by=person)
    assert undo_withdrawal(consent=consent, by=person) == again
    assert (again.text, again.is_open, again != consent) == (consent.text, True, True)


def test_withdrawal_is_not_undone_later_nor_by_others_nor_when_on_paper(person: User, market_board: User) -> None:
    consent = withdrawn(person)
    with pytest.raises(PrivacyError):
        undo_withdrawal(consent=consent, by=market_board)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)), pytest.raises(PrivacyError, match="Đã quá lúc"):
        undo_withdrawal(consent=consent, by=person)
    with pytest.raises(PrivacyError):
        undo_withdrawal(consent=withdrawn(person, "paper"), by=person)


def test_history_names_who_recorded(person: User, market_board: User) -> None:
    give_consent(person=person, purposes=[PICTURES], how="paper", by=market_board)
    [history] = histories(Consent)
    event = history.objects.select_related("pgh_context").get()
    assert event.pgh_context.metadata["user"] == market_board.pk


def text(purpose: str) -> ConsentText:
    return ConsentText.objects.get(purpose=purpose, version=1)


def consent_row(person: User, **changes: object) -> Consent:
    fields = {"person": person, "text": text(PICTURES), "purpose": PICTURES, "how": "web", "recorded_by": person}
    return Consent(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"withdrawn_at": LATER}, "đủ lúc nào, cách nào và ai"),
        ({"withdrawn_how": "web"}, "đủ lúc nào, cách nào và ai"),
        (
            {"withdrawn_at": timezone.now() - timedelta(days=1), "withdrawn_how": "web", "has_by": True},
            "sau lúc đồng ý",
        ),
    ],
)
def test_constraint_of_consents_refuses(person: User, changes: dict[str, object], message: str) -> None:
    changes = dict(changes)
    if changes.pop("has_by", False):
        changes["withdrawn_by"] = person
    row = consent_row(person, **changes)
    with pytest.raises(ValidationError, match=message):
        row.full_clean()
    with pytest.raises(IntegrityError):
        row.save()


def test_constraint_one_open_consent_a_purpose(person: User) -> None:
    given(person)
    with pytest.raises(ValidationError, match="đang đồng ý"):
        consent_row(person).full_clean()
    with pytest.raises(IntegrityError):
        consent_row(person).save()


def test_constraint_purpose_is_that_of_the_text(person: User) -> None:
    with pytest.raises(IntegrityError, match="consent_purpose_of_text"):
        consent_row(person, purpose=ConsentPurpose.MESSAGES).save()


def test_constraints_of_texts(db: None) -> None:
    first = text(PICTURES)
    fields = {"purpose": PICTURES, "sentence": "Câu.", "text": "Lời.", "on_withdrawal": "Thôi."}
    with pytest.raises(ValidationError, match="đã có bản mang số đó"):
        ConsentText(**fields, version=1, valid_from=timezone.now()).full_clean()
    with pytest.raises(ValidationError, match="có hiệu lực cùng lúc"):
        ConsentText(**fields, version=2, valid_from=first.valid_from).full_clean()


@pytest.mark.django_db(transaction=True)
def test_double_tap_gives_once() -> None:
    person = UserFactory.create()
    ConsentText.objects.exists() or newer_text(PICTURES)  # an earlier test of this kind may have emptied the tables
    gate = threading.Barrier(4)

    def tap(_number: int) -> None:
        gate.wait()
        given(person)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tap, range(4)))
    assert Consent.objects.filter(person=person).count() == 1
