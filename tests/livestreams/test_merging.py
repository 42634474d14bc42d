"""What an import does to orders that are stored already: age, filtered exports, rejected rows, the same bytes again."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from livestreams.models import ImportBatch, OrderLine, OrderVersion
from livestreams.order_lines.settling import LIFE_RANK
from tests.livestreams.conftest import Bring
from tests.livestreams.files import LAZADA, ORDERS, PANCAKE, SHOPEE, TEMPLATE, TIKTOK, Export, Row
from tests.livestreams.stored import codes, line, lines, outcome, warned
from traders.models import ShopAccount


def shown() -> list[tuple[Any, ...]]:
    return [(one.order_no, one.line_key, one.occurrence, one.status, one.placed_value) for one in lines()]


def statuses() -> list[str]:
    return [one.status for one in lines()]


# Age


def test_later_stamp_wins_and_may_go_back_in_the_life_cycle(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(status="Completed", delivered="18/06/2026 10:00:00"))
    batch = bring(TIKTOK, TIKTOK.row(status="Shipped", delivered="18/06/2026 10:00:00", shipped="19/06/2026 10:00:00"))
    assert (outcome(batch), statuses()) == ((0, 1, 0, 0), ["shipping"])


def test_earlier_stamp_changes_nothing_however_far_in_the_life_cycle(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(status="To ship", paid="18/06/2026 10:00:00"))
    batch = bring(TIKTOK, TIKTOK.row(status="Completed"))
    assert (outcome(batch), statuses(), warned(batch)) == ((0, 0, 1, 0), ["to_ship"], {"older_orders": 1})


LIFE = (
    "unknown", "unpaid", "to_ship", "shipping", "cancelled", "cancelled_after_ship", "delivered", "completed",
    "partially_returned", "returned",
)  # fmt: skip
WORDS = dict(zip(LIFE, (
    "?", "Chưa thanh toán", "Chờ gửi hàng", "Đang giao", "Đã hủy", "Hủy sau khi gửi", "Đã giao", "Hoàn thành",
    "Trả một phần", "Đã trả hàng",
), strict=True))  # fmt: skip


def test_life_cycle_is_the_one_of_the_definitions() -> None:
    assert sorted(LIFE_RANK, key=lambda status: LIFE_RANK[status]) == list(LIFE)


@pytest.mark.parametrize(("earlier", "later"), list(itertools.pairwise(LIFE)))
def test_equal_stamps_go_by_the_life_cycle_in_either_order(bring: Bring, earlier: str, later: str) -> None:
    old, new = (TEMPLATE.row(status=WORDS[status]) for status in (earlier, later))
    bring(TEMPLATE, old)
    assert outcome(bring(TEMPLATE, new)) == (0, 1, 0, 0)
    assert statuses() == [later]
    other = {"order_no": "DH-2"}
    bring(TEMPLATE, TEMPLATE.row(status=WORDS[later], **other))
    assert outcome(bring(TEMPLATE, TEMPLATE.row(status=WORDS[earlier], **other))) == (0, 0, 1, 0)
    assert statuses() == [later, later]


def test_place_of_an_order_in_the_life_cycle_is_that_of_its_furthest_line(bring: Bring) -> None:
    """Age is compared once an order: a line never takes a status of its own."""
    bring(TEMPLATE, TEMPLATE.row(product="A", status="Hoàn thành"), TEMPLATE.row(product="B", status="Chờ gửi hàng"))
    batch = bring(TEMPLATE, TEMPLATE.row(product="A", status="Đang giao"), TEMPLATE.row(product="B", status="Đã giao"))
    assert outcome(batch) == (0, 0, 2, 0)
    assert statuses() == ["completed", "to_ship"]


def test_equal_in_both_the_later_upload_wins(bring: Bring) -> None:
    bring(TEMPLATE, TEMPLATE.row(price="100000"))
    assert outcome(bring(TEMPLATE, TEMPLATE.row(price="90000"))) == (0, 1, 0, 0)
    assert line().placed_value == 90_000


def test_same_bytes_uploaded_again_after_another_file_count_from_their_first_upload(bring: Bring) -> None:
    first, second = TEMPLATE.row(price="100000"), TEMPLATE.row(price="90000")
    bring(TEMPLATE, first)
    bring(TEMPLATE, second)
    batch = bring(TEMPLATE, first)
    assert outcome(batch) == (0, 0, 1, 0)
    assert line().placed_value == 90_000


def test_planned_times_are_no_stamps(bring: Bring) -> None:
    bring(SHOPEE, SHOPEE.row(status="Hoàn thành", estimated="2026-06-18 10:00"))
    batch = bring(SHOPEE, SHOPEE.row(status="Chờ lấy hàng", estimated="2026-06-28 10:00"))
    assert (outcome(batch), statuses()) == ((0, 0, 1, 0), ["completed"])


@pytest.mark.parametrize(
    ("export", "name", "stamp"),
    [
        *((TIKTOK, name, "20/06/2026 10:00:00") for name in ("paid", "ready", "shipped", "delivered", "cancelled")),
        *((SHOPEE, name, "2026-06-20 10:00") for name in ("paid", "shipped", "delivered", "completed")),
        *((LAZADA, name, "20 Jun 2026 10:00") for name in ("updated", "delivered")),
    ],
    ids=str,
)
def test_every_time_of_something_that_happened_is_a_stamp(bring: Bring, export: Export, name: str, stamp: str) -> None:
    done, back = {"tiktok": ("Completed", "To ship"), "shopee": ("Hoàn thành", "Chờ lấy hàng")}.get(
        export.name, ("delivered", "pending")
    )
    bring(export, export.row(status=done))
    assert outcome(bring(export, export.row(status=back, **{name: stamp}))) == (0, 1, 0, 0)
    assert statuses() == ["to_ship"]


# What is compared


def test_personal_columns_notes_and_fees_do_not_make_a_row_updated(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row())
    other = {
        "Buyer Username": "a***b",
        "Seller Note": "gói kỹ",
        "Recipient": "x",
        "Order Amount": "1",
        "Tracking ID": "9",
    }
    assert outcome(bring(TIKTOK, TIKTOK.row(other=other))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "cells",
    [{"quantity": "2"}, {"product": "Mắm ba khía"}, {"paid": "15/06/2026 20:31:00"}, {"substatus": "Delivered"}],
    ids=str,
)
def test_a_stored_fact_that_differs_makes_a_row_updated(bring: Bring, cells: dict[str, str]) -> None:
    bring(TIKTOK, TIKTOK.row(status="To ship"))
    assert outcome(bring(TIKTOK, TIKTOK.row(status="To ship", **cells))) == (0, 1, 0, 0)


@pytest.mark.parametrize("export", ORDERS, ids=lambda export: export.name)
def test_four_outcomes_add_up_to_the_rows_read(bring: Bring, export: Export) -> None:
    def item(number: int) -> dict[str, str]:
        return {"item": f"5{number}"} if "item" in export.names else {}

    def row(number: int, **cells: str) -> Row:
        return export.row(order_no=f"4{number}", **item(number), **cells)

    bring(export, row(1), row(2, price="90000"))
    batch = bring(export, row(1), row(2, price="80000"), row(3), row(4, price="abc"))
    assert outcome(batch) == (1, 1, 1, 1)
    assert batch.rows_read == 4


# Lines that a newer version lacks


def a(**cells: str) -> Row:
    return TEMPLATE.row(product="A", **cells)


def b(**cells: str) -> Row:
    return TEMPLATE.row(product="B", **cells)


def c(**cells: str) -> Row:
    return TEMPLATE.row(product="C", **cells)


def keys() -> list[str]:
    return [one.line_key for one in lines()]


def test_newer_order_with_a_stored_key_and_no_fewer_lines_replaces_all(bring: Bring) -> None:
    bring(TEMPLATE, a(status="Đang giao"), b(status="Đang giao"))
    batch = bring(TEMPLATE, a(), c())
    assert keys() == ["A", "C"]
    assert (outcome(batch), warned(batch)) == ((1, 1, 0, 0), {})


def test_filtered_export_keeps_the_lines_that_it_lacks_with_a_warning(bring: Bring) -> None:
    bring(TEMPLATE, a(status="Đang giao"), b(status="Đang giao"))
    batch = bring(TEMPLATE, a())
    assert [(one.line_key, one.status) for one in lines()] == [("A", "completed"), ("B", "shipping")]
    assert (outcome(batch), warned(batch)) == ((0, 1, 0, 0), {"kept_lines": 1})


def test_split_export_without_a_stored_key_keeps_the_lines_that_it_lacks(bring: Bring) -> None:
    bring(TEMPLATE, a(status="Đang giao"))
    batch = bring(TEMPLATE, b(), c())
    assert keys() == ["A", "B", "C"]
    assert warned(batch) == {"kept_lines": 1}


def test_older_order_brings_lines_that_a_filtered_newer_one_lacked(bring: Bring) -> None:
    """An order's lines are what its versions give, oldest first, whichever came first."""
    bring(TEMPLATE, a())
    batch = bring(TEMPLATE, a(status="Đang giao"), b(status="Đang giao"))
    assert [(one.line_key, one.status) for one in lines()] == [("A", "completed"), ("B", "shipping")]
    assert outcome(batch) == (1, 0, 1, 0)


