"""Runs are announced, cancelled, copied, put together to series; who is told, and how often."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.training import (
    AttendanceFactory,
    CourseRunFactory,
    EnrolmentFactory,
    MeetingFactory,
    OrganiserFactory,
)
from traders.models import Market
from training.actions.meetings import add_meeting, cancel_meeting, move_meeting
from training.actions.runs import MeetingPlan, cancel_run, copy_run, publish_run, remove_draft
from training.actions.series import SeriesStep, cancel_series, make_series, publish_series
from training.codes import free_code
from training.enums import EnrolmentState, MeetingState, RunState
from training.errors import TrainingError
from training.models import CourseRun, Meeting

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def run(ben_thanh: Market, trainer: User) -> CourseRun:
    """Announced, with a trainer, an organiser and one meeting in ten days."""
    run = CourseRunFactory.create(
        market=ben_thanh, title="Livestream Chợ Bến Thành", course__city=ben_thanh.ward.province
    )
    run.trainers.add(trainer)
    run.organisers.add(OrganiserFactory.create())
    return run


@pytest.fixture
def draft(run: CourseRun) -> CourseRun:
    run.state, run.published_at = RunState.DRAFT, None
    run.save()
    return run


def texts(template: str) -> list[Message]:
    return list(Message.objects.filter(template=template))


def shifted(meeting: Meeting, **by: int) -> DateTimeTZRange:
    shift = dt.timedelta(**by)
    return DateTimeTZRange(meeting.during.lower + shift, meeting.during.upper + shift)


def test_draft_is_announced_once_and_its_trainer_told(draft: CourseRun, official: User, trainer: User) -> None:
    assert publish_run(run=draft, by=official)
    assert not publish_run(run=draft, by=official)
    assert [message.person for message in texts("run_assigned")] == [trainer]


@pytest.mark.parametrize("lacking", ["meetings", "trainers", "organisers"])
def test_unready_draft_is_not_announced(draft: CourseRun, official: User, lacking: str) -> None:
    getattr(draft, lacking).all().delete() if lacking == "meetings" else getattr(draft, lacking).clear()
    with pytest.raises(TrainingError):
        publish_run(run=draft, by=official)


def test_enrolment_that_opens_after_the_start_is_refused(draft: CourseRun, official: User) -> None:
    assert draft.starts_at
    CourseRun.objects.filter(pk=draft.pk).update(
        enrol_opens_at=draft.starts_at + HOUR, enrol_closes_at=draft.starts_at + 2 * HOUR
    )
    with pytest.raises(TrainingError, match="mở đăng ký phải trước"):
        publish_run(run=draft, by=official)


def test_cancelled_run_tells_everybody_on_the_list_once(run: CourseRun, official: User, trainer: User) -> None:
    held = EnrolmentFactory.create(run=run).person
    offered = EnrolmentFactory.create(
        run=run, state=EnrolmentState.OFFERED, offer_expires_at=timezone.now() + HOUR
    ).person
    waiting = EnrolmentFactory.create(run=run, state=EnrolmentState.WAITING).person
    EnrolmentFactory.create(run=run, state=EnrolmentState.WAITING).delete()
    assert cancel_run(run=run, reason="Mưa bão", by=official)
    assert not cancel_run(run=run, reason="Mưa bão", by=official)
    assert {message.person for message in texts("run_cancelled")} == {held, offered, waiting, trainer}
    assert len(texts("run_cancelled")) == 4
    meeting = run.meetings.get()
    assert (meeting.state, meeting.sequence) == (MeetingState.CANCELLED, 1)


def test_run_is_cancelled_with_a_reason_and_before_it_is_over(run: CourseRun, official: User) -> None:
    with pytest.raises(TrainingError, match="lý do"):
        cancel_run(run=run, reason="", by=official)
    over = timezone.now() - HOUR
    CourseRun.objects.filter(pk=run.pk).update(starts_at=over - HOUR, ends_at=over)
    with pytest.raises(TrainingError, match="học xong"):
        cancel_run(run=run, reason="Mưa bão", by=official)


def test_moved_meeting_tells_old_and_new_time_and_settles_the_run(run: CourseRun, official: User) -> None:
    person = EnrolmentFactory.create(run=run).person
    meeting = run.meetings.get()
    plan = MeetingPlan(shifted(meeting, days=-3))
    assert move_meeting(meeting=meeting, plan=plan, reason="Chợ họp", by=official)
    run.refresh_from_db()
    assert run.starts_at == plan.during.lower
    assert run.enrol_closes_at == plan.during.lower  # it would have stayed open after the start
    text = Message.objects.get(person=person, template="meeting_moved").text
    for moment in (meeting.during.lower, plan.during.lower):
        assert f"{timezone.localtime(moment):%d/%m/%Y}" in text
    meeting.refresh_from_db()
    assert meeting.sequence == 1


def test_new_topic_alone_tells_nobody(run: CourseRun, official: User) -> None:
    EnrolmentFactory.create(run=run)
    meeting = run.meetings.get()
    plan = MeetingPlan(meeting.during, meeting.place, "Chốt đơn")
    assert not move_meeting(meeting=meeting, plan=plan, reason="Rõ hơn", by=official)
    meeting.refresh_from_db()
    assert (meeting.topic, meeting.sequence) == ("Chốt đơn", 0)
    assert not texts("meeting_moved")


def test_meeting_is_not_moved_into_the_past_or_onto_another(run: CourseRun, official: User) -> None:
    meeting = run.meetings.get()
    other = MeetingFactory.create(run=run, during=shifted(meeting, days=2))
    with pytest.raises(TrainingError, match="đã qua"):
        move_meeting(meeting=meeting, plan=MeetingPlan(shifted(meeting, days=-20)), reason="x", by=official)
    with pytest.raises(TrainingError, match="trùng"):
        move_meeting(meeting=meeting, plan=MeetingPlan(other.during), reason="x", by=official)


def test_meeting_where_people_checked_in_is_put_off_by_minutes_but_not_by_days(run: CourseRun, official: User) -> None:
    meeting = run.meetings.get()
    with time_machine.travel(meeting.during.lower - HOUR / 2, tick=False):
        AttendanceFactory.create(enrolment__run=run, meeting=meeting, arrived_at=timezone.now())
        with pytest.raises(TrainingError, match="Đã điểm danh 1 người"):
            move_meeting(meeting=meeting, plan=MeetingPlan(shifted(meeting, days=7)), reason="Bão", by=official)
        later = DateTimeTZRange(meeting.during.lower + HOUR / 4, meeting.during.upper + HOUR / 4)
        assert move_meeting(meeting=meeting, plan=MeetingPlan(later), reason="Chờ giảng viên", by=official)


def test_one_of_two_meetings_is_cancelled_the_last_is_not(run: CourseRun, official: User) -> None:
    person = EnrolmentFactory.create(run=run).person
    first = run.meetings.get()
    second = add_meeting(run=run, plan=MeetingPlan(shifted(first, days=7)), by=official)
    assert cancel_meeting(meeting=first, reason="Trùng lễ", by=official)
    assert not cancel_meeting(meeting=first, reason="Trùng lễ", by=official)
    run.refresh_from_db()
    assert run.starts_at == second.during.lower
    with pytest.raises(TrainingError, match="hủy cả lớp"):
        cancel_meeting(meeting=second, reason="Trùng lễ", by=official)
    told = Message.objects.filter(person=person).values_list("template", flat=True)
    assert sorted(told) == ["meeting_added", "meeting_cancelled"]


def test_copy_shifts_all_times_and_begins_as_draft(run: CourseRun, official: User, trainer: User) -> None:
    copy = copy_run(run=run, by=official, days=14)
    shift = dt.timedelta(days=14)
    assert run.starts_at
    assert (copy.state, copy.starts_at) == (RunState.DRAFT, run.starts_at + shift)
    assert (copy.enrol_opens_at, copy.enrol_closes_at) == (run.enrol_opens_at + shift, run.enrol_closes_at + shift)
    assert (list(copy.trainers.all()), copy.copied_from, copy.code != run.code) == ([trainer], run, True)


def test_copy_for_another_market_takes_its_name(run: CourseRun, official: User, tan_dinh: Market) -> None:
    copy = copy_run(run=run, by=official, market=tan_dinh)
    assert (copy.title, copy.market, copy.place) == ("Livestream Chợ Tân Định", tan_dinh, "")


def test_series_is_made_announced_and_cancelled_as_one(draft: CourseRun, official: User, trainer: User) -> None:
    steps = [SeriesStep(7), SeriesStep(14)]
    series = make_series(run=draft, steps=steps, title="Đợt tháng 12", by=official)
    assert series.runs.count() == 3
    assert publish_series(series=series, by=official) == 3
    assert publish_series(series=series, by=official) == 0
    assert [message.person for message in texts("series_assigned")] == [trainer]
    person = EnrolmentFactory.create(run=series.runs.all()[0]).person
    EnrolmentFactory.create(run=series.runs.all()[1], person=person)
    assert cancel_series(series=series, reason="Hết kinh phí", by=official) == 3
    told = texts("series_cancelled")
    assert {message.person for message in told} == {person, trainer}
    assert len(told) == 2
    assert not texts("run_cancelled")


def test_series_with_an_unready_run_is_not_announced_at_all(draft: CourseRun, official: User) -> None:
    series = make_series(run=draft, steps=[SeriesStep(7)], title="Đợt", by=official)
    series.runs.exclude(pk=draft.pk).get().trainers.clear()
    with pytest.raises(TrainingError, match="giảng viên"):
        publish_series(series=series, by=official)
    assert not series.runs.filter(state=RunState.PUBLISHED).exists()


def test_run_belongs_to_one_series(draft: CourseRun, official: User) -> None:
    make_series(run=draft, steps=[SeriesStep(7)], title="Đợt", by=official)
    with pytest.raises(TrainingError, match="đã thuộc"):
        make_series(run=draft, steps=[SeriesStep(7)], title="Đợt", by=official)


def test_announced_run_is_not_deleted(run: CourseRun, official: User) -> None:
    with pytest.raises(TrainingError, match="hủy, không xóa"):
        remove_draft(run=run, by=official)


def test_code_is_made_of_whole_words_with_the_first_free_number(run: CourseRun) -> None:
    assert free_code("Lớp Đêm: chốt đơn!") == "lop-dem-chot-don"
    assert free_code("Thương mại điện tử cho người mới bắt đầu") == "thuong-mai-dien-tu-cho-nguoi"
    CourseRun.objects.filter(pk=run.pk).update(code="lop-dem")
    assert free_code("Lớp đêm") == "lop-dem-2"
