"""Deeds on many traders: who is meant, who may, and the way back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from portal.accounts.models import Role, User
from portal.notifications.models import Message
from portal.privacy.models import PersonalDataReading
from tests.factories.traders import GoodsLineFactory, ShopAccountFactory, StallFactory, TraderFactory
from traders.actions.bulk import set_goods_line, undo_change
from traders.actions.tax_codes import write_tax_code
from traders.errors import TradersError
from traders.list_columns import ADDED_ON_EXPORT, COLUMNS
from traders.models import Market, Trader
from traders.tax_codes import TaxCode
from traders.trader_exports import write_list

pytestmark = pytest.mark.django_db

EINVOICE = {"task": "hoa-don"}


def post(client: Client, task: str, **sent: Any) -> Any:
    return client.post(reverse("trader_bulk", args=[task]), sent)


def test_nothing_marked_changes_nobody(client: Client, market_board: User, trader_row: Trader) -> None:
    client.force_login(market_board)
    response = client.post(reverse("trader_bulk", args=["hoa-don"]), {"so": "0", "uses_einvoice": "True"}, follow=True)
    assert "Chưa chọn ai" in response.content.decode()
    trader_row.refresh_from_db()
    assert trader_row.uses_einvoice is None


def test_a_filter_that_cannot_be_read_chooses_nobody(client: Client, market_board: User, trader_row: Trader) -> None:
    client.force_login(market_board)
    response = post(client, "hoa-don", pham_vi="tat-ca", loc="cho=khong-co", so="1", uses_einvoice="True")
    assert response.status_code == 302
    trader_row.refresh_from_db()
    assert trader_row.uses_einvoice is None


def test_all_means_the_filter_and_is_asked_again_when_the_number_changed(
    client: Client, market_board: User, ben_thanh: Market
) -> None:
    for name in ("Lê Thị Hoa", "Trần Thị Hòa", "Phạm Văn Sáu"):
        TraderFactory.create(market=ben_thanh, name=name)
    client.force_login(market_board)
    sent = {"pham_vi": "tat-ca", "loc": "cho=ben-thanh&q=hoa", "tu": "cho"}
    asked = post(client, "hoa-don", **sent)
    assert "2 người" in asked.content.decode()
    TraderFactory.create(market=ben_thanh, name="Ngô Hoa")
    stale = post(client, "hoa-don", **sent, so="2", uses_einvoice="True")
    assert (stale.status_code, Trader.objects.filter(uses_einvoice=True).count()) == (422, 0)
    done = post(client, "hoa-don", **sent, so="3", uses_einvoice="True")
    assert done["Location"] == "/cho/ben-thanh/tieu-thuong/?q=hoa"
    assert Trader.objects.filter(uses_einvoice=True).count() == 3
    client.post(reverse("trader_undo"))
    assert Trader.objects.filter(uses_einvoice=None).count() == 4


def test_traders_of_another_market_are_never_meant(
    client: Client, market_board: User, trader_row: Trader, other_trader: User
) -> None:
    client.force_login(market_board)
    keys = [trader_row.pk, Trader.objects.get(user=other_trader).pk]
    post(client, "hoa-don", chon=keys, so="1", uses_einvoice="False")
    assert list(Trader.objects.filter(uses_einvoice=False)) == [trader_row]


def test_undo_leaves_what_was_changed_since(market_board: User, other_board: User, ben_thanh: Market) -> None:
    first, second = TraderFactory.create_batch(2, market=ben_thanh)
    fruit, cloth = GoodsLineFactory.create(slug="trai"), GoodsLineFactory.create(slug="vai")
    before = first.goods_line
    change = set_goods_line(traders=Trader.objects.all(), line=fruit, by=market_board)
    Trader.objects.filter(pk=second.pk).update(goods_line=cloth)
    with pytest.raises(TradersError):
        undo_change(context=change.context, by=other_board)
    assert undo_change(context=change.context, by=market_board) == 1
    assert {trader.pk: trader.goods_line for trader in Trader.objects.all()} == {first.pk: before, second.pk: cloth}
    with pytest.raises(TradersError):
        undo_change(context=change.context, by=market_board)


def test_message_sent_twice_is_one_message(client: Client, market_board: User, trader_row: Trader) -> None:
    client.force_login(market_board)
    for _ in range(2):
        post(client, "nhan-tin", chon=[trader_row.pk], so="1", mot_lan="abc", text="Mai chợ nghỉ.")
    assert [message.text for message in Message.objects.filter(person=trader_row.user)] == ["Mai chợ nghỉ."]


@pytest.mark.parametrize(("who", "task", "status"), [("market_clerk", "nhan-tin", 404), ("official", "hoa-don", 404)])
def test_a_deed_is_closed_to_those_who_may_not(
    client: Client, request: pytest.FixtureRequest, trader_row: Trader, who: str, task: str, status: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert post(client, task, chon=[trader_row.pk], so="1").status_code == status


def test_export_has_the_columns_of_the_template_and_masks_the_personal_code(trader_row: Trader) -> None:
    write_tax_code(trader_row, TaxCode("079188001234", is_personal=True))
    trader_row.note = "=1+1"
    trader_row.phone = "+84912345678"
    trader_row.save()
    file = io.BytesIO()
    assert write_list(Trader.objects.all(), file) == 1
    header, row = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    assert header == [column.header for column in (*COLUMNS, *ADDED_ON_EXPORT)]
    cells = dict(zip(header, row, strict=True))
    assert (cells["Mã số thuế"], cells["Mã sạp"], cells["Ghi chú"]) == ("••••••••• 234", "B12", "=1+1")
    assert cells["Số điện thoại"] == "0912 345 678"


def test_export_asks_who_one_is_first(client: Client, market_board: User, trader_row: Trader) -> None:
    client.force_login(market_board)
    response = client.post(reverse("trader_export"), {"chon": [trader_row.pk]})
    assert (response.status_code, PersonalDataReading.objects.count()) == (302, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_register_costs_the_same_for_one_and_three_and_records_what_was_seen(
    client: Client, official: User, ben_thanh: Market, django_assert_num_queries: Any, rows: int
) -> None:
    for trader in TraderFactory.create_batch(rows, market=ben_thanh, phone="+84912345678"):
        StallFactory.create(trader=trader)
        ShopAccountFactory.create(trader=trader)
    client.force_login(official)
    with django_assert_num_queries(11):
        client.get(reverse("trader_register"))
    assert PersonalDataReading.objects.filter(reader=official).count() == rows


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.WARD_OFFICE])
def test_register_masks_numbers_for_those_who_do_not_need_them(
    client: Client, inspector: User, ward_office: User, ben_thanh: Market, role: Role
) -> None:
    TraderFactory.create(market=ben_thanh, phone="+84912345678")
    client.force_login({Role.INSPECTOR: inspector, Role.WARD_OFFICE: ward_office}[role])
    page = client.get(reverse("trader_register")).content.decode()
    assert "0912 ••• 678" in page
    assert "345" not in page
    assert not PersonalDataReading.objects.exists()


def test_register_shows_an_outsider_nobody(client: Client, outsider: User, trader_row: Trader) -> None:
    client.force_login(outsider)
    assert trader_row.name not in client.get(reverse("trader_register")).content.decode()
