"""Pages of what waits for a person: who sees it, what is offered, and that only the picked rows follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from livestreams.enums import HoldState, LineStatus, Method
from livestreams.models import HoldDecision, OrderLine, SessionDecision
from portal.accounts.models import User
from tests.factories.imports import (
    ImportBatchFactory,
    LiveRowFactory,
    OrderLineFactory,
    StatusWordFactory,
)
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import ShopAccountFactory
from traders.enums import Platform
from traders.models import Market, ProductMapping, ShopAccount, Trader

TABS = ("review_words", "review_sessions", "review_products", "review_holds", "review_live_rows")


@pytest.fixture
def account(ben_thanh: Market) -> ShopAccount:
    return ShopAccountFactory.create(market=ben_thanh)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def waiting_order(account: ShopAccount, **fields: Any) -> OrderLine:
    batch = fields.pop("batch", None) or ImportBatchFactory(account=account)
    return OrderLineFactory.create(batch=batch, **{"method": Method.REVIEW} | fields)


def name_of(line: OrderLine) -> str:
    return f"{line.account_id}:{line.order_no}"


# Who may see and do what


@pytest.mark.parametrize("name", [*TABS, "review_list"])
def test_reviews_are_closed_to_traders(name: str, trader: User) -> None:
    assert signed_in(trader).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", TABS)
@pytest.mark.parametrize("person", ["official", "inspector"])
def test_reviews_can_be_read_but_not_decided_by_the_city(
    name: str, person: str, account: ShopAccount, request: pytest.FixtureRequest
) -> None:
    waiting_order(account)
    client = signed_in(request.getfixturevalue(person))
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert 'method="post"' not in page.content.decode().split("<main", 1)[1]
    assert client.post(reverse(name), {"chon": "1:A"}).status_code == 403


@pytest.mark.parametrize("name", TABS)
def test_reviews_of_another_market_stay_unknown(name: str, other_board: User, account: ShopAccount) -> None:
    batch = ImportBatchFactory.create(account=account)
    line = waiting_order(account, batch=batch, hold=HoldState.HELD, trader=None)
    LiveRowFactory.create(batch=batch, creator_handle="nguoi.khac")
    client = signed_in(other_board)
    text = client.get(reverse(name)).content.decode()
    for secret in (line.order_no, line.product, "nguoi.khac"):
        assert secret not in text
    for narrowed in ({"file": batch.pk}, {"tk": account.pk}, {"cho": account.market.slug}):
        assert client.get(reverse(name), narrowed).status_code == 404


def test_reviews_lead_to_the_first_list_with_something(market_board: User, account: ShopAccount) -> None:
    client = signed_in(market_board)
    assert client.get(reverse("review_list"))["Location"] == reverse("review_words")
    line = waiting_order(account, trader=None, method=Method.NONE)
    narrowed = f"?file={line.batch_id}"
    assert client.get(reverse("review_list") + narrowed)["Location"] == reverse("review_products") + narrowed


def test_reviews_count_on_their_tabs(market_board: User, account: ShopAccount) -> None:
    waiting_order(account)
    waiting_order(account, order_no="HAI-DONG")
    waiting_order(account, order_no="HAI-DONG")
    text = signed_in(market_board).get(reverse("review_words")).content.decode()
    assert "Đơn chưa rõ phiên (2)" in text


# Words


def unknown_line(account: ShopAccount, word: str) -> OrderLine:
    return waiting_order(
        account, method=Method.NONE, status=LineStatus.UNKNOWN, status_word=word, completed_value=0, units_completed=0
    )


def test_words_show_where_they_were_met(market_board: User, account: ShopAccount) -> None:
    word = StatusWordFactory.create()
    unmet = StatusWordFactory.create()
    lines = [unknown_line(account, word.word) for _ in range(2)]
    text = signed_in(market_board).get(reverse("review_words")).content.decode()
    assert word.word in text
    assert unmet.word not in text
    assert all(line.order_no in text for line in lines)


def test_word_mapped_leaves_the_list_and_its_lines_follow(market_board: User, account: ShopAccount) -> None:
    word = StatusWordFactory.create()
    line = unknown_line(account, word.word)
    client = signed_in(market_board)
    response = client.post(reverse("review_words"), {"word": word.pk, "meaning": "delivered"}, follow=True)
    assert "1 dòng theo nghĩa mới" in response.content.decode()
    line.refresh_from_db()
    assert line.status == LineStatus.DELIVERED


@pytest.mark.parametrize("meaning", ["", "unknown", "granted"])
def test_word_cannot_mean_what_its_kind_has_not(meaning: str, market_board: User, account: ShopAccount) -> None:
    word = StatusWordFactory.create()
    unknown_line(account, word.word)
    response = signed_in(market_board).post(reverse("review_words"), {"word": word.pk, "meaning": meaning})
    assert response.status_code == 422
    word.refresh_from_db()
    assert word.meaning == ""


# Sessions


def test_orders_are_offered_the_sessions_that_fit(market_board: User, account: ShopAccount) -> None:
    fitting = LiveSessionFactory.create(account=account)
    late = LiveSessionFactory.create(account=account, start=fitting.starts_at + dt.timedelta(days=3))
    foreign = LiveSessionFactory.create(account=ShopAccountFactory(market=account.market))
    waiting_order(account)
    page = signed_in(market_board).get(reverse("review_sessions"))
    assert page.context["orders"][0].sessions == [fitting]
    assert late not in page.context["orders"][0].sessions
    assert foreign not in page.context["orders"][0].sessions


def test_order_is_placed_by_the_button_beside_it(market_board: User, account: ShopAccount) -> None:
    session = LiveSessionFactory.create(account=account)
    line, other = waiting_order(account), waiting_order(account)
    response = signed_in(market_board).post(
        reverse("review_sessions"), {"mot": f"{session.pk}:{name_of(line)}", "chon": name_of(other)}, follow=True
    )
    assert f"Đã xếp 1 đơn (1 dòng) vào “{session.title}”." in response.content.decode()
    line.refresh_from_db()
    other.refresh_from_db()
    assert (line.session, line.method) == (session, Method.MANUAL)
    assert other.method == Method.REVIEW


def test_orders_are_placed_together_and_out_of_every_session(market_board: User, account: ShopAccount) -> None:
    lines = [waiting_order(account) for _ in range(2)]
    left = waiting_order(account)
    data = {"chon": [name_of(line) for line in lines], "phien": "khong"}
    assert signed_in(market_board).post(reverse("review_sessions"), data).status_code == 302
    decided = SessionDecision.objects.filter(session=None).values_list("order_no", flat=True)
    assert set(decided) == {line.order_no for line in lines}
    left.refresh_from_db()
    assert left.method == Method.REVIEW


@pytest.mark.parametrize(
    "data", [{}, {"phien": "khong"}, {"chon": "1:A", "phien": ""}, {"chon": "x", "phien": "9999999"}]
)
def test_orders_not_picked_or_not_placed_change_nothing(
    data: dict[str, str], market_board: User, account: ShopAccount
) -> None:
    line = waiting_order(account)
    response = signed_in(market_board).post(reverse("review_sessions"), data)
    assert response.status_code == 422
    line.refresh_from_db()
    assert line.method == Method.REVIEW


def test_ticks_stay_when_the_answer_is_missing(market_board: User, account: ShopAccount) -> None:
    line, left = waiting_order(account), waiting_order(account)
    text = signed_in(market_board).post(reverse("review_sessions"), {"chon": name_of(line)}).content.decode()
    after = {row: text.split(f'value="{name_of(row)}"')[1].split(">")[0] for row in (line, left)}
    assert "checked" in after[line]
    assert "checked" not in after[left]


def test_all_orders_are_refused_without_a_narrow_filter(market_board: User, account: ShopAccount) -> None:
    line = waiting_order(account)
    data = {"tat-ca": "1", "phien": "khong"}
    for address in (reverse("review_sessions"), f"{reverse('review_sessions')}?cho={account.market.slug}"):
        assert signed_in(market_board).post(address, data).status_code == 422
    line.refresh_from_db()
    assert line.method == Method.REVIEW


def test_all_orders_of_one_file_are_placed_and_no_other(market_board: User, account: ShopAccount) -> None:
    line, other = waiting_order(account), waiting_order(account)
    address = f"{reverse('review_sessions')}?file={line.batch_id}"
    assert signed_in(market_board).post(address, {"tat-ca": "1", "phien": "khong"}).status_code == 302
    line.refresh_from_db()
    other.refresh_from_db()
    assert (line.method, other.method) == (Method.MANUAL, Method.REVIEW)


def test_orders_of_another_market_cannot_be_placed(other_board: User, account: ShopAccount) -> None:
    line = waiting_order(account)
    data = {"chon": name_of(line), "phien": "khong"}
    assert signed_in(other_board).post(reverse("review_sessions"), data).status_code == 422
    assert not SessionDecision.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_orders_ask_the_same_number_of_queries(rows: int, market_board: User, account: ShopAccount) -> None:
    LiveSessionFactory.create_batch(rows, account=account)
    for _ in range(rows):
        waiting_order(account)
    client = signed_in(market_board)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("review_sessions")).status_code == 200
    assert len(queries) == 15


# Products


def product_name(line: OrderLine) -> str:
    return f"{line.account_id}:{line.line_key}"


def test_products_find_their_trader_by_stall(market_board: User, account: ShopAccount, trader_row: Trader) -> None:
    waiting_order(account, trader=None, method=Method.NONE)
    client = signed_in(market_board)
    headers = {"HX-Request": "true", "HX-Target": "traders"}
    fragment = client.get(reverse("review_products"), {"tim": "b12"}, headers=headers).content.decode()
    assert trader_row.name in fragment
    assert "<table" not in fragment


def test_products_are_assigned_and_their_lines_follow(
    market_board: User, account: ShopAccount, trader_row: Trader
) -> None:
    line = waiting_order(account, trader=None, method=Method.NONE, line_key="Mắm: loại 1")
    data = {"chon": product_name(line), "tieu_thuong": trader_row.pk}
    response = signed_in(market_board).post(reverse("review_products"), data, follow=True)
    assert f"Đã gán cho {trader_row.name}: 1 dòng." in response.content.decode()
    line.refresh_from_db()
    assert line.trader == trader_row
    assert ProductMapping.objects.get().product_key == "Mắm: loại 1"


def test_products_need_a_trader_of_the_market(market_board: User, account: ShopAccount, other_trader: User) -> None:
    line = waiting_order(account, trader=None, method=Method.NONE)
    for trader in ("", str(Trader.objects.get(user=other_trader).pk)):
        data = {"chon": product_name(line), "tieu_thuong": trader}
        assert signed_in(market_board).post(reverse("review_products"), data).status_code == 422
    assert not ProductMapping.objects.exists()


# Orders in two channels


@pytest.fixture
def held(trader_row: Trader) -> OrderLine:
    """An order of a Pancake account whose number stands on TikTok too."""
    shop = ShopAccountFactory.create(trader=trader_row)
    OrderLineFactory.create(batch=ImportBatchFactory(account=shop), order_no="DON-1", product="Mắm trên sàn")
    pancake = ShopAccountFactory.create(trader=trader_row, platform=Platform.PANCAKE)
    batch = ImportBatchFactory.create(account=pancake, layout="pancake_orders")
    return OrderLineFactory.create(batch=batch, order_no="DON-1", hold=HoldState.HELD)


def test_held_order_shows_both_sides(market_board: User, held: OrderLine) -> None:
    text = signed_in(market_board).get(reverse("review_holds")).content.decode()
    assert "Mắm trên sàn" in text
    assert held.product in text


@pytest.mark.parametrize(("answer", "hold"), [("co", HoldState.COUNTED), ("khong", HoldState.DROPPED)])
def test_held_order_is_decided(answer: str, hold: str, market_board: User, held: OrderLine) -> None:
    client = signed_in(market_board)
    assert client.post(reverse("review_holds"), {"mot": f"{answer}:{name_of(held)}"}).status_code == 302
    held.refresh_from_db()
    assert held.hold == hold
    assert HoldDecision.objects.get().is_counted == (answer == "co")


def test_held_order_without_an_answer_stays(market_board: User, held: OrderLine) -> None:
    assert signed_in(market_board).post(reverse("review_holds"), {"chon": name_of(held)}).status_code == 422
    held.refresh_from_db()
    assert held.hold == HoldState.HELD


# LIVE rows


def test_live_row_is_matched_to_a_session_near_it(market_board: User, account: ShopAccount) -> None:
    row = LiveRowFactory.create(batch=ImportBatchFactory(account=account))
    session = LiveSessionFactory.create(account=account, start=row.launched_at + dt.timedelta(hours=1))
    far = LiveSessionFactory.create(account=account, start=row.launched_at + dt.timedelta(days=9))
    client = signed_in(market_board)
    page = client.get(reverse("review_live_rows"))
    assert page.context["rows"][0].sessions == [session]
    assert far.title not in page.content.decode()
    assert client.post(reverse("review_live_rows"), {"row": row.pk, "session": session.pk}).status_code == 302
    row.refresh_from_db()
    assert row.session == session


def test_live_row_needs_a_session_of_the_market(market_board: User, account: ShopAccount) -> None:
    row = LiveRowFactory.create(batch=ImportBatchFactory(account=account))
    foreign = LiveSessionFactory.create()
    data = {"row": row.pk, "session": foreign.pk}
    assert signed_in(market_board).post(reverse("review_live_rows"), data).status_code == 422
    row.refresh_from_db()
    assert row.session is None
