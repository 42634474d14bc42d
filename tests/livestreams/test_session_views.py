import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from livestreams.models import LiveSession
from portal.accounts.models import User
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import ShopAccountFactory
from traders.models import Market, ShopAccount

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(ben_thanh: Market) -> ShopAccount:
    return ShopAccountFactory.create(market=ben_thanh, handle="chobenthanh")


def local(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(text))


def sent_for(account: ShopAccount, **more: Any) -> dict[str, Any]:
    plan = {"planned_start": "2023-12-11T20:00", "planned_end": "2023-12-12T01:00"}
    return {"title": "Tinh hoa chợ", "account": account.pk, "code": "", **plan, **more}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("market_board", 200), ("official", 403), ("inspector", 403), ("trader", 403)),
        *(("other_board", 404), ("other_trader", 404), ("outsider", 404)),
    ],
)
def test_session_form_for_each_person(
    client: Client, request: pytest.FixtureRequest, account: ShopAccount, who: str, status: int
) -> None:
    session = LiveSessionFactory.create(account=account)
    client.force_login(request.getfixturevalue(who))
    url = reverse("session_edit", args=[session.code])
    assert client.get(url).status_code == status
    if status != 200:
        assert client.post(url, sent_for(account)).status_code == status


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        *(("market_board", 1), ("official", 1), ("inspector", 1), ("trader", 1)),
        *(("other_board", 0), ("other_trader", 0), ("outsider", 0)),
    ],
)
def test_session_list_for_each_person(
    client: Client, request: pytest.FixtureRequest, account: ShopAccount, who: str, sees: int
) -> None:
    LiveSessionFactory.create(account=account, title="Tinh hoa chợ")
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("session_list")).content.decode()
    assert page.count("chobenthanh") == sees


@pytest.mark.parametrize("rows", [1, 3])
def test_session_list_costs_the_same_for_one_and_three(
    client: Client, market_board: User, account: ShopAccount, django_assert_num_queries: Any, rows: int
) -> None:
    LiveSessionFactory.create_batch(rows, account=account)
    client.force_login(market_board)
    with django_assert_num_queries(6):
        client.get(reverse("session_list"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Sáng", "Tối", "Xa"}),
        ({"cho": "ben-thanh"}, {"Sáng", "Tối"}),
        ({"cho": "khong-co"}, {"Sáng", "Tối", "Xa"}),
        ({"q": "toi"}, {"Tối"}),
        ({"q": "@hoa.kol"}, {"Sáng"}),
        ({"tu": "2023-12-13"}, {"Tối"}),
        ({"den": "2023-12-12"}, {"Sáng", "Xa"}),
        ({"luc": "sap-toi"}, set()),
        ({"luc": "da-xong", "q": "xa"}, {"Xa"}),
    ],
)
def test_session_list_filtered_shows_what_was_asked_for(
    client: Client,
    official: User,
    account: ShopAccount,
    tan_dinh: Market,
    query: dict[str, str],
    found: set[str],
) -> None:
    LiveSessionFactory.create(account=account, title="Sáng", creator_handle="hoa.kol")
    LiveSessionFactory.create(account=account, title="Tối", start=local("2023-12-13T00:30"))
    LiveSessionFactory.create(account__market=tan_dinh, title="Xa")
    client.force_login(official)
    page = client.get(reverse("session_list"), query).content.decode()
    assert {title for title in ("Sáng", "Tối", "Xa") if f">{title}" in page or f" {title}\n" in page} == found


def test_session_added_past_midnight_takes_market_and_code_from_account_and_day(
    client: Client, market_board: User, account: ShopAccount
) -> None:
    client.force_login(market_board)
    response = client.post(reverse("session_add"), sent_for(account, creator_handle="@Hoa.KOL"))
    assert response.status_code == 302
    session = LiveSession.objects.get()
    assert (session.code, session.market) == ("ben-thanh-20231211-1", account.market)
    assert (session.starts_at, session.ends_at) == (local("2023-12-11T20:00"), local("2023-12-12T01:00"))
    assert session.creator_handle == "hoa.kol"


