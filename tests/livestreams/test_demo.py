import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from livestreams.actions.imports import import_file
from livestreams.demo import events, oddities, other_files, tiktok_files
from livestreams.demo.live_files import write_live_analysis
from livestreams.demo.numbers import number_orders
from livestreams.demo.orders import Buyers, Moment, Order
from livestreams.demo.shows import Show, creator_id, handle_of
from livestreams.demo.weekly import weekly_shows
from livestreams.models import LiveRow, OrderLine
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import ShopAccountFactory
from traders.demo import MARKETS, DemoMarket, offers_of
from traders.models import Market, ShopAccount

TODAY = dt.date(2026, 11, 22)
START = Moment(2026, 11, 1, 20)


def demo_market(slug: str) -> DemoMarket:
    plan = next(plan for plan in MARKETS if plan.slug == slug)
    market = Market(pk=1, slug=slug, name=plan.name)
    offers = [
        offer
        for place in range(plan.traders)
        for offer in offers_of(
            plan.goods[place % len(plan.goods)], f"Cô {place}", f"A{place}", f"17290001{place:04}0000", 5
        )
    ]
    return DemoMarket(plan, market, ShopAccount(pk=1, platform=plan.platform, market=market), offers, [])


def test_ben_thanh_fair_adds_up_to_what_was_reported() -> None:
    shows = events.ben_thanh(demo_market("ben-thanh"))
    orders = [order for show in shows for order in show.orders]
    assert len(orders) == 18_200
    assert sum(order.placed_value for order in orders) == 4_200_000_000
    assert len({show.creator for show in shows}) == len(shows) > 100
    assert sum(events.reaches()) == 81_600_000
    assert {order.placed.date() for order in orders} == {dt.date(2023, 12, day) for day in range(11, 17)}


def test_ben_thanh_fair_keeps_every_order_within_reach_of_its_show() -> None:
    for show in events.ben_thanh(demo_market("ben-thanh")):
        assert all(show.start <= order.placed < show.end + dt.timedelta(hours=24) for order in show.orders)


def test_thu_duc_fair_has_as_many_orders_as_reported_and_one_show_at_a_time() -> None:
    shows = events.thu_duc(demo_market("thu-duc"))
    assert sum(len(show.orders) for show in shows) == 17_000
    assert all(before.end <= after.start for before, after in pairwise(shows))


def test_con_fair_sells_over_120_products() -> None:
    shows = events.con(demo_market("con"))
    assert len({line.offer.product for show in shows for order in show.orders for line in order.lines}) > 120


def test_bring_total_to_less_than_discounts_allow_is_refused() -> None:
    orders = [Buyers(demo_market("con").offers, Random(1)).order(START) for _ in range(10)]
    with pytest.raises(ValueError, match="too much"):
        events.bring_total_to(orders, 1_000, Random(1))


def test_weekly_shows_span_two_years_rest_at_tet_and_plan_ahead() -> None:
    shows = weekly_shows(demo_market("tan-dinh"), TODAY)
    ended = [show for show in shows if show.has_ended]
    assert ended[0].start.date() == dt.date(2024, 11, 21)
    assert TODAY - dt.timedelta(days=7) <= ended[-1].start.date() < TODAY
    assert [show.orders for show in shows if not show.has_ended] == [[], []]
    assert not any(dt.date(2026, 2, 14) <= show.start.date() <= dt.date(2026, 2, 23) for show in shows)


def test_handle_of_a_vietnamese_name_is_plain() -> None:
    assert handle_of("Đỗ Thị Hường", 7) == "dothihuong.live07"


def some_orders(account: ShopAccount, count: int = 60) -> list[Order]:
    offers = demo_market("con").offers
    show = Show("demo-1", "Phiên", account, START, 2)
    show.sell(offers, count, Random(3))
    orders = sorted(show.orders, key=lambda order: order.placed)
    number_orders(account, orders)
    return orders


def creator_csv(path: Path, orders: list[Order], at: Moment) -> None:
    tiktok_files.write_order_csv(path, orders, at, has_creator=True)


