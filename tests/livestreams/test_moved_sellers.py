"""Sales stay with the market and the stall's holder of their day, however late their file comes."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from ecommerce_stats.actions.recounts import recount
from ecommerce_stats.actions.refresh import refresh_stale
from livestreams.actions.reviews import place_by_stall
from livestreams.actions.undo import undo_import
from livestreams.importing.ownership import EPOCH, Timeline
from livestreams.models import OrderLine
from tests.factories.traders import ShopAccountFactory, StallFactory, TraderFactory
from tests.livestreams.conftest import Bring
from tests.livestreams.files import TEMPLATE, TIKTOK
from tests.livestreams.stored import lines
from traders.actions.moves import transfer
from traders.actions.tenancies import begin_tenancy, end_tenancies
from traders.enums import Platform
from traders.models import Market, ShopAccount, Stall, Trader

MOVED_ON = dt.date(2026, 6, 20)
BEFORE, AFTER = "15/06/2026 20:30:00", "20/06/2026 00:05:00"


def moved(trader: Trader, market: Market) -> None:
    transfer(trader=trader, market=market, by=None, on=MOVED_ON)


def markets() -> dict[str, str]:
    refresh_stale(waits=True)
    assert recount().differences == 0
    return {one.order_no: one.market.slug for one in OrderLine.objects.select_related("market")}


def days(*numbers: int) -> list[dt.date]:
    return [EPOCH + dt.timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("day", "on", "about"), [(0, None, "a"), (5, "a", "a"), (9, "a", "a"), (10, None, "a"), (20, "b", "b")]
)
def test_timeline_finds_the_span_of_a_day_or_the_one_before(day: int, on: str | None, about: str) -> None:
    timeline = Timeline[str]()
    begin, end, again = days(3, 10, 20)
    timeline.add(begin, end, "a")
    timeline.add(again, None, "b")
    assert (timeline.on(day), timeline.about(day)) == (on, about)


def test_orders_of_before_the_move_that_come_after_it_stay_with_the_old_market(
    bring: Bring, trader_row: Trader, tan_dinh: Market
) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    bring(TIKTOK, TIKTOK.row(order_no="1", placed=AFTER), account=account)
    moved(trader_row, tan_dinh)
    account = ShopAccount.objects.get(pk=account.pk)
    rows = [TIKTOK.row(order_no=no, placed=placed) for no, placed in (("1", AFTER), ("2", BEFORE), ("3", AFTER))]
    bring(TIKTOK, *rows, account=account)
    assert markets() == {"1": "ben-thanh", "2": "ben-thanh", "3": "tan-dinh"}
    assert {one.ward_id for one in lines(order_no="3")} == {tan_dinh.ward_id}


def test_files_in_any_order_and_after_an_undo_end_in_the_same_markets(
    bring: Bring, trader_row: Trader, tan_dinh: Market
) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    moved(trader_row, tan_dinh)
    account = ShopAccount.objects.get(pk=account.pk)
    files = [
        [TIKTOK.row(order_no="1", placed=BEFORE), TIKTOK.row(order_no="2", placed=AFTER)],
        [TIKTOK.row(order_no="1", placed=BEFORE, status="To ship"), TIKTOK.row(order_no="3", placed=BEFORE)],
        [TIKTOK.row(order_no="2", placed=AFTER, quantity="2"), TIKTOK.row(order_no="3", placed=BEFORE)],
    ]
    wanted = {"1": "ben-thanh", "2": "tan-dinh", "3": "ben-thanh"}
    for order in permutations(files):
        batches = [bring(TIKTOK, *rows, account=account) for rows in order]
        assert markets() == wanted
        undo_import(batch=batches[0], by=None)
        bring(TIKTOK, *order[0], account=account)
        assert markets() == wanted
        OrderLine.objects.all().delete()


def test_order_that_is_stored_keeps_its_market_when_a_late_file_updates_it(
    bring: Bring, trader_row: Trader, tan_dinh: Market
) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    bring(TIKTOK, TIKTOK.row(order_no="1", placed=AFTER, status="To ship"), account=account)
    moved(trader_row, tan_dinh)
    account = ShopAccount.objects.get(pk=account.pk)
    later = bring(TIKTOK, TIKTOK.row(order_no="1", placed=AFTER, paid="21/06/2026 08:00:00"), account=account)
    assert markets() == {"1": "ben-thanh"}
    undo_import(batch=later, by=None)
    assert markets() == {"1": "ben-thanh"}


@pytest.fixture
def shared(ben_thanh: Market) -> ShopAccount:
    return ShopAccountFactory.create(market=ben_thanh, platform=Platform.OTHER)


def row(order_no: str, placed: str) -> list[object]:
    return TEMPLATE.row(order_no=order_no, placed=placed, stall="B12")


def test_stall_in_a_file_is_the_holders_of_the_orders_day(
    bring: Bring, trader_row: Trader, shared: ShopAccount
) -> None:
    stall, other = Stall.objects.get(code="B12"), TraderFactory.create(market=trader_row.market, name="Người sau")
    end_tenancies(tenancies=stall.tenancies.all(), by=None, on=MOVED_ON)
    begin_tenancy(stall=stall, trader=other, by=None, began_on=MOVED_ON)
    bring(TEMPLATE, row("1", "19/06/2026 10:00"), row("2", "20/06/2026 10:00"), account=shared)
    assert {one.order_no: one.trader for one in lines()} == {"1": trader_row, "2": other}


def test_line_of_a_day_without_holder_follows_when_a_tenancy_of_that_day_is_written_down(
    bring: Bring, trader_row: Trader, shared: ShopAccount
) -> None:
    StallFactory.create(market=trader_row.market, code="C9")
    stall = Stall.objects.get(code="C9")
    begin_tenancy(stall=stall, trader=trader_row, by=None, began_on=MOVED_ON)
    early = TEMPLATE.row(order_no="1", placed="15/06/2026 10:00", stall="C9")
    bring(TEMPLATE, early, account=shared)
    assert (lines()[0].trader, place_by_stall()) == (None, 0)
    begin_tenancy(stall=stall, trader=trader_row, by=None, began_on=dt.date(2026, 6, 1), ended_on=MOVED_ON)
    assert (place_by_stall(), lines()[0].trader) == (1, trader_row)


def test_registers_are_read_in_a_fixed_number_of_queries(
    trader_row: Trader, shared: ShopAccount, django_assert_num_queries: object
) -> None:
    from livestreams.importing.ownership import Ownership

    for number in range(5):
        StallFactory.create(trader=trader_row, code=f"X{number}")
    with django_assert_num_queries(2):  # type: ignore[operator] # a fixture that is called
        Ownership(shared)
