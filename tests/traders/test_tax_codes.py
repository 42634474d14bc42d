"""Tax codes as people type them, and how they are kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.privacy.models import PersonalDataReading
from portal.sealing import digest, unseal
from traders.actions.tax_codes import open_tax_code, write_tax_code
from traders.models import Market, Trader
from traders.tax_codes import TaxCode, TaxCodeError, masked, read_tax_code

TODAY = dt.date(2026, 11, 22)
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
PERSONAL = TaxCode("079188001234", is_personal=True)


def checked(nine: str) -> str | None:
    """The code of ten digits, counted here anew; None where no check digit exists."""
    check = 10 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, nine, strict=True)) % 11
    return f"{nine}{check}" if check < 10 and nine[2:] != "0000000" else None


@given(st.from_regex(r"\A[0-9]{9}\Z"))
def test_ten_digits_are_taken_with_their_check_digit_only(nine: str) -> None:
    code = checked(nine)
    for last in "0123456789":
        typed = nine + last
        if typed == code:
            assert read_tax_code(typed, today=TODAY).digits == typed
        else:
            with pytest.raises(TaxCodeError):
                read_tax_code(typed, today=TODAY)


@given(st.from_regex(r"\A[0-9]{12}\Z"), st.sampled_from(["", " ", ".", "-", "\u00a0"]))
def test_twelve_digits_are_taken_however_they_are_parted(digits: str, separator: str) -> None:
    typed = separator.join(digits[place : place + 3] for place in range(0, 12, 3))
    code = read_tax_code(typed, today=TODAY)
    assert (code.digits, code.is_personal, code.tail) == (digits, True, digits[-3:])


@given(st.text(max_size=20).filter(lambda text: sum(map(str.isdigit, text)) not in (10, 12, 13)))
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(TaxCodeError, match="10 số, 13 số, hoặc 12 số"):
        read_tax_code(text, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0314409058", "0314409058"), ("0314409058-002", "0314409058-002"), ("0314409058002", "0314409058-002")],
)
def test_codes_of_firms_are_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert read_tax_code(typed, today=TODAY) == TaxCode(kept)


@pytest.mark.parametrize(
    ("typed", "warning"),
    [("079188001234", ""), ("099188001234", "mã tỉnh"), ("079399001234", "Năm sinh"), ("079005001234", "Năm sinh")],
)
def test_a_personal_number_that_looks_odd_is_taken_with_a_warning(typed: str, warning: str) -> None:
    code = read_tax_code(typed, today=TODAY)
    assert warning in code.warning
    assert bool(code.warning) is bool(warning)


def test_a_sealed_code_shows_its_tail_and_is_found_by_its_digest(trader_row: Trader) -> None:
    write_tax_code(trader_row, PERSONAL)
    trader_row.save()
    assert "079188001234" not in str(Trader.objects.values().get(pk=trader_row.pk))
    assert Trader.objects.get(personal_tax_code_digest=digest("079188001234")) == trader_row
    assert masked(trader_row.personal_tax_code_tail) == "••••••••• 234"
    assert unseal(trader_row.personal_tax_code) == "079188001234"


def test_two_kinds_of_code_at_once_are_refused_by_the_database(trader_row: Trader) -> None:
    write_tax_code(trader_row, PERSONAL)
    trader_row.tax_code = "0314409058"
    with pytest.raises(IntegrityError, match="trader_one_tax_code"), transaction.atomic():
        trader_row.save()


def test_opening_a_code_is_recorded_each_time(trader_row: Trader, market_board: User) -> None:
    write_tax_code(trader_row, PERSONAL)
    trader_row.save()
    for _ in range(2):
        assert open_tax_code(trader=trader_row, by=market_board, where="thử") == "079188001234"
    assert PersonalDataReading.objects.filter(person=trader_row.user, reader=market_board).count() == 2


@pytest.mark.parametrize(("who", "status"), [("market_clerk", 403), ("ward_office", 403), ("outsider", 302)])
def test_tax_code_is_not_opened_for_others(
    client: Client, request: pytest.FixtureRequest, trader_row: Trader, who: str, status: int
) -> None:
    write_tax_code(trader_row, PERSONAL)
    trader_row.save()
    client.force_login(request.getfixturevalue(who))
    response = client.post(reverse("trader_tax_code", args=["ben-thanh", trader_row.pk]))
    assert response.status_code == status
    assert "079 188" not in response.content.decode()


def test_tax_code_is_typed_once_and_then_masked(client: Client, market_board: User, trader_row: Trader) -> None:
    client.force_login(market_board)
    url = reverse("trader_edit", args=["ben-thanh", trader_row.pk])
    sent = {"name": trader_row.name, "stall_codes": "B12", "tax_code_typed": "079 188 001 234"}
    assert client.post(url, sent).status_code == 302
    form = client.get(url).content.decode()
    assert "••••••••• 234" in form
    assert "079188001234" not in form.replace(" ", "")
    client.post(url, sent | {"tax_code_typed": ""})
    trader_row.refresh_from_db()
    assert trader_row.personal_tax_code_tail == "234"
    client.post(url, sent | {"tax_code_typed": "", "removes_tax_code": "on"})
    trader_row.refresh_from_db()
    assert not trader_row.personal_tax_code


def test_own_tax_code_is_shown_to_the_trader(client: Client, trader: User, trader_row: Trader) -> None:
    write_tax_code(trader_row, PERSONAL)
    trader_row.save()
    client.force_login(trader)
    page = client.get(reverse("trader_detail", args=["ben-thanh", trader_row.pk])).content.decode()
    assert "079 188 001 234" in page
    assert not PersonalDataReading.objects.exists()


def test_warehouse_ward_is_found_without_accents_and_old_names_are_told_the_new(
    client: Client, market_board: User, trader_row: Trader, ben_thanh: Market
) -> None:
    client.force_login(market_board)
    url = reverse("warehouse_add", args=["ben-thanh", trader_row.pk])
    assert client.post(url, {"name": "Kho nhà", "ward": "phuong ben thanh"}).status_code == 302
    assert trader_row.warehouses.get().ward == ben_thanh.ward
    unclear = client.post(url, {"name": "Kho hai", "ward": "thành an"})
    assert (unclear.status_code, "Xã Thạnh An" in unclear.content.decode()) == (422, True)
    old = client.post(url, {"name": "Kho hai", "ward": "Phường Bến Nghé"})
    assert "là tên cũ; nay là Phường Sài Gòn" in old.content.decode()
    twice = client.post(url, {"name": "Kho nhà", "ward": "Bến Thành"})
    assert "Đã có kho mang tên này." in twice.content.decode()
