from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from ecommerce_stats import actions
from ecommerce_stats.actions.refresh import LOCK_SPACE
from ecommerce_stats.models import FigureRevision, MarketDay, RecountRun, SellerDay
from ecommerce_stats.queries import Scope, as_of, oldest_stale_at, recount_difference, stale_count, totals
from livestreams.enums import LineStatus
from livestreams.models import OrderLine, StaleSellerDay
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import GoodsLineFactory, ShopAccountFactory, TraderFactory
from traders.models import Market, ShopAccount

DAY = dt.date(2023, 12, 11)


@pytest.fixture
def shared(ben_thanh: Market) -> ShopAccount:
    return ShopAccountFactory.create(market=ben_thanh)


def reason(text: str) -> None:
    """Say why lines change, as the actions that change them do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.reason', %s, true)", [text])


def test_refresh_takes_every_mark_and_says_how_many(shared: ShopAccount) -> None:
    SoldLineFactory.create(account=shared)
    SoldLineFactory.create(account=shared, day=DAY + dt.timedelta(days=1))
    SoldLineFactory.create()
    assert actions.refresh_stale() == 3
    assert not StaleSellerDay.objects.exists()
    assert actions.refresh_stale() == 0


def test_refresh_with_a_small_limit_takes_whole_days_and_everything_in_the_end(shared: ShopAccount) -> None:
    for number in range(6):
        SoldLineFactory.create(account=shared, day=DAY + dt.timedelta(days=number // 2))
    assert actions.refresh_stale(limit=1) == 3
    assert totals(Scope(market_id=shared.market_id), None, None).lines == 6


def test_order_split_over_stalls_is_one_order_of_the_market(shared: ShopAccount) -> None:
    first, second = (TraderFactory.create(market=shared.market, goods_line=GoodsLineFactory.create()) for _ in range(2))
    SoldLineFactory.create(account=shared, order_no="1", trader=first, status=LineStatus.CANCELLED)
    SoldLineFactory.create(account=shared, order_no="1", trader=second)
    SoldLineFactory.create(account=shared, order_no="1", trader=None)
    actions.refresh_stale()
    for scope, placed, completed in (
        (Scope(market_id=shared.market_id), 1, 1),
        (Scope(trader_id=first.pk), 1, 0),
        (Scope(trader_id=second.pk), 1, 1),
        (Scope(goods_line_id=second.goods_line_id), 1, 1),
        (Scope(unassigned_only=True), 1, 1),
    ):
        figures = totals(scope, None, None)
        assert (figures.orders_placed, figures.orders_completed) == (placed, completed), scope


def test_line_taken_from_one_stall_leaves_the_order_with_the_other(shared: ShopAccount) -> None:
    first, second = (TraderFactory.create(market=shared.market) for _ in range(2))
    line = SoldLineFactory.create(account=shared, order_no="1", trader=first)
    SoldLineFactory.create(account=shared, order_no="1", trader=second)
    actions.refresh_stale()
    line.delete()
    assert set(StaleSellerDay.objects.values_list("trader_id", flat=True)) == {first.pk}
    actions.refresh_stale()
    assert totals(Scope(market_id=shared.market_id), None, None).orders_placed == 1
    assert actions.recount().differences == 0


def test_order_numbers_of_two_shops_are_two_orders(shared: ShopAccount) -> None:
    other = ShopAccountFactory.create(market=shared.market)
    for account in (shared, other):
        SoldLineFactory.create(account=account, order_no="1")
    actions.refresh_stale()
    assert totals(Scope(market_id=shared.market_id), None, None).orders_placed == 2


def test_figures_go_when_their_last_line_goes(shared: ShopAccount) -> None:
    SoldLineFactory.create(account=shared)
    actions.refresh_stale()
    OrderLine.objects.all().delete()
    actions.refresh_stale()
    assert not SellerDay.objects.exists()
    assert not MarketDay.objects.exists()


def test_figures_whose_parts_do_not_add_up_are_refused(shared: ShopAccount) -> None:
    SoldLineFactory.create(account=shared)
    actions.refresh_stale()
    with pytest.raises(IntegrityError, match="market_day_identity"), transaction.atomic():
        MarketDay.objects.update(placed_value=1)


def test_cell_cannot_be_stored_twice(shared: ShopAccount) -> None:
    SoldLineFactory.create(account=shared, trader=None)
    actions.refresh_stale()
    row = SellerDay.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="seller_day_once"), transaction.atomic():
        row.save()


def test_as_of_is_the_time_of_the_last_refresh_and_says_what_waits(shared: ShopAccount) -> None:
    scope = Scope(market_id=shared.market_id)
    with time_machine.travel("2023-12-20T08:00:00+07:00", tick=False):
        SoldLineFactory.create(account=shared)
        actions.refresh_stale()
    assert as_of(scope).refreshed_at == dt.datetime.fromisoformat("2023-12-20T08:00:00+07:00")
    assert as_of(scope).waiting_since is oldest_stale_at() is None
    SoldLineFactory.create(account=shared)
    assert as_of(scope).waiting_since == oldest_stale_at()
    assert stale_count() == 1
    assert as_of(Scope(market_ids=())).refreshed_at is None


# Revisions of official figures


def change_on(today: str, shared: ShopAccount) -> set[tuple[str, int, int, str]]:
    """A line of 100.000 ₫ under way on the 11th is counted, then delivered ``today``; the revisions that it makes."""
    line = SoldLineFactory.create(account=shared, status=LineStatus.SHIPPING)
    with time_machine.travel(f"{today}T00:30:00+07:00"):
        actions.refresh_stale()
        reason("nhập file thang-12.xlsx")
        OrderLine.objects.filter(pk=line.pk).update(
            status=LineStatus.DELIVERED, completed_value=60_000, placed_value=60_000, units_completed=1
        )
        actions.refresh_stale()
    return set(FigureRevision.objects.values_list("measure", "before", "after", "reason"))


def test_change_of_a_provisional_figure_is_no_revision(shared: ShopAccount) -> None:
    assert change_on("2023-12-12", shared) == set()


def test_placed_value_is_official_two_days_after(shared: ShopAccount) -> None:
    assert change_on("2023-12-13", shared) == {("placed_value", 100_000, 60_000, "nhập file thang-12.xlsx")}


def test_other_parts_are_official_fourteen_days_after(shared: ShopAccount) -> None:
    why = "nhập file thang-12.xlsx"
    assert change_on("2023-12-25", shared) == {
        ("placed_value", 100_000, 60_000, why),
        ("completed_value", 0, 60_000, why),
        ("open_value", 100_000, 0, why),
        ("orders_completed", 0, 1, why),
        ("units_completed", 0, 1, why),
    }


def test_first_count_of_an_old_day_is_no_revision(shared: ShopAccount) -> None:
    SoldLineFactory.create(account=shared)
    actions.refresh_stale()
    assert not FigureRevision.objects.exists()


# The nightly recount


def test_recount_finds_a_tampered_figure_and_leaves_it(shared: ShopAccount, caplog: pytest.LogCaptureFixture) -> None:
    SoldLineFactory.create(account=shared)
    actions.refresh_stale()
    MarketDay.objects.update(placed_value=1, completed_value=1)
    run = actions.recount()
    assert run.differences == recount_difference() == 1
    assert {table["table"] for table in run.details if table["differences"]} == {"ecommerce_stats.MarketDay"}
    assert MarketDay.objects.get().placed_value == 1
    assert "ERROR" in {record.levelname for record in caplog.records}


@pytest.mark.parametrize("model", [SellerDay, MarketDay])
def test_recount_finds_a_missing_row(shared: ShopAccount, model: Any) -> None:
    SoldLineFactory.create(account=shared)
    actions.refresh_stale()
    model.objects.all().delete()
    assert actions.recount().differences == 1


def test_recount_finds_lines_that_changed_without_a_mark(shared: ShopAccount) -> None:
    SoldLineFactory.create(account=shared)
    actions.refresh_stale()
    OrderLine.objects.update(quantity=2)
    StaleSellerDay.objects.all().delete()
    run = actions.recount()
    assert {table["table"].rpartition(".")[2] for table in run.details if table["differences"]} == {
        "SellerDay", "MarketDay", "GoodsDay", "MarketHalf", "GoodsHalf",
    }  # fmt: skip


def test_recount_leaves_out_days_that_another_worker_is_busy_with(shared: ShopAccount) -> None:
    SoldLineFactory.create(account=shared)
    with busy_with(shared.market):
        run = actions.recount()
    assert (run.differences, run.days_waiting) == (0, 1)


def test_recount_of_nothing_finds_nothing(db: None) -> None:
    assert actions.recount().differences == 0
    assert RecountRun.objects.count() == 1


# Several workers


@contextmanager
def busy_with(market: Market) -> Iterator[None]:
    """Another worker, with a connection of its own, holds the market."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, market.pk])
    yield
    other.close()


def test_refresh_leaves_a_market_to_the_worker_that_holds_it(shared: ShopAccount) -> None:
    here = SoldLineFactory.create(account=shared)
    SoldLineFactory.create()
    with busy_with(shared.market):
        assert actions.refresh_stale() == 1
    assert StaleSellerDay.objects.get().market_id == here.market_id


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_give_the_figures_of_one(shared: ShopAccount) -> None:
    traders = [TraderFactory.create(market=shared.market) for _ in range(3)]
    lines = [
        SoldLineFactory.create(account=shared, order_no=str(number % 7), trader=traders[number % 3])
        for number in range(21)
    ]
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for value in range(5):
                OrderLine.objects.filter(pk__in=[line.pk for line in lines[number::4]]).update(
                    placed_value=value, completed_value=value
                )
                actions.refresh_stale()
        except BaseException as failure:  # noqa: BLE001 - told to the test below
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    actions.refresh_stale(waits=True)
    assert not StaleSellerDay.objects.exists()
    assert actions.recount().differences == 0
    assert totals(Scope(market_id=shared.market_id), None, None).placed_value == 4 * 21