def test_older_order_never_brings_back_what_a_whole_newer_one_replaced(bring: Bring) -> None:
    bring(TEMPLATE, a(), c())
    batch = bring(TEMPLATE, a(status="Đang giao"), b(status="Đang giao"))
    assert keys() == ["A", "C"]
    assert outcome(batch) == (0, 0, 2, 0)


def test_older_orders_are_counted_in_a_warning(bring: Bring) -> None:
    bring(TEMPLATE, a(), a(order_no="DH-2"), a(order_no="DH-3", status="Đang giao"))
    batch = bring(TEMPLATE, *(a(order_no=order_no, status="Chờ gửi hàng") for order_no in ("DH-1", "DH-2", "DH-3")))
    assert warned(batch) == {"older_orders": 3}
    [warning] = batch.warnings
    assert "3 đơn" in warning["message"]


# Rejected rows


def test_rejected_row_is_numbered_last_and_the_stored_line_that_it_would_update_stays(bring: Bring) -> None:
    bring(TEMPLATE, a(price="200", status="Đang giao"), a(price="100", status="Đang giao"))
    batch = bring(TEMPLATE, a(price="200"), a(price="abc"))
    assert outcome(batch) == (0, 1, 0, 1)
    assert [(one.occurrence, one.unit_price, one.status) for one in lines()] == [
        (1, 200, "completed"),
        (2, 100, "shipping"),
    ]


