"""Paper: the list to sign, and its entering."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.privacy.models import PersonalDataReading
from tests.factories.training import AttendanceFactory, EnrolmentFactory
from tests.training.door_kit import HOUR, START, history, open_meeting, signed_in
from training.models import Attendance, Enrolment, Meeting

pytestmark = pytest.mark.django_db

EVENING = START + 10 * HOUR


@pytest.fixture(autouse=True)
def clock() -> Any:
    """The evening after the meeting."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(trainer: User) -> Meeting:
    return open_meeting(trainer=trainer, begins=START)


@pytest.fixture
def people(meeting: Meeting) -> list[Enrolment]:
    names = ("Trần Văn Ân", "Lê Thị Bình", "Đỗ Thị Cúc")
    return [EnrolmentFactory.create(run=meeting.run, person__full_name=name) for name in names]


@pytest.fixture
def page(trainer: User) -> Client:
    return signed_in(trainer)


def entry(meeting: Meeting) -> str:
    return reverse("roster_enter", args=[meeting.pk])


def as_shown(page: Client, meeting: Meeting) -> dict[str, Any]:
    """What the form would send if nothing was touched."""
    form = page.get(entry(meeting)).context["form"]
    sent = {"mark": form["mark"].value(), "seen": form["seen"].value(), "reason": ""}
    return sent | {f"den-{row.enrolment.pk}": "on" for row in form.rows if row.attendance}


def test_printed_list_has_everybody_in_order_and_is_noted_as_read(
    meeting: Meeting, people: list[Enrolment], page: Client
) -> None:
    text = page.get(reverse("roster_print", args=[meeting.pk])).text
    places = [text.index(str(each.person)) for each in people]
    assert places == sorted(places)
    assert f"buổi {meeting.pk}" in text
    assert text.count("<tr>") == 1 + 3 + 10
    assert PersonalDataReading.objects.count() == 3


def test_roster_is_entered_with_arrivals_at_the_start(meeting: Meeting, people: list[Enrolment], page: Client) -> None:
    first, second, third = people
    sent = as_shown(page, meeting) | {f"den-{first.pk}": "on", f"den-{second.pk}": "on", f"gio-{second.pk}": "08:40"}
    response = page.post(entry(meeting), sent, follow=True)
    assert "thêm 2 người" in response.text
    rows = {row.enrolment_id: row for row in Attendance.objects.all()}
    assert (rows[first.pk].arrived_at, rows[first.pk].is_late, rows[first.pk].how) == (START, False, "roster")
    assert (rows[second.pk].arrived_at, rows[second.pk].is_late) == (START + dt.timedelta(minutes=40), True)
    assert third.pk not in rows


def test_entering_twice_changes_nothing(meeting: Meeting, people: list[Enrolment], page: Client) -> None:
    page.post(entry(meeting), as_shown(page, meeting) | {f"den-{people[0].pk}": "on"})
    before = list(Attendance.objects.values())
    page.post(entry(meeting), as_shown(page, meeting))
    assert list(Attendance.objects.values()) == before


def test_untick_takes_back_and_another_time_changes(meeting: Meeting, people: list[Enrolment], page: Client) -> None:
    for each in people[:2]:
        AttendanceFactory.create(meeting=meeting, enrolment=each)
    sent = as_shown(page, meeting) | {f"gio-{people[1].pk}": "08:30"}
    del sent[f"den-{people[0].pk}"]
    assert "bỏ 1, sửa giờ 1" in page.post(entry(meeting), sent, follow=True).text
    assert Attendance.objects.get().is_late


def test_stale_form_keeps_what_was_typed_and_who_came_meanwhile(
    meeting: Meeting, people: list[Enrolment], page: Client
) -> None:
    sent = as_shown(page, meeting) | {f"den-{people[0].pk}": "on", f"gio-{people[0].pk}": "08:10"}
    AttendanceFactory.create(meeting=meeting, enrolment=people[1])
    response = page.post(entry(meeting), sent)
    assert response.status_code == 422
    assert "Danh sách vừa đổi" in response.text
    assert Attendance.objects.count() == 1
    form = response.context["form"]
    again = {field.html_name: field.value() for field in form if field.value()}
    assert (again[f"den-{people[0].pk}"], again[f"gio-{people[0].pk}"]) == (True, "08:10")
    page.post(entry(meeting), again)
    assert {row.enrolment_id for row in Attendance.objects.all()} == {people[0].pk, people[1].pk}


def test_nothing_is_saved_when_one_line_is_wrong(meeting: Meeting, people: list[Enrolment], page: Client) -> None:
    sent = as_shown(page, meeting) | {f"den-{people[0].pk}": "on", f"gio-{people[1].pk}": "14:00"}
    assert page.post(entry(meeting), sent).status_code == 422
    assert not Attendance.objects.exists()


def test_certified_person_is_not_taken_out_and_the_rest_is_not_saved_either(
    meeting: Meeting, people: list[Enrolment], page: Client, official: User
) -> None:
    from training.models import Certificate

    AttendanceFactory.create(meeting=meeting, enrolment=people[1])
    Certificate.objects.create(
        enrolment=people[1], number="1/2026", name="Lê Thị Bình", course_title="x", run_code="x", minutes=60,
        held_on=[], organisers=[], trainers=[], meetings_attended=1, meetings_held=1, issued_at=EVENING,
        issued_by=official,
    )  # fmt: skip
    sent = as_shown(page, meeting) | {f"den-{people[0].pk}": "on"}
    del sent[f"den-{people[1].pk}"]
    response = page.post(entry(meeting), sent)
    assert "giấy chứng nhận số 1/2026" in response.text
    assert Attendance.objects.count() == 1


def test_after_a_week_only_the_manager_enters_and_says_why(
    meeting: Meeting, people: list[Enrolment], trainer: User, official: User, clock: Any
) -> None:
    clock.shift(8 * 24 * 3600)
    page = signed_in(trainer)
    sent = as_shown(page, meeting) | {f"den-{people[0].pk}": "on", "reason": "Tờ in tới muộn"}
    assert "nhờ người quản lý" in page.post(entry(meeting), sent).text.lower()
    assert not Attendance.objects.exists()
    assert signed_in(official).post(entry(meeting), sent | {"reason": ""}).status_code == 422
    signed_in(official).post(entry(meeting), sent)
    row = Attendance.objects.get()
    event = history().get(pgh_obj_id=row.pk)
    assert event.pgh_context.metadata["reason"] == "Tờ in tới muộn"


def test_roster_of_a_meeting_to_come_is_not_entered(
    meeting: Meeting, people: list[Enrolment], page: Client, clock: Any
) -> None:
    clock.shift(-11 * 3600)
    assert page.post(entry(meeting), as_shown(page, meeting) | {f"den-{people[0].pk}": "on"}).status_code == 422
    assert not Attendance.objects.exists()
