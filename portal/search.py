"""Finding and ordering Vietnamese text, in the database.

``portal_fold`` and its kin are functions of our own (portal/migrations/0002): unaccent alone is not
immutable and cannot be indexed, and the embedded PostgreSQL brings no ICU collations.
"""

from django.db.models import Case, CharField, Func, IntegerField, Q, TextField, Value, When


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
    """Rows whose folded ``column`` has every word of ``words``, in any order, with or without accents."""
    found = Q()
    for word in words.split():
        found &= Q(**{f"{column}__contains": _folded(word)})
    return found


def exact_first(column: str, words: str) -> Case:
    """0 where ``column`` has ``words`` accents and all, 1 elsewhere: so that Thanh An stands before Thạnh An."""
    return Case(When(**{f"{column}__icontains": words}, then=Value(0)), default=Value(1), output_field=IntegerField())


def _folded(word: str) -> Func:
    return Fold(Value(word, output_field=CharField()))
