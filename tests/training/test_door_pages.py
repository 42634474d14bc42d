"""The trainer's pages at the door."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.privacy.models import PersonalDataReading
from tests.factories.training import AttendanceFactory, EnrolmentFactory
from tests.training.door_kit import HOUR, START, history, open_meeting, scan, scan_url, signed_in
from training.attendance import token_at
from training.enums import EnrolledHow, EnrolmentState
from training.models import Attendance, Enrolment, Meeting

pytestmark = pytest.mark.django_db

AT_8 = START + dt.timedelta(minutes=5)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Five past eight on the day of the meeting."""
    with time_machine.travel(AT_8, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(trainer: User) -> Meeting:
    return open_meeting(trainer=trainer, begins=START)


@pytest.fixture
def hoa(meeting: Meeting, trader: User) -> Enrolment:
    """Lê Thị Hoa of stall B12 in Bến Thành."""
    User.objects.filter(pk=trader.pk).update(phone="+84912345678")
    trader.refresh_from_db()
    return EnrolmentFactory.create(run=meeting.run, person=trader)


@pytest.fixture
def page(trainer: User) -> Client:
    return signed_in(trainer)


def door(meeting: Meeting) -> str:
    return reverse("door", args=[meeting.pk])


def test_trainer_of_another_run_has_no_door_here(meeting: Meeting, other_board: User) -> None:
    for name in ("door", "door_screen", "door_live", "roster_print", "roster_enter"):
        assert signed_in(other_board).get(reverse(name, args=[meeting.pk])).status_code == 403


def test_one_tap_writes_down_and_another_takes_back(meeting: Meeting, hoa: Enrolment, page: Client) -> None:
    row = page.post(door(meeting), {"co": hoa.pk}, headers=HTMX | {"HX-Target": f"nguoi-{hoa.pk}"})
    assert 'aria-pressed="true"' in row.text
    assert "<html" not in row.text
    assert Attendance.objects.get().how == "list"
    row = page.post(door(meeting), {"bo": hoa.pk}, headers=HTMX | {"HX-Target": f"nguoi-{hoa.pk}"})
    assert 'aria-pressed="false"' in row.text
    assert not Attendance.objects.exists()


def test_tap_works_without_javascript(meeting: Meeting, hoa: Enrolment, page: Client) -> None:
    response = page.post(door(meeting), {"co": hoa.pk}, follow=True)
    assert "<strong>1/1</strong> đã vào" in response.text


@pytest.mark.parametrize("typed", ["678", "5678", "0912 345 678", "hoa", "LÊ THỊ", "b12"])
def test_person_is_found_by_end_of_phone_name_or_stall(
    meeting: Meeting, hoa: Enrolment, page: Client, typed: str
) -> None:
    EnrolmentFactory.create(run=meeting.run, person__full_name="Trần Văn Ba", person__phone="+84987654321")
    found = page.get(door(meeting), {"so": typed}, headers=HTMX | {"HX-Target": "tim-thay"})
    assert "Lê Thị Hoa" in found.text
    assert "Trần Văn Ba" not in found.text
    page.post(door(meeting), {"co_so": hoa.pk})
    assert Attendance.objects.get().how == "digits"


@pytest.mark.parametrize("typed", ["78", "679", "   ", "Hoan"])
def test_what_fits_nobody_finds_nobody(meeting: Meeting, hoa: Enrolment, page: Client, typed: str) -> None:
    found = page.get(door(meeting), {"so": typed}, headers=HTMX | {"HX-Target": "tim-thay"})
    assert "Lê Thị Hoa" not in found.text


def test_scan_is_not_taken_back_by_one_tap(meeting: Meeting, hoa: Enrolment, page: Client) -> None:
    scan(signed_in(hoa.person), scan_url(meeting))
    assert "ghi lý do" in page.post(door(meeting), {"bo": hoa.pk}, follow=True).text
    assert Attendance.objects.exists()


def test_old_tick_is_not_taken_back_by_one_tap(meeting: Meeting, hoa: Enrolment, page: Client, clock: Any) -> None:
    page.post(door(meeting), {"co": hoa.pk})
    clock.shift(11 * 60)
    page.post(door(meeting), {"bo": hoa.pk})
    assert Attendance.objects.exists()


def test_attendance_is_taken_back_with_a_reason_that_stays(meeting: Meeting, hoa: Enrolment, page: Client) -> None:
    page.post(door(meeting), {"co": hoa.pk})
    row = Attendance.objects.get()
    url = reverse("attendance_take_back", args=[row.pk])
    assert page.post(url, {"reason": " "}).status_code == 422
    page.post(url, {"reason": "Nhầm người cùng tên"})
    assert not Attendance.objects.exists()
    event = history().filter(pgh_obj_id=row.pk).latest("pgh_id")
    assert (event.pgh_label, event.enrolment_id) == ("delete", hoa.pk)
    assert event.pgh_context.metadata["reason"] == "Nhầm người cùng tên"


def test_leaving_early_and_times_put_right(meeting: Meeting, hoa: Enrolment, page: Client, clock: Any) -> None:
    page.post(door(meeting), {"co": hoa.pk})
    clock.shift(3600)
    page.post(door(meeting), {"ve": hoa.pk})
    row = Attendance.objects.get()
    assert (row.left_at, row.is_late) == (AT_8 + HOUR, False)
    url = reverse("attendance_times", args=[row.pk])
    assert 'value="09:05"' in page.get(url).text
    assert page.post(url, {"arrived_at": "12:00", "left_at": ""}).status_code == 422
    assert page.post(url, {"arrived_at": "09:30", "left_at": "09:05"}).status_code == 422
    page.post(url, {"arrived_at": "08:20", "left_at": ""})
    row.refresh_from_db()
    assert (row.left_at, row.is_late) == (None, True)


def test_list_is_sent_again_only_when_it_changed(meeting: Meeting, hoa: Enrolment, page: Client) -> None:
    for name, target in (("door", "danh-sach"), ("door_live", "trong-lop")):
        url = reverse(name, args=[meeting.pk])
        mark = page.get(url).context["mark"]
        assert page.get(url, {"dau": mark}, headers=HTMX | {"HX-Target": target}).status_code == 204
    AttendanceFactory.create(meeting=meeting, enrolment=hoa)
    changed = page.get(url, {"dau": mark}, headers=HTMX | {"HX-Target": target})
    assert changed.status_code == 200
    assert "Lê Thị Hoa" in changed.text
    assert "<html" not in changed.text


@pytest.mark.parametrize("people", [1, 3])
def test_live_list_takes_the_same_queries(
    meeting: Meeting, page: Client, people: int, django_assert_num_queries: Any
) -> None:
    for enrolment in EnrolmentFactory.create_batch(people, run=meeting.run):
        AttendanceFactory.create(meeting=meeting, enrolment=enrolment)
    with django_assert_num_queries(8):
        page.get(reverse("door_live", args=[meeting.pk]))
    with django_assert_num_queries(11):
        page.get(door(meeting))


def test_live_list_of_a_full_room_is_light(meeting: Meeting, page: Client) -> None:
    meeting.run.capacity = 200
    meeting.run.save()
    for enrolment in EnrolmentFactory.create_batch(200, run=meeting.run):
        AttendanceFactory.create(meeting=meeting, enrolment=enrolment, by=enrolment.person)
    headers = HTMX | {"HX-Target": "trong-lop", "Accept-Encoding": "gzip"}
    response = page.get(reverse("door_live", args=[meeting.pk]), headers=headers)
    assert len(response.content) < 10_000


def test_shared_phone_is_shown_and_looked_at(meeting: Meeting, hoa: Enrolment, page: Client) -> None:
    AttendanceFactory.create(meeting=meeting, enrolment=hoa, flag="shared_device")
    live = reverse("door_live", args=[meeting.pk])
    assert "Một điện thoại, nhiều người" in page.get(live).text
    response = page.post(reverse("attendance_flag_clear", args=[Attendance.objects.get().pk]), follow=True)
    assert "Một điện thoại, nhiều người" not in response.text
    assert Attendance.objects.get().flag == ""


def test_who_stands_outside_is_let_in(meeting: Meeting, trader: User, page: Client) -> None:
    scan(signed_in(trader), scan_url(meeting))
    assert "Đứng ở cửa" in page.get(reverse("door_live", args=[meeting.pk])).text
    page.post(door(meeting), {"ghi": trader.pk})
    row = Attendance.objects.get()
    assert (row.enrolment.how, row.enrolment.state, row.by.role) == (EnrolledHow.DOOR, "enrolled", "trainer")
    assert "Đứng ở cửa" not in page.get(door(meeting)).text


def test_who_waits_is_let_in_while_places_are_free(meeting: Meeting, trader: User, page: Client) -> None:
    waiting = EnrolmentFactory.create(run=meeting.run, person=trader, state=EnrolmentState.WAITING)
    page.post(door(meeting), {"ghi": trader.pk})
    waiting.refresh_from_db()
    step = waiting.steps.get()
    assert (waiting.state, step.reason, step.by) == ("enrolled", "Có mặt tại lớp, còn chỗ", meeting.run.trainers.get())


def test_nobody_is_let_in_beyond_the_capacity(meeting: Meeting, trader: User, page: Client) -> None:
    meeting.run.capacity = 1
    meeting.run.save()
    EnrolmentFactory.create(run=meeting.run)
    EnrolmentFactory.create(run=meeting.run, person=trader, state=EnrolmentState.WAITING)
    response = page.post(door(meeting), {"ghi": trader.pk}, follow=True)
    assert "Lớp đã đủ 1 chỗ" in response.text
    assert not Attendance.objects.exists()


def test_stranger_is_found_by_the_whole_number_only(meeting: Meeting, trader: User, page: Client) -> None:
    User.objects.filter(pk=trader.pk).update(phone="+84912345678")
    assert "Lê Thị Hoa" not in page.get(door(meeting), {"so": "345678"}).text
    assert "Ghi vào lớp và điểm danh" in page.get(door(meeting), {"so": "0912 345 678"}).text
    assert PersonalDataReading.objects.get().person == trader
    assert page.post(door(meeting), {"ghi": trader.pk}).status_code == 404
    page.post(door(meeting), {"ghi": trader.pk, "so": "0912345678"})
    assert Attendance.objects.get().enrolment.person == trader


def test_screen_shows_the_code_of_now_and_says_when_to_ask_again(meeting: Meeting, page: Client, clock: Any) -> None:
    clock.shift(5)
    response = page.get(reverse("door_screen", args=[meeting.pk]))
    assert str(token_at(meeting, timezone.now())) in response.text
    assert "load delay:15100ms" in response.text
    assert '<noscript><meta http-equiv="refresh" content="16">' in response.text
    assert "<svg" in response.text
    code = page.get(reverse("door_screen", args=[meeting.pk]), headers=HTMX | {"HX-Target": "ma"})
    assert "<html" not in code.text
    clock.shift(-2 * 3600)
    early = page.get(reverse("door_screen", args=[meeting.pk]))
    assert "Điểm danh mở từ" in early.text
    assert str(token_at(meeting, timezone.now())) not in early.text


def test_run_shows_people_and_meetings(meeting: Meeting, hoa: Enrolment, trainer: User, clock: Any) -> None:
    AttendanceFactory.create(meeting=meeting, enrolment=hoa, is_late=True)
    EnrolmentFactory.create(run=meeting.run, person__full_name="Trần Văn Ba")
    clock.shift(24 * 3600)
    response = signed_in(trainer).get(reverse("run_attendance", args=[meeting.run.code]))
    assert "1/1" in response.text
    assert "Muộn" in response.text
    assert "Vắng không báo: 1 người" in response.text


@pytest.mark.parametrize("people", [1, 3])
def test_run_takes_the_same_queries(
    meeting: Meeting, page: Client, people: int, django_assert_num_queries: Any
) -> None:
    for enrolment in EnrolmentFactory.create_batch(people, run=meeting.run):
        AttendanceFactory.create(meeting=meeting, enrolment=enrolment)
    with django_assert_num_queries(8):
        page.get(reverse("run_attendance", args=[meeting.run.code]))


def test_row_of_another_market_is_out_of_reach(meeting: Meeting, hoa: Enrolment, other_board: User) -> None:
    row = AttendanceFactory.create(meeting=meeting, enrolment=hoa)
    for name in ("attendance_take_back", "attendance_times", "attendance_flag_clear"):
        assert signed_in(other_board).post(reverse(name, args=[row.pk])).status_code == 403


def test_trainer_corrects_for_a_week_and_the_manager_later(
    meeting: Meeting, hoa: Enrolment, trainer: User, official: User, clock: Any
) -> None:
    row = AttendanceFactory.create(meeting=meeting, enrolment=hoa)
    url = reverse("attendance_take_back", args=[row.pk])
    clock.shift(8 * 24 * 3600)
    assert signed_in(trainer).post(url, {"reason": "Nhầm"}).status_code == 403
    signed_in(official).post(url, {"reason": "Nhầm"})
    assert not Attendance.objects.exists()