def plain_csv(path: Path, orders: list[Order], at: Moment) -> None:
    tiktok_files.write_order_csv(path, orders, at, has_creator=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("platform", "name", "write"),
    [
        ("tiktok_shop", "a.csv", plain_csv),
        ("tiktok_shop", "a.csv", creator_csv),
        ("tiktok_shop", "a.xlsx", tiktok_files.write_order_workbook),
        ("shopee", "a.xlsx", other_files.write_shopee_workbook),
        ("lazada", "a.xlsx", other_files.write_lazada_workbook),
        ("pancake", "a.xlsx", other_files.write_pancake_workbook),
        ("other", "a.xlsx", other_files.write_template_workbook),
    ],
)
@pytest.mark.parametrize("days_later", [0.1, 3, 30])
def test_demo_file_is_read_as_it_was_meant(
    tmp_path: Path, platform: str, name: str, write: Callable[[Path, list[Order], Moment], None], days_later: float
) -> None:
    account = ShopAccountFactory.create(platform=platform)
    orders = some_orders(account)
    at = START + dt.timedelta(days=days_later)
    write(tmp_path / name, orders, at)
    batch = import_file(path=tmp_path / name, account=account)
    shown = [order for order in orders if order.placed <= at]
    assert (batch.state, batch.rows_rejected, batch.refusal) == ("processed", 0, "")
    assert OrderLine.objects.values("order_no").distinct().count() == len(shown)
    placed = sum(OrderLine.objects.values_list("placed_value", flat=True))
    expected = sum(order.placed_value for order in shown)
    assert abs(placed - expected) <= 2 * len(shown)  # a discount that does not divide by the pieces


@pytest.mark.django_db
@pytest.mark.parametrize("days_later", [0.1, 3, 30])
def test_demo_file_shows_each_order_as_far_as_it_has_come(tmp_path: Path, days_later: float) -> None:
    account = ShopAccountFactory.create(platform="tiktok_shop")
    orders = some_orders(account, 300)
    at = START + dt.timedelta(days=days_later)
    plain_csv(tmp_path / "a.csv", orders, at)
    import_file(path=tmp_path / "a.csv", account=account)
    first = {order.number: order.reached(at) for order in orders if order.placed <= at}
    for line in OrderLine.objects.all():
        back = line.status in {"returned", "partially_returned"}
        meant = first[line.order_no]
        assert line.status == meant or (
            meant in {"returned", "partially_returned"} and (back or line.status == "completed")
        )


@pytest.mark.django_db
def test_spoilt_orders_leave_a_word_to_map_and_a_row_to_reject(tmp_path: Path) -> None:
    account = ShopAccountFactory.create(platform="tiktok_shop")
    orders = some_orders(account)
    at = START + dt.timedelta(days=30)
    oddities.spoil("ben-thanh", orders, at)
    oddities.spoil("con", orders, at)
    plain_csv(tmp_path / "a.csv", orders, at)
    batch = import_file(path=tmp_path / "a.csv", account=account)
    assert batch.rejected.count() >= 1
    assert OrderLine.objects.filter(status="unknown").exists()


@pytest.mark.django_db
def test_live_analysis_finds_its_session_and_leaves_the_stray_row(tmp_path: Path) -> None:
    account = ShopAccountFactory.create(platform="tiktok_shop")
    show = Show("demo-1", "Phiên", account, START, 2, account.handle, creator_id(3))
    session = LiveSessionFactory.create(
        account=account,
        creator_handle=account.handle,
        creator_id=creator_id(3),
        start=show.session(Random(1)).planned.lower,
    )
    stray = Show("", "", account, START - dt.timedelta(days=2), 1, account.handle, creator_id(4))
    write_live_analysis(tmp_path / "live.xlsx", [show, stray], "seed")
    import_file(path=tmp_path / "live.xlsx", account=account)
    assert sorted(LiveRow.objects.values_list("session", flat=True), key=str) == [session.pk, None]
