"""Yearly sales beside the tax threshold: to the đồng, once a level, and only what one may see."""

from __future__ import annotations

import datetime as dt
import io
import threading
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from openpyxl import load_workbook

from ecommerce_stats.actions import refresh_stale
from ecommerce_stats.actions.tax import notice_thresholds
from ecommerce_stats.models import TaxNotice, TaxThreshold, WithholdingRate
from ecommerce_stats.queries.tax import rules_of, sellers_near_threshold, year_sales
from ecommerce_stats.tasks import notice_thresholds as notice_thresholds_task
from livestreams.enums import LineStatus
from portal.accounts.models import User
from portal.notifications.models import Message
from portal.privacy.models import PersonalDataReading
from tests.codes import sign_in_freshly
from tests.factories.orders import SoldLineFactory
from tests.factories.traders import ShopAccountFactory, TraderFactory
from traders.enums import LegalForm, Platform
from traders.models import Trader

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def sell(trader: Trader, value: int, *, day: dt.date = dt.date(2026, 5, 2), platform: str = "tiktok_shop") -> None:
    account = ShopAccountFactory.create(trader=trader, platform=platform)
    SoldLineFactory.create(account=account, placed_value=value, day=day)
    refresh_stale()


def test_share_is_exact_and_leaves_out_other_years_and_what_was_not_completed(trader_row: Trader) -> None:
    sell(trader_row, 799_999_999)
    sell(trader_row, 500_000_000, day=dt.date(2025, 12, 31))
    account = ShopAccountFactory.create(trader=trader_row)
    SoldLineFactory.create(account=account, placed_value=900, day=dt.date(2026, 1, 1), status=LineStatus.CANCELLED)
    SoldLineFactory.create(account=account, placed_value=1, day=dt.date(2026, 1, 1))
    refresh_stale()
    [sales] = year_sales([trader_row], rules_of(2026))
    assert (sales.revenue, sales.share, sales.level, sales.remaining) == (800_000_000, Decimal("0.8"), 80, 200_000_000)


@pytest.mark.parametrize(("value", "level"), [(799_999_999, None), (800_000_000, 80), (1_000_000_000, 100)])
def test_level_begins_at_the_very_dong(trader_row: Trader, value: int, level: int | None) -> None:
    sell(trader_row, value)
    [sales] = year_sales([trader_row], rules_of(2026))
    assert sales.level == level


def test_year_without_a_threshold_has_no_level(trader_row: Trader) -> None:
    sell(trader_row, 2_000_000_000, day=dt.date(2025, 12, 1))
    [sales] = year_sales([trader_row], rules_of(2025))
    assert (sales.revenue, sales.share, sales.level, sales.remaining) == (2_000_000_000, None, None, None)


@pytest.mark.parametrize(
    ("platform", "form", "withheld"),
    [
        (Platform.SHOPEE, LegalForm.HOUSEHOLD, 15_000),
        (Platform.SHOPEE, "", 15_000),
        (Platform.PANCAKE, LegalForm.HOUSEHOLD, 0),
        (Platform.SHOPEE, LegalForm.ENTERPRISE, 0),
    ],
)
def test_withholding_is_of_marketplaces_and_of_people(
    trader_row: Trader, platform: str, form: str, withheld: int
) -> None:
    trader_row.legal_form = form
    sell(trader_row, 1_000_000, platform=platform)
    [sales] = year_sales([trader_row], rules_of(2026))
    assert sales.withheld == withheld


def test_withholding_uses_the_rate_of_the_day(trader_row: Trader) -> None:
    WithholdingRate.objects.update(valid_to=dt.date(2026, 7, 1))
    WithholdingRate.objects.create(valid_from=dt.date(2026, 7, 1), vat_bp=200, income_bp=0, document="Thử")
    sell(trader_row, 1_000_000, day=dt.date(2026, 6, 30))
    sell(trader_row, 1_000_000, day=dt.date(2026, 7, 1))
    [sales] = year_sales([trader_row], rules_of(2026))
    assert sales.withheld == 15_000 + 20_000


def test_nothing_is_withheld_before_the_decree(trader_row: Trader) -> None:
    sell(trader_row, 1_000_000, day=dt.date(2025, 6, 30))
    sell(trader_row, 1_000_000, day=dt.date(2025, 7, 1))
    [sales] = year_sales([trader_row], rules_of(2025))
    assert sales.withheld == 15_000


def test_notices_are_written_once_a_level(trader_row: Trader) -> None:
    with time_machine.travel(NOW, tick=False):
        sell(trader_row, 850_000_000)
        assert (notice_thresholds(), notice_thresholds()) == (1, 0)
        sell(trader_row, 200_000_000)
        assert (notice_thresholds(), notice_thresholds()) == (1, 0)
    assert sorted(TaxNotice.objects.values_list("level", "revenue")) == [(80, 850_000_000), (100, 1_050_000_000)]
    texts = list(Message.objects.filter(person=trader_row.user).order_by("pk").values_list("text", flat=True))
    assert len(texts) == 2
    assert "850.000.000 ₫" in texts[0]
    assert "1.050.000.000 ₫" in texts[1]


def test_trader_who_jumps_over_both_levels_is_told_once(trader_row: Trader) -> None:
    with time_machine.travel(NOW, tick=False):
        sell(trader_row, 1_200_000_000)
        assert (notice_thresholds(), notice_thresholds()) == (1, 0)
    assert [notice.level for notice in TaxNotice.objects.all()] == [100]


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(trader_row: Trader) -> None:
    sell(trader_row, 900_000_000)
    told: list[int] = []

    def work() -> None:
        told.append(notice_thresholds(year=2026))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(told) == 1
    assert Message.objects.filter(person=trader_row.user).count() == 1


