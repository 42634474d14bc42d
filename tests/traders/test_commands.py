from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.places.models import TWO_TIER_START, Ward
from tests.factories.places import WardFactory
from tests.factories.traders import StallFactory, TraderFactory
from traders.models import Market, ShopAccount, Stall, Trader

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_add_market_twice_makes_one() -> None:
    WardFactory.create()
    assert "Đã thêm Chợ Bến Thành" in run("add_market", "ben-thanh", "--name", "Chợ Bến Thành", "--ward", "26743")
    assert "giữ nguyên" in run("add_market", "ben-thanh", "--name", "Tên khác", "--ward", "26743")
    assert Market.objects.get().name == "Chợ Bến Thành"


def test_add_market_takes_the_ward_of_todays_boundaries() -> None:
    WardFactory.create(code="26740", valid_from=TWO_TIER_START, name="Sài Gòn", full_name="Phường Sài Gòn")
    Ward.objects.get_or_create(
        code="26740",
        valid_from=None,
        defaults={
            "province_id": "79",
            "unit_type": "phuong",
            "name": "Bến Nghé",
            "full_name": "Phường Bến Nghé",
            "valid_to": TWO_TIER_START,
        },
    )
    run("add_market", "sai-gon", "--name", "Chợ Sài Gòn", "--ward", "26740")
    assert Market.objects.get().ward.name == "Sài Gòn"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add_market", "x", "--name", "Chợ X", "--ward", "99999"), "mang mã 99999"),
        (("add_market", "Chợ X", "--name", "Chợ X", "--ward", "26743"), "không dùng được"),
        (("add_account", "tiktok_shop:a", "--market", "khong-co"), "Chưa có chợ khong-co"),
        (("add_account", "zalo:a", "--market", "cho"), "PLATFORM:HANDLE"),
        (("add_account", "tiktok_shop:@", "--market", "cho"), "PLATFORM:HANDLE"),
        (("add_account", "shopee:a", "--market", "cho", "--stall", "A1"), "--trader"),
    ],
)
def test_command_with_wrong_words_says_what_to_do(words: tuple[str, ...], message: str) -> None:
    Market.objects.create(slug="cho", name="Chợ", ward=WardFactory.create())
    with pytest.raises(CommandError, match=message):
        run(*words)


def test_add_account_with_trader_and_stall_makes_both(ben_thanh: Market) -> None:
    run("add_account", "shopee:@HoaVai", "--market", "ben-thanh", "--trader", "Lê Thị Hoa", "--stall", "B12")
    account = ShopAccount.objects.get(platform="shopee", handle="hoavai")
    stall = Stall.objects.get(code="B12")
    assert account.trader == stall.trader == Trader.objects.get(name="Lê Thị Hoa")
    assert {account.market, stall.market} == {ben_thanh}


def test_add_account_again_changes_nothing(ben_thanh: Market) -> None:
    words = ("add_account", "shopee:hoavai", "--market", "ben-thanh", "--trader", "Lê Thị Hoa", "--stall", "B12")
    run(*words)
    assert run(*words) == "Shopee · hoavai (của Lê Thị Hoa) đã có, giữ nguyên.\n"
    assert (ShopAccount.objects.count(), Trader.objects.count(), Stall.objects.count()) == (1, 1, 1)


def test_add_account_that_is_the_markets_stays_the_markets(ben_thanh: Market) -> None:
    run("add_account", "tiktok_shop:chobenthanh", "--market", "ben-thanh")
    run("add_account", "tiktok_shop:chobenthanh", "--market", "ben-thanh", "--trader", "Lê Thị Hoa", "--stall", "B12")
    assert ShopAccount.objects.get().trader is None
    assert Stall.objects.get(code="B12").trader == Trader.objects.get(name="Lê Thị Hoa")


def test_add_account_with_a_stall_of_somebody_else_makes_nothing(ben_thanh: Market) -> None:
    StallFactory.create(market=ben_thanh, code="B12", trader=TraderFactory.create(market=ben_thanh, name="Ngô Sáu"))
    with pytest.raises(CommandError, match="đang thuộc Ngô Sáu"):
        run("add_account", "shopee:hoa", "--market", "ben-thanh", "--trader", "Lê Thị Hoa", "--stall", "B12")
    assert not Trader.objects.filter(name="Lê Thị Hoa").exists()
    assert not ShopAccount.objects.exists()
