"""Erasers of the ground floor, and the tool that those of other applications use.

An eraser takes ``(person, pseudonym)`` and runs in the transaction of the erasure. What it writes over stands
nowhere afterwards: pghistory's event tables hold old values too, so ``pseudonymise`` goes through them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import pgtrigger
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.db.models import F, Func, JSONField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from portal.phones import shown_phone
from portal.privacy.models import DataRequest, PersonalDataReading

if TYPE_CHECKING:
    from portal.accounts.models import User

GONE = "(đã xóa theo yêu cầu)"

LETTER = "[A-Za-zÀ-ỹ\u0300-\u036f0-9]"
"""What a word is made of, whatever the language of the database."""

SIGN_IN_MODELS = ("mfa.Authenticator", "socialaccount.SocialAccount")
"""Second factors, accounts at identity providers."""


def erased_name(pseudonym: str) -> str:
    """What stands in the place of a name: ``Người đã xóa 7F3KM``."""
    return f"Người đã xóa {pseudonym}"


def pseudonymise(rows: QuerySet[Any], **values: Any) -> int:
    """Write ``values`` over the columns of ``rows`` and of every entry in their history; returns the rows.

    The history is gone through afterwards, since the update leaves an entry too. A column that the
    history does not track is left out there.
    """
    keys = list(rows.values_list("pk", flat=True))
    count: int = rows.model.objects.filter(pk__in=keys).update(**values)
    for history in histories(rows.model):
        known = {name: value for name, value in values.items() if hasattr(history, name)}
        history.objects.filter(pgh_obj_id__in=keys).update(**known)
    return count


def forget_history(model: type[Model], keys: Collection[int]) -> None:
    """Delete what the history has of rows that are about to be deleted for good."""
    for history in histories(model):
        history.objects.filter(pgh_obj_id__in=keys).delete()


def histories(model: type[Model]) -> set[Any]:
    """Event models of a tracked model."""
    return set(getattr(model, "pgh_event_models", {}).values())


def account(person: User, pseudonym: str) -> None:
    """The account stays as a row, closed: nobody can sign in by it, and nothing in it says whose it was."""
    _forget_mentions(person, pseudonym)
    codes = apps.get_model("accounts.PhoneConfirmation").objects.filter(phone__in=own_phones(person))
    codes.update(phone="", code_digest="")
    own = type(person).objects.filter(pk=person.pk)
    pseudonymise(
        own,
        username=f"da-xoa-{pseudonym.lower()}",
        full_name=erased_name(pseudonym),
        email=None,
        phone=None,
        phone_verified_at=None,
        is_active=False,
    )
    own.update(password=make_password(None), last_login=None)
    for session in apps.get_model("usersessions.UserSession").objects.filter(user=person):
        session.end()  # the session itself says by which number it was opened
    for label in SIGN_IN_MODELS:
        apps.get_model(label).objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()


def requests(person: User, _pseudonym: str) -> None:
    """What they wrote in their requests, and were answered; that and when they asked stays."""
    rows = DataRequest.objects.filter(person=person)
    pseudonymise(rows.exclude(wish=""), wish=GONE)
    pseudonymise(rows.exclude(answer=""), answer=GONE)


def messages(person: User, pseudonym: str) -> None:
    """What was written to them loses its words; in what was written to others their name is replaced."""
    message, trial = apps.get_model("notifications.Message"), apps.get_model("notifications.TrialMessage")
    to_number = Q(phone__in=own_phones(person))
    message.objects.filter(Q(person=person) | (to_number & Q(person=None))).update(
        text=GONE, values={}, sealed="", name="", phone="", email="", blanked_at=timezone.now()
    )
    trial.objects.filter(to_number | Q(name__in=_ever(person, "full_name"))).delete()
    for rows in (message.objects.all(), trial.objects.all()):
        replace_words(rows, "text", words_of(person, pseudonym))
    replace_words(message.objects.all(), "values", words_of(person, pseudonym))


def words_of(person: User, pseudonym: str, *, name: str = "", phone: str = "") -> dict[str, str]:
    """What says who ``person`` is, and what takes its place in running text.

    ``name`` and ``phone`` are those of a row, where they may be spelt otherwise than in the account.
    """
    names = _ever(person, "full_name") | ({name} - {""})
    numbers = _ever(person, "phone") | ({phone} - {""})
    phones = {spelt for each in numbers for spelt in (each, shown_phone(each), plain_phone(each))}
    return dict.fromkeys(names, erased_name(pseudonym)) | dict.fromkeys(phones | _ever(person, "email"), "•••")


def own_phones(person: User) -> set[str]:
    """The numbers that they sign in with or once did, without those that are another person's today."""
    numbers = _ever(person, "phone")
    others = type(person).objects.filter(phone__in=numbers).exclude(pk=person.pk)
    return numbers - set(others.values_list("phone", flat=True))


def _ever(person: User, column: str) -> set[str]:
    """What the account says there and what its history says; blanks are left out."""
    found = {getattr(person, column)}
    for history in histories(type(person)):
        found |= set(history.objects.filter(pgh_obj_id=person.pk).values_list(column, flat=True))
    return {value for value in found if value}


def plain_phone(phone: str) -> str:
    """``+84912345678`` → ``0912345678``."""
    return shown_phone(phone).replace(" ", "")


def replace_words(rows: QuerySet[Any], column: str, words: Mapping[str, str]) -> None:
    """Replace each of ``words`` where it stands in a text or JSON ``column``, there and in the history.

    A name of one word is left, since it would be found in the middle of other people's sentences.
    """
    history = [each.objects.all() for each in histories(rows.model) if hasattr(each, column)]
    for old, new in words.items():
        if " " in old or "@" in old or any(letter.isdigit() for letter in old):
            for found in (rows, *history):
                _replace(found, column, old, new)


def _replace(rows: QuerySet[Any], column: str, old: str, new: str) -> None:
    """Whole words only: Nguyễn Văn An stands in the name of Nguyễn Văn Anh too."""
    is_json = isinstance(getattr(rows.model, column).field, JSONField)
    text: Any = Cast(column, TextField()) if is_json else F(column)
    pattern = rf"(?<!{LETTER}){re.escape(old)}(?!{LETTER})"
    replaced = Func(text, Value(pattern), Value(new), Value("g"), function="regexp_replace", output_field=TextField())
    found = rows.annotate(searched_text=text).filter(searched_text__contains=old, searched_text__regex=pattern)
    found.update(**{column: Cast(replaced, JSONField()) if is_json else replaced})


def _forget_mentions(person: User, pseudonym: str) -> None:
    """The administration's log of changes names what it changed, and a look the page that was looked at."""
    with pgtrigger.ignore("privacy.PersonalDataReading:readings_only_added"):
        for column in ("what", "where"):
            replace_words(PersonalDataReading.objects.all(), column, words_of(person, pseudonym))
    own = LogEntry.objects.filter(content_type__app_label="accounts", content_type__model="user")
    own.filter(object_id=str(person.pk)).update(object_repr=erased_name(pseudonym))
    for column in ("object_repr", "change_message"):
        replace_words(LogEntry.objects.all(), column, words_of(person, pseudonym))
