"""Roll-ups equal what is counted from lines, after any sequence of changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, get_args

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecommerce_stats import actions
from ecommerce_stats.queries import By, Cut, Scope, tables
from livestreams.enums import Airing, HoldState, LineStatus
from livestreams.models import ImportBatch, LiveSession, OrderLine, StaleSellerDay
from portal.periods import Period
from tests.ecommerce_stats.reference import breakdown_of, counted_lines, figures_of
from tests.factories.imports import ImportBatchFactory
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.orders import SoldLineFactory
from tests.factories.places import WardFactory
from tests.factories.traders import GoodsLineFactory, MarketFactory, ShopAccountFactory, TraderFactory
from traders.enums import Platform
from traders.models import ShopAccount, Trader

DAYS = [dt.date(2026, 9, 14), dt.date(2026, 9, 15), dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2026, 12, 31)]


@dataclass(frozen=True)
class World:
    """Two markets; three accounts, of which one is shared by the stalls of its market."""

    accounts: list[ShopAccount]
    traders: list[Trader]
    sessions: list[LiveSession]
    batches: list[ImportBatch]


@pytest.fixture
def world(db: None) -> World:
    here = MarketFactory.create(slug="ben-thanh")
    there = MarketFactory.create(slug="tan-dinh", ward=WardFactory.create(code="26737", name="Tân Định"))
    goods = [GoodsLineFactory.create(slug="vai"), GoodsLineFactory.create(slug="kho")]
    traders = [TraderFactory.create(market=here, goods_line=goods[number % 2]) for number in range(3)]
    neighbour = TraderFactory.create(market=there, goods_line=goods[0])
    accounts = [
        ShopAccountFactory.create(market=here),
        ShopAccountFactory.create(trader=traders[0], platform=Platform.SHOPEE),
        ShopAccountFactory.create(trader=neighbour),
    ]
    sessions = [LiveSessionFactory.create(account=account) for account in accounts]
    return World(accounts, [*traders, neighbour], sessions, [ImportBatchFactory.create(account=a) for a in accounts])


ACCOUNT, ORDER, KEY = st.integers(0, 2), st.integers(0, 3), st.integers(0, 3)
PUT = st.fixed_dictionaries({
    "trader": st.none() | st.integers(0, 2),
    "is_other_goods": st.booleans(),
    "status": st.sampled_from(LineStatus),
    "quantity": st.integers(1, 3),
    "value": st.integers(0, 5),
})  # fmt: skip
CHANGE = st.one_of(
    st.tuples(st.just("put"), ACCOUNT, ORDER, KEY, PUT),
    st.tuples(st.just("drop"), ACCOUNT, ORDER, KEY),
    st.tuples(st.just("day"), ACCOUNT, ORDER, st.sampled_from(DAYS)),
    st.tuples(st.just("session"), ACCOUNT, ORDER, st.booleans()),
    st.tuples(st.just("hold"), ACCOUNT, ORDER, st.sampled_from(HoldState)),
    st.tuples(st.just("refresh"), st.integers(0, 3)),
)


def apply(world: World, change: tuple[Any, ...]) -> None:
    """Change lines as an import, a decision or an undo would."""
    match change:
        case ("refresh", limit):
            actions.refresh_stale(limit=limit)
        case ("put", account, order, key, facts):
            put(world, account, order, key, facts)
        case ("drop", account, order, key):
            lines_of(world, account, order).filter(line_key=key).delete()
        case ("day", account, order, day):
            lines_of(world, account, order).update(day=day)
        case ("session", account, order, is_in_one):
            session = world.sessions[account] if is_in_one else None
            airing = Airing.AFTER_SESSION if is_in_one else Airing.NONE
            lines_of(world, account, order).update(session=session, airing=airing)
        case ("hold", account, order, hold):
            lines_of(world, account, order).update(hold=hold)


def lines_of(world: World, account: int, order: int) -> Any:
    return OrderLine.objects.filter(account=world.accounts[account], order_no=f"don-{order}")


def put(world: World, number: int, order: int, key: int, facts: dict[str, Any]) -> None:
    """Put a line into an order, whose day, session and hold it takes."""
    account, lines = world.accounts[number], lines_of(world, number, order)
    known = lines.values("day", "session_id", "airing", "hold").first() or {"day": DAYS[order]}
    lines.filter(line_key=key).delete()
    trader = account.trader or (None if facts["trader"] is None else world.traders[facts["trader"]])
    goods = world.traders[1].goods_line if facts["is_other_goods"] else trader.goods_line if trader else None
    SoldLineFactory.create(
        account=account, batch=world.batches[number], order_no=f"don-{order}", line_key=key, trader=trader,
        goods_line=goods, status=facts["status"], quantity=facts["quantity"], placed_value=facts["value"],
        returned_quantity=1 if facts["status"] == LineStatus.PARTIALLY_RETURNED else None, **known,
    )  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """Every example begins with the same empty tables."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def scopes(world: World) -> list[Scope]:
    market, goods, session = world.accounts[0].market_id, world.traders[0].goods_line_id, world.sessions[0].pk
    return [
        Scope(city="79"), Scope(market_ids=()), Scope(market_id=market), Scope(platform=Platform.SHOPEE),
        Scope(goods_line_id=goods), Scope(trader_id=world.traders[0].pk), Scope(market_id=market, unassigned_only=True),
        Scope(session_id=session), Scope(session_id=session, goods_line_id=goods),
        Scope(trader_id=world.traders[1].pk, goods_line_id=goods),
    ]  # fmt: skip


SPANS = [
    (None, None),
    (dt.date(2026, 9, 15), dt.date(2026, 10, 1)),
    (dt.date(2026, 9, 14), dt.date(2026, 12, 31)),
    *(
        (period.start, period.end)
        for period in map(Period.parse, ("2026-09", "bc-2026-10", "2026-q3", "bc-2026", "2026"))
    ),
]
BREAKDOWNS: tuple[By, ...] = get_args(By.__value__)


def assert_figures_are_exact(scope: Scope, span: tuple[dt.date | None, dt.date | None]) -> None:
    cuts = [Cut(*span, by) for by in (None, *BREAKDOWNS)]
    lines = counted_lines(scope, *span)
    for cut, rows in zip(cuts, tables(scope, cuts), strict=True):
        expected = breakdown_of(lines, cut.by) if cut.by else {None: figures_of(lines)}
        assert {row.key: row.figures for row in rows} == expected, (scope, cut)


@given(
    changes=st.lists(CHANGE, min_size=1, max_size=25),
    looks=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(SPANS)), min_size=1, max_size=4, unique=True),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_after_any_changes_equal_a_count_from_lines(
    world: World, changes: list[tuple[Any, ...]], looks: list[tuple[int, tuple[dt.date | None, dt.date | None]]]
) -> None:
    with undone():
        for change in changes:
            apply(world, change)
        run = actions.recount()
        assert run.differences == 0, run.details
        assert not StaleSellerDay.objects.exists()
        for number, span in looks:
            assert_figures_are_exact(scopes(world)[number], span)
