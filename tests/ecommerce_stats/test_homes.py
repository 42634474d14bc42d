"""Homes: one next step for a trader, what waits for a board, numbers for city and ward."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.queries.next_steps import next_step_of
from ecommerce_stats.queries.waiting import registrations_of, waiting_for
from portal.accounts.models import User
from portal.privacy.actions import ask_correction
from tests.factories.accounts import UserFactory
from tests.factories.traders import ShopAccountFactory
from traders.actions.applications import ask_back
from traders.actions.moves import ask_transfer
from traders.actions.registering import hand_in, save_draft, withdraw
from traders.enums import CheckState, PaperKind
from traders.models import Market, Paper, Trader, TraderApplication, TraderList


def page_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(reverse("home"))
    assert response.status_code == 200
    return response.content.decode()


def applied(market: Market) -> TraderApplication:
    person = UserFactory.create(phone_verified_at=timezone.now(), full_name="")
    save_draft(person=person, by=person, name="Lê Thị Mai", market=market)
    return hand_in(person=person, purposes=[], by=person)


def test_newcomer_is_led_through_the_registration(ben_thanh: Market, market_board: User) -> None:
    person = UserFactory.create(phone_verified_at=timezone.now(), full_name="")
    assert "Đăng ký sạp của bạn" in page_of(person)
    save_draft(person=person, by=person, name="Lê Thị Mai", market=ben_thanh)
    assert next_step_of(person, None).title == "Viết nốt hồ sơ"
    application = hand_in(person=person, purposes=[], by=person)
    assert "Chợ Bến Thành đang xem hồ sơ" in page_of(person)
    ask_back(application=application, by=market_board, reason="Ghi rõ số sạp")
    assert "Ghi rõ số sạp" in page_of(person)
    withdraw(person=person, by=person)
    assert next_step_of(person, None).button == "Đăng ký lại"


def test_trader_links_vneid_before_renewing_papers(trader: User, trader_row: Trader) -> None:
    Paper.objects.create(
        trader=trader_row,
        kind=PaperKind.FOOD_SAFETY,
        state=CheckState.ACCEPTED,
        checked_at=timezone.now(),
        valid_until=timezone.localdate() + dt.timedelta(days=5),
    )
    assert next_step_of(trader, trader_row).title == "Làm lại giấy tờ sắp hết hạn"
    ShopAccountFactory.create(trader=trader_row)
    assert next_step_of(trader, trader_row).title == "Liên kết VNeID"
    assert page_of(trader).count("Việc tiếp theo của bạn") == 1


def test_person_whom_a_list_has_is_asked_before_they_see_anything(trader: User) -> None:
    User.objects.filter(pk=trader.pk).update(phone_verified_at=timezone.now())
    client = Client()
    client.force_login(trader)
    assert client.get(reverse("home")).headers["Location"] == reverse("registration_match")


def test_board_reads_what_waits_with_numbers_and_links(
    trader_row: Trader, ben_thanh: Market, market_board: User, market_clerk: User, other_board: User
) -> None:
    applied(ben_thanh)
    Paper.objects.create(trader=trader_row, kind=PaperKind.ORIGIN)
    TraderList.objects.create(market=ben_thanh, file_name="a.xlsx", sha256="0" * 64)
    ask_correction(person=trader_row.user, wish="Tên tôi là Lê Thị Hoa", by=trader_row.user)
    ask_transfer(trader=trader_row, market=other_board.memberships.get().organisation.markets.get(), by=market_board)
    labels = [each.label for each in waiting_for(market_board)]
    assert labels == [
        "hồ sơ đăng ký chờ duyệt",
        "giấy tờ chờ kiểm tra ở Chợ Bến Thành",
        "yêu cầu về dữ liệu cá nhân",
        "danh sách tiểu thương đang làm dở ở Chợ Bến Thành",
    ]
    assert [each.label for each in waiting_for(other_board)] == ["người chờ chuyển từ chợ khác tới"]
    assert "yêu cầu về dữ liệu cá nhân" not in page_of(market_clerk)
    page = page_of(market_board)
    client = Client()
    client.force_login(market_board)
    for each in waiting_for(market_board):
        assert f'href="{each.url}"' in page
        assert client.get(each.url, follow=True).status_code == 200


@pytest.mark.parametrize("role", ["official", "inspector", "ward_office"])
def test_city_and_ward_read_numbers_of_registrations_and_vneid(
    role: str, request: pytest.FixtureRequest, ben_thanh: Market
) -> None:
    applied(ben_thanh)
    reader = request.getfixturevalue(role)
    page = page_of(reader)
    assert registrations_of(reader).waiting == 1
    assert "1 hồ sơ chờ chợ duyệt" in page
    assert "Liên kết VNeID" in page
    assert "Lê Thị Mai" not in page


def test_stranger_sees_no_registration_of_another_city(outsider: User, ben_thanh: Market) -> None:
    applied(ben_thanh)
    assert registrations_of(outsider).waiting == 0


def test_trainer_is_greeted(trainer: User) -> None:
    assert "Chào" in page_of(trainer)
