import pytest

from tests.factories.traders import MarketFactory, ShopAccountFactory, StallFactory, TraderFactory
from traders.actions import add_account, add_stall, add_stalls, add_trader, remove_stall, save_trader
from traders.errors import TradersError
from traders.models import Market, Stall, Trader

pytestmark = pytest.mark.django_db


def test_add_stalls_that_exist_in_another_case_adds_the_missing_ones(ben_thanh: Market) -> None:
    StallFactory.create(market=ben_thanh, code="A1")
    added = add_stalls(market=ben_thanh, codes=["a1", "A2", "a2", "A3"], by=None)
    assert sorted(stall.code for stall in added) == ["A3", "a2"]
    assert ben_thanh.stalls.count() == 3


def test_add_stalls_leaves_the_stalls_of_other_markets_alone(ben_thanh: Market, tan_dinh: Market) -> None:
    StallFactory.create(market=tan_dinh, code="A1")
    assert [stall.code for stall in add_stalls(market=ben_thanh, codes=["A1"], by=None)] == ["A1"]


def test_save_trader_with_codes_gives_makes_and_frees_stalls(ben_thanh: Market) -> None:
    trader = TraderFactory.create(market=ben_thanh)
    left = StallFactory.create(trader=trader, code="A1")
    free = StallFactory.create(market=ben_thanh, code="A2")
    save_trader(trader=trader, codes=["a2", "A3"], by=None)
    assert sorted(trader.stalls.values_list("code", flat=True)) == ["A2", "A3"]
    left.refresh_from_db()
    free.refresh_from_db()
    assert (left.trader, free.trader) == (None, trader)


def test_save_trader_with_a_stall_of_somebody_else_changes_nothing(ben_thanh: Market) -> None:
    holder = TraderFactory.create(market=ben_thanh, name="Ngô Thị Sáu")
    StallFactory.create(trader=holder, code="A1")
    newcomer = Trader(market=ben_thanh, name="Lý Văn Bảy")
    with pytest.raises(TradersError, match="Ngô Thị Sáu"):
        save_trader(trader=newcomer, codes=["A1"], by=None)
    assert not Trader.objects.filter(name="Lý Văn Bảy").exists()
    assert Stall.objects.get(code="A1").trader == holder


def test_remove_stall_keeps_the_trader(ben_thanh: Market) -> None:
    stall = StallFactory.create(trader=TraderFactory.create(market=ben_thanh))
    remove_stall(stall=stall, by=None)
    assert not ben_thanh.stalls.exists()
    assert ben_thanh.traders.count() == 1


def test_add_account_twice_keeps_the_first_owner(ben_thanh: Market) -> None:
    owner = TraderFactory.create(market=ben_thanh)
    first, is_new = add_account(platform="shopee", handle="@Hoa", market=ben_thanh, trader=owner, by=None)
    again, is_new_again = add_account(platform="shopee", handle="hoa", market=ben_thanh, trader=None, by=None)
    assert (first, is_new, is_new_again) == (again, True, False)
    assert again.trader == owner


def test_add_account_of_another_market_is_refused(ben_thanh: Market, tan_dinh: Market) -> None:
    account = ShopAccountFactory.create(market=tan_dinh, platform="shopee")
    with pytest.raises(TradersError, match="Chợ Tân Định"):
        add_account(platform="shopee", handle=account.handle, market=ben_thanh, trader=None, by=None)


def test_add_trader_with_a_name_borne_twice_is_refused(ben_thanh: Market) -> None:
    TraderFactory.create_batch(2, market=ben_thanh, name="Trần Thị Ba")
    with pytest.raises(TradersError, match="nhiều tiểu thương"):
        add_trader(market=ben_thanh, name="Trần Thị  Ba", by=None)


def test_add_stall_that_nobody_holds_gives_it_to_the_trader(ben_thanh: Market) -> None:
    trader = TraderFactory.create(market=ben_thanh)
    StallFactory.create(market=ben_thanh, code="K9")
    stall, is_new = add_stall(market=ben_thanh, code="k9", trader=trader, by=None)
    assert (stall.code, stall.trader, is_new) == ("K9", trader, False)


def test_add_stall_of_somebody_else_is_refused() -> None:
    market = MarketFactory.create()
    StallFactory.create(trader=TraderFactory.create(market=market), code="K9")
    with pytest.raises(TradersError, match="đang thuộc"):
        add_stall(market=market, code="K9", trader=TraderFactory.create(market=market), by=None)
