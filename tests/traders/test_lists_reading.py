"""Cells, headers and wards of lists: every way of writing that boards have, and what is refused with advice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.phones import international_phone, shown_phone
from portal.places.models import Ward, WardConversion
from portal.sheets.errors import FileRefusedError
from tests.traders.lists_kit import checked, received, row, verdicts, workbook
from traders.errors import TradersError
from traders.lists.fonts import old_font
from traders.lists.headers import find_header, guess
from traders.lists.sheet import read_sheet
from traders.lists.values import (
    Unreadable,
    calm_name,
    read_channels,
    read_day,
    read_name,
    read_phone,
    read_stalls,
    read_tax,
    read_yes_no,
)
from traders.models import Market

TODAY = dt.date(2026, 11, 22)
MOBILE = st.from_regex(r"(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}", fullmatch=True)
SYLLABLES = st.sampled_from(("Nguyễn", "Thị", "Đặng", "Hoà", "Ưng", "Ỷ", "Yến", "Ân", "Phượng", "Ơn", "É"))


@given(MOBILE, st.sampled_from(("{}", "0{}", "84{}", "+84{}", "0084{}")), st.sampled_from(("", ".", " ", "-")))
def test_phone_is_one_number_however_it_is_written(national: str, form: str, between: str) -> None:
    typed = form.format(between.join((national[:2], national[2:5], national[5:])))
    assert read_phone(typed)[0] == f"+84{national}"


@given(MOBILE)
def test_phone_without_its_zero_is_repaired_with_a_note(national: str) -> None:
    phone, remark = read_phone(national)
    assert phone == international_phone(f"0{national}")
    assert shown_phone(phone) in remark


@pytest.mark.parametrize("typed", ["9.12346E+08", "9,1E+8", "12", "abc", "0123 456 78"])
def test_phone_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_phone(typed)


def test_phone_of_before_2018_is_told_its_new_digits() -> None:
    with pytest.raises(Unreadable, match="0328 345 678"):
        read_phone("01628345678")


def test_phone_takes_the_first_of_several() -> None:
    phone, remark = read_phone("0912345678 / 0987654321")
    assert phone == "+84912345678"
    assert "2 số" in remark


@given(st.lists(SYLLABLES, min_size=2, max_size=5))
def test_name_in_capitals_comes_back_as_it_was(parts: list[str]) -> None:
    name = " ".join(parts)
    assert read_name(name.upper())[0] == name
    assert read_name(name)[0] == name
    assert read_name(name.upper(), keeps_capitals=True)[0] == name.upper()


@given(st.text(max_size=60))
def test_calm_name_never_loses_words(text: str) -> None:
    assert len(calm_name(text).split()) == len(text.split())


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("A1, A2", ["A1", "A2"]),
        ("A1; a1;A2", ["A1", "A2"]),
        ("Sạp A1 và A2", ["A1", "A2"]),
        ("sạp số 12", ["12"]),
        ("Lô 3 - 4", ["Lô 3 - 4"]),
    ],
)
def test_stalls_of_one_cell(typed: str, codes: list[str]) -> None:
    assert read_stalls(typed)[0] == codes


def test_tax_code_of_a_person_is_sealed_and_of_a_firm_plain() -> None:
    person, _ = read_tax("079 085 012 345", today=TODAY)
    assert person["tax_code"] == ""
    assert person["personal_tax_code_tail"] == "345"
    assert "079085012345" not in str(person)
    assert read_tax("0314409058", today=TODAY)[0]["tax_code"] == "0314409058"


def test_tax_code_without_its_zero_is_repaired() -> None:
    assert read_tax("314409058", today=TODAY)[0]["tax_code"] == "0314409058"


def test_tax_code_hidden_by_an_export_says_nothing() -> None:
    assert read_tax("••••••••• 345", today=TODAY) == ({}, "")


@pytest.mark.parametrize(("typed", "value"), [("Có", True), ("x", True), ("KHÔNG", False), ("chưa", False)])
def test_yes_and_no(typed: str, value: object) -> None:
    assert read_yes_no(typed)[0] is value


def test_other_words_are_refused() -> None:
    with pytest.raises(Unreadable):
        read_yes_no("có lẽ")
    with pytest.raises(Unreadable, match="Amazon"):
        read_channels("Zalo; Amazon")
    with pytest.raises(Unreadable):
        read_day("31/02/2026")


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("HỌ VÀ TÊN", "name"), ("Tên hộ KD", "name"), ("Chủ sạp", "name"), ("SĐT", "phone"), ("Số ĐT di động", "phone"),
        ("Ki-ốt", "stalls"), ("Số sạp", "stalls"), ("Lô", "stalls"), ("Mặt hàng KD", "goods_line"), ("MST", "tax_code"),
        ("Mã số thuế (nếu có)", "tax_code"), ("Phường/xã", "warehouse_ward"), ("Ghi chú", "note"),
    ],
)  # fmt: skip
def test_header_words_are_known(header: str, key: str) -> None:
    assert guess([header]) == {key: 0}


@pytest.mark.parametrize("header", ["STT", "Số CCCD", "Ngày sinh", "", "Địa chỉ"])
def test_header_that_the_registers_do_not_keep_is_left(header: str) -> None:
    assert guess([header]) == {}


def test_header_stands_below_titles_and_in_two_rows() -> None:
    rows = [
        ["BAN QUẢN LÝ CHỢ", "", "", ""],
        ["DANH SÁCH TIỂU THƯƠNG", "", "", ""],
        ["STT", "Họ tên", "Liên hệ", ""],
        ["", "", "Điện thoại", "Mã số thuế"],
        ["1", "Lê Thị Hoa", "0912345678", ""],
    ]
    header = find_header(rows)
    assert header is not None
    assert (header.index, header.mapping) == (3, {"name": 1, "phone": 2, "tax_code": 3})


def test_list_with_titles_groups_numbers_and_totals(ben_thanh: Market) -> None:
    trader_list = received(
        ben_thanh,
        ("CHỢ BẾN THÀNH",),
        (None,),
        ("STT", "Họ tên", "SĐT", "Sạp"),
        ("(1)", "(2)", "(3)", "(4)"),
        (None, "KHU A"),
        (1, "LÊ THỊ HOA", 912345678, "A1, A2"),
        (2, "Phạm Văn Đức", "0987.654.321", 12),
        ("Tổng cộng", 2),
    )
    assert [each.row_no for each in trader_list.rows.all()] == [6, 7]
    assert "dòng 5" in trader_list.warnings[0]
    assert row(trader_list, 7).cells[3] == "12"


def test_identity_cards_are_not_kept(ben_thanh: Market) -> None:
    trader_list = received(ben_thanh, ("Họ tên", "Số CCCD", "Sạp"), ("Hoa", "079185001234", "A1"))
    assert row(trader_list, 2).cells[1] == ""
    assert "không thu thập" in trader_list.warnings[0]


@pytest.mark.parametrize(
    ("texts", "font"),
    [
        (["NguyÔn V¨n An", "TrÇn ThÞ Hoa", "Ph¹m §øc"], "TCVN3"),
        (["Nguyeãn Vaên An", "Traàn Thò Hoa", "Phaïm Ñöùc"], "VNI"),
        (["Nguyễn Văn An", "Trần Thị Hoà", "Phạm Đức", "Hồ Thúy Ỷ Uyên"], ""),
        (["Müller", *["Trần Thị Hoà"] * 40], ""),
    ],
)
def test_fonts_of_before_unicode_are_known(texts: list[str], font: str) -> None:
    assert old_font(texts) == font


@given(st.lists(st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join), max_size=30))
def test_unicode_names_are_never_taken_for_an_old_font(names: list[str]) -> None:
    assert old_font(names) == ""


def test_list_in_an_old_font_is_refused_with_advice(ben_thanh: Market) -> None:
    with pytest.raises(TradersError, match="UniKey"):
        received(ben_thanh, ("Họ tên", "SĐT"), *[("TrÇn ThÞ Hoa", "0912345678")] * 3)


def test_empty_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(("Họ tên", "SĐT")))
    with pytest.raises(FileRefusedError, match="không có dòng nào"):
        read_sheet(path)


def test_csv_with_semicolons_is_read(ben_thanh: Market) -> None:
    content = "Họ tên;SĐT;Sạp\nLê Thị Hoa;0912345678;A1\n".encode()
    assert received(ben_thanh, content=content).mapping == {"name": 0, "phone": 1, "stalls": 2}


def old_ward(name: str, district: str, *became: Ward) -> Ward:
    end = dt.date(2025, 7, 1)
    old = Ward.objects.create(
        code=f"9{Ward.objects.count():04d}", province=became[0].province, unit_type="phuong",
        name=name, full_name=f"Phường {name}", legacy_district=district, valid_to=end,
    )  # fmt: skip
    for new in became:
        WardConversion.objects.create(old=old, new=new, is_divided=len(became) > 1)
    return old


def new_ward(name: str, like: Ward) -> Ward:
    return Ward.objects.create(
        code=f"8{Ward.objects.count():04d}", province=like.province, unit_type="phuong",
        name=name, full_name=f"Phường {name}", valid_from=dt.date(2025, 7, 1),
    )  # fmt: skip


HOUSES = ("Họ và tên", "Địa chỉ kho", "Phường, xã của kho")


@pytest.mark.parametrize("typed", ["Phường Hòa Lạc", "P. Hoà Lạc, Quận 91", "p.hoa lac q.91", "Hòa Lạc"])
def test_old_ward_is_converted(ben_thanh: Market, typed: str) -> None:
    new = new_ward("Bến Mới", ben_thanh.ward)
    old_ward("Hòa Lạc", "Quận 91", new)
    read = row(checked(ben_thanh, HOUSES, ("Hoa", "12 Lê Lợi", typed)), 2)
    assert read.read["warehouses"] == [["12 Lê Lợi", new.pk]]
    assert "nay là Phường Bến Mới" in read.warnings[0]["message"]


def test_old_wards_of_one_number_are_told_apart_by_district(ben_thanh: Market) -> None:
    one, two = new_ward("Mới Một", ben_thanh.ward), new_ward("Mới Hai", ben_thanh.ward)
    old_ward("96", "Quận 91", one)
    old_ward("96", "Quận 92", two)
    read = checked(ben_thanh, HOUSES, ("Hoa", "1", "P96, Q.92"), ("Mai", "2", "Phường 96"))
    assert row(read, 2).read["warehouses"] == [["1", two.pk]]
    assert row(read, 3).verdict == "error"
    assert read.choices["asked"][0]["among"] == [two.pk, one.pk]


def test_split_ward_is_asked_once_and_the_address_helps(ben_thanh: Market) -> None:
    one, two = new_ward("Mới Một", ben_thanh.ward), new_ward("Mới Hai", ben_thanh.ward)
    old_ward("Chia Đôi", "Quận 91", one, two)
    rows = [("Hoa", "1 Lê Lợi", "Phường Chia Đôi"), ("Mai", "2 Mới Hai", "Phường Chia Đôi"), ("An", "3", "chia doi")]
    read = checked(ben_thanh, HOUSES, *rows)
    assert verdicts(read) == ["error", "new", "error"]
    assert row(read, 3).read["warehouses"] == [["2 Mới Hai", two.pk]]
    assert [asked["key"] for asked in read.choices["asked"]] == ["phuong chia doi", "chia doi"]


def test_ward_that_is_none_is_an_error(ben_thanh: Market) -> None:
    read = row(checked(ben_thanh, HOUSES, ("Hoa", "1", "Phường Không Có Đâu")), 2)
    assert (read.verdict, read.errors[0]["column"]) == ("error", "warehouse_ward")
