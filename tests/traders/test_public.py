"""Public pages of markets: what they show, to everybody alike, and what they never show."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.privacy.actions import give_consent, withdraw_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose, WithdrawnHow
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import GoodsLineFactory, MarketFactory, MarketPictureFactory, ShopAccountFactory
from traders.enums import MarketKind, Platform, TraderState
from traders.models import Market, MarketHours, Trader

HANDLE = "hoa.vai.bt"
EVERYBODY = "public, max-age=60"


@pytest.fixture
def market(ben_thanh: Market) -> Market:
    Market.objects.filter(pk=ben_thanh.pk).update(
        name_en="Ben Thanh Market", story="Chợ có từ năm 1914.", story_en="Here since 1914.",
        specialities="Áo dài\nMứt dừa", specialities_en="Ao dai\nCandied coconut",
        address="Quảng trường Quách Thị Trang",
    )  # fmt: skip
    ben_thanh.refresh_from_db()
    MarketHours.objects.bulk_create(
        MarketHours(market=ben_thanh, weekday=day, opens_at=dt.time(5), closes_at=dt.time(18)) for day in range(7)
    )
    return ben_thanh


@pytest.fixture
def shop(trader_row: Trader) -> Trader:
    ShopAccountFactory.create(trader=trader_row, handle=HANDLE)
    return trader_row


def page(client: Client, path: str = "/cho-online/ben-thanh/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content, "utf-8")


def consent(person: User) -> None:
    give_consent(person=person, purposes=[ConsentPurpose.PUBLIC_PAGE], how=ConsentHow.WEB, by=person)


def test_page_tells_of_the_market(client: Client, market: Market) -> None:
    html = page(client)
    for words in (
        "Chợ có từ năm 1914.",
        "Mứt dừa",
        "Quảng trường Quách Thị Trang",
        "Thứ Hai – Chủ nhật",
        "5:00 – 18:00",
    ):
        assert words in html
    assert '<html lang="vi">' in html


def test_english_twin_is_english(client: Client, market: Market) -> None:
    html = page(client, "/en/markets/ben-thanh/")
    for words in ("Ben Thanh Market", "Here since 1914.", "Candied coconut", "Everyday market", "Monday – Sunday"):
        assert words in html
    assert '<html lang="en">' in html
    for vietnamese in ("Chợ có từ năm 1914.", "Giờ mở cửa", "Tới nội dung chính", "Đăng nhập"):
        assert vietnamese not in html


def test_story_without_english_is_marked_as_vietnamese(client: Client, market: Market) -> None:
    Market.objects.update(story_en="")
    assert '<div class="prose flow" lang="vi"><p>Chợ có từ năm 1914.</p>' in page(client, "/en/markets/ben-thanh/")


@pytest.mark.parametrize(
    ("now", "vietnamese", "english"),
    [
        ("2026-11-23T06:00+07:00", "Đang mở cửa, đến 18:00", "Open now, until 18:00"),
        ("2026-11-23T19:30+07:00", "Đang đóng cửa, mở lúc 5:00 ngày mai", "Closed now, opens at 5:00 tomorrow"),
        ("2026-11-23T04:30+07:00", "Đang đóng cửa, mở lúc 5:00 hôm nay", "Closed now, opens at 5:00 today"),
    ],
)
def test_page_says_whether_the_market_is_open(
    client: Client, market: Market, now: str, vietnamese: str, english: str
) -> None:
    with time_machine.travel(dt.datetime.fromisoformat(now), tick=False):
        assert vietnamese in page(client)
        assert english in page(client, "/en/markets/ben-thanh/")
        assert vietnamese in page(client, "/cho-online/")


def test_night_market_closes_after_midnight(client: Client, market: Market) -> None:
    market.hours.all().delete()
    market.hours.create(weekday=5, opens_at=dt.time(18), closes_at=dt.time(2))
    with time_machine.travel(dt.datetime.fromisoformat("2026-11-28T23:00+07:00"), tick=False):
        html = page(client)
    assert "Đang mở cửa, đến 2:00 ngày mai" in html
    assert "18:00 – 2:00 hôm sau" in html


@pytest.mark.parametrize("path", ["/cho-online/ben-thanh/", "/en/markets/ben-thanh/"])
def test_hidden_market_is_not_there(client: Client, market: Market, path: str) -> None:
    MarketPictureFactory.create(market=market)
    Market.objects.update(is_public=False)
    assert client.get(path).status_code == 404
    assert client.get("/cho-online/ben-thanh/xem-truoc.jpg").status_code == 404
    assert "Bến Thành" not in page(client, "/cho-online/")


def test_story_cannot_carry_a_script(client: Client, market: Market) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    Market.objects.update(story=evil, story_en=evil, specialities=evil, name=f"Chợ {evil[:80]}", address=evil)
    for path in ("/cho-online/ben-thanh/", "/en/markets/ben-thanh/", "/cho-online/"):
        html = page(client, path)
        assert "<script>alert" not in html
        assert "<img src=x" not in html


# Traders


def test_trader_is_named_only_with_consent(client: Client, market: Market, shop: Trader) -> None:
    assert shop.name not in page(client)
    consent(shop.user)
    html = page(client)
    assert shop.name in html
    assert "Sạp B12" in html
    assert f'href="https://www.tiktok.com/@{HANDLE}"' in html
    withdraw_consent(person=shop.user, purpose=ConsentPurpose.PUBLIC_PAGE, how=WithdrawnHow.WEB, by=shop.user)
    html = page(client)
    assert shop.name not in html
    assert HANDLE not in html


def test_consent_to_something_else_names_nobody(client: Client, market: Market, shop: Trader) -> None:
    others = [purpose for purpose in ConsentPurpose if purpose != ConsentPurpose.PUBLIC_PAGE]
    give_consent(person=shop.user, purposes=others, how=ConsentHow.WEB, by=shop.user)
    assert shop.name not in page(client)


def test_trader_who_left_is_not_named(client: Client, market: Market, shop: Trader) -> None:
    consent(shop.user)
    Trader.objects.update(state=TraderState.LEFT)
    assert shop.name not in page(client)


def test_trader_without_a_shop_is_not_named(client: Client, market: Market, trader_row: Trader) -> None:
    consent(trader_row.user)
    ShopAccountFactory.create(trader=trader_row, platform=Platform.PANCAKE, handle="no.page")
    assert trader_row.name not in page(client)


def test_nothing_else_of_a_trader_is_shown(client: Client, market: Market, shop: Trader) -> None:
    Trader.objects.update(phone="+84903111222", tax_code="0312345678", note="khó tính")
    consent(shop.user)
    html = page(client)
    assert shop.user.phone
    for secret in ("903111222", "903 111 222", "0312345678", "khó tính", shop.user.username, shop.user.phone[3:]):
        assert secret not in html


def test_shared_shop_of_the_market_is_shown(client: Client, market: Market) -> None:
    ShopAccountFactory.create(market=market, platform=Platform.SHOPEE, handle="cho.bt")
    assert 'href="https://shopee.vn/cho.bt"' in page(client)


# Sessions


def session(market: Market, title: str, hours: int, **fields: Any) -> None:
    start = timezone.now() + dt.timedelta(hours=hours)
    account = fields.pop("account", None) or ShopAccountFactory.create(market=market)
    times = {"starts_at": start, "ends_at": start + dt.timedelta(hours=2)}
    LiveSessionFactory.create(market=market, account=account, title=title, **times)


def test_next_sessions_are_shown_and_past_ones_are_not(client: Client, market: Market, tan_dinh: Market) -> None:
    session(market, "Phiên hôm qua", -24)
    session(market, "Phiên đang phát", -1)
    session(market, "Phiên ngày mai", 24)
    session(tan_dinh, "Phiên chợ khác", 24)
    html = page(client)
    assert html.index("Phiên đang phát") < html.index("Phiên ngày mai")
    assert "Đang phát" in html
    assert "Phiên hôm qua" not in html
    assert "Phiên chợ khác" not in html


def test_session_in_a_traders_shop_tells_the_shop_with_consent_only(
    client: Client, market: Market, shop: Trader
) -> None:
    session(market, "Phiên của chị Hoa", 5, account=shop.shop_accounts.get())
    html = page(client)
    assert "Phiên của chị Hoa" in html
    assert HANDLE not in html
    consent(shop.user)
    assert HANDLE in page(client)


def test_page_stands_without_an_application_that_knows_sessions(client: Client, market: Market, settings: Any) -> None:
    settings.PUBLIC_MARKET_SESSIONS = ""
    assert "Chưa có phiên nào được lên lịch" in page(client)


# Directory


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ben+thanh", ["Chợ Bến Thành"]),
        ("q=tân+định", ["Chợ Tân Định"]),
        ("q=mut+dua", ["Chợ Bến Thành"]),
        ("q=candied", ["Chợ Bến Thành"]),
        ("q=phuong+tan+dinh", ["Chợ Tân Định"]),
        ("q=khong+co", []),
        ("q=", ["Chợ Bến Thành", "Chợ Tân Định"]),
        ("thanh-pho=79", ["Chợ Bến Thành", "Chợ Tân Định"]),
        ("thanh-pho=79&loai=dem", ["Chợ Tân Định"]),
        ("nganh=vai-soi", ["Chợ Bến Thành"]),
        ("thanh-pho=xx&loai=xx&nganh=xx&trang=xx", ["Chợ Bến Thành", "Chợ Tân Định"]),
    ],
)
def test_directory_finds_without_accents_and_by_lists(
    client: Client, market: Market, tan_dinh: Market, trader: User, query: str, found: list[str]
) -> None:
    Market.objects.filter(pk=tan_dinh.pk).update(kind=MarketKind.NIGHT)
    html = page(client, f"/cho-online/?{query}")
    for name in ("Chợ Bến Thành", "Chợ Tân Định"):
        assert (f">{name}</a>" in html) is (name in found)
    assert ("Không có chợ nào khớp" in html) is (not found)


def test_directory_offers_goods_that_are_sold(client: Client, market: Market, trader: User) -> None:
    GoodsLineFactory.create(slug="khong-ai-ban", name="Không ai bán")
    html = page(client, "/cho-online/")
    assert "Vải sợi</option>" in html
    assert "Không ai bán" not in html


def test_directory_without_markets_says_why(client: Client, db: None) -> None:
    assert "Chưa có chợ nào mở trang giới thiệu" in page(client, "/cho-online/")


def test_directory_asks_no_more_for_more_markets(
    client: Client, market: Market, django_assert_num_queries: Any
) -> None:
    page(client, "/cho-online/")
    with django_assert_num_queries(6):
        page(client, "/cho-online/")
    for _ in range(3):
        MarketPictureFactory.create(market=MarketFactory.create())
    with django_assert_num_queries(6):
        page(client, "/cho-online/")


# The same for everybody


@pytest.mark.parametrize("path", ["/cho-online/", "/cho-online/ben-thanh/", "/en/markets/", "/en/markets/ben-thanh/"])
def test_page_is_the_same_for_whoever_asks(client: Client, market: Market, market_board: User, path: str) -> None:
    visitor = client.get(path)
    client.force_login(market_board)
    signed_in = client.get(path)
    assert signed_in.content == visitor.content
    for answer in (visitor, signed_in):
        assert answer["Cache-Control"] == EVERYBODY
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies
    assert isinstance(visitor.wsgi_request.user, AnonymousUser)


def test_unchanged_page_is_not_sent_again(client: Client, market: Market) -> None:
    first = client.get("/cho-online/ben-thanh/")
    again = client.get("/cho-online/ben-thanh/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Market.objects.update(story="Câu chuyện khác.")
    changed = client.get("/cho-online/ben-thanh/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_messages_wait_for_a_page_of_ones_own(client: Client, market: Market, market_board: User) -> None:
    client.force_login(market_board)
    before = client.session.items()
    client.get("/cho-online/ben-thanh/")
    assert dict(client.session.items()) == dict(before)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_public_pages_are_read_only(client: Client, market: Market, method: str) -> None:
    assert getattr(client, method)("/cho-online/ben-thanh/").status_code == 405
