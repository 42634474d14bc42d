"""What is typed into the one search box of the registers: names, the end of a phone number, stall codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Reverse

from portal.search import Fold, exact_first, folded_contains
from traders.models import Stall, Trader

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

PHONE_TAIL = 3
"""Last digits of a phone number that are enough to look for it."""

FULL_NUMBER = 9
"""Digits of a mobile number after the 0."""


def found(traders: QuerySet[Trader], words: str) -> QuerySet[Trader]:
    """``traders`` whom ``words`` may mean.

    Digits alone are the end of a phone number or the beginning of a stall code; a word with a digit is a stall
    code; other words are parts of the name. Each way is a list of ids of its own, so that each uses its index.
    """
    digits = re.sub(r"[\s.\-()+]", "", words)
    if digits.isdigit():
        return _any_of(traders, _by_stall(words), *_by_phone(digits))
    codes = [word for word in words.split() if any(map(str.isdigit, word))]
    if not codes:
        return traders.filter(folded_contains("name_folded", words))
    names = " ".join(word for word in words.split() if word not in codes)
    of_name = Trader.objects.filter(folded_contains("name_folded", names)) if names else Trader.objects.all()
    for code in codes:
        of_name = of_name.filter(pk__in=_by_stall(code))
    return _any_of(traders, of_name.order_by().values("pk"), _by_stall(words))


def best_first(words: str) -> list[Combinable]:
    """Who bears the name with these very accents, or the stall of this very code, stands first.

    Without an accent in ``words`` nothing is known of accents, and the order of names alone decides.
    """
    if any(map(str.isdigit, words)):
        return [Exists(_stalls_of_row().filter(code_folded=_folded(words))).desc()]
    return [] if words.isascii() else [F("accents").asc()]


def accents(words: str) -> Any:
    """What ``best_first`` sorts by: 0 where the name has ``words`` accents and all."""
    return exact_first("name", words)


def _any_of(traders: QuerySet[Trader], *ways: QuerySet[Any, Any]) -> QuerySet[Trader]:
    first, *others = ways
    return traders.filter(pk__in=first.union(*others, all=True) if others else first)


def _by_stall(code: str) -> QuerySet[Any, Any]:
    """Ids of who holds a stall whose code begins so."""
    held = Stall.objects.filter(trader__isnull=False, code_folded__startswith=_folded(code))
    return held.order_by().values("trader")


def _by_phone(digits: str) -> list[QuerySet[Any, Any]]:
    """Ids of whose number ends so; none for fewer digits than tell anything."""
    if len(digits) < PHONE_TAIL:
        return []
    tail = digits.lstrip("0") if len(digits) > FULL_NUMBER else digits
    tail = tail.removeprefix("84") if len(tail) > FULL_NUMBER else tail
    reversed_phone = Trader.objects.alias(phone_reversed=Reverse("phone"))
    return [reversed_phone.filter(phone_reversed__startswith=tail[::-1]).order_by().values("pk")]


def _stalls_of_row() -> QuerySet[Stall]:
    return Stall.objects.filter(trader=OuterRef("pk"))


def _folded(text: str) -> Fold:
    return Fold(Value(text, output_field=TextField()))
