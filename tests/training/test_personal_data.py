"""Erasing somebody who learned, taught, asked and was named by others: no trace of the name, every count as before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pghistory
import pytest
import time_machine
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context

from portal.accounts.models import Role, User
from portal.privacy.actions import apply_rule, erase_person
from portal.privacy.erasing import histories
from portal.privacy.sections import sections_of
from tests.factories.accounts import UserFactory
from tests.factories.booths import ShiftFactory, TicketFactory
from tests.factories.training import AttendanceFactory, CourseRunFactory, EnrolmentFactory
from traders.models import Trader
from training.enums import EnrolmentState, SwapState, TicketState
from training.models import (
    AdviceTicket,
    Attendance,
    CalendarFeed,
    Certificate,
    CertificateStep,
    Enrolment,
    EnrolmentStep,
    Feedback,
    Invitation,
    PlaceSwap,
)

NAME = "Lê Thị Hoa"
TRACES = (NAME, "912345678", "912 345 678", "MAYCUAHOA", "Bị lừa tiền")
COUNTED = (Attendance, Enrolment, EnrolmentStep, Feedback, Certificate, Invitation, PlaceSwap, AdviceTicket)


def places_with(text: str) -> list[str]:
    """table.column of every place in the database where a row shows this text, whatever the case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        found = []
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
        return found


def certificate_of(enrolment: Enrolment, by: User, **more: Any) -> Certificate:
    """A certificate as it is made; ``name`` is the person's unless given."""
    made = {
        "number": f"CN-{enrolment.pk}", "name": enrolment.person.full_name, "course_title": "Livestream",
        "run_code": enrolment.run.code, "minutes": 240, "held_on": [dt.date(2026, 11, 1)], "city_name": "TP. HCM",
        "organisers": ["Sở Công Thương"], "trainers": ["Giảng viên An"], "meetings_attended": 1, "meetings_held": 1,
        "issued_at": timezone.now(), "issued_by": by,
    }  # fmt: skip
    return Certificate.objects.create(enrolment=enrolment, **made | more)


@pytest.fixture
def learned(trader: User, trader_row: Trader, market_board: User, trainer: User) -> Enrolment:
    """The trader with something in every corner of training, in a run that was over an hour ago."""
    User.objects.filter(pk=trader.pk).update(phone="+84912345678")
    trader.refresh_from_db()
    enrolment = EnrolmentFactory.create(person=trader, run__starts_at=timezone.now() - dt.timedelta(hours=4))
    Enrolment.objects.filter(pk=enrolment.pk).update(reason=f"{NAME} xin đổi")
    EnrolmentStep.objects.create(
        enrolment=enrolment, after=EnrolmentState.ENROLLED, by=market_board, at=timezone.now(), reason=f"{NAME} gọi"
    )
    AttendanceFactory.create(enrolment=enrolment, device="MAYCUAHOA", by=trainer)
    Feedback.objects.create(
        enrolment=enrolment,
        clear=5,
        useful=4,
        pace=3,
        trainer=5,
        will_sell=5,
        words=f"{NAME}: 0912345678, 0912 345 678",
    )
    certificate = certificate_of(enrolment, market_board)
    certificate.revoked_at, certificate.revoked_by = timezone.now(), market_board
    certificate.revoke_reason = f"{NAME} vắng"
    certificate.save()
    CertificateStep.objects.create(
        certificate=certificate, is_revoked=True, by=market_board, at=timezone.now(), reason=f"{NAME} vắng"
    )
    Invitation.objects.create(run=enrolment.run, person=trader, trader=trader_row, invited_by=market_board)
    PlaceSwap.objects.create(giver=enrolment, taker=UserFactory.create())
    CalendarFeed.objects.create(person=trader)
    TicketFactory.create(
        person=trader, question="Bị lừa tiền", advice=f"Khuyên {NAME} báo công an", state=TicketState.DONE,
        advised_by=trainer, advised_at=timezone.now(),
    )  # fmt: skip
    return enrolment


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_nothing_in_the_database_says_who_it_was(learned: Enrolment, trader: User, market_board: User) -> None:
    TicketFactory.create(question=f"Như {NAME} đã hỏi", person=None, trader=None, visitor_name=NAME)
    run = CourseRunFactory.create()
    run.note = f"Học cùng {NAME}"
    with pghistory.context(user=market_board.pk, reason=f"Tích nhầm {NAME}"):
        run.save()
    assert Context.objects.filter(metadata__reason__icontains=NAME).exists()
    before = counts()
    assert all(places_with(trace) for trace in TRACES)
    erase_person(person=trader, by=market_board)
    assert {trace: places_with(trace) for trace in TRACES} == {trace: [] for trace in TRACES}
    assert counts() == before
    assert Attendance.objects.counted().count() == 1
    feedback = Feedback.objects.get()
    assert (feedback.clear, feedback.words) == (5, "")
    assert not CalendarFeed.objects.exists()


