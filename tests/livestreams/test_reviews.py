"""What waits for a person: orders that stand in two shops, goods without a stall; and that decisions are kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from livestreams.actions.reviews import assign_product, decide_hold, decide_session
from livestreams.actions.undo import undo_import
from livestreams.errors import LivestreamError
from livestreams.queries.totals import account_totals
from tests.factories.traders import ShopAccountFactory, TraderFactory
from tests.livestreams.conftest import Bring
from tests.livestreams.files import PANCAKE, SHOPEE, TEMPLATE, TIKTOK, Export
from tests.livestreams.stored import line, lines, outcome, warned
from traders.models import Market, ShopAccount, Trader

type Shop = Callable[[str], ShopAccount]

SAME = "260615ABCDEF01"
"""The number of an order that stands on Shopee and in the seller's own list."""


def holds() -> dict[str, str]:
    return {one.platform: one.hold for one in lines()}


@pytest.mark.parametrize("export", [PANCAKE, TEMPLATE], ids=lambda export: export.name)
def test_order_stored_for_a_marketplace_account_of_the_trader_is_kept_as_new_and_in_no_figure(
    bring: Bring, shop: Shop, export: Export
) -> None:
    bring(SHOPEE, SHOPEE.row())
    batch = bring(export, export.row(order_no=SAME), export.row(order_no="KHÁC"))
    assert (outcome(batch), warned(batch)) == ((2, 0, 0, 0), {"held": 1})
    assert [one.hold for one in lines(platform=export.platform)] == ["held", "counted"]
    assert account_totals(shop(export.platform))["placed_value"] == 100_000
    assert account_totals(shop("shopee"))["placed_value"] == 100_000


def test_it_is_the_same_when_the_marketplace_file_comes_second(bring: Bring) -> None:
    bring(PANCAKE, PANCAKE.row(order_no=SAME))
    assert holds() == {"pancake": "counted"}
    bring(SHOPEE, SHOPEE.row())
    assert holds() == {"pancake": "held", "shopee": "counted"}


def test_order_of_another_traders_account_is_no_double(bring: Bring, ben_thanh: Market) -> None:
    other = ShopAccountFactory.create(trader=TraderFactory.create(market=ben_thanh), platform="pancake")
    bring(SHOPEE, SHOPEE.row())
    bring(PANCAKE, PANCAKE.row(order_no=SAME), account=other)
    assert holds() == {"pancake": "counted", "shopee": "counted"}


def test_two_shops_outside_the_marketplaces_are_no_doubles(bring: Bring) -> None:
    bring(PANCAKE, PANCAKE.row(order_no=SAME))
    bring(TEMPLATE, TEMPLATE.row(order_no=SAME))
    assert holds() == {"pancake": "counted", "other": "counted"}


@pytest.mark.parametrize(("is_counted", "hold", "placed"), [(True, "counted", 100_000), (False, "dropped", 0)])
def test_decision_on_a_double_counts_it_or_not_and_stays(
    bring: Bring, shop: Shop, *, is_counted: bool, hold: str, placed: int
) -> None:
    bring(SHOPEE, SHOPEE.row())
    bring(PANCAKE, PANCAKE.row(order_no=SAME))
    decide_hold(account=shop("pancake"), order_nos=[SAME], is_counted=is_counted, by=None)
    assert holds()["pancake"] == hold
    assert account_totals(shop("pancake"))["placed_value"] == placed
    bring(
        PANCAKE,
        PANCAKE.row(order_no=SAME, status="Đã thu tiền"),
        PANCAKE.row(order_no="", sku="B", placed="", status=""),
    )
    assert {one.hold for one in lines(platform="pancake")} == {hold}


def test_double_counts_again_when_the_other_side_is_undone(bring: Bring) -> None:
    batch = bring(SHOPEE, SHOPEE.row())
    bring(PANCAKE, PANCAKE.row(order_no=SAME))
    undo_import(batch=batch, by=None)
    assert holds() == {"pancake": "counted"}


def test_kenh_is_kept_and_decides_nothing(bring: Bring, shop: Shop) -> None:
    bring(TEMPLATE, TEMPLATE.row(channel="TikTok"))
    assert (line().channel, line().platform, line().account) == ("TikTok", "other", shop("other"))


# Shared accounts


def test_product_of_a_shared_shop_gets_its_trader_once_for_old_and_new_lines(
    bring: Bring, ben_thanh: Market, trader_row: Trader
) -> None:
    shared = ShopAccountFactory.create(market=ben_thanh, platform="tiktok_shop")
    bring(TIKTOK, TIKTOK.row(), TIKTOK.row(sku="9"), account=shared)
    assert {one.trader for one in lines()} == {None}
    changed = assign_product(account=shared, product_key=TIKTOK.defaults["sku"], trader=trader_row, by=None)
    assert changed == 1
    bring(TIKTOK, TIKTOK.row(order_no="2"), account=shared)
    assert {(one.order_no, one.line_key): one.trader for one in lines()} == {
        ("2", TIKTOK.defaults["sku"]): trader_row,
        (TIKTOK.defaults["order_no"], TIKTOK.defaults["sku"]): trader_row,
        (TIKTOK.defaults["order_no"], "9"): None,
    }
    assert {one.goods_line_id for one in lines(trader=trader_row)} == {trader_row.goods_line_id}


def test_lines_without_a_trader_count_for_no_seller(bring: Bring, ben_thanh: Market) -> None:
    shared = ShopAccountFactory.create(market=ben_thanh, platform="tiktok_shop")
    bring(TIKTOK, TIKTOK.row(), account=shared)
    totals = account_totals(shared)
    assert (totals["placed_value"], totals["active_sellers"]) == (100_000, 0)


def test_seller_with_cancelled_lines_alone_is_not_active(bring: Bring, live_shop: ShopAccount) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(status="Cancelled"),
        TIKTOK.row(order_no="2", status="Cancelled", shipped="16/06/2026 08:00:00"),
    )
    assert account_totals(live_shop)["active_sellers"] == 0
    bring(TIKTOK, TIKTOK.row(order_no="3", status="Unpaid"))
    assert account_totals(live_shop)["active_sellers"] == 1


def test_product_of_a_traders_own_shop_cannot_be_given_away(live_shop: ShopAccount, trader_row: Trader) -> None:
    with pytest.raises(LivestreamError):
        assign_product(account=live_shop, product_key="x", trader=trader_row, by=None)


def test_nothing_chosen_is_an_error_not_everything(live_shop: ShopAccount) -> None:
    with pytest.raises(LivestreamError):
        decide_session(account=live_shop, order_nos=[], session=None, by=None)
    with pytest.raises(LivestreamError):
        decide_hold(account=live_shop, order_nos=[], is_counted=True, by=None)
