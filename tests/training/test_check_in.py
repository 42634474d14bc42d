"""Scanning at the door, and the ways to cheat there."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from tests.codes import last_code
from tests.factories.accounts import UserFactory
from tests.factories.training import CourseRunFactory, EnrolmentFactory
from tests.training.door_kit import HOUR, START, open_meeting, scan, scan_url, signed_in
from training.door_knocks import knocked
from training.enums import AttendanceFlag, EnrolmentState, MeetingState, RunState
from training.models import Attendance, Meeting

pytestmark = pytest.mark.django_db

AT_8 = START + dt.timedelta(minutes=5)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def meeting(db: None) -> Meeting:
    """At 8:00 of 24/11."""
    return open_meeting(begins=START)


@pytest.fixture
def learner(meeting: Meeting) -> User:
    """Somebody with a place."""
    return EnrolmentFactory.create(run=meeting.run, person__full_name="Lê Thị Hoa", person__phone="+84912345678").person


@time_machine.travel(AT_8, tick=False)
def test_scan_writes_down_and_says_so(meeting: Meeting, learner: User) -> None:
    response = scan(signed_in(learner), scan_url(meeting))
    row = Attendance.objects.get()
    assert (row.meeting, row.enrolment.person, row.how, row.by, row.is_late) == (meeting, learner, "qr", learner, False)
    assert row.arrived_at == AT_8
    assert row.device
    assert "Đã điểm danh 08:05" in response.text
    assert "Lê Thị Hoa" in response.text


@time_machine.travel(AT_8, tick=False)
def test_looking_changes_nothing(meeting: Meeting, learner: User) -> None:
    response = signed_in(learner).get(scan_url(meeting))
    assert "data-submit-at-once" in response.text
    assert not Attendance.objects.exists()


@time_machine.travel(START + dt.timedelta(minutes=16), tick=False)
def test_scan_after_a_quarter_of_an_hour_is_late(meeting: Meeting, learner: User) -> None:
    assert "đến muộn" in scan(signed_in(learner), scan_url(meeting)).text
    assert Attendance.objects.get().is_late


@time_machine.travel(AT_8, tick=False)
@pytest.mark.parametrize(("age", "counts"), [(19, True), (45, False)])
def test_old_token_is_refused(meeting: Meeting, learner: User, age: int, counts: bool) -> None:
    response = scan(signed_in(learner), scan_url(meeting, AT_8 - age * SECOND))
    assert Attendance.objects.exists() == counts
    if not counts:
        assert response.status_code == 422
        assert "Quét lại mã đang hiện trên màn hình" in response.text


@time_machine.travel(AT_8, tick=False)
def test_token_of_another_meeting_opens_only_that(meeting: Meeting, learner: User) -> None:
    other = open_meeting(begins=START)
    letters = scan_url(other).partition("-")[2]
    assert scan(signed_in(learner), f"/dd/{meeting.pk}-{letters}").status_code == 422
    assert not Attendance.objects.exists()


@time_machine.travel(AT_8, tick=False)
@pytest.mark.parametrize("token", ["khong-co", "999999-k7mq9x2p", "1-1"])
def test_nonsense_is_refused(token: str, learner: User) -> None:
    assert scan(signed_in(learner), f"/dd/{token}/").status_code == 422


@pytest.mark.parametrize(
    ("at", "words"), [(START - HOUR - SECOND, "Chưa tới giờ"), (START + 3 * HOUR, "Buổi học đã kết thúc")]
)
def test_good_token_of_a_closed_door_is_refused(meeting: Meeting, learner: User, at: dt.datetime, words: str) -> None:
    with time_machine.travel(at, tick=False):
        response = scan(signed_in(learner), scan_url(meeting))
    assert response.status_code == 422
    assert words in response.text
    assert not Attendance.objects.exists()


@time_machine.travel(AT_8, tick=False)
def test_cancelled_meeting_and_draft_run_have_no_door(meeting: Meeting, learner: User) -> None:
    Meeting.objects.update(state=MeetingState.CANCELLED, cancel_reason="Mưa lớn")
    assert "Mưa lớn" in scan(signed_in(learner), scan_url(meeting)).text
    type(meeting.run).objects.update(state=RunState.DRAFT)
    assert scan(signed_in(learner), scan_url(meeting)).status_code == 422
    assert not Attendance.objects.exists()


@time_machine.travel(AT_8, tick=False)
def test_two_phones_of_one_person_are_one_attendance(meeting: Meeting, learner: User) -> None:
    url = scan_url(meeting)
    scan(signed_in(learner), url)
    first = Attendance.objects.get()
    with time_machine.travel(AT_8 + 10 * SECOND, tick=False):
        assert "Đã điểm danh 08:05" in scan(signed_in(learner), url).text
    assert Attendance.objects.get().device == first.device


@time_machine.travel(AT_8, tick=False)
def test_one_phone_of_two_people_flags_both_and_refuses_neither(meeting: Meeting, learner: User) -> None:
    second = EnrolmentFactory.create(run=meeting.run).person
    third = EnrolmentFactory.create(run=meeting.run).person
    phone = signed_in(learner)
    scan(phone, scan_url(meeting))
    device = phone.cookies["door_device"].value
    phone.logout()
    phone.force_login(second)
    phone.cookies["door_device"] = device
    scan(phone, scan_url(meeting))
    scan(signed_in(third), scan_url(meeting))
    flags = dict(Attendance.objects.values_list("enrolment__person", "flag"))
    assert flags == {
        learner.pk: AttendanceFlag.SHARED_DEVICE, second.pk: AttendanceFlag.SHARED_DEVICE, third.pk: ""
    }  # fmt: skip


@time_machine.travel(AT_8, tick=False)
def test_forged_device_is_none(meeting: Meeting, learner: User) -> None:
    phone = signed_in(learner)
    phone.cookies["door_device"] = "made-up"
    phone.post(scan_url(meeting))
    assert Attendance.objects.get().device == ""


@time_machine.travel(AT_8, tick=False)
def test_replayed_post_changes_nothing(meeting: Meeting, learner: User) -> None:
    phone, url = signed_in(learner), scan_url(meeting)
    scan(phone, url)
    before = Attendance.objects.values().get()
    with time_machine.travel(AT_8 + HOUR, tick=False):
        response = phone.post(url)
    assert "Đã điểm danh 08:05" in response.text
    assert Attendance.objects.values().get() == before


@time_machine.travel(AT_8, tick=False)
def test_post_without_its_token_of_csrf_is_refused(meeting: Meeting, learner: User) -> None:
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(learner)
    assert phone.post(scan_url(meeting)).status_code == 403
    assert not Attendance.objects.exists()


def test_visitor_signs_in_and_comes_back_to_the_same_token(meeting: Meeting, learner: User) -> None:
    """Through the pages, by a code to the phone, minutes after the window has passed."""
    phone, url = Client(), scan_url(meeting, AT_8)
    with time_machine.travel(AT_8, tick=False):
        response = phone.get(url)
        assert response.headers["Location"] == f"{reverse('account_login')}?next={url}"
        phone.post(reverse("account_request_login_code"), {"phone": "0912345678", "next": url})
    with time_machine.travel(AT_8 + dt.timedelta(minutes=3), tick=False):
        response = phone.post(reverse("account_confirm_login_code"), {"code": last_code("+84912345678")})
        assert response.headers["Location"] == url
        assert "Đã điểm danh 08:08" in scan(phone, url).text


@time_machine.travel(AT_8, tick=False)
def test_pass_ends_after_ten_minutes_and_is_of_one_browser(meeting: Meeting, learner: User) -> None:
    url = scan_url(meeting)
    phone = signed_in(learner)
    phone.get(url)
    with time_machine.travel(AT_8 + dt.timedelta(minutes=9), tick=False):
        assert signed_in(learner).post(url).status_code == 422
    with time_machine.travel(AT_8 + dt.timedelta(minutes=10), tick=False):
        assert phone.post(url).status_code == 422
    with time_machine.travel(AT_8 + dt.timedelta(minutes=9), tick=False):
        assert phone.post(url).status_code == 302
    assert Attendance.objects.count() == 1


@time_machine.travel(AT_8, tick=False)
def test_pass_is_of_one_meeting(meeting: Meeting, learner: User) -> None:
    other = open_meeting(begins=START)
    EnrolmentFactory.create(run=other.run, person=learner)
    phone = signed_in(learner)
    phone.get(scan_url(meeting))
    assert phone.post(scan_url(other, AT_8 - dt.timedelta(minutes=5))).status_code == 422


@time_machine.travel(AT_8, tick=False)
def test_who_has_no_place_is_told_what_to_do_and_seen_by_the_trainer(meeting: Meeting, trader: User) -> None:
    response = scan(signed_in(trader), scan_url(meeting))
    assert response.status_code == 422
    assert "Gặp giảng viên" in response.text
    assert knocked(meeting) == [trader.pk]
    scan(signed_in(trader), scan_url(meeting))
    assert knocked(meeting) == [trader.pk]
    assert not Attendance.objects.exists()


@time_machine.travel(AT_8, tick=False)
def test_who_waits_is_told_so(meeting: Meeting) -> None:
    person = EnrolmentFactory.create(run=meeting.run, state=EnrolmentState.WAITING).person
    assert "danh sách chờ" in scan(signed_in(person), scan_url(meeting)).text


@time_machine.travel(AT_8, tick=False)
def test_who_has_a_place_in_another_run_is_told_which(meeting: Meeting) -> None:
    other = CourseRunFactory.create(course=meeting.run.course, title="Lớp chợ Tân Định")
    person = EnrolmentFactory.create(run=other).person
    assert "Lớp chợ Tân Định" in scan(signed_in(person), scan_url(meeting)).text


@time_machine.travel(AT_8, tick=False)
def test_staff_who_try_the_code_do_not_knock(meeting: Meeting, official: User) -> None:
    assert scan(signed_in(official), scan_url(meeting)).status_code == 422
    assert knocked(meeting) == []


@time_machine.travel(START - HOUR / 2, tick=False)
def test_open_offer_is_taken_by_coming(meeting: Meeting) -> None:
    offered = EnrolmentFactory.create(
        run=meeting.run, state=EnrolmentState.OFFERED, offer_expires_at=timezone.now() + HOUR
    )
    response = scan(signed_in(offered.person), scan_url(meeting))
    assert "Đã điểm danh" in response.text
    offered.refresh_from_db()
    assert offered.state == EnrolmentState.ENROLLED


@time_machine.travel(AT_8, tick=False)
def test_typed_letters_lead_to_the_same_place(meeting: Meeting, client: Client) -> None:
    url = scan_url(meeting)
    typed = url.split("/")[2].upper()
    response = client.get(reverse("check_in_type"), {"ma": typed})
    assert response.headers["Location"] == url
    wrong = client.get(reverse("check_in_type"), {"ma": "abc"})
    assert wrong.status_code == 422
    assert "8 chữ" in wrong.text


@time_machine.travel(AT_8, tick=False)
def test_own_row_is_shown_when_the_code_has_long_changed(meeting: Meeting, learner: User) -> None:
    phone, url = signed_in(learner), scan_url(meeting)
    scan(phone, url)
    with time_machine.travel(AT_8 + 2 * HOUR, tick=False):
        assert "Đã điểm danh 08:05" in phone.get(url).text
        assert signed_in(UserFactory.create()).get(url).status_code == 422
