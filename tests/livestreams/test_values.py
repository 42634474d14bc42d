"""What a line is worth: the binding definitions, platform by platform, to the đồng."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livestreams.order_lines.settling import split_amount
from livestreams.queries.totals import account_totals
from tests.factories.traders import GoodsLineFactory, ShopAccountFactory, StallFactory, TraderFactory
from tests.livestreams.conftest import Bring
from tests.livestreams.files import LAZADA, ORDERS, PANCAKE, SHOPEE, TEMPLATE, TIKTOK, TIKTOK_MY, Export
from tests.livestreams.stored import line, lines, outcome, warned
from traders.models import Market, ShopAccount, Trader


def values() -> list[int]:
    return [one.placed_value for one in lines()]


def identity_holds(account: ShopAccount) -> bool:
    totals = account_totals(account)
    parts = ("completed_value", "cancelled_value", "returned_value", "open_value")
    return totals["placed_value"] == sum(totals[part] for part in parts)


# Placed value of each platform


def test_tiktok_placed_is_subtotal_after_discount_plus_the_platforms_own_discount(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(price="160000", seller_discount="1010", platform_discount="10000", after="148990"))
    assert (line().placed_value, line().seller_discount, line().platform_discount) == (158_990, 1_010, 10_000)


def test_tiktok_malaysian_sample_rounds_each_cell_by_itself(bring: Bring) -> None:
    bring(TIKTOK_MY, TIKTOK_MY.row(price="160", seller_discount="1.01", platform_discount="10", after="148.99"))
    assert line().placed_value == 159


def test_shopee_placed_is_deal_price_times_quantity_and_nothing_added(bring: Bring) -> None:
    batch = bring(SHOPEE, SHOPEE.row(price="120000", deal="100000", quantity="3", platform_discount="20000"))
    assert line().placed_value == 300_000
    assert warned(batch) == {"platform_subsidy": 1}


def test_shopee_lines_without_subsidy_give_no_warning(bring: Bring) -> None:
    assert warned(bring(SHOPEE, SHOPEE.row(platform_discount="0"))) == {}


def test_shopee_voucher_and_combo_are_shared_in_one_step(bring: Bring) -> None:
    """10 + 10 shared over three equal lines: in one step 7, 7, 6; in two steps it would be 8, 6, 6."""
    bring(SHOPEE, *(SHOPEE.row(sku=sku, price="1000", voucher="10", combo="10") for sku in "ABC"))
    assert values() == [993, 993, 994]


@pytest.mark.parametrize("discount", ["-15000", "15000", "-15000.00"])
def test_lazada_placed_is_unit_price_less_the_absolute_seller_discount(bring: Bring, discount: str) -> None:
    bring(LAZADA, LAZADA.row(price="100000", seller_discount=discount, paid_price="80000"))
    assert (line().placed_value, line().quantity, line().platform_discount) == (85_000, 1, 5_000)


def test_pancake_total_of_the_line_counts_and_zero_is_a_value(bring: Bring) -> None:
    rows = [
        PANCAKE.row(order_no=str(n), sku=str(n), quantity="2", total=total)
        for n, total in enumerate(("150000", "0", ""))
    ]
    bring(PANCAKE, *rows)
    assert values() == [150_000, 0, 200_000]


def test_pancake_discount_of_the_order_is_shared(bring: Bring) -> None:
    bring(PANCAKE, PANCAKE.row(discount="1000"), PANCAKE.row(order_no="", sku="B", price="200000", placed=""))
    assert {one.line_key: one.share for one in lines()} == {"MAM-500": 333, "B": 667}


def test_template_placed_is_price_times_quantity_less_the_sellers_discount_alone(bring: Bring) -> None:
    bring(TEMPLATE, TEMPLATE.row(quantity="3", seller_discount="50.000", platform_discount="20.000"))
    assert line().placed_value == 250_000


@pytest.mark.parametrize("export", ORDERS, ids=lambda export: export.name)
def test_shipping_fees_coins_and_taxes_never_enter(bring: Bring, export: Export) -> None:
    words = (
        "Shipping Fee",
        "Taxes",
        "Order Amount",
        "Phí",
        "Xu",
        "Payment platform",
        "shippingFee",
        "walletCredit",
        "COD",
    )
    other = {header: "12345" for header in export.headers if any(word in header for word in words)}
    bring(export, export.row(other=other))
    assert line().placed_value == 100_000


# What of an order is shared over its lines


def test_share_goes_by_largest_remainder_and_ties_by_key_then_occurrence(bring: Bring) -> None:
    skus = ("b", "B", "a", "a", "ă")
    bring(SHOPEE, *(SHOPEE.row(sku=sku, price="1000", voucher="3") for sku in skus))
    shares = {(one.line_key, one.occurrence): one.share for one in lines()}
    assert shares == {("B", 1): 1, ("a", 1): 1, ("a", 2): 1, ("b", 1): 0, ("ă", 1): 0}


def test_share_is_over_all_lines_whatever_their_status(bring: Bring) -> None:
    bring(SHOPEE, SHOPEE.row(sku="A", voucher="10000", status="Đã hủy"), SHOPEE.row(sku="B", voucher="10000"))
    assert values() == [95_000, 95_000]


def test_rows_that_disagree_share_the_largest_sum_with_a_warning(bring: Bring) -> None:
    """Shopee: the largest of A + B, not the largest A and the largest B."""
    batch = bring(
        SHOPEE, SHOPEE.row(sku="A", voucher="10000", combo="0"), SHOPEE.row(sku="B", voucher="2000", combo="7000")
    )
    assert sum(one.share for one in lines()) == 10_000
    assert warned(batch) == {"order_amount_differs": 1}


def test_amount_above_the_total_is_capped_with_a_warning(bring: Bring) -> None:
    batch = bring(SHOPEE, *(SHOPEE.row(sku=sku, price="1000", voucher="5000") for sku in "AB"))
    assert values() == [0, 0]
    assert warned(batch) == {"order_amount_capped": 1}


def test_nothing_is_shared_over_lines_without_value(bring: Bring) -> None:
    batch = bring(SHOPEE, *(SHOPEE.row(sku=sku, price="0", voucher="5000") for sku in "AB"))
    assert [(one.placed_value, one.share) for one in lines()] == [(0, 0), (0, 0)]
    assert warned(batch) == {}


def test_share_of_a_single_line_is_capped_too(bring: Bring) -> None:
    batch = bring(SHOPEE, SHOPEE.row(price="1000", voucher="5000"))
    assert (line().placed_value, line().share, warned(batch)) == (0, 1000, {"order_amount_capped": 1})


def test_share_is_worked_out_again_when_a_line_joins_without_counting_as_updated(bring: Bring) -> None:
    bring(SHOPEE, SHOPEE.row(sku="A", voucher="10000"))
    assert values() == [90_000]
    batch = bring(SHOPEE, SHOPEE.row(sku="B", voucher="10000"))
    assert outcome(batch) == (1, 0, 0, 0)
    assert values() == [95_000, 95_000]


@given(
    amount=st.integers(0, 10**9),
    values=st.lists(st.one_of(st.integers(0, 50), st.integers(0, 10**9)), min_size=1, max_size=12),
)
def test_shares_add_up_and_never_exceed_their_values(amount: int, values: list[int]) -> None:
    shares = split_amount(amount, values, [("k", n) for n in range(len(values))])
    assert sum(shares) == min(amount, sum(values))
    assert all(0 <= share <= value for share, value in zip(shares, values, strict=True))


@given(amount=st.integers(0, 10**6), values=st.lists(st.integers(0, 1000), min_size=2, max_size=8, unique=True))
def test_a_larger_value_never_gets_a_smaller_share(amount: int, values: list[int]) -> None:
    shares = split_amount(amount, values, [("k", n) for n in range(len(values))])
    by_value = sorted(zip(values, shares, strict=True))
    assert [share for _, share in by_value] == sorted(shares)


@given(st.data())
def test_shares_do_not_depend_on_the_order_of_the_lines(data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.tuples(st.integers(0, 20), st.text("aBđ", max_size=2)), min_size=1, max_size=7))
    whole = [(value, (key, number)) for number, (value, key) in enumerate(pairs)]
    shuffled = data.draw(st.permutations(whole))
    amount = data.draw(st.integers(0, 60))

    def by_key(ordered: list[tuple[int, tuple[str, int]]]) -> dict[tuple[str, int], int]:
        keys = [key for _, key in ordered]
        return dict(zip(keys, split_amount(amount, [value for value, _ in ordered], keys), strict=True))

    assert by_key(whole) == by_key(shuffled)


# What of a line is completed, returned or open


@pytest.mark.parametrize(
    ("price", "quantity", "returned", "completed"),
    [("1", "2", "1", 1), ("10", "3", "1", 20), ("100001", "2", "1", 100_001), ("3", "4", "3", 3), ("7", "1", "", 7)],
)
def test_completed_of_a_partial_return(bring: Bring, price: str, quantity: str, returned: str, completed: int) -> None:
    bring(TEMPLATE, TEMPLATE.row(price=price, quantity=quantity, returned=returned))
    assert line().completed_value == completed
    assert line().units_completed == int(quantity) - int(returned or 0)


@pytest.mark.parametrize(("placed", "completed"), [(1, 1), (2, 1), (3, 2), (100_001, 50_001)])
def test_completed_rounds_half_up(bring: Bring, placed: int, completed: int) -> None:
    """Two pieces, one back: half a đồng goes up."""
    sent = {"return_word": "Return", "shipped": "16/06/2026 08:00:00"}
    bring(TIKTOK, TIKTOK.row(price="60000", quantity="2", returned="1", after=str(placed), **sent))
    assert (line().placed_value, line().completed_value) == (placed, completed)


def test_worked_example_of_six_rows(bring: Bring, live_shop: ShopAccount) -> None:
    """940,000 = 360,000 kept + 150,000 cancelled before shipping + 200,000 after + 230,000 returned."""
    sent: dict[str, Any] = {"shipped": "16/06/2026 08:00:00"}
    bring(
        TIKTOK,
        TIKTOK.row(order_no="1", price="180000", status="Completed"),
        TIKTOK.row(order_no="2", price="150000", status="Delivered"),
        TIKTOK.row(order_no="3", price="150000", status="Cancelled", reason="Changed mind"),
        TIKTOK.row(order_no="4", price="200000", status="Cancelled", reason="Giao  hàng THẤT BẠI"),
        TIKTOK.row(order_no="5", price="200000", status="Completed", return_word="Return/Refund", returned="1", **sent),
        TIKTOK.row(
            order_no="6",
            price="30000",
            quantity="2",
            status="Completed",
            return_word="Return/Refund",
            returned="1",
            **sent,
        ),
    )
    totals = account_totals(live_shop)
    assert totals == totals | {
        "placed_value": 940_000,
        "completed_value": 360_000,
        "cancelled_value": 350_000,
        "cancelled_after_ship_value": 200_000,
        "returned_value": 230_000,
        "open_value": 0,
        "orders_placed": 6,
        "orders_completed": 3,
        "units_placed": 7,
        "units_completed": 3,
        "active_sellers": 1,
    }


@pytest.mark.parametrize("status", ["Unpaid", "To ship", "Shipped", "Chưa nghe bao giờ", ""])
def test_open_lines_are_neither_completed_nor_cancelled(bring: Bring, live_shop: ShopAccount, status: str) -> None:
    bring(TIKTOK, TIKTOK.row(status=status))
    assert account_totals(live_shop)["open_value"] == 100_000
    assert identity_holds(live_shop)


def test_orders_are_distinct_and_completed_with_one_line_that_is(bring: Bring, live_shop: ShopAccount) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(),
        TIKTOK.row(sku="1729522211955443199", status="Cancelled"),
        TIKTOK.row(order_no="578890915909831299", status="Cancelled"),
    )
    totals = account_totals(live_shop)
    assert (totals["orders_placed"], totals["orders_completed"]) == (2, 1)


@pytest.mark.parametrize("export", ORDERS, ids=lambda export: export.name)
def test_money_identity_holds_after_any_file(bring: Bring, shop: Any, export: Export) -> None:
    words = ("Cancelled", "Đã hủy", "canceled", "Hoàn thành", "shipped", "Trả một phần", "returned", "?", "")
    rows = [
        export.row(
            order_no=f"4{n}",
            status=word,
            price=f"{99_999 + n}",
            **({"item": f"5{n}"} if "item" in export.names else {}),
        )
        for n, word in enumerate(words)
    ]
    bring(export, *rows)
    assert identity_holds(shop(export.platform))
    assert all(0 <= one.completed_value <= one.placed_value for one in lines())


# Day, owner, identity of a line


def test_day_of_an_order_is_that_of_its_earliest_line_in_vietnam(bring: Bring) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(placed="16/06/2026 00:10:00"),
        TIKTOK.row(placed="15/06/2026 23:50:00", sku="1729522211955443199"),
    )
    assert {one.day for one in lines()} == {dt.date(2026, 6, 15)}


def test_market_ward_and_goods_line_are_those_of_the_first_import(bring: Bring, trader_row: Trader) -> None:
    bring(TIKTOK, TIKTOK.row(status="To ship"))
    before = line()
    trader_row.goods_line = GoodsLineFactory.create()
    trader_row.save()
    bring(TIKTOK, TIKTOK.row(delivered="20/06/2026 10:00:00"))
    after = line()
    assert after.status == "completed"
    assert (after.market_id, after.ward_id, after.goods_line_id) == (
        before.market_id,
        before.ward_id,
        before.goods_line_id,
    )
    bring(TIKTOK, TIKTOK.row(order_no="578890915909831299"))
    assert lines()[1].goods_line_id == trader_row.goods_line_id


def test_line_of_a_shared_shop_belongs_to_the_stall_in_the_file_else_to_nobody(
    bring: Bring, ben_thanh: Market, trader_row: Trader
) -> None:
    shared = ShopAccountFactory.create(market=ben_thanh, platform="other")
    other = TraderFactory.create(market=ben_thanh)
    StallFactory.create(trader=other, code="C03")
    rows = [TEMPLATE.row(order_no=f"DH-{stall}", stall=stall) for stall in ("B12", "c03", "Z99", "")]
    bring(TEMPLATE, *rows, account=shared)
    assert {one.stall_code: one.trader for one in lines()} == {"B12": trader_row, "c03": other, "Z99": None, "": None}


@pytest.mark.parametrize(
    ("export", "cells", "key"),
    [
        (TIKTOK, {"sku": "17295"}, "17295"),
        (TIKTOK, {"sku": "", "seller_sku": "MAM"}, "MAM"),
        (TIKTOK, {"sku": "", "seller_sku": "", "product": "Mắm  cá", "variation": "500  g"}, "Mắm cá / 500 g"),
        (LAZADA, {"item": "4711"}, "4711"),
        (PANCAKE, {"sku": "M1"}, "M1"),
        (PANCAKE, {"sku": "", "seller_sku": "SP1"}, "SP1"),
        (PANCAKE, {"sku": "", "seller_sku": ""}, "Mắm cá linh"),
        (TEMPLATE, {"variation": "hũ"}, "Mắm cá linh / hũ"),
    ],
    ids=str,
)
def test_line_key_is_the_best_id_that_the_row_has(
    bring: Bring, export: Export, cells: dict[str, str], key: str
) -> None:
    bring(export, export.row(**cells))
    assert line().line_key == key


def test_lines_of_one_key_are_numbered_by_price_quantity_value_then_file_order(bring: Bring) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(price="100", quantity="1", after="100", product="d"),
        TIKTOK.row(price="100", quantity="2", after="150", product="b"),
        TIKTOK.row(price="100", quantity="2", after="150", product="c"),
        TIKTOK.row(price="100", quantity="2", after="200", product="a"),
        TIKTOK.row(price="200", quantity="1", after="100", product="0"),
    )
    assert [(one.occurrence, one.product) for one in lines()] == [(1, "0"), (2, "a"), (3, "b"), (4, "c"), (5, "d")]