def test_rejected_row_keeps_its_stored_line_even_where_the_rest_replaces(bring: Bring) -> None:
    bring(TEMPLATE, a(status="Đang giao"), b(status="Đang giao"))
    bring(TEMPLATE, a(), c(), b(price="abc"))
    assert [(one.line_key, one.status) for one in lines()] == [
        ("A", "completed"),
        ("B", "shipping"),
        ("C", "completed"),
    ]


def test_older_file_brings_the_line_that_a_newer_one_had_rejected(bring: Bring) -> None:
    bring(TEMPLATE, a(), c(), b(price="abc"))
    batch = bring(TEMPLATE, a(status="Đang giao"), b(status="Đang giao"))
    assert keys() == ["A", "B", "C"]
    assert outcome(batch) == (1, 0, 1, 0)


def test_rejected_row_says_row_column_value_reason_and_what_to_do(bring: Bring) -> None:
    batch = bring(TEMPLATE, a(), b(quantity="hai"))
    rejected = batch.rejected.get()
    assert rejected.row_no == 3
    [error] = rejected.errors
    assert (error["column"], error["value"], error["code"]) == ("Số lượng*", "hai", "bad_quantity")
    assert "số nguyên từ 1" in error["message"]


@pytest.mark.parametrize(
    ("export", "amount"),
    [(SHOPEE, {"voucher": "10"}), (SHOPEE, {"combo": "10"}), (PANCAKE, {"discount": "10"})],
    ids=str,
)
def test_rejected_row_in_an_order_with_a_shared_amount_rejects_the_whole_order(
    bring: Bring, export: Export, amount: dict[str, str]
) -> None:
    batch = bring(
        export,
        export.row(order_no="1", sku="A", **amount),
        export.row(order_no="1", sku="B", price="abc", **amount),
        export.row(order_no="1", sku="C", **amount),
        export.row(order_no="2", sku="D"),
    )
    assert {one.order_no for one in lines()} == {"2"}
    assert outcome(batch) == (1, 0, 0, 3)
    assert dict(codes(batch))[2] == dict(codes(batch))[4] == "order_rejected"