def test_places_of_an_erased_person_go_to_who_waits(trader: User, market_board: User) -> None:
    held = EnrolmentFactory.create(person=trader, run__capacity=1)
    next_one = EnrolmentFactory.create(run=held.run, state=EnrolmentState.WAITING)
    swap = PlaceSwap.objects.create(giver=EnrolmentFactory.create(), taker=trader)
    shift = ShiftFactory.create()
    begin = timezone.now() + dt.timedelta(days=1)
    booked = TicketFactory.create(
        booth=shift.booth, shift=shift, person=trader, state=TicketState.BOOKED, desk=1,
        during=DateTimeTZRange(begin, begin + dt.timedelta(minutes=20)),
    )  # fmt: skip
    erase_person(person=trader, by=market_board)
    for row, state in (
        (held, EnrolmentState.CANCELLED), (next_one, EnrolmentState.OFFERED), (swap, SwapState.DECLINED),
        (booked, TicketState.CANCELLED),
    ):  # fmt: skip
        row.refresh_from_db()
        assert row.state == state


def test_certificate_of_an_erased_person_is_unknown_to_the_public(
    client: Client, learned: Enrolment, trader: User, market_board: User
) -> None:
    token = Certificate.objects.get().token
    url = reverse("certificate_check", args=[token])
    assert NAME in client.get(url).text
    erase_person(person=trader, by=market_board)
    assert client.get(url).status_code == 404
    [history] = histories(Certificate)
    assert not history.objects.filter(token=token).exists()


def test_erased_trainer_stands_on_no_certificate(learned: Enrolment, market_board: User) -> None:
    teacher = UserFactory.create(full_name="Nguyễn Văn Giảng", role=Role.TRAINER)
    other = certificate_of(EnrolmentFactory.create(), market_board, trainers=["Trần Thị Khác", "Nguyễn Văn Giảng"])
    erasure = erase_person(person=teacher, by=market_board)
    other.refresh_from_db()
    assert other.trainers == ["Trần Thị Khác", f"Người đã xóa {erasure.pseudonym}"]
    assert places_with("Nguyễn Văn Giảng") == []


def test_tickets_and_places_of_others_stay(learned: Enrolment, trader: User, market_board: User) -> None:
    other = TicketFactory.create(question="Thuế quý", person=UserFactory.create(full_name="Lê Thị Hoan"))
    feedback = Feedback.objects.create(
        enrolment=EnrolmentFactory.create(), clear=1, useful=1, pace=1, trainer=1, will_sell=1, words="Ồn"
    )
    erase_person(person=trader, by=market_board)
    other.refresh_from_db()
    feedback.refresh_from_db()
    assert (other.question, feedback.words) == ("Thuế quý", "Ồn")


def test_person_reads_everything_that_training_knows(learned: Enrolment, trader: User) -> None:
    found = {section.title: section for section in sections_of(trader)}
    for title in (
        "Lớp học đã đăng ký", "Từng lần đổi của các đăng ký", "Lời mời học", "Đổi chỗ với đồng nghiệp", "Điểm danh",
        "Giấy chứng nhận", "Góp ý sau lớp", "Hỏi ở quầy tư vấn", "Lịch riêng để nạp vào điện thoại",
    ):  # fmt: skip
        assert len(found[title].rows) == 1, title
        assert found[title].as_records(), title
    assert "Lớp bạn dạy" not in found


def test_trainer_reads_what_they_teach_and_staff(trainer: User) -> None:
    CourseRunFactory.create().trainers.add(trainer)
    ShiftFactory.create(advisers=[trainer])
    titles = {section.title: len(section.rows) for section in sections_of(trainer)}
    assert (titles["Lớp bạn dạy"], titles["Ca bạn trực ở quầy tư vấn"]) == (1, 1)


def rows(name: str, days: int) -> int | None:
    """What the rule takes so many days from now."""
    with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
        return apply_rule(name).rows


@pytest.mark.parametrize(
    ("rule", "days", "taken"),
    [("feedback_words", 1095, 1), ("enrolment_reasons", 730, 2), ("booth_words", 730, 2), ("door_devices", 91, 1)],
)
def test_words_go_when_their_time_is_over_and_not_before(learned: Enrolment, rule: str, days: int, taken: int) -> None:
    before = counts()
    assert rows(rule, days - 2) == 0
    assert rows(rule, days + 1) == taken
    assert rows(rule, days + 2) == 0
    assert counts() == before


def test_names_of_visitors_go_after_a_year_from_the_history_too(db: None) -> None:
    TicketFactory.create(person=None, trader=None, visitor_name="Bà Tư Bún")
    assert rows("booth_visitors", 364) == 0
    assert rows("booth_visitors", 366) == 1
    assert rows("booth_visitors", 367) == 0
    assert places_with("Bà Tư Bún") == []
