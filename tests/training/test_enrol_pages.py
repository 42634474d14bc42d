"""A trader's own pages: enrolling with one tap, leaving, offers, newcomers, what stands where."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.privacy.enums import ConsentPurpose
from portal.privacy.queries import has_consent
from tests.codes import last_code
from tests.factories.accounts import UserFactory
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import ShopAccountFactory, StallFactory, TraderFactory
from tests.factories.training import AttendanceFactory, CourseRunFactory, EnrolmentFactory
from traders.actions.applications import accept
from traders.enums import ApplicationState
from traders.models import Market, Trader, TraderApplication
from training.actions.enrolments import enrol, leave
from training.actions.newcomers import adopt_accepted, register_and_enrol
from training.enums import Audience, EnrolmentState
from training.models import CourseRun, Enrolment

pytestmark = pytest.mark.django_db

PHONE = "+84912345678"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def run(ben_thanh: Market) -> CourseRun:
    """A run with one place, open for traders of the city."""
    return CourseRunFactory.create(capacity=1, code="ls-bt", title="Livestream tháng 12", market=ben_thanh)


def page(client: Client, name: str, *args: object, status: int = 200) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode()


def said(response: object) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))  # type: ignore[attr-defined] # of the test client


def state_of(run: CourseRun, person: User) -> str:
    return Enrolment.objects.get(run=run, person=person).state


def test_one_tap_gives_a_place_and_says_so(client: Client, run: CourseRun, trader: User) -> None:
    client.force_login(trader)
    assert "Còn 1 chỗ" in page(client, "run_detail", run.code)
    answer = client.post(reverse("enrol", args=[run.code]))
    assert answer.headers["Location"] == reverse("run_detail", args=[run.code]) + "#dang-ky"
    assert "Bạn có chỗ" in said(answer)
    shown = page(client, "run_detail", run.code)
    assert "Bạn có chỗ trong lớp này" in shown
    assert "Tôi không đi được" in shown


def test_second_tap_changes_nothing(client: Client, run: CourseRun, trader: User) -> None:
    client.force_login(trader)
    for _ in range(2):
        assert client.post(reverse("enrol", args=[run.code])).status_code == 302
    assert Enrolment.objects.get(run=run, person=trader).steps.count() == 1


def test_looking_at_the_address_enrols_nobody(client: Client, run: CourseRun, trader: User) -> None:
    client.force_login(trader)
    assert client.get(reverse("enrol", args=[run.code])).status_code == 302
    assert not Enrolment.objects.exists()


def test_who_comes_second_sees_position_and_reason(
    client: Client, run: CourseRun, trader: User, other_trader: User
) -> None:
    enrol(run=run, person=trader, by=trader)
    client.force_login(other_trader)
    assert "Đã hết chỗ trống" in page(client, "run_detail", run.code)
    assert "danh sách chờ" in said(client.post(reverse("enrol", args=[run.code])))
    shown = page(client, "run_detail", run.code)
    assert "thứ <strong>1</strong>" in shown
    assert "Lớp đã đủ chỗ." in shown


def test_page_counts_down_to_the_opening(client: Client, run: CourseRun, trader: User) -> None:
    run.enrol_opens_at = timezone.now() + dt.timedelta(days=2, hours=3, minutes=5)
    run.save()
    client.force_login(trader)
    shown = page(client, "run_detail", run.code)
    assert "còn 2 ngày 3 giờ" in shown
    assert "Đăng ký học" not in shown
    assert "mở đăng ký" in said(client.post(reverse("enrol", args=[run.code])))


def test_clash_with_a_session_is_told_and_does_not_block(client: Client, run: CourseRun, trader: User) -> None:
    account = ShopAccountFactory.create(trader=Trader.objects.get(user=trader))
    assert run.starts_at
    LiveSessionFactory.create(
        account=account, title="Chợ đêm", starts_at=run.starts_at + HOUR, ends_at=run.starts_at + 4 * HOUR
    )
    client.force_login(trader)
    assert "Chợ đêm" in page(client, "run_detail", run.code)
    client.post(reverse("enrol", args=[run.code]))
    assert state_of(run, trader) == EnrolmentState.ENROLLED


def test_clash_with_another_run_is_told(client: Client, run: CourseRun, trader: User) -> None:
    EnrolmentFactory.create(run=CourseRunFactory.create(title="Thuế cho sạp", starts_at=run.starts_at), person=trader)
    EnrolmentFactory.create(
        run=CourseRunFactory.create(title="Lớp đã rời", starts_at=run.starts_at), person=trader, state="cancelled"
    )
    client.force_login(trader)
    shown = page(client, "run_detail", run.code)
    assert "Thuế cho sạp" in shown
    assert "Lớp đã rời" not in shown


def test_leaving_asks_first_and_can_be_undone(client: Client, run: CourseRun, trader: User) -> None:
    enrol(run=run, person=trader, by=trader)
    client.force_login(trader)
    address = reverse("enrol_leave", args=[run.code])
    asked = client.get(address).content.decode()
    assert "Trả lại chỗ của bạn?" in asked
    assert "vắng không báo" not in asked
    assert state_of(run, trader) == EnrolmentState.ENROLLED
    client.post(address)
    assert state_of(run, trader) == EnrolmentState.CANCELLED
    assert "Đăng ký lại" in page(client, "run_detail", run.code)
    client.post(reverse("enrol", args=[run.code]))
    assert state_of(run, trader) == EnrolmentState.ENROLLED


def test_leaving_late_is_said_before(client: Client, run: CourseRun, trader: User) -> None:
    enrol(run=run, person=trader, by=trader)
    assert run.starts_at
    with time_machine.travel(run.starts_at - HOUR, tick=False):
        client.force_login(trader)
        assert "vắng không báo" in page(client, "enrol_leave", run.code)


@pytest.fixture
def offered(run: CourseRun, trader: User, other_trader: User) -> Enrolment:
    """The other trader was offered the place that the first one gave up."""
    first = enrol(run=run, person=trader, by=trader)
    second = enrol(run=run, person=other_trader, by=other_trader)
    leave(enrolment=first, by=trader)
    second.refresh_from_db()
    return second


def test_offer_is_taken_from_the_link(client: Client, offered: Enrolment, other_trader: User) -> None:
    client.force_login(other_trader)
    shown = page(client, "offer", offered.pk)
    assert "Nhận chỗ" in shown
    assert "Trả lời trước" in shown
    assert "Nhận chỗ" in page(client, "own_training")
    client.post(reverse("offer", args=[offered.pk]), {"tra-loi": "nhan"})
    assert state_of(offered.run, other_trader) == EnrolmentState.ENROLLED
    assert "Bạn có chỗ" in page(client, "offer", offered.pk)


def test_offer_is_declined_once_and_says_so(client: Client, offered: Enrolment, other_trader: User) -> None:
    client.force_login(other_trader)
    for _ in range(2):
        client.post(reverse("offer", args=[offered.pk]), {"tra-loi": "khong"})
    assert state_of(offered.run, other_trader) == EnrolmentState.DECLINED
    assert "Bạn đã không nhận chỗ" in page(client, "offer", offered.pk)


def test_offer_after_its_end_says_so_and_offers_the_list(
    client: Client, offered: Enrolment, other_trader: User
) -> None:
    assert offered.offer_expires_at
    with time_machine.travel(offered.offer_expires_at + HOUR, tick=False):
        client.force_login(other_trader)
        answer = client.post(reverse("offer", args=[offered.pk]), {"tra-loi": "nhan"})
        assert "quá giờ" in said(answer)
        shown = page(client, "offer", offered.pk)
    assert "Đã quá giờ nhận chỗ" in shown
    assert "Đăng ký lại" in shown


def test_nobody_reads_or_answers_the_offer_of_another(client: Client, offered: Enrolment, trader: User) -> None:
    client.force_login(trader)
    address = reverse("offer", args=[offered.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"tra-loi": "nhan"}).status_code == 404
    offered.refresh_from_db()
    assert offered.state == EnrolmentState.OFFERED


def test_answer_that_is_none_is_sent_back(client: Client, offered: Enrolment, other_trader: User) -> None:
    client.force_login(other_trader)
    assert client.post(reverse("offer", args=[offered.pk])).status_code == 422


def prove(client: Client, address: str, phone: str = "0912 345 678") -> str:
    """Sign in by a code and say where that leads."""
    client.post(reverse("account_request_login_code"), {"phone": phone, "next": address})
    answer = client.post(reverse("account_confirm_login_code"), {"code": last_code(PHONE)})
    return answer.headers["Location"]


def test_visitor_signs_in_and_comes_back_to_the_run(client: Client, run: CourseRun) -> None:
    address = reverse("enrol", args=[run.code])
    assert address in page(client, "run_detail", run.code)
    assert client.get(address).headers["Location"] == f"{reverse('account_login')}?next={address}"
    assert prove(client, address) == address


def test_newcomer_registers_and_enrols_in_one_go(client: Client, run: CourseRun, ben_thanh: Market) -> None:
    address = reverse("enrol", args=[run.code])
    prove(client, address)
    assert "Bạn là ai?" in client.get(address).content.decode()
    consents = client.get(address).context["consents"]["versions"].value()
    typed = {
        "name": "Lê Thị Mai", "market": ben_thanh.pk, "stall_code": "C1", "messages": "on", "versions": consents,
    }  # fmt: skip
    answer = client.post(address, typed)
    assert answer.status_code == 302
    person = User.objects.get(phone=PHONE)
    application = TraderApplication.objects.get(user=person)
    assert (application.state, application.market, application.stall_code) == (
        ApplicationState.WAITING,
        ben_thanh,
        "C1",
    )
    enrolment = Enrolment.objects.get(person=person)
    assert (enrolment.state, enrolment.market) == (EnrolmentState.ENROLLED, ben_thanh)
    assert has_consent(person, ConsentPurpose.MESSAGES)
    assert not has_consent(person, ConsentPurpose.TRAINING)
    assert "Bạn có chỗ" in page(client, "run_detail", run.code)


def test_accepted_newcomer_becomes_the_trader_of_their_enrolment(
    run: CourseRun, ben_thanh: Market, market_board: User
) -> None:
    person = UserFactory.create(phone=PHONE, phone_verified_at=timezone.now(), full_name="")
    register_and_enrol(
        run=run, person=person, name="Lê Thị Mai", market=ben_thanh, stall_code="", purposes=[], by=person
    )
    assert adopt_accepted() == 0
    accept(application=TraderApplication.objects.get(), by=market_board)
    assert [adopt_accepted(), adopt_accepted()] == [1, 0]
    assert Enrolment.objects.get().trader == Trader.objects.get(user=person)


def test_nothing_is_handed_in_when_enrolling_is_refused(client: Client, run: CourseRun, ben_thanh: Market) -> None:
    address = reverse("enrol", args=[run.code])
    prove(client, address)
    run.enrol_closes_at = timezone.now()
    run.save()
    answer = client.post(address, {"name": "Lê Thị Mai", "market": ben_thanh.pk})
    assert answer.status_code == 422
    assert not TraderApplication.objects.exists()
    assert not Enrolment.objects.exists()


def test_newcomer_without_a_market_is_asked_again(client: Client, run: CourseRun) -> None:
    address = reverse("enrol", args=[run.code])
    prove(client, address)
    answer = client.post(address, {"name": "Lê Thị Mai"})
    assert answer.status_code == 422
    assert not TraderApplication.objects.exists()


def test_run_for_some_markets_offers_only_those(
    client: Client, run: CourseRun, ben_thanh: Market, tan_dinh: Market
) -> None:
    run.markets.add(ben_thanh)
    address = reverse("enrol", args=[run.code])
    prove(client, address)
    shown = client.get(address).content.decode()
    assert ben_thanh.name in shown
    assert tan_dinh.name not in shown
    assert client.post(address, {"name": "Lê Thị Mai", "market": tan_dinh.pk}).status_code == 422


def test_creator_gives_a_name_only(client: Client, run: CourseRun) -> None:
    run.course.audience = Audience.CREATORS
    run.course.save()
    address = reverse("enrol", args=[run.code])
    prove(client, address)
    assert "Chợ bạn bán" not in client.get(address).content.decode()
    assert client.post(address, {"name": "Trần Ly"}).status_code == 302
    person = User.objects.get(phone=PHONE)
    assert (person.full_name, state_of(run, person)) == ("Trần Ly", EnrolmentState.ENROLLED)
    assert not TraderApplication.objects.exists()


def test_number_of_a_list_is_asked_first_and_comes_back(client: Client, run: CourseRun, ben_thanh: Market) -> None:
    StallFactory.create(trader=TraderFactory.create(market=ben_thanh, phone=PHONE, user__phone=None))
    address = reverse("enrol", args=[run.code])
    prove(client, address)
    question = client.get(address).headers["Location"]
    assert question.startswith(reverse("registration_match"))
    answer = client.post(question, {"tra-loi": "phai", "next": address})
    assert answer.headers["Location"] == address
    client.post(address)
    assert Enrolment.objects.get().trader


def test_own_page_tells_all_stages(client: Client, run: CourseRun, trader: User, other_trader: User) -> None:
    client.force_login(trader)
    assert "chưa đăng ký lớp nào" in page(client, "own_training")
    enrol(run=run, person=trader, by=trader)
    full = CourseRunFactory.create(capacity=1, title="Lớp kín", market=run.market)
    enrol(run=full, person=other_trader, by=other_trader)
    enrol(run=full, person=trader, by=trader)
    over = CourseRunFactory.create(title="Lớp cũ", starts_at=timezone.now() - dt.timedelta(days=3))
    AttendanceFactory.create(enrolment=EnrolmentFactory.create(run=over, person=trader))
    shown = page(client, "own_training")
    assert run.title in shown
    assert "Bạn đứng thứ <strong>1</strong>" in shown
    assert "Có mặt 1/1 buổi" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_own_page_asks_the_same_of_many_runs(
    client: Client, trader: User, count: int, django_assert_num_queries: object
) -> None:
    for _ in range(count):
        EnrolmentFactory.create(person=trader)
        past = CourseRunFactory.create(starts_at=timezone.now() - dt.timedelta(days=3))
        AttendanceFactory.create(enrolment=EnrolmentFactory.create(person=trader, run=past))
    client.force_login(trader)
    client.get(reverse("own_training"))
    with django_assert_num_queries(17):  # type: ignore[operator] # a fixture of pytest-django
        client.get(reverse("own_training"))


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.TRAINER, Role.INSPECTOR])
def test_staff_enrol_nobody_here(client: Client, run: CourseRun, role: Role) -> None:
    client.force_login(UserFactory.create(role=role))
    assert client.post(reverse("enrol", args=[run.code])).status_code == 403
    assert client.get(reverse("own_training")).status_code == 403
    assert not Enrolment.objects.exists()
