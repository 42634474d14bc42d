from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.charts import money_axis
from portal.money import format_number, format_percent, format_vnd, format_vnd_short, parse_vnd
from portal.money_bar import BAR_WIDTH, bar_parts


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(4_200_000_000, "4.200.000.000 ₫"), (0, "0 ₫"), (-1_500, "−1.500 ₫")],
)
def test_vnd_groups_thousands_with_dots(amount: int, shown: str) -> None:
    assert format_vnd(amount) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (4_200_000_000, "4,2 tỷ"),
        (350_000_000, "350 triệu"),
        (18_200, "18,2 nghìn"),
        (950, "950 ₫"),
        (0, "0 ₫"),
        (-4_200_000, "−4,2 triệu"),
        (1_250_000_000_000, "1.250 tỷ"),
        (999_499_999, "999 triệu"),
        (999_500_000, "1 tỷ"),
        (99_950_000, "100 triệu"),
        (999_499, "999 nghìn"),
        (999_500, "1 triệu"),
    ],
)
def test_short_vnd_is_said_as_people_say_it(amount: int, shown: str) -> None:
    assert format_vnd_short(amount) == shown


@given(st.integers(-(10**15), 10**15))
def test_short_vnd_never_shows_a_thousand_of_a_smaller_unit(amount: int) -> None:
    number, unit = format_vnd_short(amount).rsplit(" ", 1)
    assert unit == "tỷ" or "." not in number


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(18_200, 0, "18.200"), (Decimal("3.50"), 2, "3,5"), (Decimal("2.5"), 0, "3"), (Decimal("-0.04"), 1, "0")],
)
def test_number_uses_a_comma_for_decimals(value: int | Decimal, decimals: int, shown: str) -> None:
    assert format_number(value, decimals) == shown


@pytest.mark.parametrize(
    ("ratio", "signed", "shown"),
    [
        (0.18, True, "+18 %"),
        (0.182, False, "18,2 %"),
        (-0.042, True, "−4,2 %"),
        (0, True, "0 %"),
        (12.5, True, "+1.250 %"),
    ],
)
def test_percent_of_a_ratio(ratio: float, signed: bool, shown: str) -> None:
    assert format_percent(ratio, signed=signed) == shown


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("4.200.000.000", 4_200_000_000),
        ("4200000000", 4_200_000_000),
        ("4,2 tỷ", 4_200_000_000),
        ("4.2 tỷ", 4_200_000_000),
        ("1,125 tỷ", 1_125_000_000),
        ("1.250 tỷ", 1_250_000_000_000),
        ("350tr", 350_000_000),
        ("18,2 nghìn", 18_200),
        ("18k", 18_000),
        ("4.200.000\u00a0₫", 4_200_000),
        ("4.200.000 VNĐ", 4_200_000),
        ("1,250,000.5", 1_250_001),
        ("1.250.000,4", 1_250_000),
        ("50,000", 50_000),
        ("-5.000", -5_000),
    ],
)
def test_parse_reads_what_people_type(text: str, amount: int) -> None:
    assert parse_vnd(text) == amount


@pytest.mark.parametrize("text", ["", "tỷ", "năm triệu", "1.2.3", "1,2,3 tỷ", "0005.000", "5 kg", "1.00,000.00"])
def test_parse_refuses_what_it_would_have_to_guess(text: str) -> None:
    with pytest.raises(ValueError, match="Nhập số tiền"):
        parse_vnd(text)


@given(st.integers(-(10**15), 10**15))
def test_parse_reads_back_what_was_shown(amount: int) -> None:
    assert parse_vnd(format_vnd(amount)) == amount


@given(*[st.integers(0, 10**13)] * 4)
def test_bar_parts_fill_the_bar_without_gap_or_overlap(
    cancelled: int, returned: int, open_value: int, completed: int
) -> None:
    placed = cancelled + returned + open_value + completed
    parts = bar_parts(placed, cancelled, returned, open_value, completed)
    ends = [part.start + part.width for part in parts]
    assert [part.start for part in parts] == [0, *ends[:-1]]
    assert ends[-1] == (BAR_WIDTH if placed else 0)


@given(st.integers(0, 10**15))
def test_money_axis_covers_the_highest_in_few_ticks(highest: int) -> None:
    axis = money_axis(highest)
    assert axis["tickvals"][-1] >= highest
    assert 2 <= len(axis["tickvals"]) <= 7


def test_money_axis_reads_vietnamese() -> None:
    assert money_axis(390_000_000)["ticktext"] == ["0", "100 triệu", "200 triệu", "300 triệu", "400 triệu"]
