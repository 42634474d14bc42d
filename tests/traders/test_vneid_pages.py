"""Pages of the countdown: lists, reports, checks in bulk, exports, the message to those missing."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from portal.accounts.models import User
from portal.notifications.models import Message, MessageBatch, MessagePreference
from portal.privacy.models import PersonalDataReading
from tests.factories.shops import VneidStepFactory
from tests.factories.traders import ShopAccountFactory, StallFactory, TraderFactory
from tests.pictures import jpeg
from tests.threads import at_once
from traders.actions.campaigns import send_vneid_campaign
from traders.enums import TraderState, VneidState
from traders.errors import TradersError
from traders.models import Market, ShopAccount, Trader, VneidStep
from traders.queries.campaigns import campaign_plan
from traders.queries.vneid import accounts_to_link
from traders.vneid_exports import accounts_workbook

pytestmark = pytest.mark.django_db


def as_(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def market_url(market: Market) -> str:
    return reverse("vneid_market", args=[market.slug])


def test_trader_reads_what_is_missing_how_and_until_when(client: Client, trader_row: Trader) -> None:
    ShopAccountFactory.create(trader=trader_row, handle="comatcuahoa", opened_on=dt.date(2026, 10, 1))
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=timezone.get_default_timezone()), tick=False):
        page = as_(client, trader_row.user).get("/vneid/").content.decode()
    assert "Còn 39 ngày" in page
    assert "comatcuahoa" in page
    assert "Phải liên kết ngay" in page
    assert "Cách liên kết TikTok Shop" in page


def test_board_of_one_market_goes_to_its_list(client: Client, market_board: User, ben_thanh: Market) -> None:
    assert as_(client, market_board).get("/vneid/")["Location"] == market_url(ben_thanh)


@pytest.mark.parametrize("typed", ["le thi hoa", "Lê Thị Hoa", "b12", "B12", "hoa.mam", "4567", "0912 34 4567"])
def test_account_is_found_by_name_stall_handle_or_phone(trader_row: Trader, market_board: User, typed: str) -> None:
    Trader.objects.filter(pk=trader_row.pk).update(phone="+84912344567")
    wanted = ShopAccountFactory.create(trader=trader_row, handle="hoa.mam")
    ShopAccountFactory.create(trader=TraderFactory.create(market=trader_row.market, name="Ngô Sáu"), handle="khac")
    assert list(accounts_to_link(market_board, trader_row.market, search=typed)) == [wanted]


@pytest.mark.parametrize("rows", [1, 3])
def test_market_list_costs_the_same_for_one_and_three(
    client: Client, market_board: User, ben_thanh: Market, django_assert_num_queries: Any, rows: int
) -> None:
    for trader in TraderFactory.create_batch(rows, market=ben_thanh, phone="+84912344567"):
        StallFactory.create(trader=trader)
        ShopAccountFactory.create(trader=trader)
    as_(client, market_board)
    with django_assert_num_queries(9):
        assert client.get(market_url(ben_thanh)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_table_of_markets_costs_the_same_for_one_and_three(
    client: Client, official: User, ben_thanh: Market, tan_dinh: Market, django_assert_num_queries: Any, rows: int
) -> None:
    for market in (ben_thanh, tan_dinh, tan_dinh)[:rows]:
        ShopAccountFactory.create(market=market)
    as_(client, official)
    with django_assert_num_queries(5):
        assert client.get("/vneid/").status_code == 200


def test_phones_are_for_the_board_and_who_saw_them_is_recorded(
    client: Client, trader_row: Trader, market_board: User, official: User, ben_thanh: Market
) -> None:
    Trader.objects.filter(pk=trader_row.pk).update(phone="+84912344567")
    ShopAccountFactory.create(trader=trader_row)
    assert "0912 344 567" not in as_(client, official).get(market_url(ben_thanh)).content.decode()
    assert not PersonalDataReading.objects.exists()
    assert "0912 344 567" in as_(client, market_board).get(market_url(ben_thanh)).content.decode()
    assert PersonalDataReading.objects.get().person == trader_row.user


def test_trader_reports_with_a_screenshot_that_the_board_alone_sees(
    client: Client, trader_row: Trader, market_board: User, official: User, other_board: User
) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    sent = {"evidence": "", "picture": SimpleUploadedFile("a.jpg", jpeg())}
    response = as_(client, trader_row.user).post(reverse("vneid_report", args=[account.pk]), sent)
    assert response.status_code == 302
    step = VneidStep.objects.get()
    assert (step.state, step.evidence) == (VneidState.REPORTED, "Ảnh chụp màn hình gửi kèm")
    url = reverse("vneid_picture", args=[step.pk])
    shown = as_(client, market_board).get(url)
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Type"] in {"image/avif", "image/webp"}
    assert "no-store" in shown.headers["Cache-Control"]
    assert b"".join(shown)
    assert PersonalDataReading.objects.get().reader == market_board
    assert as_(client, official).get(url).status_code == 403
    assert as_(client, other_board).get(url).status_code == 404


def test_report_without_anything_is_answered_with_422(client: Client, trader_row: Trader) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    response = as_(client, trader_row.user).post(reverse("vneid_report", args=[account.pk]))
    assert response.status_code == 422
    assert "Kể bạn thấy gì trên màn hình" in response.content.decode()


def test_report_with_a_page_for_a_picture_is_answered_with_422(client: Client, trader_row: Trader) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    sent = {"picture": SimpleUploadedFile("a.jpg", b"<html><script>alert(1)</script>", content_type="image/jpeg")}
    response = as_(client, trader_row.user).post(reverse("vneid_report", args=[account.pk]), sent)
    assert response.status_code == 422
    assert not VneidStep.objects.exists()


def test_board_says_yes_in_one_tap_and_takes_it_back(client: Client, trader_row: Trader, market_board: User) -> None:
    account = VneidStepFactory.create(account__trader=trader_row, by=trader_row.user).account
    as_(client, market_board)
    page = client.get(reverse("vneid_account", args=[account.pk])).content.decode()
    assert "Đúng, đã liên kết" in page
    client.post(reverse("vneid_check", args=[account.pk]), {"state": "linked", "evidence": ""})
    account.refresh_from_db()
    assert account.vneid_state == VneidState.LINKED
    client.post(reverse("vneid_undo", args=[account.vneid_steps.latest("pk").pk]))
    account.refresh_from_db()
    assert account.vneid_state == VneidState.REPORTED


def test_trader_takes_back_their_report_but_not_what_the_board_said(
    client: Client, trader_row: Trader, market_board: User
) -> None:
    step = VneidStepFactory.create(account__trader=trader_row, by=trader_row.user)
    boards = VneidStepFactory.create(account__trader=trader_row, by=market_board, state=VneidState.LINKED)
    as_(client, trader_row.user)
    assert client.post(reverse("vneid_undo", args=[boards.pk])).status_code == 404
    assert client.post(reverse("vneid_undo", args=[step.pk])).status_code == 302
    assert ShopAccount.objects.get(pk=step.account_id).vneid_state == VneidState.NOT_LINKED


def bulk(client: Client, market: Market, query: str = "", **sent: Any) -> Any:
    return client.post(market_url(market) + query, sent)


def test_bulk_check_of_all_needs_a_filter_and_the_number_that_was_shown(
    client: Client, trader_row: Trader, market_board: User, ben_thanh: Market
) -> None:
    for _ in range(3):
        VneidStepFactory.create(account__trader=trader_row, by=trader_row.user)
    as_(client, market_board)
    unfiltered = bulk(client, ben_thanh, tat_ca="1", so="3")
    assert (unfiltered.status_code, "trước khi chọn tất cả" in unfiltered.content.decode()) == (422, True)
    changed = bulk(client, ben_thanh, "?trang_thai=reported", tat_ca="1", so="2")
    assert (changed.status_code, "nay có 3 tài khoản" in changed.content.decode()) == (422, True)
    assert not ShopAccount.objects.filter(vneid_state="linked").exists()
    assert bulk(client, ben_thanh, "?trang_thai=reported", tat_ca="1", so="3").status_code == 302
    assert ShopAccount.objects.filter(vneid_state="linked").count() == 3


def test_bulk_check_reaches_no_account_of_another_market(
    client: Client, market_board: User, ben_thanh: Market, other_trader: User
) -> None:
    foreign = VneidStepFactory.create(account__trader=Trader.objects.get(user=other_trader)).account
    answer = bulk(as_(client, market_board), ben_thanh, chon=[foreign.pk], evidence="đã xem")
    assert answer.status_code == 422
    foreign.refresh_from_db()
    assert foreign.vneid_state == VneidState.REPORTED


def test_bulk_check_without_evidence_says_which_account_lacks_it(
    client: Client, trader_row: Trader, market_board: User, ben_thanh: Market
) -> None:
    account = ShopAccountFactory.create(trader=trader_row, handle="chuabao")
    answer = bulk(as_(client, market_board), ben_thanh, chon=[account.pk])
    assert answer.status_code == 422
    assert "chuabao: ghi căn cứ" in answer.content.decode()


def test_official_reads_the_list_and_checks_nothing(
    client: Client, trader_row: Trader, official: User, ben_thanh: Market
) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    page = as_(client, official).get(market_url(ben_thanh)).content.decode()
    assert "Xác nhận" not in page
    assert bulk(client, ben_thanh, chon=[account.pk], evidence="x").status_code == 403


def test_exported_list_has_a_row_an_account_and_no_formula(trader_row: Trader, market_board: User) -> None:
    Trader.objects.filter(pk=trader_row.pk).update(phone="+84912344567", name='=HYPERLINK("x")')
    ShopAccountFactory.create(trader=trader_row, handle="hoa")
    with accounts_workbook(accounts_to_link(market_board, trader_row.market)) as file:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(file.read())).get_sheet_by_index(0).to_python()
    assert rows[1][:5] == ["TikTok Shop", "hoa", '=HYPERLINK("x")', "B12", "0912 344 567"]
    assert rows[1][7:9] == ["Chưa liên kết", "Tiểu thương liên kết"]


# The message to those missing


@pytest.fixture
def missing(ben_thanh: Market) -> dict[str, Trader]:
    """One who can be written to, one without a number, one who turned it off, one linked, one who left."""
    phones = {"reached": "+84912344567", "mute": "", "off": "+84912344568", "done": "+84912344569"}
    made = {
        name: TraderFactory.create(market=ben_thanh, name=name, phone=phone, user__phone=None)
        for name, phone in phones.items()
    }
    made["left"] = TraderFactory.create(market=ben_thanh, phone="+84912344560", state=TraderState.LEFT)
    for name, trader in made.items():
        if name == "done":
            VneidStepFactory.create(account__trader=trader, state=VneidState.REPORTED)
        else:
            ShopAccountFactory.create(trader=trader)
    MessagePreference.objects.create(person=made["off"].user, purpose="vneid")
    return made


def test_plan_parts_those_whom_a_message_reaches(missing: dict[str, Trader], market_board: User) -> None:
    plan = campaign_plan(market_board, None)
    assert plan.to_write == [missing["reached"]]
    assert plan.without_phone == [missing["mute"]]
    assert plan.unwilling == [missing["off"]]
    assert plan.recent == []


def test_plan_costs_the_same_for_one_market_and_many_people(
    missing: dict[str, Trader], market_board: User, ben_thanh: Market, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        campaign_plan(market_board, ben_thanh)
    for trader in TraderFactory.create_batch(3, market=ben_thanh):
        ShopAccountFactory.create_batch(2, trader=trader)
    with django_assert_num_queries(5):
        assert len(campaign_plan(market_board, ben_thanh).to_write) == 4


def send(by: User, *, key: str = "a", expected: int = 1, again: bool = False) -> tuple[MessageBatch, bool]:
    return send_vneid_campaign(market=None, again=again, expected=expected, key=key, by=by)


def test_campaign_writes_what_each_has_to_link(missing: dict[str, Trader], market_board: User) -> None:
    batch, is_new = send(market_board)
    assert (batch.count, is_new) == (1, True)
    message = Message.objects.get()
    assert message.person == missing["reached"].user
    assert "1 tài khoản" in message.text
    assert "31/12/2026" in message.text


def test_campaign_goes_to_nobody_twice_within_seven_days_unless_asked(
    missing: dict[str, Trader], market_board: User
) -> None:
    start = timezone.now()
    send(market_board)
    assert [trader.name for trader in campaign_plan(market_board, None).recent] == ["reached"]
    with pytest.raises(TradersError, match="đã được nhắn trong 7 ngày"):
        send(market_board, key="b")
    assert send(market_board, key="c", again=True)[1] is True
    with time_machine.travel(start + dt.timedelta(days=7, minutes=1), tick=True):
        assert campaign_plan(market_board, None).to_write == [missing["reached"]]


def test_campaign_whose_number_has_changed_asks_again(missing: dict[str, Trader], market_board: User) -> None:
    with pytest.raises(TradersError, match="nay có 1 người"):
        send(market_board, expected=5)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_campaign_sent_twice_at_once_is_one(missing: dict[str, Trader], market_board: User) -> None:
    got = at_once(lambda: send(market_board)[1])
    assert sorted(got) == [False, True]
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_campaigns_of_two_people_at_once_write_to_nobody_twice(
    missing: dict[str, Trader], market_board: User, official: User
) -> None:
    people = iter((market_board, official))

    def send_own() -> bool:
        person = next(people)
        return send(person, key=person.username)[1]

    got = at_once(send_own)
    assert [each for each in got if each is True] == [True]
    assert [str(each) for each in got if isinstance(each, TradersError)]
    assert Message.objects.count() == 1


def test_campaign_page_shows_text_numbers_and_history(
    client: Client, missing: dict[str, Trader], market_board: User
) -> None:
    url = reverse("vneid_campaigns")
    page = as_(client, market_board).get(url).content.decode()
    assert "Bạn còn 1 tài khoản bán hàng chưa liên kết VNeID" in page
    assert "Gửi cho 1 người" in page
    assert "Không có số điện thoại: tới sạp gặp (1)" in page
    sent = client.post(url, {"expected": 1, "key": "abc"}, follow=True)
    assert "Đã gửi cho 1 người." in sent.content.decode()
    assert "VNeID · các chợ" in sent.content.decode()


def test_campaign_of_a_board_reaches_no_other_market(
    client: Client, missing: dict[str, Trader], other_board: User
) -> None:
    assert as_(client, other_board).get(reverse("vneid_campaigns"), {"cho": "ben-thanh"}).status_code == 404
    assert campaign_plan(other_board, None).to_write == []
