"""Traps of cells: ids, money, dates, words and quantities that are not what they look like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from livestreams.models import ImportBatch, LiveRow, LiveSession, OrderLine, StatusWord
from tests.factories.livestreams import LiveSessionFactory
from tests.livestreams.conftest import Bring
from tests.livestreams.files import LAZADA, LIVE, ORDERS, PANCAKE, SHOPEE, TEMPLATE, TIKTOK, TIKTOK_65, Export
from tests.livestreams.stored import codes, line, lines, outcome, warned
from traders.models import ShopAccount

type Shop = Callable[[str], ShopAccount]
type Take = Callable[..., ImportBatch]

LOCAL = dt.timezone(dt.timedelta(hours=7))
both_kinds = pytest.mark.parametrize("xlsx", [False, True], ids=["csv", "xlsx"])
every_layout = pytest.mark.parametrize("export", ORDERS, ids=lambda export: export.name)


def name_of(value: object) -> str:
    return str(getattr(value, "name", value))


def local(moment: dt.datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S")


def on_sheet(hour: int, minute: int, second: int) -> dt.datetime:
    """A moment of 15/06/2026 as a date cell holds it: without a zone."""
    return dt.datetime(2026, 6, 15, hour, minute, second, tzinfo=LOCAL).replace(tzinfo=None)


# Trap 7: identifiers


@pytest.mark.parametrize(
    ("export", "cells"),
    [
        (TIKTOK, {"order_no": 578890915909831224}),
        (TIKTOK, {"order_no": 5.78890915909831e17}),
        (TIKTOK, {"order_no": 10**15}),
        (TIKTOK, {"sku": 1.7295222119554432e18}),
        (TIKTOK, {"sku": "", "seller_sku": 8.9e15}),
        (SHOPEE, {"order_no": 10.0**15}),
        (SHOPEE, {"sku": 10.0**16}),
        (LAZADA, {"item": 4.1e15}),
        (LAZADA, {"order_no": 4.1e16}),
        (PANCAKE, {"order_no": 10.0**15}),
        (TEMPLATE, {"order_no": 10.0**15}),
    ],
    ids=name_of,
)
def test_t07_id_that_arrives_as_a_large_number_is_rejected(bring: Bring, export: Export, cells: dict[str, Any]) -> None:
    other = {"order_no": "41000000000077", **({"item": "41000000000078"} if export is LAZADA else {})}
    batch = bring(export, export.row(**cells), export.row(**other), xlsx=True)
    assert codes(batch) == [(2, "lost_digits")]
    assert "mở lại file gốc, không lưu bằng Excel" in batch.rejected.get().errors[0]["message"]
    assert outcome(batch) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("export", "name"),
    [(TIKTOK, "order_no"), (TIKTOK_65, "sku"), (LAZADA, "item"), (LAZADA, "order_no"), (LIVE, "creator_id")],
    ids=name_of,
)
def test_t07_text_of_a_rounded_id_is_rejected_where_ids_are_digits(bring: Bring, export: Export, name: str) -> None:
    rounded = ("5.78891E+17", "5,78891E+17", "5.78891e17", "5E+17")
    batch = bring(export, export.row(), *(export.row(**{name: text}) for text in rounded))
    assert [code for _, code in codes(batch)] == ["lost_digits"] * 4
    assert outcome(batch) == (1, 0, 0, 4)


@pytest.mark.parametrize("export", [SHOPEE, PANCAKE, TEMPLATE], ids=lambda export: export.name)
def test_t07_order_number_that_only_looks_rounded_stays_where_ids_may_have_letters(
    bring: Bring, export: Export
) -> None:
    bring(export, export.row(order_no="5E17"))
    assert line().order_no == "5E17"


@every_layout
def test_t07_smaller_whole_numbers_are_their_digits(bring: Bring, export: Export) -> None:
    items = ({"item": n} for n in (1, 2, 3)) if export is LAZADA else ({}, {}, {})
    cells = (123456789012345, 4711.0, 999)
    bring(export, *(export.row(order_no=cell, **item) for cell, item in zip(cells, items, strict=True)), xlsx=True)
    assert [one.order_no for one in lines()] == ["123456789012345", "4711", "999"]


def test_t07_ids_of_eighteen_and_nineteen_digits_keep_every_digit_beside_blank_ones(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(), TIKTOK.row(order_no="578890915909831225", sku="", seller_sku="00123"))
    assert [(one.order_no, one.line_key) for one in lines()] == [
        ("578890915909831224", "1729522211955443124"),
        ("578890915909831225", "00123"),
    ]


# Trap 8: how money is spelled

AMOUNTS = [
    ("305000.00", 305_000), ("305.000", 305_000), ("305,000", 305_000), ("305 000 ₫", 305_000), ("305000", 305_000),
    ("1,234,567", 1_234_567), ("1.234.567", 1_234_567), ("1.234.567,50", 1_234_568), ("1,234,567.49", 1_234_567),
    ("305\u00a0000\u202fđ", 305_000), ("305.000 VND", 305_000), ("₫305,000", 305_000), ("305000,5", 305_001),
    ("99999.5", 100_000), ("148.99", 149), ("1.234,567", 1_235), ("0.5", 1), ("0,49", 0), ("305.000 VNĐ", 305_000),
]  # fmt: skip
NO_AMOUNTS = [
    "3050.000",
    "1.2345",
    "1,23,456",
    "12.34.567",
    "1.234,567.8",
    "abc",
    "1e5",
    "305.0000",
    "1..000",
    "1.234.56",
    "1234,567.89",
]


def test_t08_money_in_every_spelling(bring: Bring) -> None:
    rows = [TEMPLATE.row(order_no=f"{number:03}", price=text) for number, (text, _) in enumerate(AMOUNTS)]
    bring(TEMPLATE, *rows)
    assert [(text, one.placed_value) for (text, _), one in zip(AMOUNTS, lines(), strict=True)] == AMOUNTS


def test_t08_money_that_fits_no_rule_is_rejected_never_guessed(bring: Bring) -> None:
    rows = [TEMPLATE.row(order_no=text, price=text) for text in NO_AMOUNTS]
    batch = bring(TEMPLATE, TEMPLATE.row(order_no="tốt"), *rows)
    assert codes(batch) == [(number, "bad_money") for number in range(3, 3 + len(NO_AMOUNTS))]
    assert [row.errors[0]["value"] for row in batch.rejected.all()] == NO_AMOUNTS


def test_t08_shopee_price_with_decimals_is_not_a_hundred_times_as_much(bring: Bring) -> None:
    bring(SHOPEE, SHOPEE.row(price="305000.00", deal="305000.00", quantity="2"))
    assert (line().unit_price, line().placed_value) == (305_000, 610_000)


def test_t08_number_cells_round_half_up_each_for_itself(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(price=149.5, after=148.5, platform_discount=0.5), xlsx=True)
    assert (line().unit_price, line().placed_value) == (150, 150)


def test_t08_blank_and_dash_are_nothing_for_discounts_and_missing_for_price_and_quantity(bring: Bring) -> None:
    batch = bring(
        TIKTOK,
        TIKTOK.row(seller_discount="-", platform_discount=""),
        TIKTOK.row(order_no="578890915909831225", price="-", after="1"),
        TIKTOK.row(order_no="578890915909831226", quantity="", after="1"),
        TIKTOK.row(order_no="578890915909831227", after="-"),
        TIKTOK.row(order_no="578890915909831228", quantity="-", after="1"),
    )
    assert codes(batch) == [(row, "missing") for row in (3, 4, 5, 6)]
    assert line().placed_value == 100_000


# T9 … T12: dates


def test_t09_file_without_a_day_above_twelve_is_day_first(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(placed="05/06/2026 20:30:00"))
    assert line().day == dt.date(2026, 6, 5)


def test_t09_us_file_is_month_first_in_all_its_rows(bring: Bring) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(placed="06/05/2026 08:30:00 PM"),
        TIKTOK.row(order_no="578890915909831225", placed="06/15/2026 12:05:00 AM", paid="06/15/2026 12:30:00 PM"),
    )
    first, second = lines()
    assert local(first.placed_at) == "2026-06-05 20:30:00"
    assert local(second.placed_at) == "2026-06-15 00:05:00"
    assert second.paid_at is not None
    assert local(second.paid_at) == "2026-06-15 12:30:00"


def test_t09_month_first_that_shows_only_late_and_in_another_column_turns_the_whole_file(bring: Bring) -> None:
    rows = [TIKTOK.row(order_no=f"5788909159098{n:05}", placed="06/05/2026 20:30:00") for n in range(5_100)]
    rows.append(TIKTOK.row(placed="06/05/2026 20:30:00", shipped="06/25/2026 08:00:00"))
    assert outcome(bring(TIKTOK, *rows)) == (5_101, 0, 0, 0)
    assert set(OrderLine.objects.values_list("day", flat=True)) == {dt.date(2026, 6, 5)}


@pytest.mark.parametrize("dates", [("15/06/2026", "06/25/2026"), ("06/25/2026", "15/06/2026")])
@pytest.mark.parametrize("export", [TIKTOK, SHOPEE, PANCAKE, TEMPLATE], ids=lambda export: export.name)
def test_t09_file_that_mixes_both_orders_is_refused(bring: Bring, export: Export, dates: tuple[str, str]) -> None:
    rows = [export.row(order_no=f"41000000000{n}", placed=f"{date} 20:30") for n, date in enumerate(dates)]
    assert bring(export, *rows, is_refused=True).refusal_code == "mixed_dates"
    assert not OrderLine.objects.exists()


def test_t09_mixed_orders_in_two_columns_are_refused_too(bring: Bring) -> None:
    row = TIKTOK.row(placed="15/06/2026 20:30:00", shipped="06/25/2026 20:30:00")
    assert bring(TIKTOK, row, is_refused=True).refusal_code == "mixed_dates"


def test_t09_day_that_does_not_exist_rejects_its_row(bring: Bring) -> None:
    bad = ["31/02/2026 10:00", "32/13/2026 10:00", "15/06/2026 25:00", "hôm qua", "15/06/26"]
    batch = bring(TEMPLATE, TEMPLATE.row(), *(TEMPLATE.row(order_no=placed, placed=placed) for placed in bad))
    assert codes(batch) == [(row, "bad_time") for row in range(3, 8)]


@every_layout
def test_t09_row_without_an_order_date_is_rejected(bring: Bring, export: Export) -> None:
    other = {"item": "42"} if export is LAZADA else {}
    batch = bring(
        export, export.row(order_no="4100000000001"), export.row(order_no="4100000000002", placed="", **other)
    )
    assert codes(batch) == [(3, "missing_date")]
    assert "thiếu ngày đặt hàng" in batch.rejected.get().errors[0]["message"]


@both_kinds
def test_t10_launch_time_with_a_slash_before_the_space(bring: Bring, *, xlsx: bool) -> None:
    bring(LIVE, LIVE.row(launched="2026/04/18/ 22:14"), xlsx=xlsx)
    assert local(LiveRow.objects.get().launched_at) == "2026-04-18 22:14:00"


def test_t11_english_month_in_a_vietnamese_file(bring: Bring) -> None:
    bring(LAZADA, LAZADA.row(placed="28 Feb 2026 23:30", delivered="03 Mar 2026 09:05"))
    stored = line()
    assert (local(stored.placed_at), stored.day) == ("2026-02-28 23:30:00", dt.date(2026, 2, 28))
    assert stored.delivered_at is not None
    assert local(stored.delivered_at) == "2026-03-03 09:05:00"


@every_layout
def test_t12_serial_number_is_a_date_in_a_workbook(bring: Bring, export: Export) -> None:
    bring(export, export.row(placed=46188.854166666664), xlsx=True)
    assert local(line().placed_at) == "2026-06-15 20:30:00"
    assert line().is_placed_time_known


def test_t12_serial_number_in_a_csv_is_rejected(bring: Bring) -> None:
    numbers = ("46188.854166666664", "46188", "36526")
    batch = bring(TEMPLATE, TEMPLATE.row(), *(TEMPLATE.row(order_no=text, placed=text) for text in numbers))
    assert codes(batch) == [(3, "bad_time"), (4, "bad_time"), (5, "bad_time")]


def test_t12_serial_number_outside_2000_to_2100_is_rejected(bring: Bring) -> None:
    numbers = (36525, 36526, 73050, 73051, 7)
    batch = bring(TEMPLATE, *(TEMPLATE.row(order_no=str(number), placed=number) for number in numbers), xlsx=True)
    assert codes(batch) == [(2, "bad_time"), (5, "bad_time"), (6, "bad_time")]
    assert [one.day for one in lines()] == [dt.date(2000, 1, 1), dt.date(2099, 12, 31)]


def test_t12_date_cells_give_every_second_exactly(bring: Bring) -> None:
    """A spreadsheet keeps times as fractions of a day: 20:30:07 comes back as 20:30:07, never a second off."""
    start = on_sheet(20, 0, 0)
    moments = [start + dt.timedelta(seconds=n * 7) for n in range(600)]
    rows = [TEMPLATE.row(order_no=f"{n:04}", placed=moment) for n, moment in enumerate(moments)]
    bring(TEMPLATE, *rows, xlsx=True)
    assert [local(one.placed_at) for one in lines()] == [moment.strftime("%Y-%m-%d %H:%M:%S") for moment in moments]


@pytest.mark.parametrize(
    ("placed", "is_known"),
    [
        (on_sheet(0, 0, 0), False),
        (dt.date(2026, 6, 15), False),
        (46188, False),
        ("15/06/2026", False),
        (on_sheet(0, 0, 1), True),
        ("15/06/2026 00:00", True),
    ],
)
def test_t12_date_without_a_time_is_midnight_and_says_so(bring: Bring, placed: Any, *, is_known: bool) -> None:
    bring(TEMPLATE, TEMPLATE.row(placed=placed), xlsx=True)
    assert line().day == dt.date(2026, 6, 15)
    assert line().is_placed_time_known is is_known


# T13, T14


@pytest.mark.parametrize(
    ("duration", "minutes"), [("1h 40min", 100), ("45min", 45), ("2h", 120), ("1h40min", 100), ("1 giờ 5 phút", 65)]
)
def test_t13_duration_in_words(bring: Bring, duration: str, minutes: int) -> None:
    bring(LIVE, LIVE.row(duration=duration))
    row = LiveRow.objects.get()
    assert row.ended_at - row.launched_at == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize("duration", ["", "0min", "lâu", "1:40"])
def test_t13_duration_that_says_nothing_is_rejected(bring: Bring, duration: str) -> None:
    batch = bring(LIVE, LIVE.row(), LIVE.row(launched="2026/06/16/ 20:00", duration=duration))
    assert codes(batch) == [(5, "bad_duration")]


@pytest.mark.parametrize(("text", "value"), [("8,33%", 0.0833), ("8.33%", 0.0833), ("-", None), ("", None), ("0%", 0)])
def test_t14_percent_with_comma_point_or_dash(bring: Bring, text: str, value: float | None) -> None:
    bring(LIVE, LIVE.row(rate=text))
    assert LiveRow.objects.get().metrics.get("click_to_order_rate") == value


# T15, T16: money of the order on its lines


def test_t15_order_money_that_repeats_on_each_line_is_taken_once(bring: Bring) -> None:
    rows = [SHOPEE.row(sku=sku, voucher="30000", combo="10000") for sku in ("A", "B")]
    bring(SHOPEE, *rows)
    assert sum(one.placed_value for one in lines()) == 200_000 - 40_000


def test_t15_amount_of_the_order_never_enters_a_line(bring: Bring) -> None:
    money = {"Order Amount": "250000", "Shipping Fee After Discount": "30000", "Taxes": "7000"}
    bring(TIKTOK, TIKTOK.row(other=money), TIKTOK.row(other=money, sku="1729522211955443125"))
    assert [one.placed_value for one in lines()] == [100_000, 100_000]


def child(**cells: Any) -> list[Any]:
    return PANCAKE.row(order_no="", placed="", status="", **cells)


def test_t16_child_rows_take_number_date_status_and_discount_of_the_row_above(bring: Bring) -> None:
    batch = bring(
        PANCAKE,
        PANCAKE.row(discount="30.000"),
        child(sku="B", price="200000", product=""),
        PANCAKE.row(order_no="PC-2", status="Đã hủy"),
        child(sku="B"),
    )
    assert outcome(batch) == (4, 0, 0, 0)
    assert [(one.order_no, one.line_key, one.status, one.placed_value) for one in lines()] == [
        ("PC-1", "B", "delivered", 180_000),
        ("PC-1", "MAM-500", "delivered", 90_000),
        ("PC-2", "B", "cancelled", 100_000),
        ("PC-2", "MAM-500", "cancelled", 100_000),
    ]


def test_t16_child_row_without_an_order_above_is_rejected(bring: Bring) -> None:
    batch = bring(PANCAKE, child(), PANCAKE.row())
    assert codes(batch) == [(2, "missing_order_no"), (2, "missing_date")]


def test_t16_child_of_an_order_without_a_date_never_takes_the_date_of_another(bring: Bring) -> None:
    batch = bring(PANCAKE, PANCAKE.row(), PANCAKE.row(order_no="PC-2", placed=""), child(sku="B"))
    assert codes(batch) == [(3, "missing_date"), (4, "missing_date")]


def test_t16_children_across_the_chunks_of_a_long_file_find_their_parent(bring: Bring) -> None:
    rows = [PANCAKE.row(order_no="PC-0"), *(child(sku=f"S{n}") for n in range(5_050))]
    assert outcome(bring(PANCAKE, *rows)) == (5_051, 0, 0, 0)
    assert OrderLine.objects.values("order_no").distinct().count() == 1


def test_t16_merged_cells_count_as_the_first_of_them(tmp_path: Path, take: Take, shop: Shop) -> None:
    path = tmp_path / "gop.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate([PANCAKE.headers, PANCAKE.row(), child(sku="B"), child(sku="C")]):
        sheet.write_row(number, 0, row)
    for name in ("order_no", "placed", "status"):
        column = PANCAKE.headers.index(PANCAKE.names[name])
        sheet.merge_range(1, column, 3, column, PANCAKE.row()[column])
    book.close()
    assert outcome(take(path, shop("pancake"))) == (3, 0, 0, 0)
    assert {one.order_no for one in lines()} == {"PC-1"}


# T17 … T20


@every_layout
def test_t17_same_sku_twice_in_an_order_is_two_lines(bring: Bring, export: Export) -> None:
    second = {"item": "41000000000002"} if export is LAZADA else {}
    bring(export, export.row(price="90000"), export.row(price="100000", **second))
    stored = lines()
    assert sum(one.placed_value for one in stored) == 190_000
    if export is not LAZADA:
        assert [(one.occurrence, one.unit_price) for one in stored] == [(1, 100_000), (2, 90_000)]


def test_t18_full_and_partial_return_and_cancelled_after_shipping(bring: Bring) -> None:
    returned = {"return_word": "Return/Refund", "shipped": "16/06/2026 08:00:00", "quantity": "2"}
    bring(
        TIKTOK,
        TIKTOK.row(order_no="1", **returned, returned="2"),
        TIKTOK.row(order_no="2", **returned, returned="1"),
        TIKTOK.row(order_no="3", status="Đã hủy", reason="giao gói hàng thất bại"),
    )
    assert [(one.status, one.placed_value, one.completed_value) for one in lines()] == [
        ("returned", 200_000, 0),
        ("partially_returned", 200_000, 100_000),
        ("cancelled_after_ship", 100_000, 0),
    ]


def test_t19_status_sentence_with_a_date_is_known_by_its_beginning(bring: Bring) -> None:
    sentence = (
        "Người mua xác nhận đã nhận được hàng, tuy nhiên Người mua vẫn có thể gửi yêu cầu Trả hàng/Hoàn tiền"
        " tới ngày 2026-09-{:02}."
    )
    bring(SHOPEE, *(SHOPEE.row(order_no=f"2606{day:02}", status=sentence.format(day)) for day in range(1, 29)))
    assert {one.status for one in lines()} == {"delivered"}
    assert not StatusWord.objects.exists()


@every_layout
def test_t20_unknown_status_keeps_the_line_and_asks_once(bring: Bring, export: Export) -> None:
    second = {"item": "41000000000002"} if export is LAZADA else {}
    rows = [export.row(status="Đang bay"), export.row(order_no="41000000000009", status="Đang bay", **second)]
    assert outcome(bring(export, *rows)) == (2, 0, 0, 0)
    assert {(one.status, one.placed_value, one.completed_value) for one in lines()} == {("unknown", 100_000, 0)}
    word = StatusWord.objects.get()
    assert (word.platform, word.kind, word.word, word.meaning) == (export.platform, "status", "Đang bay", "")


# T27 … T29


def test_t27_session_over_midnight_keeps_its_orders_and_they_keep_their_days(
    bring: Bring, live_shop: ShopAccount
) -> None:
    start = dt.datetime(2026, 6, 15, 22, tzinfo=LOCAL)
    session = LiveSessionFactory.create(account=live_shop, start=start, hours=4)
    bring(
        TIKTOK,
        TIKTOK.row(order_no="1", placed="15/06/2026 23:59:59"),
        TIKTOK.row(order_no="2", placed="16/06/2026 00:30:00"),
    )
    assert [(one.session_id, one.airing, one.day.day) for one in lines()] == [
        (session.pk, "in", 15),
        (session.pk, "in", 16),
    ]
    assert LiveSession.objects.get().starts_at.astimezone(LOCAL).day == 15


@pytest.mark.parametrize("zone", ["(UTC)", "(GMT)", "(UTC+0)", "(UTC+00:00)"])
@both_kinds
def test_t27_times_are_utc_where_the_header_says_so(bring: Bring, zone: str, *, xlsx: bool) -> None:
    in_utc = replace(
        TIKTOK,
        headers=tuple(h.replace("Created Time", f"Created Time {zone}") for h in TIKTOK.headers),
        names={**TIKTOK.names, "placed": f"Created Time {zone}"},
    )
    bring(in_utc, in_utc.row(placed="15/06/2026 18:30:00", shipped="16/06/2026 08:00:00"), xlsx=xlsx)
    stored = line()
    assert (local(stored.placed_at), stored.day) == ("2026-06-16 01:30:00", dt.date(2026, 6, 16))
    assert stored.shipped_at is not None
    assert local(stored.shipped_at) == "2026-06-16 08:00:00"


def test_t28_masked_phone_is_neither_an_error_nor_kept(bring: Bring) -> None:
    assert outcome(bring(TIKTOK, TIKTOK.row(other={"Phone #": "(+84)9*****12"}))) == (1, 0, 0, 0)


@pytest.mark.parametrize("buyer", ["", "n***a", "Khách lẻ"])
def test_t29_masked_or_missing_buyer_does_not_matter(bring: Bring, buyer: str) -> None:
    rows = [TIKTOK.row(order_no=str(n), other={"Buyer Username": buyer, "Recipient": buyer}) for n in (1, 2)]
    assert outcome(bring(TIKTOK, *rows)) == (2, 0, 0, 0)


# T32 … T34


@pytest.mark.parametrize("export", [e for e in ORDERS if e is not LAZADA], ids=lambda export: export.name)
def test_t32_quantity_that_is_no_whole_number_from_one_is_rejected(bring: Bring, export: Export) -> None:
    bad = ["0", "-1", "1.5", "hai", "1,5"]
    after = {"after": "1"} if "after" in export.names else {}
    rows = [export.row(order_no=f"2{quantity}", quantity=quantity, **after) for quantity in bad]
    batch = bring(export, export.row(), *rows)
    assert codes(batch) == [(row, "bad_quantity") for row in range(3, 8)]
    errors = [row.errors[0] for row in batch.rejected.all()]
    assert [(error["column"], error["value"]) for error in errors] == [(export.names["quantity"], bad_) for bad_ in bad]


@every_layout
def test_t32_negative_price_is_rejected(bring: Bring, export: Export) -> None:
    other = {"item": "42"} if export is LAZADA else {}
    batch = bring(export, export.row(order_no="1"), export.row(order_no="2", price="-100000", **other))
    assert {code for _, code in codes(batch)} == {"negative"}
    assert outcome(batch) == (1, 0, 0, 1)


def test_t32_negative_or_too_large_discount_is_rejected(bring: Bring) -> None:
    batch = bring(
        TEMPLATE,
        TEMPLATE.row(order_no="1", seller_discount="100000"),
        TEMPLATE.row(order_no="2", seller_discount="-1"),
        TEMPLATE.row(order_no="3", seller_discount="100001"),
        TEMPLATE.row(order_no="4", platform_discount="-1"),
        TEMPLATE.row(order_no="5", platform_discount="100001"),
        TEMPLATE.row(order_no="6", returned="-1"),
    )
    assert codes(batch) == [
        (3, "negative"),
        (4, "discount_above_value"),
        (5, "negative"),
        (6, "discount_above_value"),
        (7, "bad_returned_quantity"),
    ]
    assert line().placed_value == 0


@every_layout
def test_t33_gift_line_with_price_nothing_counts_like_any_other(bring: Bring, export: Export) -> None:
    item = {"item": "41000000000002"} if export is LAZADA else {}
    gift = {"product": "Quà tặng", **({"sku": "QUA"} if "sku" in export.names else {})}
    bring(export, export.row(), export.row(price="0", **gift, **item))
    stored = lines()
    assert sorted(one.placed_value for one in stored) == [0, 100_000]
    assert sum(one.units_completed for one in stored) == 2


def test_t34_preorder_line_counts_like_any_other(bring: Bring) -> None:
    assert outcome(bring(TIKTOK, TIKTOK.row(pre_order="Pre-order", status="To ship"))) == (1, 0, 0, 0)
    assert (line().placed_value, line().status) == (100_000, "to_ship")


def test_t18_returned_above_quantity_counts_as_quantity_with_a_warning(bring: Bring) -> None:
    batch = bring(TEMPLATE, TEMPLATE.row(quantity="2", returned="5"))
    assert warned(batch) == {"returned_above_quantity": 1}
    assert (line().status, line().completed_value, line().units_completed) == ("returned", 0, 0)
