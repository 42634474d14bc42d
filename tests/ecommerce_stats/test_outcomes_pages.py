"""The pages on what came of training: what they say, to whom, and that nothing small gets out."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from ecommerce_stats.actions import refresh_stale
from ecommerce_stats.actions.outcomes import compute_outcomes
from ecommerce_stats.models import OutcomeCell, OutcomeRun
from portal.accounts.models import User
from portal.privacy.models import PersonalDataReading
from tests.ecommerce_stats.training_made import NOW, T0, TAUGHT_ON, held_run, people, sell
from traders.models import Market, Trader
from training.models import CourseRun

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def trained(ben_thanh: Market) -> list[Trader]:
    return people(ben_thanh, 8)


@pytest.fixture
def run(ben_thanh: Market, trained: list[Trader]) -> CourseRun:
    """Eight learned; six of them sold 90.000 live on the 80th day, everybody 50.000 before."""
    others = people(ben_thanh, 7)
    sell([*trained, *others], 50_000, [TAUGHT_ON - 3 * DAY])
    sell(trained[:6], 90_000, [T0 + 79 * DAY], is_live=True)
    run = held_run(ben_thanh, trained)
    refresh_stale(waits=True)
    compute_outcomes()
    return run


def page(client: Client, user: User, name: str, query: str = "", **kwargs: str) -> str:
    client.force_login(user)
    response = client.get(reverse(name, kwargs=kwargs) + query)
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())


def workbook(response: Any) -> Workbook:
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def test_page_answers_first_and_says_the_interval_in_words(client: Client, official: User, run: CourseRun) -> None:
    shown = page(client, official, "outcomes")
    assert "Sau 90 ngày, 6 trong 8 người học (75 %) còn bán qua livestream." in shown
    assert "người cùng chợ, cùng ngành hàng, chưa học" in shown
    assert "mỗi người mỗi 30 ngày; nhiều khả năng có tác dụng" in shown
    assert "22/11/2026 16:00" in shown, "computed at"


def test_other_horizon_and_group_stand_in_the_address(client: Client, official: User, run: CourseRun) -> None:
    shown = page(client, official, "outcomes", f"?nhom=course-{run.course_id}&sau=30")
    assert "Sau 30 ngày, 0 trong 8 người học" in shown
    assert run.course.title in shown


@pytest.mark.parametrize("query", ["?nhom=course-0", "?sau=31", "?cho=khong-co", "?theo=sap"])
def test_what_does_not_exist_is_not_found(client: Client, official: User, run: CourseRun, query: str) -> None:
    client.force_login(official)
    assert client.get(reverse("outcomes") + query).status_code == 404


def test_board_sees_its_own_market_only(client: Client, market_board: User, other_board: User, run: CourseRun) -> None:
    assert "6 trong 8 người học" in page(client, market_board, "outcomes")
    assert "6 trong 8" not in page(client, other_board, "outcomes")
    client.force_login(other_board)
    assert client.get(reverse("outcomes") + "?cho=ben-thanh").status_code == 404
    assert client.get(reverse("outcome_run", args=[run.code])).status_code == 404


def test_ward_office_reads_figures_and_no_names(
    client: Client, ward_office: User, market_board: User, run: CourseRun, trained: list[Trader]
) -> None:
    shown = page(client, ward_office, "outcome_run", code=run.code)
    assert "6 trong 8 người học" in shown
    assert trained[0].name not in shown
    assert trained[0].name in page(client, market_board, "outcome_run", code=run.code)
    readings = PersonalDataReading.objects.filter(reader=market_board)
    assert set(readings.values_list("person", flat=True)) == {trader.user_id for trader in trained}


def test_trader_and_trainer_have_no_such_page(client: Client, trader: User, trainer: User) -> None:
    for user in (trader, trainer):
        client.force_login(user)
        for name in ("outcomes", "outcome_funnel"):
            assert client.get(reverse(name)).status_code == 403


def test_figure_is_followed_down_to_traders(
    client: Client, official: User, run: CourseRun, trained: list[Trader]
) -> None:
    assert f"{reverse('outcomes')}?cho=ben-thanh" in page(client, official, "outcomes")
    assert reverse("outcome_run", args=[run.code]) in page(client, official, "outcomes", "?cho=ben-thanh&theo=lop")
    assert reverse("stall_figures", args=[trained[0].pk]) in page(client, official, "outcome_run", code=run.code)


def test_file_has_the_same_tables_and_the_limits(client: Client, official: User, run: CourseRun) -> None:
    client.force_login(official)
    for name in ("outcomes", "outcome_funnel"):
        book = workbook(client.get(reverse(name) + "?tai=xlsx"))
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert any("Người đi học thường là người vốn chăm bán hơn" in cell for cell in cells)
        assert any(cell == "8" for cell in cells)


def test_small_market_is_hidden_on_page_and_in_file(
    client: Client, official: User, ben_thanh: Market, tan_dinh: Market, trained: list[Trader]
) -> None:
    held_run(ben_thanh, trained)
    held_run(tan_dinh, people(tan_dinh, 3))
    compute_outcomes()
    shown = page(client, official, "outcomes")
    assert "trong 11 người học" in shown
    assert shown.count('<td class="num">ẩn</td>') >= 4, "people and active of both markets"
    client.force_login(official)
    book = workbook(client.get(reverse("outcomes") + "?tai=xlsx"))
    rows = [
        row
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        if row[0] in {"Chợ Bến Thành", "Chợ Tân Định"}
    ]
    assert rows
    assert all(row[1:3] == ("ẩn", "ẩn") for row in rows)


def test_funnel_shows_each_stage_with_its_share(client: Client, official: User, run: CourseRun) -> None:
    shown = page(client, official, "outcome_funnel")
    for stage in ("Được mời", "Có chỗ", "Đã học", "Có chứng nhận", "Đã phát phiên đầu", "Còn bán sau 90 ngày"):
        assert f'<th scope="row">{stage}</th>' in shown
    assert '<th scope="row">Đã học</th><td class="num">8</td><td class="num">100 %</td>' in shown


def test_list_of_groups_asks_as_often_for_three_as_for_one(
    client: Client, official: User, ben_thanh: Market, run: CourseRun
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, official, "outcomes", "?theo=lop")
        return len(asked)

    queries()  # what is asked once in a process
    once = queries()
    for place in (1, 2):
        held_run(ben_thanh, people(ben_thanh, 6), TAUGHT_ON + place * DAY)
    compute_outcomes()
    assert queries() == once


def test_page_before_the_first_computing(client: Client, official: User, market_board: User) -> None:
    assert "Chưa tính lần nào" in page(client, official, "outcomes")
    assert reverse("outcomes_compute") not in page(client, market_board, "outcomes")


def test_official_has_it_computed_now(
    client: Client, official: User, market_board: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    url = reverse("outcomes_compute")
    for user, status, sent in ((market_board, 403, 0), (official, 302, 1)):
        client.force_login(user)
        with django_capture_on_commit_callbacks() as asked:
            assert client.post(url).status_code == status
        assert len(asked) == sent


def test_trader_reads_their_own_before_and_after(client: Client, run: CourseRun, trained: list[Trader]) -> None:
    shown = page(client, trained[0].user, "home")
    assert "180 ngày trước buổi học đầu: thu 50.000 ₫ từ 1 đơn hoàn thành, phát 0 phiên." in shown
    assert "180 ngày từ khi học xong: thu 90.000 ₫ từ 1 đơn hoàn thành, phát 1 phiên." in shown


def test_hidden_cell_has_no_figures_to_leak(db: None) -> None:
    computed = OutcomeRun.objects.create(computed_at=NOW, today=NOW.date())
    cell = OutcomeCell(computed=computed, city_id="79", by="all", days=30)
    assert (cell.people, cell.active, cell.compared, cell.others, cell.unfinished) == (None,) * 5
