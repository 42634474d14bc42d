"""Pages of messages, as each person sees them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.notifications.actions import forget_old, notify
from portal.notifications.enums import Purpose, State
from portal.notifications.models import Message, MessagePreference, TrialMessage
from portal.privacy.models import PersonalDataReading
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageAttemptFactory, MessageBatchFactory, MessageFactory
from traders.models import Trader


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory.create(role=Role.ADMINISTRATOR)


def seen_by(client: Client, user: User, query: str = "") -> str:
    client.force_login(user)
    return client.get(f"/tin-nhan/{query}").content.decode()


def test_list_shows_whom_and_why_with_the_number_covered(client: Client, administrator: User) -> None:
    MessageFactory.create(name="Lê Thị Hoa", purpose=Purpose.VNEID, state=State.FAILED)
    page = seen_by(client, administrator)
    assert "Lê Thị Hoa" in page
    assert "0912 ••• 678" in page
    assert "345" not in page.split("0912 ••• 678")[0][-200:]
    assert "Liên kết VNeID" in page


def test_market_staff_see_what_they_and_their_colleagues_sent(client: Client, person: User, settings: Any) -> None:
    settings.MESSAGE_COLLEAGUES = "tests.portal.notifications.registers.colleagues"
    clerk = UserFactory.create(role=Role.MARKET_CLERK)
    for sender, name in (
        (person, "Người Một"),
        (clerk, "Người Hai"),
        (UserFactory.create(), "Người Ba"),
        (None, "Bốn"),
    ):
        MessageFactory.create(by=sender, name=name)
    page = seen_by(client, person)
    assert [name in page for name in ("Người Một", "Người Hai", "Người Ba", "Bốn")] == [True, True, False, False]


def test_officials_of_one_city_see_each_others_messages(client: Client, official: User, outsider: User) -> None:
    colleague = UserFactory.create(role=Role.OFFICIAL)
    MessageFactory.create(by=colleague, name="Lê Thị Hoa")
    assert "Lê Thị Hoa" in seen_by(client, official)
    assert "Lê Thị Hoa" not in seen_by(client, outsider)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?muc_dich=tax", {"Thuế"}),
        ("?trang_thai=failed", {"Hỏng"}),
        ("?kenh=sms", {"Nhắn"}),
        ("?muc_dich=la&trang_thai=failed", {"Hỏng"}),
    ],
)
def test_list_is_narrowed_by_the_address(client: Client, administrator: User, query: str, found: set[str]) -> None:
    MessageFactory.create(name="Thuế", purpose=Purpose.TAX)
    MessageFactory.create(name="Hỏng", state=State.FAILED)
    MessageAttemptFactory.create(message=MessageFactory.create(name="Nhắn"))
    page = seen_by(client, administrator, query)
    assert {name for name in ("Thuế", "Hỏng", "Nhắn") if f">{name}</a>" in page} == found


def test_list_asks_as_often_for_three_as_for_one(
    client: Client, administrator: User, django_assert_num_queries: Any
) -> None:
    client.force_login(administrator)
    MessageFactory.create(batch=MessageBatchFactory.create(), by=UserFactory.create())
    client.get("/tin-nhan/")
    with django_assert_num_queries(6):
        client.get("/tin-nhan/")
    for _ in range(2):
        MessageFactory.create(batch=MessageBatchFactory.create(), by=UserFactory.create())
    with django_assert_num_queries(6):
        client.get("/tin-nhan/")


def test_opening_a_message_is_recorded_for_its_person(client: Client, administrator: User) -> None:
    message = MessageAttemptFactory.create(error="Máy tắt.").message
    client.force_login(administrator)
    assert "Máy tắt." in client.get(f"/tin-nhan/{message.pk}/").content.decode()
    assert PersonalDataReading.objects.get().person_id == message.person_id


def test_batch_page_counts_and_sends_again_once(client: Client, administrator: User, esms: Any) -> None:
    batch = MessageBatchFactory.create(count=3)
    MessageFactory.create(batch=batch, state=State.FAILED, name="Lê Thị Hoa")
    MessageFactory.create_batch(2, batch=batch, state=State.SENT)
    client.force_login(administrator)
    page = client.get(f"/tin-nhan/dot/{batch.pk}/").content.decode()
    assert "Đã gửi 2 trong 3 tin" in page
    assert "Gửi lại các tin chưa tới" in page
    address = f"/tin-nhan/dot/{batch.pk}/gui-lai/"
    assert "Đang gửi lại 1 tin" in client.post(address, follow=True).content.decode()
    assert "Không còn tin nào chưa tới" in client.post(address, follow=True).content.decode()


def test_fragment_of_a_moving_batch_is_the_state_alone(client: Client, administrator: User) -> None:
    batch = MessageBatchFactory.create()
    MessageFactory.create(batch=batch)
    client.force_login(administrator)
    headers = {"HX-Request": "true", "HX-Target": "batch-state"}
    fragment = client.get(f"/tin-nhan/dot/{batch.pk}/", headers=headers).content.decode()
    assert fragment.strip().startswith('<div id="batch-state"')
    assert "every 2s" in fragment


def test_own_messages_are_ones_own_and_without_codes(client: Client, person: User) -> None:
    MessageFactory.create(person=person, text="Tin của mình", state=State.SENT)
    MessageFactory.create(person=person, text="•••••• là mã", purpose=Purpose.CODE)
    MessageFactory.create(text="Tin người khác")
    client.force_login(person)
    page = client.get("/tin-nhan/cua-toi/").content.decode()
    assert [text in page for text in ("Tin của mình", "là mã", "Tin người khác")] == [True, False, False]


def test_preferences_keep_what_was_chosen(client: Client, person: User) -> None:
    client.force_login(person)
    answer = client.post("/tin-nhan/cai-dat/", {"gui": "1", "muon_nhan": ["tax", "vneid"]}, follow=True)
    assert "Đã lưu" in answer.content.decode()
    muted = set(MessagePreference.objects.filter(person=person).values_list("purpose", flat=True))
    assert muted == {"training", "invitation", "session", "papers", "figures", "general"}
    client.post("/tin-nhan/cai-dat/", {"gui": "1", "muon_nhan": ["general"]})
    assert not MessagePreference.objects.filter(person=person, purpose="general").exists()


def test_preference_that_does_not_exist_is_refused(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.post("/tin-nhan/cai-dat/", {"gui": "1", "muon_nhan": ["code"]}).status_code == 422


def test_trader_without_consent_is_told_so(client: Client, db: None) -> None:
    client.force_login(UserFactory.create(role=Role.TRADER))
    assert "Bạn chưa đồng ý nhận tin" in client.get("/tin-nhan/cai-dat/").content.decode()


def test_short_link_leads_into_the_portal_and_counts(client: Client, person: User) -> None:
    message = notify(
        person=person, template="general", values={"text": "A"}, key="1", link="/tin-nhan/cua-toi/?trang=1"
    )
    address = f"/t/{message.token}/"
    client.head(address)
    for _ in range(2):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/tin-nhan/cua-toi/?trang=1")
    message.refresh_from_db()
    assert message.clicks == 2
    assert message.clicked_at
    assert client.get("/t/khong-co/").status_code == 404


def test_trial_box_shows_the_newest_first_and_finds_a_phone(client: Client, db: None) -> None:
    for place, phone in enumerate(("+84912345678", "+84987654321")):
        TrialMessage.objects.create(channel="sms", phone=phone, text=f"Mã {place}", tracking=str(place))
    page = client.get("/tin-nhan/hop-thu-thu/").content.decode()
    assert page.index("Mã 1") < page.index("Mã 0")
    assert "Không tin nào được gửi ra ngoài" in page
    narrowed = client.get("/tin-nhan/hop-thu-thu/", {"so": "0912 345"}).content.decode()
    assert "Mã 0" in narrowed
    assert "Mã 1" not in narrowed


def test_trial_box_is_not_there_in_production(client: Client, db: None, settings: Any) -> None:
    settings.MESSAGE_TRIAL_BOX = False
    assert client.get("/tin-nhan/hop-thu-thu/").status_code == 404


def test_old_messages_lose_text_and_address_and_keep_when(db: None, settings: Any) -> None:
    settings.MESSAGE_KEEP_DAYS = 30
    long_ago = timezone.now() - dt.timedelta(days=31)
    old = MessageFactory.create(state=State.SENT, created_at=long_ago)
    waiting = MessageFactory.create(created_at=long_ago)
    recent = MessageFactory.create(state=State.SENT)
    assert forget_old() == 1
    assert forget_old() == 0
    old.refresh_from_db()
    assert (old.name, old.phone, old.values, bool(old.sent_at)) == ("", "", {}, True)
    assert "Chợ nghỉ" not in old.text
    assert Message.objects.filter(pk__in=[waiting.pk, recent.pk], blanked_at=None).count() == 2


def test_market_staff_of_one_organisation_are_colleagues(
    client: Client, market_board: User, market_clerk: User, other_board: User
) -> None:
    MessageFactory.create(by=market_clerk, name="Lê Thị Hoa")
    assert "Lê Thị Hoa" in seen_by(client, market_board)
    assert "Lê Thị Hoa" not in seen_by(client, other_board)


def test_trader_without_a_sign_in_number_is_reached_by_the_number_on_the_list(trader_row: Trader) -> None:
    User.objects.update(phone=None)
    Trader.objects.update(phone="+84909000222")
    trader_row.user.refresh_from_db()
    message = notify(person=trader_row.user, template="general", values={"text": "A"}, key="1")
    assert message.phone == "+84909000222"
    Trader.objects.update(phone="+842838222333")
    message = notify(person=trader_row.user, template="general", values={"text": "A"}, key="2")
    assert message.phone == ""
