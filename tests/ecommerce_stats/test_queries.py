from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from ecommerce_stats import actions
from ecommerce_stats.enums import FigureStatus
from ecommerce_stats.queries import (
    Cut,
    Figures,
    Scope,
    breakdown,
    city_published_totals,
    compare,
    growth,
    scope_for,
    status_of,
    tables,
    totals,
)
from livestreams.enums import LineStatus
from portal.accounts.models import Role, User
from portal.periods import Period
from tests.factories.accounts import UserFactory
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import ShopAccountFactory, TraderFactory
from traders.models import Market, Trader

MONTH = Period.parse("2023-12")


def sell(market: Market, value: int = 100_000, **facts: Any) -> None:
    SoldLineFactory.create(account=ShopAccountFactory.create(market=market), placed_value=value, **facts)


def test_scope_is_as_wide_as_the_role(
    official: User, inspector: User, market_board: User, trader: User, trader_row: Trader, ben_thanh: Market
) -> None:
    assert scope_for(official) == scope_for(inspector) == Scope(city="79")
    assert scope_for(market_board) == Scope(market_ids=(ben_thanh.pk,))
    assert scope_for(trader) == Scope(trader_id=trader_row.pk)
    assert scope_for(UserFactory.create(role=Role.ADMINISTRATOR)) == Scope()


def test_scope_of_nobody_shows_nothing(ben_thanh: Market) -> None:
    sell(ben_thanh)
    actions.refresh_stale()
    board_without_market = UserFactory.create(role=Role.MARKET_MANAGER)
    for person in (AnonymousUser(), UserFactory.create(), board_without_market):
        assert totals(scope_for(person), None, None) == Figures(sellers=0)


def test_official_of_another_city_sees_nothing_of_it(ben_thanh: Market, outsider: User) -> None:
    sell(ben_thanh)
    actions.refresh_stale()
    assert totals(scope_for(outsider), None, None).placed_value == 0


def test_comparison_stands_beside_the_period_before_and_last_year(ben_thanh: Market) -> None:
    sell(ben_thanh, 120_000, day=dt.date(2023, 12, 31))
    sell(ben_thanh, 100_000, day=dt.date(2023, 11, 30))
    sell(ben_thanh, 80_000, day=dt.date(2022, 12, 1))
    sell(ben_thanh, 7, day=dt.date(2024, 1, 1))
    actions.refresh_stale()
    found = compare(Scope(city="79"), MONTH)
    assert [f.placed_value for f in (found.now, found.previous, found.last_year)] == [120_000, 100_000, 80_000]
    assert found.growth_on_previous == Decimal("0.2")
    assert found.growth_on_last_year == Decimal("0.5")


def test_growth_from_nothing_is_no_number() -> None:
    assert growth(5, 0) is None


def test_rates_are_worked_out_from_sums() -> None:
    figures = Figures(
        placed_value=1_000, cancelled_value=150, cancelled_after_ship_value=50, returned_value=100, orders_placed=4
    )
    assert (figures.cancel_rate, figures.return_rate, figures.aov) == (Decimal("0.2"), Decimal("0.1"), Decimal(250))
    assert (Figures().cancel_rate, Figures().return_rate, Figures().aov) == (None, None, None)


def test_seller_of_two_months_and_two_platforms_is_one(ben_thanh: Market) -> None:
    seller = TraderFactory.create(market=ben_thanh)
    for platform in ("tiktok_shop", "shopee"):
        account = ShopAccountFactory.create(trader=seller, platform=platform)
        for day in (dt.date(2023, 11, 3), dt.date(2023, 12, 3)):
            SoldLineFactory.create(account=account, day=day)
    SoldLineFactory.create(
        account=ShopAccountFactory.create(trader=TraderFactory.create(market=ben_thanh)), status=LineStatus.CANCELLED
    )
    actions.refresh_stale()
    year = Period.parse("2023")
    assert totals(Scope(market_id=ben_thanh.pk), year.start, year.end).sellers == 1
    assert totals(Scope(city="79"), dt.date(2023, 11, 2), dt.date(2023, 12, 5)).sellers == 1
    for by in ("platform", "month", "day", "market", "ward"):
        rows = breakdown(Scope(city="79"), year.start, year.end, by)
        assert {row.figures.sellers for row in rows if row.key != dt.date(2023, 12, 11)} == {1}, by


def test_lines_of_nobody_are_a_row_of_their_own(ben_thanh: Market) -> None:
    sell(ben_thanh, 5_000)
    SoldLineFactory.create(
        account=ShopAccountFactory.create(trader=TraderFactory.create(market=ben_thanh, name="Cô Ba"))
    )
    actions.refresh_stale()
    rows = breakdown(Scope(market_id=ben_thanh.pk), None, None, "trader")
    assert [(row.label, row.figures.placed_value, row.figures.sellers) for row in rows] == [
        ("Cô Ba", 100_000, 1),
        ("Chưa rõ sạp", 5_000, 0),
    ]


@pytest.mark.parametrize("markets", [1, 3])
def test_many_tables_take_two_statements(
    markets: int, ben_thanh: Market, tan_dinh: Market, django_assert_num_queries: Any
) -> None:
    for market in (ben_thanh, tan_dinh, ben_thanh)[:markets]:
        sell(market)
    actions.refresh_stale()
    cuts = [Cut(MONTH.start, MONTH.end, by) for by in (None, "market", "ward", "platform", "goods_line", "day")]
    with django_assert_num_queries(2):
        found = tables(Scope(city="79"), cuts)
    assert found[0][0].figures.placed_value == 100_000 * markets


def test_sellers_that_nobody_asks_for_are_not_counted(ben_thanh: Market, django_assert_num_queries: Any) -> None:
    sell(ben_thanh)
    actions.refresh_stale()
    with django_assert_num_queries(1):
        (row,) = breakdown(Scope(), MONTH.start, MONTH.end, "day", with_sellers=False)
    assert row.figures.sellers is None


@pytest.mark.parametrize(
    ("today", "placed", "parts"),
    [
        ("2023-12-12", FigureStatus.PROVISIONAL, FigureStatus.PROVISIONAL),
        ("2023-12-13", FigureStatus.OFFICIAL, FigureStatus.PROVISIONAL),
        ("2023-12-24", FigureStatus.OFFICIAL, FigureStatus.PROVISIONAL),
        ("2023-12-25", FigureStatus.OFFICIAL, FigureStatus.OFFICIAL),
    ],
)
def test_figures_become_official_in_two_steps(today: str, placed: FigureStatus, parts: FigureStatus) -> None:
    status = status_of(dt.date(2023, 12, 11), dt.date.fromisoformat(today))
    assert (status.placed, status.parts) == (placed, parts)


def test_public_totals_are_of_the_newest_official_month(ben_thanh: Market) -> None:
    assert city_published_totals("79") is None
    sell(ben_thanh, 30_000, day=dt.date(2023, 11, 30))
    sell(ben_thanh, 50_000, day=dt.date(2023, 12, 31))
    actions.refresh_stale()
    for today, month, value in (("2024-01-13", "2023-11", 30_000), ("2024-01-14", "2023-12", 50_000)):
        with time_machine.travel(f"{today}T12:00:00+07:00"):
            published = city_published_totals("79")
        assert published is not None
        assert (str(published.period), published.figures.placed_value) == (month, value)
    assert city_published_totals("48") is None
