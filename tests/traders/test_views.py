from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import ShopAccountFactory, StallFactory, TraderFactory
from traders.models import Market, ShopAccount, Stall, Trader

pytestmark = pytest.mark.django_db

READ = ("market_detail", "stall_list", "trader_list", "account_list")
CHANGE = ("market_edit", "stall_add", "stall_add_many", "trader_add", "account_add")


def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("market_board", 200), ("official", 200), ("inspector", 200), ("trader", 200)),
        *(("other_board", 404), ("other_trader", 404), ("outsider", 404)),
    ],
)
def test_register_page_for_each_person(
    client: Client, request: pytest.FixtureRequest, ben_thanh: Market, name: str, who: str, status: int
) -> None:
    signed_in(client, request.getfixturevalue(who))
    assert client.get(reverse(name, args=[ben_thanh.slug])).status_code == status


@pytest.mark.parametrize("name", CHANGE)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("market_board", 200), ("official", 403), ("inspector", 403), ("trader", 403)),
        *(("other_board", 404), ("other_trader", 404), ("outsider", 404)),
    ],
)
def test_register_form_for_each_person(
    client: Client, request: pytest.FixtureRequest, ben_thanh: Market, name: str, who: str, status: int
) -> None:
    signed_in(client, request.getfixturevalue(who))
    url = reverse(name, args=[ben_thanh.slug])
    assert client.get(url).status_code == status
    if status != 200:
        assert client.post(url, {"name": "X", "code": "X", "codes": "X"}).status_code == status


@pytest.mark.parametrize("name", [*READ, *CHANGE])
def test_register_page_without_sign_in_asks_for_it(client: Client, ben_thanh: Market, name: str) -> None:
    response = client.get(reverse(name, args=[ben_thanh.slug]))
    assert response.status_code == 302
    assert "dang-nhap" in response["Location"] or "login" in response["Location"]


def test_market_list_for_a_board_of_one_market_goes_to_it(client: Client, market_board: User) -> None:
    assert signed_in(client, market_board).get(reverse("market_list"))["Location"] == "/cho/ben-thanh/"


def test_market_list_searched_without_marks_finds_the_market(
    client: Client, official: User, ben_thanh: Market, tan_dinh: Market
) -> None:
    page = signed_in(client, official).get(reverse("market_list"), {"q": "tan dinh"}).content.decode()
    assert "Chợ Tân Định" in page
    assert "Chợ Bến Thành" not in page


def test_market_list_costs_the_same_for_one_and_three_markets(
    client: Client, official: User, ben_thanh: Market, tan_dinh: Market, django_assert_num_queries: Any
) -> None:
    signed_in(client, official)
    url = reverse("market_list")
    with django_assert_num_queries(4):
        assert client.get(url, {"q": "ben thanh"}).status_code == 200
    with django_assert_num_queries(4):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_trader_list_costs_the_same_for_one_and_three(
    client: Client, official: User, ben_thanh: Market, django_assert_num_queries: Any, rows: int
) -> None:
    for trader in TraderFactory.create_batch(rows, market=ben_thanh):
        StallFactory.create(trader=trader)
        ShopAccountFactory.create(trader=trader)
    signed_in(client, official)
    with django_assert_num_queries(9):
        client.get(reverse("trader_list", args=[ben_thanh.slug]))


def test_market_edit_saves_the_details(client: Client, market_board: User, ben_thanh: Market) -> None:
    sent = {"name": "Chợ  Bến Thành ", "ward": ben_thanh.ward.pk, "kind": "dan-sinh", "grade": "1", "address": "Lê Lợi"}
    response = signed_in(client, market_board).post(reverse("market_edit", args=["ben-thanh"]), sent)
    assert response.status_code == 302
    ben_thanh.refresh_from_db()
    assert (ben_thanh.name, ben_thanh.grade, ben_thanh.address) == ("Chợ Bến Thành", "1", "Lê Lợi")


def test_stall_added_with_a_code_in_use_is_answered_with_422(
    client: Client, market_board: User, ben_thanh: Market
) -> None:
    StallFactory.create(market=ben_thanh, code="A1")
    response = signed_in(client, market_board).post(reverse("stall_add", args=["ben-thanh"]), {"code": "a1"})
    assert response.status_code == 422
    assert "Chợ đã có sạp mang mã này." in response.content.decode()


def test_stall_form_offers_the_traders_of_its_market_only(
    client: Client, market_board: User, ben_thanh: Market, tan_dinh: Market
) -> None:
    stranger = TraderFactory.create(market=tan_dinh)
    sent = {"code": "A1", "trader": stranger.pk}
    assert signed_in(client, market_board).post(reverse("stall_add", args=["ben-thanh"]), sent).status_code == 422
    assert not Stall.objects.exists()