def test_shared_amount_on_another_row_than_the_rejected_one_rejects_the_order_too(bring: Bring) -> None:
    batch = bring(
        SHOPEE, SHOPEE.row(sku="A", voucher="10"), SHOPEE.row(sku="B", quantity="0"), SHOPEE.row(order_no="2")
    )
    assert outcome(batch) == (1, 0, 0, 2)


def test_rejected_row_in_an_order_without_a_shared_amount_rejects_itself_alone(bring: Bring) -> None:
    batch = bring(SHOPEE, SHOPEE.row(sku="A"), SHOPEE.row(sku="B", quantity="0"))
    assert (outcome(batch), codes(batch)) == ((1, 0, 0, 1), [(3, "bad_quantity")])


def test_order_with_a_shared_amount_whose_rows_stand_far_apart_is_rejected_whole(bring: Bring) -> None:
    rows = [SHOPEE.row(order_no=f"26{n:05}") for n in range(5_050)]
    first = SHOPEE.row(order_no="X", sku="A", voucher="10")
    last = SHOPEE.row(order_no="X", sku="B", voucher="10", quantity="0")
    batch = bring(SHOPEE, first, *rows, last)
    assert outcome(batch) == (5_050, 0, 0, 2)
    assert codes(batch) == [(2, "order_rejected"), (5_053, "bad_quantity")]
    assert [row.cells["Mã đơn hàng"] for row in batch.rejected.all()] == ["X", "X"]
    assert outcome(bring(SHOPEE, last, *rows, first)) == (0, 0, 5_050, 2)


def test_whole_order_that_is_rejected_leaves_its_stored_lines(bring: Bring) -> None:
    bring(SHOPEE, *(SHOPEE.row(sku=sku, status="Đang giao", voucher="10") for sku in "AB"))
    bring(
        SHOPEE,
        SHOPEE.row(sku="A", voucher="10"),
        SHOPEE.row(sku="B", voucher="10", price="abc"),
        SHOPEE.row(order_no="2"),
    )
    assert [one.status for one in lines(order_no="260615ABCDEF01")] == ["shipping", "shipping"]


# The same files in any order


def replayed(bring: Callable[..., ImportBatch], files: list[tuple[Export, list[Row]]]) -> list[tuple[Any, ...]]:
    OrderVersion.objects.all().delete()
    OrderLine.objects.all().delete()
    ImportBatch.objects.all().delete()
    for export, rows in files:
        bring(export, *rows)
    return shown()


def test_imports_in_any_order_end_in_the_same_lines(bring: Bring) -> None:
    """Whole, filtered and split exports, a rejected row, an amount to share: a sixth of all orders of four files."""
    second, third = {"paid": "2026-06-17 08:00"}, {"paid": "2026-06-18 08:00"}
    files = [
        (SHOPEE, [SHOPEE.row(sku=sku, status="Chờ lấy hàng", voucher="7") for sku in "AB"]),
        (SHOPEE, [SHOPEE.row(sku="A", status="Đang giao", price="90000", paid="2026-06-16 08:00", voucher="7")]),
        (SHOPEE, [SHOPEE.row(sku="C", status="Đã giao", **second), SHOPEE.row(sku="B", price="abc", **second)]),
        (SHOPEE, [SHOPEE.row(sku=sku, **third) for sku in "ABD"]),
    ]
    ends = {tuple(replayed(bring, list(order))) for order in list(itertools.permutations(files))[::6]}
    assert len(ends) == 1


def test_file_that_shows_an_order_in_two_places_gives_it_once(bring: Bring, tmp_path: Path, shop: Any) -> None:
    rows = [TIKTOK.row(order_no=f"57889{n:07}") for n in range(5_010)]
    bring(TIKTOK, TIKTOK.row(sku="1", price="200"), *rows, TIKTOK.row(sku="1", price="300"), TIKTOK.row(sku="2"))
    stored = lines(order_no=TIKTOK.defaults["order_no"])
    assert [(one.line_key, one.occurrence, one.unit_price) for one in stored] == [
        ("1", 1, 300),
        ("1", 2, 200),
        ("2", 1, 100_000),
    ]


def test_two_shops_outside_the_marketplaces_number_as_they_like(
    bring: Bring, shop: Callable[[str], ShopAccount]
) -> None:
    bring(TEMPLATE, a(), account=shop("other"))
    assert outcome(bring(TEMPLATE, a(), account=shop("pancake"))) == (1, 0, 0, 0)
    assert OrderLine.objects.count() == 2
