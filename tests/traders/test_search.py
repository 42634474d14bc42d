"""Finding and ordering Vietnamese names, against an ordering written down here independently."""

from __future__ import annotations

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from tests.factories.traders import StallFactory, TraderFactory
from traders.models import Market, Trader
from traders.queries import TraderFilter, filtered, sorted_by, traders_for
from traders.queries.traders import BY_STALL

pytestmark = pytest.mark.django_db

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = "\u0300\u0309\u0303\u0301\u0323"
SYLLABLES = (
    "an",
    "ân",
    "ăn",
    "ang",
    "đào",
    "dao",
    "đạo",
    "hoa",
    "hòa",
    "hóa",
    "hô",
    "hơ",
    "lê",
    "le",
    "mỹ",
    "ước",
    "uoc",
)

names = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map(lambda parts: " ".join(parts).title())
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def order_of(name: str) -> tuple[list[int], list[int]]:
    """The given name first; letters as a dictionary has them, then the tones that they bear."""
    *before, given_name = name.lower().split()
    letters, tones = [], []
    for word in [given_name, *before]:
        letters.append(0)
        tones.append(0)
        for sign in unicodedata.normalize("NFC", word):
            parts = unicodedata.normalize("NFD", sign)
            bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
            tone = [TONES.index(part) + 1 for part in parts if part in TONES]
            letters.append(LETTERS.index(bare) + 1)
            tones.extend(tone)
    return letters, tones


def in_database(function: str, text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return str(cursor.fetchone()[0])


@slow
@given(names, names)
def test_names_stand_in_the_order_of_a_dictionary(one: str, other: str) -> None:
    keys = in_database("portal_name_order", one).encode(), in_database("portal_name_order", other).encode()
    assert (keys[0] < keys[1]) == (order_of(one) < order_of(other))
    assert (keys[0] == keys[1]) == (order_of(one) == order_of(other))


@slow
@given(names)
def test_composed_and_decomposed_are_one_name(name: str) -> None:
    apart = unicodedata.normalize("NFD", name)
    for function in ("portal_fold", "portal_name_order"):
        assert in_database(function, apart) == in_database(function, name)


def test_tone_on_either_vowel_is_one_order() -> None:
    assert in_database("portal_fold", "Hoà") == in_database("portal_fold", "Hòa") == "hoa"
    assert in_database("portal_name_order", "Lê Hoà") == in_database("portal_name_order", "Lê Hòa")


@slow
@given(name=names)
def test_a_name_is_found_by_each_of_its_words_without_accents(ben_thanh: Market, official: User, name: str) -> None:
    trader = TraderFactory.create(market=ben_thanh, name=name)
    for word in name.split():
        assert trader in traders_for(official, search=in_database("portal_fold", word))


@pytest.mark.parametrize("typed", ["678", "5678", "45 678", "0912345678", "0912.345.678", "+84 912 345 678"])
def test_a_phone_is_found_by_its_last_digits(ben_thanh: Market, official: User, typed: str) -> None:
    wanted = TraderFactory.create(market=ben_thanh, phone="+84912345678")
    TraderFactory.create(market=ben_thanh, phone="+84912345000")
    assert list(traders_for(official, search=typed)) == [wanted]


@pytest.mark.parametrize("typed", ["67", "345"])
def test_digits_that_are_no_end_of_three_find_no_phone(ben_thanh: Market, official: User, typed: str) -> None:
    TraderFactory.create(market=ben_thanh, phone="+84912345678")
    assert list(traders_for(official, search=typed)) == []


def test_short_words_begin_a_word_of_the_name(ben_thanh: Market, official: User) -> None:
    wanted = TraderFactory.create(market=ben_thanh, name="Lê Ân")
    TraderFactory.create(market=ben_thanh, name="Hoàng Văn Thanh")
    assert list(traders_for(official, search="an")) == [wanted]


def test_exact_accents_stand_first(ben_thanh: Market, official: User) -> None:
    for name in ("An Hoa", "An Hóa", "An Hòa"):
        TraderFactory.create(market=ben_thanh, name=name)
    assert [trader.name for trader in traders_for(official, search="Hóa")] == ["An Hóa", "An Hoa", "An Hòa"]
    assert [trader.name for trader in traders_for(official, search="hoa")] == ["An Hoa", "An Hòa", "An Hóa"]


def test_exact_accents_stand_first_however_the_phone_composes_them(ben_thanh: Market, official: User) -> None:
    for name in ("An Hoa", "An Hóa"):
        TraderFactory.create(market=ben_thanh, name=name)
    typed = unicodedata.normalize("NFD", "Hóa")
    assert [trader.name for trader in traders_for(official, search=typed)] == ["An Hóa", "An Hoa"]


def test_the_stall_of_this_very_code_stands_first(ben_thanh: Market, official: User) -> None:
    late, early = (TraderFactory.create(market=ben_thanh, name=name) for name in ("Vũ Ý", "Bùi An"))
    StallFactory.create(trader=late, code="TĐ1")
    StallFactory.create(trader=early, code="TĐ10")
    assert list(traders_for(official, search="td1")) == [late, early]
    assert list(traders_for(official, search="ý td1")) == [late]
    assert list(sorted_by(Trader.objects.all(), BY_STALL)) == [late, early]


def test_filters_narrow_each_by_its_own(ben_thanh: Market, tan_dinh: Market) -> None:
    plain = TraderFactory.create(market=ben_thanh)
    full = TraderFactory.create(market=tan_dinh, phone="+84912345678", tax_code="0314409058", uses_einvoice=True)
    traders = Trader.objects.all()
    for found, by in (
        (full, TraderFilter(market=tan_dinh)),
        (full, TraderFilter(ward=tan_dinh.ward)),
        (full, TraderFilter(has_phone=True)),
        (plain, TraderFilter(has_phone=False)),
        (full, TraderFilter(has_tax_code=True)),
        (plain, TraderFilter(has_tax_code=False)),
        (full, TraderFilter(uses_einvoice=True)),
        (plain, TraderFilter(einvoice_is_unknown=True)),
    ):
        assert list(filtered(traders, by)) == [found]
    assert filtered(traders, TraderFilter(has_account=False, state="")).count() == 2
    assert not filtered(traders, TraderFilter(state="left")).exists()
