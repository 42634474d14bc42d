"""A person registers: drafts, handing in once, a number that a list already has, and every page of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.notifications.models import Message
from portal.privacy.models import Consent
from tests.factories.accounts import UserFactory
from tests.factories.traders import GoodsLineFactory, MarketFactory, StallFactory, TraderFactory
from traders.actions.claims import claim, disclaim
from traders.actions.registering import hand_in, save_draft, withdraw
from traders.enums import ApplicationState
from traders.errors import TradersError
from traders.models import Market, Trader, TraderApplication
from traders.queries.applications import stall_codes_like, trader_of_number

PHONE = "+84912345678"
DETAILS = reverse("registration_details")
CONSENT = reverse("registration_consent")


def newcomer(phone: str = PHONE) -> User:
    """Somebody who has just proved a number."""
    return UserFactory.create(role=Role.TRADER, phone=phone, phone_verified_at=timezone.now(), full_name="")


@pytest.fixture
def person(ben_thanh: Market) -> User:
    return newcomer()


@pytest.fixture
def page(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def own(person: User) -> TraderApplication:
    return TraderApplication.objects.get(user=person)


def test_visitor_is_led_to_the_phone_and_back(client: Client) -> None:
    response = client.get(reverse("registration"))
    assert response.headers["Location"] == f"{reverse('account_login')}?next={reverse('registration')}"


def test_person_registers_in_three_pages(page: Client, person: User, ben_thanh: Market) -> None:
    goods = GoodsLineFactory.create(slug="trai-cay", name="Trái cây")
    assert page.get(reverse("registration")).headers["Location"] == DETAILS
    sent = {"name": "  Lê  Thị Mai ", "tim_cho": "ben thanh", "stall_code": "C1", "goods_line": goods.pk}
    assert page.post(DETAILS, sent).headers["Location"] == CONSENT
    assert "Không đánh dấu mục nào, hồ sơ vẫn được xét" in page.get(CONSENT).content.decode()
    assert b"checked" not in page.get(CONSENT).content
    assert page.post(CONSENT, {}).headers["Location"] == reverse("own_application")
    application = own(person)
    assert (application.state, application.name, application.market) == ("waiting", "Lê Thị Mai", ben_thanh)
    assert "Đang chờ chợ xem" in page.get(reverse("own_application")).content.decode()
    assert not Consent.objects.filter(person=person).exists()
    person.refresh_from_db()
    assert person.full_name == "Lê Thị Mai"


def test_consent_that_is_ticked_is_given(page: Client, person: User, ben_thanh: Market) -> None:
    save_draft(person=person, by=person, name="Lê Thị Mai", market=ben_thanh)
    form = page.get(CONSENT).context["form"]
    page.post(CONSENT, {"versions": form.fields["versions"].initial, "training": "on"})
    assert [consent.purpose for consent in Consent.objects.filter(person=person)] == ["training"]


def test_market_is_asked_for_when_its_name_fits_several_or_none(page: Client, person: User) -> None:
    for number in range(9):
        MarketFactory.create(slug=f"x{number}", name=f"Chợ Xóm {number}")
    for typed, said in (("xom", "Có hơn một chợ"), ("kim biên", "Không tìm thấy"), ("", "Chọn chợ bạn bán")):
        response = page.post(DETAILS, {"name": "A", "tim_cho": typed})
        assert response.status_code == 422
        assert said in response.content.decode()
    assert own(person).market is None


def test_markets_and_stalls_are_suggested_while_typing(page: Client, ben_thanh: Market, trader_row: Trader) -> None:
    for number in range(9):
        MarketFactory.create(slug=f"x{number}", name=f"Chợ Xóm {number}")
    headers = {"HX-Request": "true", "HX-Target": "market-choices"}
    markets = page.get(DETAILS, {"tim_cho": "ben th"}, headers=headers).content.decode()
    assert "Chợ Bến Thành" in markets
    assert "Xóm" not in markets
    headers["HX-Target"] = "stall-codes"
    codes = page.get(f"{DETAILS}?market={ben_thanh.pk}&stall_code=b1", headers=headers).content.decode()
    assert 'value="B12"' in codes
    assert trader_row.name not in codes
    assert stall_codes_like(None, "b") == []


def test_draft_is_kept_while_it_is_typed_and_stands_there_again(page: Client, person: User, ben_thanh: Market) -> None:
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    response = page.post(DETAILS, {"name": "Lê Thị M", "market": "", "stall_code": "C1"}, headers=headers)
    assert "Đã giữ nháp" in response.content.decode()
    page.post(DETAILS, {"name": "", "market": ben_thanh.pk, "stall_code": "C2"}, headers=headers)
    application = own(person)
    assert (application.name, application.stall_code, application.state) == ("Lê Thị M", "C2", "draft")
    assert 'value="Lê Thị M"' in page.get(DETAILS).content.decode()


def test_application_is_withdrawn_and_written_again_from_what_was_there(page: Client, person: User) -> None:
    save_draft(person=person, by=person, name="Lê Thị Mai", market=Market.objects.get())
    hand_in(person=person, purposes=[], by=person)
    assert page.get(DETAILS).headers["Location"] == reverse("registration")
    page.post(reverse("own_application_withdraw"))
    assert own(person).state == ApplicationState.WITHDRAWN
    assert 'value="Lê Thị Mai"' in page.get(DETAILS).content.decode()


def test_incomplete_or_unwanted_applications_are_refused(person: User, trader: User) -> None:
    with pytest.raises(TradersError, match="bắt đầu lại"):
        hand_in(person=person, purposes=[], by=person)
    save_draft(person=person, by=person, name="A")
    with pytest.raises(TradersError, match="thiếu họ tên"):
        hand_in(person=person, purposes=[], by=person)
    with pytest.raises(TradersError, match="đã là tiểu thương"):
        save_draft(person=trader, by=trader, name="A")
    save_draft(person=person, by=person, market=Market.objects.get())
    hand_in(person=person, purposes=[], by=person)
    with pytest.raises(TradersError, match="đã gửi"):
        save_draft(person=person, by=person, name="B")
    withdraw(person=person, by=person)
    withdraw(person=person, by=person)


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_once_is_handed_in_once(ben_thanh: Market) -> None:
    person, barrier = newcomer(), Barrier(4)
    save_draft(person=person, by=person, name="Lê Thị Mai", market=ben_thanh)

    def send(_number: int) -> int:
        try:
            barrier.wait()
            return hand_in(person=User.objects.get(pk=person.pk), purposes=["training", "messages"], by=person).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        handed_in = set(pool.map(send, range(4)))
    assert handed_in == {own(person).pk}
    assert Message.objects.filter(person=person).count() == 1
    assert Consent.objects.filter(person=person).count() == 2


def test_number_of_a_list_is_asked_whether_it_is_them(page: Client, person: User, ben_thanh: Market) -> None:
    trader = TraderFactory.create(market=ben_thanh, phone=PHONE, name="Lê Thị Mai", user__phone=None)
    StallFactory.create(trader=trader, code="C1")
    assert page.get(reverse("registration")).headers["Location"] == reverse("registration_match")
    shown = page.get(reverse("registration_match")).content.decode()
    assert "Chợ Bến Thành" in shown
    assert "C1" in shown
    assert "Lê Thị Mai" not in shown
    assert page.post(reverse("registration_match"), {}).status_code == 422
    assert page.post(reverse("registration_match"), {"tra-loi": "phai"}).headers["Location"] == reverse("home")
    trader.refresh_from_db()
    person.refresh_from_db()
    assert (trader.user.phone, person.phone, person.is_active) == (PHONE, None, False)
    assert trader.claimed_at is not None
    assert page.session["_auth_user_id"] == str(trader.user_id)


def test_board_is_told_when_the_number_is_somebody_elses(
    page: Client, person: User, ben_thanh: Market, market_board: User
) -> None:
    trader = TraderFactory.create(market=ben_thanh, phone=PHONE, user__phone=None)
    assert page.post(reverse("registration_match"), {"tra-loi": "khong"}).headers["Location"] == reverse("registration")
    trader.refresh_from_db()
    assert (trader.phone, trader.claimed_at) == ("", None)
    assert "0912 345 678" in Message.objects.get(person=market_board).text
    assert page.get(reverse("registration")).headers["Location"] == DETAILS


def test_person_whom_the_board_made_confirms_or_gets_an_account_of_their_own(ben_thanh: Market) -> None:
    first, second = (TraderFactory.create(market=ben_thanh, user=newcomer(phone)) for phone in (PHONE, "+84912345679"))
    assert claim(trader=first, by=first.user) == first.user
    stranger = disclaim(trader=second, by=second.user)
    second.refresh_from_db()
    assert stranger != second.user
    assert (stranger.phone, second.user.phone, stranger.full_name) == ("+84912345679", None, "")
    with pytest.raises(TradersError, match="không còn chờ"):
        claim(trader=second, by=stranger)


def test_number_of_two_people_or_of_a_proved_one_is_nobodys_offer(person: User, ben_thanh: Market) -> None:
    proved = TraderFactory.create(market=ben_thanh, phone=PHONE, user=newcomer("+84912345670"))
    assert trader_of_number(person) is None
    proved.delete()
    for _ in range(2):
        TraderFactory.create(market=ben_thanh, phone=PHONE, user__phone=None)
    assert trader_of_number(person) is None
