from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from livestreams.enums import LineStatus
from livestreams.models import StaleSellerDay
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import ShopAccountFactory
from traders.enums import Platform
from traders.models import Market

DAYS = ("--from", "2023-12-11", "--to", "2023-12-31")


def figures(*arguments: str) -> Any:
    out = StringIO()
    call_command("figures", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def sales(ben_thanh: Market, tan_dinh: Market) -> None:
    tiktok = ShopAccountFactory.create(market=ben_thanh)
    shopee = ShopAccountFactory.create(market=tan_dinh, platform=Platform.SHOPEE)
    SoldLineFactory.create(account=tiktok, order_no="1", placed_value=70_000)
    SoldLineFactory.create(account=tiktok, order_no="1", placed_value=20_000, status=LineStatus.CANCELLED)
    SoldLineFactory.create(account=tiktok, placed_value=10_000, status=LineStatus.CANCELLED_AFTER_SHIP)
    SoldLineFactory.create(account=shopee, placed_value=5_000, status=LineStatus.SHIPPING, day=dt.date(2023, 12, 31))
    SoldLineFactory.create(account=shopee, placed_value=1, day=dt.date(2024, 1, 1))


def test_figures_count_what_waits_before_they_are_printed(sales: None) -> None:
    report = figures(*DAYS)
    assert report["totals"] == {
        "placed_value": 105_000,
        "completed_value": 70_000,
        "cancelled_value": 30_000,
        "cancelled_after_ship_value": 10_000,
        "returned_value": 0,
        "open_value": 5_000,
        "orders_placed": 3,
        "orders_completed": 1,
        "units_placed": 4,
        "units_completed": 1,
        "active_sellers": 0,
    }
    assert report["status"] == {"placed": "official", "parts": "official"}
    assert report["waiting_since"] is None


def test_figures_without_refresh_say_what_waits(sales: None) -> None:
    report = figures(*DAYS, "--no-refresh")
    assert report["totals"]["placed_value"] == 0
    assert report["waiting_since"] is not None
    assert report["seller_days_waiting"] == StaleSellerDay.objects.values("market_id", "day").distinct().count()


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("day", {"2023-12-11": 100_000, "2023-12-31": 5_000}),
        ("month", {"2023-12": 105_000}),
        ("platform", {"tiktok_shop": 100_000, "shopee": 5_000}),
        ("market", {"ben-thanh": 100_000, "tan-dinh": 5_000}),
    ],
)
def test_figures_by_something_have_a_row_for_each_key(sales: None, by: str, expected: dict[str, int]) -> None:
    rows = figures(*DAYS, "--by", by)["rows"]
    assert {row["key"]: row["placed_value"] for row in rows} == expected


def test_figures_of_one_market_leave_the_others_out(sales: None) -> None:
    assert figures(*DAYS, "--market", "tan-dinh")["totals"]["placed_value"] == 5_000
    assert figures(*DAYS, "--city", "48")["totals"]["placed_value"] == 0


def test_figures_for_people_are_a_table(sales: None) -> None:
    out = StringIO()
    call_command("figures", *DAYS, "--by", "platform", stdout=out)
    heading, columns, placed, *_ = out.getvalue().splitlines()
    assert "official" in heading
    assert columns.split() == ["total", "tiktok_shop", "shopee"]
    assert placed.split() == ["placed_value", "105000", "100000", "5000"]


@pytest.mark.parametrize("arguments", [(*DAYS, "--market", "khong-co"), ("--from", "2023-12-12", "--to", "2023-12-11")])
def test_figures_of_nothing_that_exists_are_refused(db: None, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("figures", *arguments)