def test_session_results_as_people_write_them_are_numbers(
    client: Client, market_board: User, account: ShopAccount
) -> None:
    session = LiveSessionFactory.create(account=account)
    client.force_login(market_board)
    counts = {"reach": "81,6 triệu", "views": "18.200", "viewers": "", "peak_viewers": "950"}
    real = {"actual_start": "2023-12-11T20:05", "actual_end": "2023-12-11T22:10"}
    client.post(reverse("session_edit", args=[session.code]), sent_for(account, code=session.code, **counts, **real))
    session.refresh_from_db()
    assert (session.reach, session.views, session.viewers, session.peak_viewers) == (81_600_000, 18_200, None, 950)
    assert (session.starts_at, session.ends_at) == (local("2023-12-11T20:05"), local("2023-12-11T22:10"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Đặt tên cho phiên."),
        ({"planned_end": "2023-12-11T20:00"}, "phải sau giờ bắt đầu dự kiến"),
        ({"planned_end": "2024-12-11T22:00"}, "dài nhất 48 giờ"),
        ({"actual_end": "2023-12-11T22:00"}, "ghi cả giờ bắt đầu thật"),
        ({"actual_start": "2023-12-11T22:00", "actual_end": "2023-12-11T21:00"}, "phải sau giờ bắt đầu thật"),
        ({"reach": "nhiều lắm"}, "Nhập một số"),
        ({"reach": "-5"}, "Nhập một số"),
        ({"code": "a/b"}, "Mã phiên chỉ gồm"),
        ({"account": ""}, "Chọn tài khoản bán hàng."),
    ],
)
def test_session_with_a_wrong_field_is_answered_with_422(
    client: Client, market_board: User, account: ShopAccount, wrong: dict[str, str], message: str
) -> None:
    client.force_login(market_board)
    response = client.post(reverse("session_add"), sent_for(account) | wrong)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not LiveSession.objects.exists()


def test_session_of_another_boards_account_is_refused(client: Client, market_board: User, tan_dinh: Market) -> None:
    stranger = ShopAccountFactory.create(market=tan_dinh)
    client.force_login(market_board)
    assert client.post(reverse("session_add"), sent_for(stranger)).status_code == 422


def test_session_form_without_accounts_says_what_to_do(client: Client, market_board: User) -> None:
    client.force_login(market_board)
    assert "Thêm tài khoản cho chợ trước" in client.get(reverse("session_add")).content.decode()


def add_session(*words: str) -> str:
    out = StringIO()
    call_command("add_session", *words, stdout=out)
    return out.getvalue()


def test_add_session_twice_keeps_the_first(account: ShopAccount) -> None:
    words = ("BT-01", "--account", "tiktok_shop:@ChoBenThanh", "--creator", "@Hoa.KOL", "--creator-id", "712")
    add_session(*words, "--start", "2023-12-11T20:00", "--end", "2023-12-11T22:00")
    assert "giữ nguyên" in add_session(*words, "--start", "2023-12-12T20:00", "--end", "2023-12-12T22:00")
    session = LiveSession.objects.get()
    assert (session.starts_at, session.ends_at) == (local("2023-12-11T20:00"), local("2023-12-11T22:00"))
    assert (session.creator_handle, session.creator_id, session.market) == ("hoa.kol", "712", account.market)


def test_add_session_with_a_zone_keeps_the_moment(account: ShopAccount) -> None:
    add_session(
        "BT-01", "--account", "tiktok_shop:chobenthanh", "--start", "2023-12-11T13:00Z", "--end", "2023-12-11T22:00"
    )
    assert LiveSession.objects.get().starts_at == local("2023-12-11T20:00")


@pytest.mark.parametrize(
    ("start", "end", "handle", "message"),
    [
        ("2023-12-11T22:00", "2023-12-11T20:00", "chobenthanh", "phải trước"),
        ("11/12/2023", "2023-12-11T20:00", "chobenthanh", "không phải ngày giờ"),
        ("2023-12-11T20:00", "2023-12-11T22:00", "khongco", "Chưa có tài khoản"),
    ],
)
def test_add_session_with_wrong_words_says_what_to_do(
    account: ShopAccount, start: str, end: str, handle: str, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        add_session("BT-01", "--account", f"tiktok_shop:{handle}", "--start", start, "--end", end)
