from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.phones import MOVED, PhoneError, international_phone, masked_phone, mobile_phone, shown_phone

NATIONAL = st.from_regex(r"(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}", fullmatch=True)
COUNTRY = st.sampled_from(["0", "+84", "84", "0084", "+84 (0)", "+84 0"])
BETWEEN = st.sampled_from(["", " ", ".", "-", "\u00a0", " - "])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("+84912345678", "+84912345678"),
        ("+84 912.345.678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("055-123-4567", "+84551234567"),
        ("0842 345 678", "+84842345678"),
        ("(028) 3829 1234", "+842838291234"),
    ],
)
def test_phone_typed_in_any_way_is_stored_in_one(typed: str, stored: str) -> None:
    assert international_phone(typed) == stored


@given(COUNTRY, NATIONAL, st.lists(BETWEEN, min_size=9, max_size=9))
def test_mobile_number_is_one_number_however_it_is_typed(country: str, national: str, between: list[str]) -> None:
    typed = country + "".join(gap + digit for gap, digit in zip(between, national, strict=True))
    assert mobile_phone(typed) == f"+84{national}"
    assert mobile_phone(shown_phone(f"+84{national}")) == f"+84{national}"


@given(st.text(max_size=20))
def test_whatever_is_typed_gives_a_number_or_a_word_about_it(typed: str) -> None:
    assert re.fullmatch(r"\+84[0-9]{9,10}|(Nhập|Số) .+", found_or_told(typed))


def found_or_told(typed: str) -> str:
    try:
        return international_phone(typed)
    except PhoneError as error:
        return str(error)


@pytest.mark.parametrize(
    "typed", ["", "12345", "0912 345 67a", "+1 202 555 0100", "٠912345678", "0912345678９", "0111234567"]
)
def test_phone_of_no_vietnamese_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneError, match="số điện thoại Việt Nam"):
        international_phone(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0162 345 6789", "Số 0162… đã đổi thành 032… từ năm 2018. Hãy thử 0323 456 789."),
        ("+84 1234567890", "Số 0123… đã đổi thành 083… từ năm 2018. Hãy thử 0834 567 890."),
    ],
)
def test_number_of_before_2018_is_told_its_new_digits(typed: str, told: str) -> None:
    with pytest.raises(PhoneError) as caught:
        international_phone(typed)
    assert str(caught.value) == told


@pytest.mark.parametrize("old", MOVED)
def test_number_that_an_old_one_became_works(old: str) -> None:
    with pytest.raises(PhoneError) as caught:
        international_phone(f"0{old}1234567")
    proposed = str(caught.value).partition("Hãy thử ")[2]
    assert mobile_phone(proposed) == f"+84{MOVED[old]}1234567"


def test_landline_gets_no_codes() -> None:
    with pytest.raises(PhoneError, match="máy bàn"):
        mobile_phone("028 3829 1234")


def test_own_number_is_shown_in_part() -> None:
    assert masked_phone("+84912345678") == "0912 ••• 678"
