import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from tests.factories.traders import ShopAccountFactory, StallFactory, TraderFactory
from traders.errors import TradersError
from traders.models import Market, Trader
from traders.queries import accounts_for, find_account, markets_for, stalls_for, traders_for

pytestmark = pytest.mark.django_db


def test_markets_for_each_role_are_their_own(
    ben_thanh: Market,
    tan_dinh: Market,
    market_board: User,
    official: User,
    trader: User,
    outsider: User,
) -> None:
    assert set(markets_for(official)) == {ben_thanh, tan_dinh}
    assert list(markets_for(market_board)) == [ben_thanh]
    assert list(markets_for(trader)) == [ben_thanh]
    assert list(markets_for(outsider)) == []
    assert list(markets_for(AnonymousUser())) == []


def test_markets_for_counts_each_register_once(official: User, ben_thanh: Market) -> None:
    traders = TraderFactory.create_batch(2, market=ben_thanh)
    for trader in traders:
        StallFactory.create_batch(2, trader=trader)
    ShopAccountFactory.create(market=ben_thanh)
    market = markets_for(official).get()
    assert (market.stall_count, market.trader_count, market.account_count) == (4, 2, 1)  # type: ignore[attr-defined] # annotated


@pytest.mark.parametrize("typed", ["duc", "Đức", "pham van", "PHẠM"])
def test_traders_for_a_search_without_marks_finds_the_name(market_board: User, ben_thanh: Market, typed: str) -> None:
    wanted = TraderFactory.create(market=ben_thanh, name="Phạm Văn Đức")
    TraderFactory.create(market=ben_thanh, name="Lê Thị Hoa")
    assert list(traders_for(market_board, ben_thanh, search=typed)) == [wanted]


def test_traders_for_a_stall_code_finds_who_has_it(market_board: User, ben_thanh: Market) -> None:
    wanted = TraderFactory.create(market=ben_thanh)
    StallFactory.create(trader=wanted, code="HS07")
    TraderFactory.create(market=ben_thanh)
    assert list(traders_for(market_board, ben_thanh, search="hs07")) == [wanted]


def test_traders_for_sorts_names_as_a_dictionary_does(market_board: User, ben_thanh: Market) -> None:
    for name in ("Vũ An", "Đỗ An", "Dương An", "Êban An"):
        TraderFactory.create(market=ben_thanh, name=name)
    assert [t.name for t in traders_for(market_board, ben_thanh)] == ["Dương An", "Đỗ An", "Êban An", "Vũ An"]


def test_stalls_for_a_trader_are_their_own(trader: User, trader_row: Trader, ben_thanh: Market) -> None:
    StallFactory.create(market=ben_thanh, code="Z99")
    assert [stall.trader for stall in stalls_for(trader, ben_thanh)] == [trader_row]


def test_accounts_for_a_board_begin_with_the_shared_ones(market_board: User, trader_row: Trader) -> None:
    own = ShopAccountFactory.create(trader=trader_row, handle="a")
    shared = ShopAccountFactory.create(market=trader_row.market, handle="z")
    assert list(accounts_for(market_board, trader_row.market)) == [shared, own]


def test_find_account_of_an_unknown_platform_says_which_there_are() -> None:
    with pytest.raises(TradersError, match="tiktok_shop, shopee, lazada, pancake, other"):
        find_account("zalo:abc")


def test_find_account_reads_a_handle_as_people_write_it(ben_thanh: Market) -> None:
    account = ShopAccountFactory.create(market=ben_thanh, handle="chobenthanh")
    assert find_account("tiktok_shop:@ChoBenThanh") == account