def test_stall_codes_pasted_are_added_once(client: Client, market_board: User, ben_thanh: Market) -> None:
    StallFactory.create(market=ben_thanh, code="A1")
    url = reverse("stall_add_many", args=["ben-thanh"])
    response = signed_in(client, market_board).post(url, {"codes": "A1\nA2\nA3"}, follow=True)
    assert "Đã thêm 2 sạp, bỏ qua 1 mã đã có." in response.content.decode()


def test_stall_of_another_market_cannot_be_edited_through_ones_own(
    client: Client, market_board: User, tan_dinh: Market
) -> None:
    stall = StallFactory.create(market=tan_dinh)
    signed_in(client, market_board)
    assert client.get(reverse("stall_edit", args=["ben-thanh", stall.pk])).status_code == 404
    assert client.post(reverse("stall_remove", args=["ben-thanh", stall.pk])).status_code == 404


def test_stall_removed_only_after_the_question(client: Client, market_board: User, ben_thanh: Market) -> None:
    stall = StallFactory.create(market=ben_thanh, code="A1")
    url = reverse("stall_remove", args=["ben-thanh", stall.pk])
    assert "Xóa sạp A1?" in signed_in(client, market_board).get(url).content.decode()
    assert Stall.objects.filter(pk=stall.pk).exists()
    client.post(url)
    assert not Stall.objects.filter(pk=stall.pk).exists()


def test_trader_added_with_a_new_stall_holds_it(client: Client, market_board: User, ben_thanh: Market) -> None:
    sent = {"name": "Lê Thị Hoa", "phone": "0912 345 678", "goods_line": "", "stall_codes": "B12, B13"}
    signed_in(client, market_board).post(reverse("trader_add", args=["ben-thanh"]), sent)
    trader = Trader.objects.get(name="Lê Thị Hoa")
    assert trader.phone == "+84912345678"
    assert sorted(trader.stalls.values_list("code", flat=True)) == ["B12", "B13"]


def test_trader_with_a_stall_of_somebody_else_is_answered_beside_the_field(
    client: Client, market_board: User, ben_thanh: Market
) -> None:
    StallFactory.create(trader=TraderFactory.create(market=ben_thanh, name="Ngô Sáu"), code="B12")
    url = reverse("trader_add", args=["ben-thanh"])
    response = signed_in(client, market_board).post(url, {"name": "Lê Thị Hoa", "stall_codes": "B12"})
    assert response.status_code == 422
    assert "Sạp B12 đang thuộc Ngô Sáu" in response.content.decode()
    assert not Trader.objects.filter(name="Lê Thị Hoa").exists()


@pytest.mark.parametrize(
    ("who", "times"), [("market_board", 1), ("trader", 1), ("official", 1), ("inspector", 0), ("ward_office", 0)]
)
def test_trader_phone_is_shown_to_the_board_and_the_trader(
    client: Client, request: pytest.FixtureRequest, trader_row: Trader, who: str, times: int
) -> None:
    Trader.objects.filter(pk=trader_row.pk).update(phone="+84912345678")
    signed_in(client, request.getfixturevalue(who))
    page = client.get(reverse("trader_detail", args=["ben-thanh", trader_row.pk])).content.decode()
    assert page.count("0912 345 678") == times


def test_trader_of_the_same_market_is_hidden_from_a_trader(client: Client, trader: User, ben_thanh: Market) -> None:
    neighbour = TraderFactory.create(market=ben_thanh)
    signed_in(client, trader)
    assert client.get(reverse("trader_detail", args=["ben-thanh", neighbour.pk])).status_code == 404


def test_account_added_with_at_sign_is_stored_plain(client: Client, market_board: User, ben_thanh: Market) -> None:
    url = reverse("account_add", args=["ben-thanh"])
    signed_in(client, market_board).post(url, {"platform": "tiktok_shop", "handle": "@ChoBenThanh", "trader": ""})
    account = ShopAccount.objects.get()
    assert (account.handle, account.market, account.trader) == ("chobenthanh", ben_thanh, None)


def test_account_with_an_import_keeps_its_owner(client: Client, market_board: User, trader_row: Trader) -> None:
    account = ShopAccountFactory.create(trader=trader_row, handle="hoa")
    account.imports.create(market=account.market, file_name="a.xlsx", sha256="0" * 64, size=1)
    url = reverse("account_edit", args=["ben-thanh", account.pk])
    page = signed_in(client, market_board).get(url).content.decode()
    assert "được giữ nguyên" in page
    client.post(url, {"platform": "shopee", "handle": "khac", "trader": ""})
    account.refresh_from_db()
    assert (account.platform, account.handle, account.trader) == ("tiktok_shop", "hoa", trader_row)


def test_market_page_links_to_its_sessions(client: Client, official: User, ben_thanh: Market) -> None:
    LiveSessionFactory.create(account__market=ben_thanh)
    page = signed_in(client, official).get(reverse("market_detail", args=["ben-thanh"])).content.decode()
    assert "/phien/?cho=ben-thanh" in page
