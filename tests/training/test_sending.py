"""A board sends many people: from its list, from a file, by invitation; looked at first, and undone."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.traders import GoodsLineFactory, ShopAccountFactory, StallFactory, TraderFactory
from tests.factories.training import AttendanceFactory, CourseRunFactory, EnrolmentFactory
from traders.models import Market, Trader
from training.actions.enrolments import enrol
from training.actions.invitations import invite
from training.enums import EnrolledHow, EnrolmentState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment, Invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(ben_thanh: Market) -> CourseRun:
    return CourseRunFactory.create(capacity=2, code="ls-bt", title="Livestream tháng 12", market=ben_thanh)


@pytest.fixture
def three(ben_thanh: Market) -> list[Trader]:
    """Traders of Bến Thành with stalls D1 to D3; the order is that of the list."""
    people = [("Lê Thị An", "0901000001"), ("Trần Văn Bình", "0901000002"), ("Ngô Thị Châu", "0901000003")]
    made = [TraderFactory.create(market=ben_thanh, name=n, user__full_name=n, phone=f"+84{p[1:]}") for n, p in people]
    for number, trader in enumerate(made, 1):
        StallFactory.create(trader=trader, code=f"D{number}")
    return made


def send(client: Client, run: CourseRun, what: str = "run_people_enrol", **sent: Any) -> Any:
    return client.post(reverse(what, args=[run.code]), sent)


def ticked(*traders: Trader) -> dict[str, Any]:
    return {"pham_vi": "danh-dau", "chon": [trader.pk for trader in traders]}


def names_on(client: Client, run: CourseRun, **query: str) -> set[str]:
    page = client.get(reverse("run_people", args=[run.code]), query).context["page"]
    return {trader.name for trader in page}


def test_look_first_writes_nothing_and_tells_what_would_be(
    client: Client, run: CourseRun, three: list[Trader], market_board: User
) -> None:
    enrol(run=run, person=three[0].user, by=three[0].user)
    client.force_login(market_board)
    answer = send(client, run, **ticked(*three))
    assert answer.status_code == 200
    assert [heading for _, heading, _ in answer.context["forecast"].groups] == [
        "Có chỗ ngay", "Vào danh sách chờ", "Đã có trong danh sách của lớp",
    ]  # fmt: skip
    assert "Đăng ký cho 2 người" in answer.content.decode()
    assert Enrolment.objects.count() == 1


def test_what_was_foreseen_is_done_and_undone(
    client: Client, run: CourseRun, three: list[Trader], market_board: User
) -> None:
    client.force_login(market_board)
    foreseen = send(client, run, **ticked(*three)).context["forecast"]
    assert send(client, run, **ticked(*three), so=3).status_code == 302
    states = {each.person_id: each.state for each in Enrolment.objects.all()}
    words = {"place": EnrolmentState.ENROLLED, "waits": EnrolmentState.WAITING}
    assert states == {row.person.pk: words[row.outcome] for row in foreseen.rows}
    assert set(Enrolment.objects.values_list("how", flat=True)) == {EnrolledHow.BOARD}
    assert "Hoàn tác" in client.get(reverse("run_people", args=[run.code])).content.decode()
    send(client, run, "run_people_undo")
    assert not Enrolment.objects.exclude(state=EnrolmentState.CANCELLED).exists()
    again = client.post(reverse("run_people_undo", args=[run.code]), follow=True)
    assert "Không còn đăng ký nào" in again.content.decode()


def test_undoing_late_counts_against_nobody(
    client: Client, run: CourseRun, three: list[Trader], market_board: User
) -> None:
    assert run.starts_at
    with time_machine.travel(run.starts_at - dt.timedelta(hours=3), tick=False):
        client.force_login(market_board)
        send(client, run, **ticked(three[0]), so=1)
        send(client, run, "run_people_undo")
    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.left_late) == (EnrolmentState.CANCELLED, False)


def test_number_that_changed_meanwhile_is_asked_again(
    client: Client, run: CourseRun, three: list[Trader], market_board: User
) -> None:
    client.force_login(market_board)
    answer = send(client, run, **ticked(*three), so=2)
    assert answer.status_code == 422
    assert "Danh sách vừa thay đổi" in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_clash_is_told_before(client: Client, run: CourseRun, three: list[Trader], market_board: User) -> None:
    EnrolmentFactory.create(
        run=CourseRunFactory.create(title="Thuế cho sạp", starts_at=run.starts_at), person=three[0].user
    )
    client.force_login(market_board)
    shown = send(client, run, **ticked(three[0])).content.decode()
    assert "Trùng giờ" in shown
    assert "Thuế cho sạp" in shown


def test_people_of_another_market_cannot_be_sent(
    client: Client, run: CourseRun, three: list[Trader], other_board: User
) -> None:
    client.force_login(other_board)
    assert send(client, run, **ticked(*three), so=3).status_code == 302
    assert send(client, run, "run_people_invite", **ticked(*three), so=3).status_code == 302
    assert not Enrolment.objects.exists()
    assert not Invitation.objects.exists()


def test_run_for_other_markets_offers_nobody(
    client: Client, run: CourseRun, three: list[Trader], market_board: User, tan_dinh: Market
) -> None:
    run.markets.add(tan_dinh)
    client.force_login(market_board)
    assert send(client, run, **ticked(*three), so=3).status_code == 302
    assert not Enrolment.objects.exists()


def test_filters_find_who_never_learnt_and_never_sold_live(
    client: Client, run: CourseRun, three: list[Trader], market_board: User, ben_thanh: Market
) -> None:
    taught, live, plain = three
    AttendanceFactory.create(enrolment=EnrolmentFactory.create(person=taught.user))
    began = timezone.now() - dt.timedelta(days=3)
    LiveSessionFactory.create(
        account=ShopAccountFactory.create(trader=live), starts_at=began, ends_at=began + dt.timedelta(hours=2)
    )
    plain.goods_line = GoodsLineFactory.create()
    plain.save()
    zone = ben_thanh.zones.create(code="A", name="Khu vải")
    taught.stalls.update(zone=zone)
    client.force_login(market_board)
    assert names_on(client, run, hoc="khong") == {live.name, plain.name}
    assert names_on(client, run, hoc="co") == {taught.name}
    assert names_on(client, run, live="khong") == {taught.name, plain.name}
    assert names_on(client, run, live="co") == {live.name}
    assert names_on(client, run, nganh=plain.goods_line.slug) == {plain.name}
    assert names_on(client, run, khu=str(zone.pk)) == {taught.name}
    assert names_on(client, run, q="chau") == {plain.name}


def test_all_means_the_filter(client: Client, run: CourseRun, three: list[Trader], market_board: User) -> None:
    client.force_login(market_board)
    send(client, run, pham_vi="tat-ca", loc="q=binh", so=1)
    assert [each.person for each in Enrolment.objects.all()] == [three[1].user]
    assert send(client, run, pham_vi="tat-ca", loc="nganh=khong-co", so=3).status_code == 302
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_of_many(
    client: Client, run: CourseRun, market_board: User, ben_thanh: Market, count: int, django_assert_num_queries: Any
) -> None:
    for trader in TraderFactory.create_batch(count, market=ben_thanh):
        EnrolmentFactory.create(run=run, person=trader.user, state=EnrolmentState.WAITING)
    client.force_login(market_board)
    client.get(reverse("run_people", args=[run.code]))
    with django_assert_num_queries(16):
        client.get(reverse("run_people", args=[run.code]))


def workbook(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((("Họ và tên", "Số điện thoại", "Mã sạp"), *rows)):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("di-hoc.xlsx", stream.getvalue())


def test_file_is_read_for_trial_and_then_applied(
    client: Client, run: CourseRun, three: list[Trader], market_board: User, other_trader: User
) -> None:
    file = workbook(
        ("Lê Thị An", "", ""), ("", "901000002", ""), ("", "", "D3"), ("Ngô Thị Châu", "", ""), ("Ai Đó", "", ""),
        ("Lê Văn Khác", "0901000001", ""), ("", "123", ""), (str(other_trader), "", ""),
    )  # fmt: skip
    client.force_login(market_board)
    answer = client.post(reverse("run_people_file", args=[run.code]), {"people_file": file})
    assert answer.status_code == 200
    rows = [row for row, _ in answer.context["rows"]]
    assert [row.trader for row in rows[:3]] == three
    assert rows[3].error == "Trùng với dòng 4."
    assert "Không có ai như vậy" in rows[4].error
    assert "là của Lê Thị An" in rows[5].error
    assert rows[6].error
    assert "Không có ai như vậy" in rows[7].error
    assert (answer.context["count"], answer.context["errors"]) == (3, 5)
    assert not Enrolment.objects.exists()
    send(client, run, pham_vi="danh-dau", danh_dau=answer.context["keys"], nguon="tep", so=3)
    assert set(Enrolment.objects.values_list("how", flat=True)) == {EnrolledHow.LIST}
    assert Enrolment.objects.count() == 3


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04 broken"])
def test_file_that_is_no_list_is_sent_back(
    client: Client, run: CourseRun, three: list[Trader], market_board: User, content: bytes
) -> None:
    client.force_login(market_board)
    file = SimpleUploadedFile("di-hoc.xlsx", content)
    assert client.post(reverse("run_people_file", args=[run.code]), {"people_file": file}).status_code == 422


def test_template_can_be_brought_in(client: Client, run: CourseRun, three: list[Trader], market_board: User) -> None:
    client.force_login(market_board)
    template = client.get(reverse("run_people_template", args=[run.code])).content
    file = SimpleUploadedFile("mau.xlsx", template)
    answer = client.post(reverse("run_people_file", args=[run.code]), {"people_file": file})
    assert "không có dòng nào" in answer.content.decode()


def agree(*people: User) -> None:
    for person in people:
        give_consent(person=person, purposes=[ConsentPurpose.MESSAGES], how=ConsentHow.WEB, by=person)


def test_invitation_reaches_who_agreed_and_nobody_twice(
    client: Client, run: CourseRun, three: list[Trader], market_board: User
) -> None:
    agree(three[0].user, three[1].user)
    enrol(run=run, person=three[1].user, by=three[1].user)
    client.force_login(market_board)
    asked = send(client, run, "run_people_invite", **ticked(*three))
    assert asked.context["count"] == 1
    assert "Chưa đồng ý nhận tin" in asked.content.decode()
    assert not Invitation.objects.exists()
    send(client, run, "run_people_invite", **ticked(*three), so=1)
    invitation = Invitation.objects.get()
    assert (invitation.person, invitation.trader, invitation.market) == (three[0].user, three[0], three[0].market)
    message = Message.objects.get(template="run_invitation")
    assert (message.person, message.path) == (three[0].user, f"/dao-tao/lop/{run.code}/")
    assert invite(run=run, people=[three[0].user], by=market_board) == []
    assert "Đã mời" in client.get(reverse("run_people", args=[run.code])).content.decode()


def test_clerk_invites_nobody(client: Client, run: CourseRun, three: list[Trader], market_clerk: User) -> None:
    client.force_login(market_clerk)
    assert send(client, run, "run_people_invite", **ticked(*three), so=1).status_code == 403


def test_nobody_invites_people_of_another_market(run: CourseRun, three: list[Trader], other_board: User) -> None:
    agree(three[0].user)
    with pytest.raises(TrainingError, match="không quản lý"):
        invite(run=run, people=[three[0].user], by=other_board)


def test_nobody_is_invited_to_a_run_that_has_closed(run: CourseRun, three: list[Trader], market_board: User) -> None:
    agree(three[0].user)
    CourseRun.objects.update(enrol_closes_at=timezone.now())
    with pytest.raises(TrainingError, match="không còn nhận"):
        invite(run=run, people=[three[0].user], by=market_board)