def test_list_is_of_traders_that_one_may_see(
    trader_row: Trader, market_board: User, other_board: User, official: User, outsider: User
) -> None:
    sell(trader_row, 950_000_000)
    rules = rules_of(2026)
    found = {
        user.username: [sales.trader for sales in sellers_near_threshold(user, rules, level=80)]
        for user in (market_board, other_board, official, outsider)
    }
    assert found == {
        market_board.username: [trader_row],
        other_board.username: [],
        official.username: [trader_row],
        outsider.username: [],
    }
    assert sellers_near_threshold(official, rules, level=100) == []
    assert sellers_near_threshold(official, rules, level=80, market="tan-dinh") == []


def test_page_and_file_say_the_same(client: Client, trader_row: Trader, market_board: User) -> None:
    sell(trader_row, 950_000_000)
    sign_in_freshly(client, market_board)
    page = client.get("/so-lieu/nguong-thue/?nam=2026").content.decode()
    assert "1 người đã tới 80 % ngưỡng 1 tỷ" in page
    assert "950.000.000 ₫" in page
    response = client.get("/so-lieu/nguong-thue/?nam=2026&tai=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response)))["Ngưỡng thuế 2026"]
    assert [cell.value for cell in sheet[2]][3:] == [950_000_000, 0.95, 14_250_000]


def test_file_of_revenues_is_for_who_may_take_personal_data_away(
    client: Client, trader_row: Trader, market_board: User, market_clerk: User, inspector: User
) -> None:
    sell(trader_row, 950_000_000)
    page = "/so-lieu/nguong-thue/?nam=2026"
    for reader in (market_clerk, inspector):
        sign_in_freshly(client, reader)
        assert "Tải Excel" not in client.get(page).content.decode()
        assert client.get(f"{page}&tai=xlsx").status_code == 403
    client.force_login(market_board)
    assert client.get(f"{page}&tai=xlsx")["Location"].startswith("/tai-khoan/xac-nhan-lai/")
    sign_in_freshly(client, market_board)
    assert "Tải Excel" in client.get(page).content.decode()
    assert b"".join(client.get(f"{page}&tai=xlsx"))[:2] == b"PK"


def test_who_was_shown_or_taken_away_can_see_it(client: Client, trader_row: Trader, market_board: User) -> None:
    sell(trader_row, 950_000_000)
    sign_in_freshly(client, market_board)
    client.get("/so-lieu/nguong-thue/?nam=2026")
    b"".join(client.get("/so-lieu/nguong-thue/?nam=2026&tai=xlsx"))
    readings = PersonalDataReading.objects.filter(person=trader_row.user, reader=market_board).order_by("pk")
    assert [(each.where, each.slot is None) for each in readings] == [
        ("Ngưỡng thuế", False),
        ("Tải danh sách ngưỡng thuế", True),
    ]


def test_sales_of_december_that_come_in_january_are_told_of(trader_row: Trader) -> None:
    sell(trader_row, 900_000_000, day=dt.date(2026, 12, 31))
    with time_machine.travel(dt.datetime(2027, 1, 5, 1, tzinfo=dt.UTC), tick=False):
        notice_thresholds_task()
        notice_thresholds_task()
    assert [(notice.year, notice.level) for notice in TaxNotice.objects.all()] == [(2026, 80)]


def test_year_before_is_let_be_from_april_on(trader_row: Trader) -> None:
    sell(trader_row, 900_000_000, day=dt.date(2026, 12, 31))
    with time_machine.travel(dt.datetime(2027, 4, 1, 1, tzinfo=dt.UTC), tick=False):
        notice_thresholds_task()
    assert not TaxNotice.objects.exists()


@pytest.mark.parametrize("form", [LegalForm.ENTERPRISE, LegalForm.COOPERATIVE])
def test_organisations_have_no_threshold_to_be_told_of(trader_row: Trader, market_board: User, form: str) -> None:
    trader_row.legal_form = form
    trader_row.save()
    with time_machine.travel(NOW, tick=False):
        sell(trader_row, 950_000_000)
        assert notice_thresholds() == 0
    assert sellers_near_threshold(market_board, rules_of(2026), level=80) == []


def test_own_page_tells_a_trader_what_is_left(client: Client, trader: User, trader_row: Trader) -> None:
    with time_machine.travel(NOW, tick=False):
        sell(trader_row, 850_000_000)
        client.force_login(trader)
        page = client.get("/so-lieu/nguong-thue/cua-toi/").content.decode()
    assert "Còn 150.000.000 ₫ nữa là tới ngưỡng" in page
    assert "12.750.000 ₫" in page


@pytest.mark.parametrize("sellers", [1, 3])
def test_list_asks_the_database_three_times(
    trader_row: Trader, official: User, django_assert_num_queries: Any, sellers: int
) -> None:
    for _ in range(sellers):
        sell(TraderFactory.create(market=trader_row.market), 1_000_000_000)
    rules = rules_of(2026)
    with django_assert_num_queries(3):
        assert len(sellers_near_threshold(official, rules, level=80)) == sellers


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (TaxThreshold, {"valid_from": dt.date(2026, 6, 1), "amount": 5, "document": "Trùng ngày"}),
        (TaxThreshold, {"valid_from": dt.date(2020, 1, 1), "valid_to": dt.date(2021, 1, 1), "amount": 0}),
        (WithholdingRate, {"valid_from": dt.date(2026, 6, 1), "vat_bp": 1, "income_bp": 1}),
    ],
)
def test_rules_of_law_neither_overlap_nor_are_nothing(model: type, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**values)  # type: ignore[attr-defined] # each is a model


def test_notice_of_another_level_is_refused(trader_row: Trader) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxNotice.objects.create(
            trader=trader_row, year=2026, level=90, revenue=1, threshold=TaxThreshold.objects.get()
        )
