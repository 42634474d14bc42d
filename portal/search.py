"""Finding and ordering Vietnamese text, in the database.

``portal_fold`` and its kin are functions of our own (portal/migrations/0002): unaccent alone is not
immutable and cannot be indexed, and the embedded PostgreSQL brings no ICU collations.
"""

import unicodedata

from django.db.models import Case, CharField, Func, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Concat

TRIGRAM = 3
"""Letters that an index of trigrams needs to find a piece of a word."""


class Fold(Func):
    """Lower case without marks: ``Bến Thành`` → ``ben thanh``."""

    function = "portal_fold"
    output_field = TextField()


class VietnameseOrder(Func):
    """A key whose bytes sort as a Vietnamese dictionary does: a ă â b c d đ e ê …, then by tone."""

    function = "portal_order"
    output_field: TextField[str, str] = TextField(db_collation="C")


class NameOrder(Func):
    """The key of a person's name: by given name (the last word) first, as official lists are."""

    function = "portal_name_order"
    output_field: TextField[str, str] = TextField(db_collation="C")


class CodeOrder(Func):
    """The key of a code: A2 before A10, whatever the number of digits."""

    function = "portal_code_order"
    output_field: TextField[str, str] = TextField(db_collation="C")


def folded_contains(column: str, words: str) -> Q:
    """Rows whose folded ``column`` has every word of ``words``, in any order, with or without accents.

    A word of one or two letters has to begin a word there: "an" finds An and Ánh, not every Thanh and Hoàng,
    and a trigram index serves it too.
    """
    found = Q()
    for word in words.split():
        if len(unicodedata.normalize("NFC", word)) < TRIGRAM:
            found &= begins_word(column, word)
        else:
            found &= Q(**{f"{column}__contains": _folded(word)})
    return found


def begins_word(column: str, word: str) -> Q:
    """Rows in whose folded ``column`` a word begins with ``word``."""
    after_space = Concat(Value(" "), _folded(word), output_field=TextField())
    return Q(**{f"{column}__startswith": _folded(word)}) | Q(**{f"{column}__contains": after_space})


def exact_first(column: str, words: str) -> Case:
    """0 where ``column`` has ``words`` accents and all, 1 elsewhere: so that Thanh An stands before Thạnh An.

    Names are kept composed (NFC); some phones type accents as letters of their own.
    """
    typed = unicodedata.normalize("NFC", words)
    return Case(When(**{f"{column}__icontains": typed}, then=Value(0)), default=Value(1), output_field=IntegerField())


def _folded(word: str) -> Func:
    return Fold(Value(word, output_field=CharField()))
