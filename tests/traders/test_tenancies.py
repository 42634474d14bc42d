"""Leases: who holds a stall on which day."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from tests.factories.traders import StallFactory, TraderFactory
from traders.actions import save_trader
from traders.actions.tenancies import begin_tenancy, end_tenancies, remove_tenancy
from traders.errors import TradersError
from traders.models import Market, Stall, Tenancy
from traders.tasks import settle_tenancies

pytestmark = pytest.mark.django_db

LATER = dt.timedelta(days=30)


def test_a_lease_that_begins_later_survives_an_edit_of_its_trader(ben_thanh: Market, market_board: User) -> None:
    trader = TraderFactory.create(market=ben_thanh)
    StallFactory.create(trader=trader, code="A1")
    begins = timezone.localdate() + LATER
    later = begin_tenancy(
        stall=StallFactory.create(market=ben_thanh, code="A2"), trader=trader, began_on=begins, by=market_board
    )
    save_trader(trader=trader, codes=["A1"], by=market_board)
    assert Tenancy.objects.filter(pk=later.pk).exists()
    with time_machine.travel(timezone.now() + LATER):
        settle_tenancies()
        settle_tenancies()
    assert sorted(trader.stalls.values_list("code", flat=True)) == ["A1", "A2"]


def test_a_stall_let_to_somebody_from_a_later_day_on_is_refused_in_words(ben_thanh: Market, market_board: User) -> None:
    stall = StallFactory.create(market=ben_thanh, code="A2")
    next_holder = TraderFactory.create(market=ben_thanh)
    begin_tenancy(stall=stall, trader=next_holder, began_on=timezone.localdate() + LATER, by=market_board)
    trader = TraderFactory.create(market=ben_thanh)
    with pytest.raises(TradersError, match="Sạp A2 đã có người thuê"):
        save_trader(trader=trader, codes=["A2"], by=market_board)


def test_ended_lease_empties_the_stall_and_keeps_its_history(ben_thanh: Market, market_board: User) -> None:
    stall = StallFactory.create(trader=TraderFactory.create(market=ben_thanh))
    assert end_tenancies(tenancies=stall.tenancies.all(), by=market_board) == 1
    stall.refresh_from_db()
    assert (stall.trader, stall.tenancies.get().ended_on) == (None, timezone.localdate())


def test_removed_lease_was_never_there(ben_thanh: Market, market_board: User) -> None:
    stall = StallFactory.create(trader=TraderFactory.create(market=ben_thanh))
    remove_tenancy(tenancy=stall.tenancies.get(), by=market_board)
    stall.refresh_from_db()
    assert (stall.trader, stall.tenancies.count()) == (None, 0)


@pytest.mark.parametrize(
    ("began", "ended", "constraint"),
    [("2026-05-01", "2026-05-01", "tenancy_days_in_order"), ("2026-05-01", None, "tenancy_one_at_a_time")],
)
def test_lease_that_cannot_be_is_refused_by_the_database(
    ben_thanh: Market, began: str, ended: str | None, constraint: str
) -> None:
    stall = StallFactory.create(trader=TraderFactory.create(market=ben_thanh))
    other = TraderFactory.create(market=ben_thanh)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Tenancy.objects.create(stall=stall, trader=other, began_on=began, ended_on=ended)


def test_lease_form_says_the_last_day_and_stores_the_day_after(
    client: Client, market_board: User, ben_thanh: Market
) -> None:
    stall, trader = StallFactory.create(market=ben_thanh, code="A1"), TraderFactory.create(market=ben_thanh)
    client.force_login(market_board)
    url = reverse("tenancy_add", args=["ben-thanh", stall.pk])
    sent = {"trader": trader.pk, "kind": "sublet", "contract": "12/HĐ", "began_on": "2026-01-01"}
    assert client.post(url, sent | {"last_day": "2025-12-01"}).status_code == 422
    assert client.post(url, sent | {"last_day": "2026-12-31"}).status_code == 302
    assert stall.tenancies.get().ended_on == dt.date(2027, 1, 1)
    page = client.get(reverse("stall_detail", args=["ben-thanh", stall.pk])).content.decode()
    assert "từ 01/01/2026 đến hết 31/12/2026" in page
    clash = client.post(url, sent | {"began_on": "2026-06-01", "last_day": ""})
    assert (clash.status_code, "Sạp A1 đã có người thuê" in clash.content.decode()) == (422, True)


def test_new_stall_with_a_holder_has_a_lease(client: Client, market_board: User, ben_thanh: Market) -> None:
    trader = TraderFactory.create(market=ben_thanh)
    client.force_login(market_board)
    client.post(reverse("stall_add", args=["ben-thanh"]), {"code": "C1", "trader": trader.pk})
    stall = Stall.objects.get(code="C1")
    assert (stall.trader, stall.tenancies.get().trader) == (trader, trader)


def test_stalls_are_listed_by_number(client: Client, official: User, ben_thanh: Market) -> None:
    for code in ("A10", "A2", "B1"):
        StallFactory.create(market=ben_thanh, code=code)
    client.force_login(official)
    page = client.get(reverse("stall_list", args=["ben-thanh"])).content.decode()
    assert page.index(">A2<") < page.index(">A10<") < page.index(">B1<")
