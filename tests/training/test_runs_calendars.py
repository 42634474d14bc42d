"""Calendars as another library reads them, and what everybody may know."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import vobject
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from tests.factories.training import CourseRunFactory, EnrolmentFactory, MeetingFactory
from traders.models import Market
from training.actions.calendars import renew_feed
from training.actions.meetings import cancel_meeting, move_meeting
from training.actions.runs import MeetingPlan, cancel_run
from training.enums import EnrolmentState, RunState, Topic
from training.models import CourseRun

START = dt.datetime(2027, 3, 1, 1, 30, tzinfo=dt.UTC)
LONG = "Livestream, chốt đơn; đóng gói và giao hàng cho người mới bắt đầu ở các chợ truyền thống của thành phố"


@pytest.fixture
def run(ben_thanh: Market) -> CourseRun:
    return CourseRunFactory.create(
        code="lop", title=LONG, market=ben_thanh, place="Phòng A, lầu 2", course__city=ben_thanh.ward.province,
        starts_at=START, ends_at=START + dt.timedelta(hours=2, minutes=30),
        enrol_closes_at=START,
    )  # fmt: skip


def read(content: bytes) -> list[Any]:
    """The events, by start; the whole is checked by vobject's own rules, lines by the standard's length."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    calendar = vobject.readOne(content.decode())
    assert calendar.validate(raiseException=True)
    assert calendar.version.value == "2.0"
    assert calendar.vtimezone.tzid.value == "Asia/Ho_Chi_Minh"
    events = list(getattr(calendar, "vevent_list", []))
    for event in events:
        assert event.uid.value
        assert event.dtstamp.value.tzinfo
    return sorted(events, key=lambda event: event.dtstart.value)


def test_run_is_read_back_as_it_is(client: Client, run: CourseRun) -> None:
    answer = client.get("/dao-tao/lop/lop/lich.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = read(answer.content)
    assert event.summary.value == LONG
    assert (event.dtstart.value, event.dtend.value) == (run.starts_at, run.ends_at)
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Ho_Chi_Minh"]
    assert event.location.value == "Phòng A, lầu 2, Chợ Bến Thành"
    assert (event.sequence.value, event.status.value) == ("0", "CONFIRMED")
    assert event.url.value.endswith("/dao-tao/lop/lop/")


def test_same_rows_give_the_same_bytes(client: Client, run: CourseRun) -> None:
    first = client.get(f"/dao-tao/lop/{run.code}/lich.ics")
    again = client.get(f"/dao-tao/lop/{run.code}/lich.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_moved_and_cancelled_meetings_keep_their_uid_and_count_up(
    client: Client, run: CourseRun, official: User
) -> None:
    meeting = run.meetings.get()
    other = MeetingFactory.create(
        run=run, during=DateTimeTZRange(START + dt.timedelta(days=7), START + dt.timedelta(days=7, hours=2))
    )
    before = {event.uid.value for event in read(client.get("/dao-tao/lop/lop/lich.ics").content)}
    later = DateTimeTZRange(START + dt.timedelta(hours=1), START + dt.timedelta(hours=3))
    move_meeting(meeting=meeting, plan=MeetingPlan(later), reason="Chợ họp", by=official)
    cancel_meeting(meeting=other, reason="Trùng lễ", by=official)
    moved, cancelled = read(client.get("/dao-tao/lop/lop/lich.ics").content)
    assert {moved.uid.value, cancelled.uid.value} == before
    assert (moved.dtstart.value, moved.sequence.value) == (later.lower, "1")
    assert (cancelled.status.value, cancelled.sequence.value) == ("CANCELLED", "1")
    assert "Trùng lễ" in cancelled.description.value


def test_cancelled_run_stays_in_the_feed_as_cancelled(client: Client, run: CourseRun, official: User) -> None:
    cancel_run(run=run, reason="Mưa bão", by=official)
    (event,) = read(client.get("/dao-tao/lich.ics").content)
    assert event.status.value == "CANCELLED"


def test_feed_takes_the_filters_of_the_list_and_leaves_drafts_out(client: Client, run: CourseRun) -> None:
    CourseRunFactory.create(course__topic=Topic.LEGAL, title="Thuế hộ kinh doanh")
    CourseRunFactory.create(state=RunState.DRAFT, title="Nháp")
    assert len(read(client.get("/dao-tao/lich.ics").content)) == 2
    (event,) = read(client.get("/dao-tao/lich.ics", {"chu_de": "legal"}).content)
    assert event.summary.value == "Thuế hộ kinh doanh" != run.title


def test_public_feed_names_nobody(client: Client, run: CourseRun, trader: User, trainer: User) -> None:
    run.trainers.add(trainer)
    EnrolmentFactory.create(run=run, person=trader)
    text = client.get("/dao-tao/lich.ics").content.decode().replace("\r\n ", "")
    for word in (trader.full_name, trader.phone or "+84", str(trader.username), "ATTENDEE", "ORGANIZER"):
        assert word not in text


def test_own_feed_shows_own_runs_and_ends_with_a_new_address(client: Client, run: CourseRun, trader: User) -> None:
    EnrolmentFactory.create(run=run, person=trader)
    offered = CourseRunFactory.create(title="Được mời")
    EnrolmentFactory.create(
        run=offered, person=trader, state=EnrolmentState.OFFERED,
        offer_expires_at=timezone.now() + dt.timedelta(hours=3),
    )  # fmt: skip
    EnrolmentFactory.create(person=trader, state=EnrolmentState.WAITING)
    old = renew_feed(person=trader).token
    answer = client.get(f"/dao-tao/lich/{old}.ics")
    assert answer.headers["Cache-Control"] == "private, no-store"
    status = {event.summary.value: event.status.value for event in read(answer.content)}
    assert status == {LONG: "CONFIRMED", "Được mời": "TENTATIVE"}
    client.force_login(trader)
    client.post("/dao-tao/lich/cua-toi/")
    client.logout()
    assert client.get(f"/dao-tao/lich/{old}.ics").status_code == 404


def test_trainer_finds_taught_runs_in_own_feed(client: Client, run: CourseRun, trainer: User) -> None:
    run.trainers.add(trainer)
    token = renew_feed(person=trainer).token
    assert len(read(client.get(f"/dao-tao/lich/{token}.ics").content)) == 1


def test_feed_of_a_closed_account_is_gone(client: Client, trader: User) -> None:
    token = renew_feed(person=trader).token
    trader.is_active = False
    trader.save()
    assert client.get(f"/dao-tao/lich/{token}.ics").status_code == 404
