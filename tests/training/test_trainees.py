"""The list of a run for staff: who sees whom, what is done with each, with whose name and why."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from portal.accounts.models import User
from portal.privacy.models import PersonalDataReading
from tests.codes import sign_in_freshly
from tests.factories.traders import TraderFactory
from tests.factories.training import CourseRunFactory, EnrolmentFactory
from traders.models import Market
from training.actions.enrolments import enrol, leave
from training.enums import EnrolmentState
from training.models import CourseRun, Enrolment

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def run(tan_dinh: Market) -> CourseRun:
    """A run with one place, held in Tân Định, open for every market of the city."""
    return CourseRunFactory.create(capacity=1, code="ls-td", market=tan_dinh)


@pytest.fixture
def placed(run: CourseRun, trader: User) -> Enrolment:
    return enrol(run=run, person=trader, by=trader)


@pytest.fixture
def waiting(placed: Enrolment, other_trader: User) -> Enrolment:
    return enrol(run=placed.run, person=other_trader, by=other_trader)


def shown(client: Client, person: User, run: CourseRun, **query: str) -> str:
    client.force_login(person)
    response = client.get(reverse("run_trainees", args=[run.code]), query)
    assert response.status_code == 200
    return response.content.decode()


def deed(client: Client, person: User, enrolment: Enrolment, what: str, why: str = "") -> int:
    client.force_login(person)
    status = client.post(reverse("enrolment", args=[enrolment.pk]), {"viec": what, "ly_do": why}).status_code
    enrolment.refresh_from_db()
    return status


def test_board_of_the_run_sees_everybody_and_another_board_its_own(
    client: Client, waiting: Enrolment, market_board: User, other_board: User, trader: User, other_trader: User
) -> None:
    run = waiting.run
    assert str(trader) in shown(client, other_board, run)
    assert str(other_trader) in shown(client, other_board, run, xem="cho")
    own = shown(client, market_board, run)
    assert str(trader) in own
    assert "Có chỗ (1)" in own
    assert "Danh sách chờ (0)" in own
    assert str(other_trader) not in shown(client, market_board, run, xem="cho")
    assert client.get(reverse("enrolment", args=[waiting.pk])).status_code == 404


def test_trader_and_stranger_see_no_list(client: Client, placed: Enrolment, trader: User, outsider: User) -> None:
    for person in (trader, outsider):
        client.force_login(person)
        assert client.get(reverse("run_trainees", args=[placed.run.code])).status_code == 403
    assert client.get(reverse("enrolment", args=[placed.pk])).status_code == 404


def test_numbers_are_shown_to_boards_on_record_and_masked_to_trainers(
    client: Client, placed: Enrolment, other_board: User, trainer: User, trader: User
) -> None:
    trader.phone = "+84912345678"
    trader.save()
    assert "0912 345 678" in shown(client, other_board, placed.run)
    assert PersonalDataReading.objects.filter(person=trader, reader=other_board).exists()
    placed.run.trainers.add(trainer)
    masked = shown(client, trainer, placed.run)
    assert "0912 ••• 678" in masked
    assert "0912 345 678" not in masked
    assert not PersonalDataReading.objects.filter(reader=trainer).exists()


def test_search_finds_without_accents(client: Client, placed: Enrolment, other_board: User, trader: User) -> None:
    assert str(trader) in shown(client, other_board, placed.run, q="hoa le")
    assert str(trader) not in shown(client, other_board, placed.run, q="khong co")


def test_tabs_tell_position_deadline_and_reason(
    client: Client, waiting: Enrolment, placed: Enrolment, other_board: User, trader: User
) -> None:
    run = waiting.run
    assert "Lớp đã đủ chỗ." in shown(client, other_board, run, xem="cho")
    leave(enrolment=placed, by=trader)
    assert "còn 23 giờ" in shown(client, other_board, run, xem="moi")
    assert "Đã tự hủy" in shown(client, other_board, run, xem="da-ra")


def test_removing_needs_a_reason_and_keeps_the_name(client: Client, placed: Enrolment, other_board: User) -> None:
    assert deed(client, other_board, placed, "go") == 422
    assert placed.state == EnrolmentState.ENROLLED
    assert deed(client, other_board, placed, "go", "Đăng ký nhầm lớp") == 302
    assert placed.state == EnrolmentState.REMOVED
    history = client.get(reverse("enrolment", args=[placed.pk])).content.decode()
    assert "Đăng ký nhầm lớp" in history
    assert str(other_board) in history


def test_order_is_changed_by_who_runs_the_run_only(
    client: Client, waiting: Enrolment, other_board: User, market_board: User, ben_thanh: Market
) -> None:
    late = TraderFactory.create(market=ben_thanh).user
    last = enrol(run=waiting.run, person=late, by=late)
    assert deed(client, market_board, last, "dau", "Đang cần gấp") == 403
    assert deed(client, other_board, last, "dau", "Đang cần gấp") == 302
    assert last.precedence < 0
    page = shown(client, other_board, waiting.run, xem="cho")
    assert page.index(str(late)) < page.index(str(waiting.person))
    assert "Đang cần gấp" in page


def test_board_helps_its_own_people(client: Client, placed: Enrolment, market_board: User) -> None:
    assert deed(client, market_board, placed, "huy") == 302
    assert placed.state == EnrolmentState.CANCELLED


def test_clerk_helps_but_removes_nobody(client: Client, placed: Enrolment, market_clerk: User) -> None:
    assert deed(client, market_clerk, placed, "go", "Thử") == 403
    assert deed(client, market_clerk, placed, "huy") == 302


def test_offer_is_answered_for_who_cannot(
    client: Client, waiting: Enrolment, placed: Enrolment, trader: User, other_board: User
) -> None:
    leave(enrolment=placed, by=trader)
    assert deed(client, other_board, waiting, "nhan") == 302
    assert waiting.state == EnrolmentState.ENROLLED


def test_absence_is_excused_after_the_run_has_begun(client: Client, placed: Enrolment, other_board: User) -> None:
    assert deed(client, other_board, placed, "phep", "Con ốm") == 403
    assert placed.run.starts_at
    with time_machine.travel(placed.run.starts_at + HOUR, tick=False):
        assert deed(client, other_board, placed, "phep", "Con ốm") == 302
    assert placed.is_excused


def test_inspector_reads_and_changes_nothing(client: Client, placed: Enrolment, inspector: User) -> None:
    assert deed(client, inspector, placed, "go", "Thử") == 403
    assert "Việc có thể làm" not in client.get(reverse("enrolment", args=[placed.pk])).content.decode()


def test_export_asks_for_a_fresh_proof_and_is_on_record(
    client: Client, waiting: Enrolment, other_board: User, trader: User, other_trader: User
) -> None:
    address = reverse("run_trainees_export", args=[waiting.run.code])
    client.force_login(other_board)
    assert client.post(address).status_code == 302
    assert not PersonalDataReading.objects.exists()
    sign_in_freshly(client, other_board)
    answer = client.post(address)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined] # a file
    cells = rows.get_sheet_by_index(0).to_python()
    assert [row[0] for row in cells[1:]] == [str(trader), str(other_trader)]
    assert cells[2][5] == 1
    assert PersonalDataReading.objects.filter(reader=other_board).count() == 2


def test_export_of_another_board_has_its_own_people_only(
    client: Client, waiting: Enrolment, market_board: User, trader: User
) -> None:
    sign_in_freshly(client, market_board)
    b"".join(client.post(reverse("run_trainees_export", args=[waiting.run.code])).streaming_content)  # type: ignore[attr-defined] # a file
    assert set(PersonalDataReading.objects.values_list("person", flat=True)) == {trader.pk}


@pytest.mark.parametrize("tab", ["co-cho", "cho"])
@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_of_many_rows(
    client: Client, run: CourseRun, official: User, tab: str, count: int, django_assert_max_num_queries: object
) -> None:
    run.capacity = 5
    run.save()
    state = EnrolmentState.ENROLLED if tab == "co-cho" else EnrolmentState.WAITING
    for _ in range(count):
        EnrolmentFactory.create(run=run, person=TraderFactory.create(market=run.market).user, state=state)
    client.force_login(official)
    client.get(reverse("run_trainees", args=[run.code]))
    with django_assert_max_num_queries(23):  # type: ignore[operator] # a fixture of pytest-django
        client.get(reverse("run_trainees", args=[run.code]), {"xem": tab})


def test_printed_list_is_whole(client: Client, run: CourseRun, official: User) -> None:
    CourseRun.objects.filter(pk=run.pk).update(capacity=60)
    EnrolmentFactory.create_batch(51, run=run)
    assert shown(client, official, run).count('<th scope="row">') == 50
    assert shown(client, official, run, **{"in": "1"}).count('<th scope="row">') == 51
