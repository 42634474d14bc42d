"""The form of a run, its rows without JavaScript, what is asked before it is saved, and who gets what."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.training import CourseFactory, CourseRunFactory, EnrolmentFactory, OrganiserFactory
from traders.models import Market
from training.enums import MeetingState, RuleKind, RunState
from training.models import Course, CourseRun

DAY = timezone.localdate() + dt.timedelta(days=20)


@pytest.fixture
def course(ben_thanh: Market) -> Course:
    course = CourseFactory.create(city=ben_thanh.ward.province, title="Livestream bán hàng")
    course.organisers.add(OrganiserFactory.create())
    return course


def sent(course: Course, trainer: User, *days: dt.date, **more: Any) -> dict[str, Any]:
    """A filled form with a meeting from 8:30 to 11:00 on each of ``days``."""
    rows: dict[str, Any] = {"buoi-TOTAL_FORMS": len(days), "buoi-INITIAL_FORMS": 0}
    for number, day in enumerate(days):
        rows |= {f"buoi-{number}-day": day, f"buoi-{number}-starts": "08:30", f"buoi-{number}-ends": "11:00"}
    return {
        "title": "Livestream chợ Bến Thành", "kind": "class", "place": "Phòng họp", "trainers": [trainer.pk],
        "organisers": [course.organisers.get().pk], "capacity": 20, "offer_hours": 24, "cancel_hours": 24,
        "cho-rieng-TOTAL_FORMS": 0, "cho-rieng-INITIAL_FORMS": 0,
    } | rows | more  # fmt: skip


def test_run_is_made_as_draft_with_its_meetings(client: Client, official: User, course: Course, trainer: User) -> None:
    client.force_login(official)
    later = DAY + dt.timedelta(days=7)
    answer = client.post(f"/dao-tao/mo-lop/?khoa={course.pk}", sent(course, trainer, later, DAY))
    run = CourseRun.objects.get()
    assert answer.headers["Location"] == f"/dao-tao/lop/{run.code}/"
    assert (run.code, run.state) == ("livestream-cho-ben-thanh", RunState.DRAFT)
    first, _ = run.meetings.all()
    assert timezone.localtime(first.during.lower) == timezone.make_aware(dt.datetime.combine(DAY, dt.time(8, 30)))
    assert run.starts_at == first.during.lower == run.enrol_closes_at


def test_one_more_row_keeps_what_was_typed(client: Client, official: User, course: Course, trainer: User) -> None:
    client.force_login(official)
    url = f"/dao-tao/mo-lop/?khoa={course.pk}"
    answer = client.post(url, sent(course, trainer, DAY, **{"them-buoi": "1", "title": "Lớp tối"}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not CourseRun.objects.exists()
    assert 'value="Lớp tối"' in page
    assert f'value="{DAY + dt.timedelta(days=7)}"' in page  # a week after the last
    assert "errorlist" not in page


def test_one_more_row_as_fragment(client: Client, official: User, course: Course, trainer: User) -> None:
    client.force_login(official)
    headers = {"HX-Request": "true", "HX-Target": "meetings"}
    url = f"/dao-tao/mo-lop/?khoa={course.pk}"
    answer = client.post(url, sent(course, trainer, DAY, **{"them-buoi": "1"}), headers=headers)
    assert "<html" not in answer.content.decode()
    assert "Buổi 2" in answer.content.decode()


def test_meeting_past_midnight_ends_next_day(client: Client, official: User, course: Course, trainer: User) -> None:
    client.force_login(official)
    late = {"buoi-0-starts": "22:00", "buoi-0-ends": "01:00"}
    client.post(f"/dao-tao/mo-lop/?khoa={course.pk}", sent(course, trainer, DAY, **late))
    during = CourseRun.objects.get().meetings.get().during
    assert during.upper - during.lower == dt.timedelta(hours=3)


def test_overlapping_meetings_are_refused(client: Client, official: User, course: Course, trainer: User) -> None:
    client.force_login(official)
    answer = client.post(f"/dao-tao/mo-lop/?khoa={course.pk}", sent(course, trainer, DAY, DAY))
    assert answer.status_code == 422
    assert "trùng giờ nhau" in answer.content.decode()


def test_clash_of_trainer_asks_before_saving(client: Client, official: User, course: Course, trainer: User) -> None:
    client.force_login(official)
    url = f"/dao-tao/mo-lop/?khoa={course.pk}"
    client.post(url, sent(course, trainer, DAY))
    other = sent(course, trainer, DAY, place="Phòng khác")
    answer = client.post(url, other)
    assert answer.status_code == 422
    assert f"{trainer} dạy lớp" in answer.content.decode()
    assert CourseRun.objects.count() == 1
    client.post(url, other | {"da-xem": "1"})
    assert CourseRun.objects.count() == 2


def test_rules_are_written_and_shown_again(
    client: Client, official: User, course: Course, trainer: User, ben_thanh: Market
) -> None:
    client.force_login(official)
    rules = {
        "limit": 5, "untrained_first": "on", "untrained_until": f"{DAY}T08:00", "no_shows": 2, "no_show_days": 90,
        "cho-rieng-TOTAL_FORMS": 1, "cho-rieng-0-market": ben_thanh.pk, "cho-rieng-0-kept": 4,
        "kept_until": f"{DAY}T07:00",
    }  # fmt: skip
    client.post(f"/dao-tao/mo-lop/?khoa={course.pk}", sent(course, trainer, DAY, **rules))
    run = CourseRun.objects.get()
    assert {(rule.kind, rule.market_id, rule.places, rule.days) for rule in run.rules.all()} == {
        (RuleKind.MARKET_LIMIT, None, 5, None),
        (RuleKind.UNTRAINED_FIRST, None, None, None),
        (RuleKind.NO_SHOW_LAST, None, 2, 90),
        (RuleKind.BOARD_QUOTA, ben_thanh.pk, 4, None),
    }
    kept = set(run.rules.values_list("pk", flat=True))
    client.post(f"/dao-tao/lop/{run.code}/sua/", sent(course, trainer, DAY, **rules))
    assert set(run.rules.values_list("pk", flat=True)) == kept
    assert 'value="5"' in client.get(f"/dao-tao/lop/{run.code}/sua/").content.decode()


def test_kept_places_need_an_end(
    client: Client, official: User, course: Course, trainer: User, ben_thanh: Market
) -> None:
    client.force_login(official)
    rules = {"cho-rieng-TOTAL_FORMS": 1, "cho-rieng-0-market": ben_thanh.pk, "cho-rieng-0-kept": 4}
    answer = client.post(f"/dao-tao/mo-lop/?khoa={course.pk}", sent(course, trainer, DAY, **rules))
    assert answer.status_code == 422
    assert "Ghi giữ chỗ dành riêng" in answer.content.decode()


def test_market_opens_runs_in_own_market_only(
    client: Client, market_board: User, course: Course, trainer: User, ben_thanh: Market, tan_dinh: Market
) -> None:
    client.force_login(market_board)
    url = f"/dao-tao/mo-lop/?khoa={course.pk}"
    assert client.post(url, sent(course, trainer, DAY, market=tan_dinh.pk)).status_code == 422
    assert client.post(url, sent(course, trainer, DAY)).status_code == 422
    client.post(url, sent(course, trainer, DAY, market=ben_thanh.pk))
    assert CourseRun.objects.get().market == ben_thanh


def test_announced_run_keeps_its_meetings_and_tells_a_new_place(
    client: Client, official: User, course: Course, trainer: User
) -> None:
    client.force_login(official)
    client.post(f"/dao-tao/mo-lop/?khoa={course.pk}", sent(course, trainer, DAY))
    run = CourseRun.objects.get()
    client.post(f"/dao-tao/lop/{run.code}/thong-bao/")
    person = EnrolmentFactory.create(run=run).person
    moved = sent(course, trainer, DAY + dt.timedelta(days=3), place="Hội trường", enrol_closes_at=f"{DAY}T08:00")
    answer = client.post(f"/dao-tao/lop/{run.code}/sua/", moved)
    assert answer.status_code == 302
    run.refresh_from_db()
    assert timezone.localtime(run.meetings.get().during.lower).date() == DAY
    assert "Hội trường" in Message.objects.get(person=person).text
    assert run.meetings.get().sequence == 1


def test_run_is_moved_and_cancelled_on_its_pages(client: Client, market_board: User, ben_thanh: Market) -> None:
    run = CourseRunFactory.create(market=ben_thanh, course__city=ben_thanh.ward.province)
    client.force_login(market_board)
    meeting = run.meetings.get()
    url = f"/dao-tao/lop/{run.code}/buoi/{meeting.pk}/doi/"
    new = {"day": DAY, "starts": "14:00", "ends": "16:00", "reason": "Mưa lớn"}
    assert client.post(url, new | {"reason": ""}).status_code == 422
    assert client.post(url, new).status_code == 302
    cancel = f"/dao-tao/lop/{run.code}/huy/"
    assert client.post(cancel, {"reason": ""}).status_code == 422
    assert client.post(cancel, {"reason": "Chợ sửa phòng"}).status_code == 302
    run.refresh_from_db()
    meeting.refresh_from_db()
    assert (run.state, meeting.state, meeting.sequence) == (RunState.CANCELLED, MeetingState.CANCELLED, 2)


def test_draft_is_deleted_announced_run_is_not(client: Client, official: User, ben_thanh: Market) -> None:
    client.force_login(official)
    city = ben_thanh.ward.province
    draft = CourseRunFactory.create(state=RunState.DRAFT, course__city=city)
    announced = CourseRunFactory.create(course__city=city)
    for run in (draft, announced):
        client.post(f"/dao-tao/lop/{run.code}/xoa/")
    assert list(CourseRun.objects.all()) == [announced]


def test_other_markets_and_cities_change_nothing(
    client: Client, other_board: User, outsider: User, trader: User, ben_thanh: Market
) -> None:
    run = CourseRunFactory.create(market=ben_thanh, course__city=ben_thanh.ward.province)
    for person in (other_board, outsider, trader):
        client.force_login(person)
        for page in ("sua", "huy", "sao-chep", "lap-dot"):
            assert client.get(f"/dao-tao/lop/{run.code}/{page}/").status_code == 403


def test_series_is_looked_at_then_made(
    client: Client, official: User, course: Course, trainer: User, tan_dinh: Market
) -> None:
    client.force_login(official)
    client.post(f"/dao-tao/mo-lop/?khoa={course.pk}", sent(course, trainer, DAY))
    run = CourseRun.objects.get()
    url, wanted = f"/dao-tao/lop/{run.code}/lap-dot/", {"title": "Đợt 12", "weeks": 2, "gap": 1}
    assert client.post(url, wanted | {"weeks": 1}).status_code == 422  # nothing beside the run itself
    preview = client.post(url, wanted | {"markets": [tan_dinh.pk]}).content.decode()
    for days in (1, 7, 8):
        assert f"{DAY + dt.timedelta(days=days):%d/%m/%Y}" in preview
    assert CourseRun.objects.count() == 1
    answer = client.post(url, wanted | {"markets": [tan_dinh.pk], "tao": "1"})
    made = CourseRun.objects.exclude(pk=run.pk)
    assert [each.market for each in made] == [tan_dinh, None, tan_dinh]
    series_url = answer.headers["Location"]
    client.post(f"{series_url}thong-bao/")
    assert CourseRun.objects.filter(state=RunState.PUBLISHED).count() == 4
    client.post(f"{series_url}huy/", {"reason": "Hết kinh phí"})
    assert CourseRun.objects.filter(state=RunState.CANCELLED).count() == 4
    assert Message.objects.filter(person=trainer).count() == 2  # taught them, then not


def test_copy_goes_to_a_new_first_day_or_by_weeks(client: Client, official: User, ben_thanh: Market) -> None:
    client.force_login(official)
    run = CourseRunFactory.create(course__city=ben_thanh.ward.province)
    url = f"/dao-tao/lop/{run.code}/sao-chep/"
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"first_day": DAY, "weeks": 2}).status_code == 422
    client.post(url, {"first_day": DAY})
    client.post(url, {"weeks": 2, "days": 1})
    starts = [timezone.localtime(copy.starts_at).date() for copy in run.copies.order_by("pk")]
    assert starts == [DAY, timezone.localtime(run.starts_at).date() + dt.timedelta(days=15)]
