"""Who gets a certificate, under what number, and what stands on it for good."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.training import OrganiserFactory
from tests.threads import at_once
from tests.training.certificate_kit import DAY, run_over, trainee
from traders.models import Market
from training.actions.attendance import set_times
from training.actions.certificates import (
    issue_certificates,
    issue_due_certificates,
    restore_certificate,
    revoke_certificate,
)
from training.enums import EnrolmentState, MeetingState, RunKind, RunState
from training.errors import TrainingError
from training.models import Attendance, Certificate, CertificateNumber, CertificateStep
from training.queries.certificates import needed_of, standings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("held", "percent", "needed"),
    [
        (1, 1, 1), (1, 80, 1), (2, 50, 1), (3, 80, 3), (4, 80, 4), (5, 80, 4), (3, 67, 3), (3, 66, 2), (7, 100, 7),
        (0, 80, 0),
    ],
)  # fmt: skip
def test_needed_meetings_are_rounded_up(held: int, percent: int, needed: int) -> None:
    assert needed_of(held, percent) == needed


def test_certificate_goes_to_who_met_the_rule_and_to_nobody_else() -> None:
    run = run_over(meetings=5)
    enough, too_few = trainee(run, attended=4), trainee(run, attended=3)
    always = trainee(run, attended=5)
    trainee(run, attended=0)
    issued = issue_certificates(run=run, by=None)
    assert {each.enrolment for each in issued} == {enough, always}
    row = next(each for each in standings(run) if each.enrolment == too_few)
    assert (row.attended, row.held, row.needed, row.has_met) == (3, 5, 4, False)


def test_cancelled_meeting_and_meeting_without_anybody_do_not_count_as_held() -> None:
    run = run_over(meetings=4)
    person = trainee(run, attended=2)
    first, _, third, _ = run.meetings.order_by("during")
    third.state, third.cancel_reason = MeetingState.CANCELLED, "mưa bão"
    third.save()
    [certificate] = issue_certificates(run=run, by=None)
    assert (certificate.enrolment, certificate.meetings_attended, certificate.meetings_held) == (person, 2, 2)
    assert certificate.held_on[0] == timezone.localdate(first.during.lower)


def test_leaving_before_half_of_the_only_meeting_gives_none() -> None:
    run = run_over()
    trainee(run)
    meeting = run.meetings.get()
    Attendance.objects.update(left_at=meeting.during.lower + dt.timedelta(minutes=59))
    assert issue_certificates(run=run, by=None) == []
    Attendance.objects.update(left_at=meeting.during.lower + dt.timedelta(minutes=60))
    assert len(issue_certificates(run=run, by=None)) == 1


def test_run_without_attendance_gives_none() -> None:
    run = run_over(percent=1)
    trainee(run, attended=0)
    assert issue_certificates(run=run, by=None) == []
    assert not CertificateNumber.objects.exists()


def test_who_was_removed_gets_none() -> None:
    run = run_over()
    trainee(run, state=EnrolmentState.REMOVED, reason="gây rối")
    assert issue_certificates(run=run, by=None) == []


@pytest.mark.parametrize("fields", [{"ended": -DAY}, {"state": RunState.CANCELLED, "cancel_reason": "ít người"}])
def test_run_that_is_not_over_or_was_cancelled_gives_none(fields: dict[str, object]) -> None:
    run = run_over(**fields)  # type: ignore[arg-type] # either kind of field
    with pytest.raises(TrainingError, match="học xong"):
        issue_certificates(run=run, by=None)


def test_issuing_twice_gives_one_and_one_message(official: User) -> None:
    run = run_over()
    person = trainee(run).person
    [certificate] = issue_certificates(run=run, by=official)
    assert issue_certificates(run=run, by=official) == []
    message = Message.objects.get(template="certificate_issued")
    assert (message.person, certificate.issued_by) == (person, official)
    assert message.path.endswith(f"/{certificate.number}/")


def test_numbers_go_on_within_a_year_and_begin_again_in_the_next() -> None:
    with time_machine.travel("2026-12-30 03:00Z", tick=False):
        first, second = run_over(), run_over()
        trainee(first), trainee(second)
        numbers = [each.number for run in (first, second) for each in issue_certificates(run=run, by=None)]
    with time_machine.travel("2026-12-31 17:30Z", tick=False):  # already 2027 in Việt Nam
        third = run_over()
        trainee(third)
        numbers += [each.number for each in issue_certificates(run=third, by=None)]
    assert numbers == ["CN-2026-000001", "CN-2026-000002", "CN-2027-000001"]


def test_number_of_a_transaction_that_failed_is_given_again() -> None:
    run = run_over()
    trainee(run)
    with transaction.atomic():
        issue_certificates(run=run, by=None)
        transaction.set_rollback(True)
    assert [each.number for each in issue_certificates(run=run, by=None)] == [f"CN-{timezone.localdate().year}-000001"]


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_leave_no_hole_and_no_double() -> None:
    run = run_over()
    for _ in range(5):
        trainee(run)
    got = at_once(lambda: issue_certificates(run=run, by=None))
    assert sorted(len(each) for each in got) == [0, 5]
    numbers = Certificate.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"CN-{timezone.localdate().year}-{place:06}" for place in range(1, 6)]
    assert CertificateNumber.objects.get().last == 5


def test_facts_stay_when_everything_is_renamed(ben_thanh: Market, trader: User, trainer: User) -> None:
    run = run_over(market=ben_thanh, place="Phòng 2")
    run.organisers.add(OrganiserFactory.create(name="Sở Công Thương Thành phố Hồ Chí Minh"))
    run.trainers.add(trainer)
    trainee(run, person=trader)
    [certificate] = issue_certificates(run=run, by=None)
    before = Certificate.objects.filter(pk=certificate.pk).values().get()
    for row, field in ((trader, "full_name"), (ben_thanh, "name"), (run.course, "title"), (trainer, "full_name"),
                       (run.organisers.get(), "name"), (run, "place")):  # fmt: skip
        setattr(row, field, "Tên khác")
        row.save()
    issue_certificates(run=run, by=None)
    after = Certificate.objects.filter(pk=certificate.pk).values().get()
    assert after == before
    assert (before["name"], before["market_name"], before["place"]) == (
        "Lê Thị Hoa",
        "Chợ Bến Thành",
        "Phòng 2, Chợ Bến Thành",
    )
    assert before["organisers"] == ["Sở Công Thương Thành phố Hồ Chí Minh"]
    assert before["trainers"] == ["Giảng viên Nguyễn An"]
    assert before["city_name"] == "Thành phố Hồ Chí Minh"


def test_online_run_names_no_room() -> None:
    run = run_over(kind=RunKind.ONLINE, online_link="https://meet.example/1")
    trainee(run)
    assert issue_certificates(run=run, by=None)[0].place == "trực tuyến"


def test_beat_issues_from_the_next_morning_on_and_looks_again_for_30_days() -> None:
    with time_machine.travel("2026-11-22 14:00Z", tick=False):  # 21:00
        run = run_over(ended=dt.timedelta(hours=1))
        trainee(run)
        assert issue_due_certificates(now=timezone.now()) == 0
    with time_machine.travel("2026-11-23 00:00Z", tick=False):  # 7:00
        assert issue_due_certificates(now=timezone.now()) == 1
        trainee(run)  # out of a roster
        assert issue_due_certificates(now=timezone.now()) == 1
    with time_machine.travel("2026-12-23 00:00Z", tick=False):
        trainee(run)
        assert issue_due_certificates(now=timezone.now()) == 0


def test_revoked_and_restored_keeps_both_reasons(official: User) -> None:
    run = run_over()
    trainee(run)
    [certificate] = issue_certificates(run=run, by=None)
    revoked = revoke_certificate(certificate=certificate, by=official, reason=" điểm danh hộ ")
    assert (revoked.revoked_by, revoked.revoke_reason) == (official, "điểm danh hộ")
    with pytest.raises(TrainingError, match="từ trước"):
        revoke_certificate(certificate=certificate, by=official, reason="lần nữa")
    restored = restore_certificate(certificate=certificate, by=official, reason="xác minh lại, có mặt thật")
    assert restored.revoked_at is None
    with pytest.raises(TrainingError, match="đang có hiệu lực"):
        restore_certificate(certificate=certificate, by=official, reason="lần nữa")
    steps = CertificateStep.objects.values_list("is_revoked", "reason")
    assert list(steps) == [(True, "điểm danh hộ"), (False, "xác minh lại, có mặt thật")]
    assert Message.objects.filter(template__in=["certificate_revoked", "certificate_restored"]).count() == 2
    assert issue_certificates(run=run, by=None) == []


def test_certificate_and_attendance_do_not_contradict_each_other(official: User) -> None:
    run = run_over(meetings=2, percent=50)
    enrolment = trainee(run, attended=2)
    [certificate] = issue_certificates(run=run, by=None)
    there = enrolment.attendances.order_by("meeting__during")[0]
    early = {"arrived_at": there.arrived_at, "left_at": there.arrived_at + dt.timedelta(minutes=5)}
    with pytest.raises(TrainingError, match="Thu hồi giấy đó"):
        set_times(attendance=there, by=official, **early)
    revoke_certificate(certificate=certificate, by=official, reason="điểm danh hộ")
    set_times(attendance=there, by=official, **early)
    with pytest.raises(TrainingError, match="không còn đủ"):
        restore_certificate(certificate=certificate, by=official, reason="nhầm")
    set_times(attendance=there, by=official, arrived_at=there.arrived_at, left_at=None)
    assert not restore_certificate(certificate=certificate, by=official, reason="nhầm").revoked_at


@pytest.mark.parametrize("action", [revoke_certificate, restore_certificate])
def test_change_without_a_reason_is_refused(action: object, official: User) -> None:
    run = run_over()
    trainee(run)
    [certificate] = issue_certificates(run=run, by=None)
    if action is restore_certificate:
        revoke_certificate(certificate=certificate, by=official, reason="nhầm")
    with pytest.raises(TrainingError, match="lý do"):
        action(certificate=certificate, by=official, reason="  ")  # type: ignore[operator] # one of two functions


def test_database_refuses_a_revocation_without_who_and_why(official: User) -> None:
    run = run_over()
    trainee(run)
    [certificate] = issue_certificates(run=run, by=None)
    certificate.revoked_at = timezone.now()
    with pytest.raises(IntegrityError, match="certificate_revoked_who_when_why"), transaction.atomic():
        certificate.save()
    with pytest.raises(IntegrityError, match="certificate_step_has_reason"), transaction.atomic():
        CertificateStep.objects.create(
            certificate=certificate, is_revoked=True, by=official, at=timezone.now(), reason=""
        )
