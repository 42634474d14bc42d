"""Booths are set up, staffed, closed; a change shows first whom it concerns, then tells them, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message, MessageBatch
from tests.factories.accounts import UserFactory
from tests.factories.booths import BoothFactory, ShiftFactory, TicketFactory, in_days, on
from tests.factories.training import CourseRunFactory, MeetingFactory, OrganiserFactory
from traders.models import Market
from training.actions import booths as actions
from training.actions.bookings import book
from training.enums import TicketState
from training.errors import TrainingError
from training.models import AdviceBooth, AdviceTicket, BoothShift
from training.queries.booth_shifts import advisers_for, clashes_of, effect_of_change


@pytest.fixture
def booth(ben_thanh: Market) -> AdviceBooth:
    return BoothFactory.create(market=ben_thanh, title="Quầy thuế")


@pytest.fixture
def shift(booth: AdviceBooth) -> BoothShift:
    """Tomorrow 8 to 10 o'clock at two desks, three people booked: two at 8:00, one at 9:40."""
    shift = ShiftFactory.create(booth=booth, desks=2)
    for clock in ("08:00", "08:00", "09:40"):
        person = UserFactory.create()
        starts_at = on(in_days(1), clock, "23:00").lower
        book(shift=shift, starts_at=starts_at, person=person, topic="legal", question="", by=person)
    return shift


def times_of(shift: BoothShift) -> list[tuple[str, str, int | None]]:
    """State, local time and desk of its bookings, in the order in which they were made."""
    rows = AdviceTicket.objects.filter(shift=shift).order_by("pk")
    return [(row.state, f"{timezone.localtime(row.during.lower):%d %H:%M}", row.desk) for row in rows if row.during]


def change(shift: BoothShift, begin: str, end: str, by: User, **more: Any) -> None:
    asked = {"during": on(in_days(1), begin, end), "desks": 2, "advisers": [], "reason": "mưa", "by": by}
    actions.change_shift(shift=shift, **asked | more)


def test_cut_shift_keeps_who_fits_and_tells_who_does_not(shift: BoothShift, market_board: User) -> None:
    change(shift, "08:00", "09:00", market_board)
    day = f"{in_days(1):%d}"
    assert times_of(shift) == [
        ("booked", f"{day} 08:00", 1), ("booked", f"{day} 08:00", 2), ("cancelled", f"{day} 09:40", 1),
    ]  # fmt: skip
    [message] = Message.objects.all()
    assert message.template == "booth_taken_back"
    assert "Lý do: mưa" in message.text
    assert message.path == reverse("own_bookings")


def test_moved_shift_takes_its_bookings_along_and_tells_them(shift: BoothShift, market_board: User) -> None:
    change(shift, "08:20", "10:20", market_board)
    day = f"{in_days(1):%d}"
    assert [time for _, time, _ in times_of(shift)] == [f"{day} 08:20", f"{day} 08:20", f"{day} 10:00"]
    assert set(Message.objects.values_list("template", flat=True)) == {"booth_moved"}
    assert MessageBatch.objects.get().count == 3
    assert f"08:00 ngày {in_days(1):%d/%m} dời sang 08:20" in Message.objects.earliest("pk").text


def test_who_is_elsewhere_at_the_new_time_loses_the_booking(shift: BoothShift, market_board: User) -> None:
    first = AdviceTicket.objects.earliest("pk")
    assert first.person
    other = ShiftFactory.create(during=on(in_days(1), "14:00", "15:00"))
    person = first.person
    book(shift=other, starts_at=other.during.lower, person=person, topic="legal", question="", by=person)
    change(shift, "14:00", "16:00", market_board)
    assert [state for state, _, _ in times_of(shift)] == ["cancelled", "booked", "booked"]
    assert sorted(Message.objects.values_list("template", flat=True)) == [
        "booth_moved", "booth_moved", "booth_taken_back",
    ]  # fmt: skip


def test_lost_desk_goes_to_a_free_one_or_is_lost(shift: BoothShift, market_board: User) -> None:
    effect = effect_of_change(shift, shift.during, 1)
    assert [len(effect.kept), len(effect.moved), len(effect.lost)] == [2, 0, 1]
    with pytest.raises(TrainingError, match="Ghi lý do"):
        change(shift, "08:00", "10:00", market_board, desks=1, reason="")
    change(shift, "08:00", "10:00", market_board, desks=1)
    assert [state for state, _, _ in times_of(shift)] == ["booked", "cancelled", "booked"]


def test_cancelled_shift_tells_everybody_once(shift: BoothShift, market_board: User) -> None:
    assert actions.cancel_shift(shift=shift, reason="bão", by=market_board) == 3
    assert actions.cancel_shift(shift=shift, reason="bão", by=market_board) == 0
    assert MessageBatch.objects.get().count == Message.objects.count() == 3
    assert set(AdviceTicket.objects.values_list("state", "reason")) == {("cancelled", "bão")}
    with pytest.raises(TrainingError, match="đã bỏ"):
        change(shift, "08:00", "09:00", market_board)


def test_cancelled_hours_may_be_staffed_again(shift: BoothShift, market_board: User) -> None:
    with pytest.raises(TrainingError, match="trùng giờ"):
        actions.add_shift(
            booth=shift.booth, during=on(in_days(1), "09:00", "12:00"), desks=1, advisers=[], by=market_board
        )
    actions.cancel_shift(shift=shift, reason="bão", by=market_board)
    actions.add_shift(booth=shift.booth, during=shift.during, desks=1, advisers=[], by=market_board)


def test_shift_that_nobody_booked_is_gone_without_a_reason(booth: AdviceBooth, market_board: User) -> None:
    actions.cancel_shift(shift=ShiftFactory.create(booth=booth), reason="", by=market_board)
    assert not BoothShift.objects.exists()


def test_closing_early_cancels_what_comes_after_and_tells_in_one_go(shift: BoothShift, market_board: User) -> None:
    booth = shift.booth
    today = ShiftFactory.create(booth=booth, during=on(in_days(0), "00:00", "23:59"))
    lost = actions.close_booth(booth=booth, from_day=in_days(1), reason="hết kinh phí", by=market_board)
    assert lost == 3
    booth.refresh_from_db()
    assert (booth.closes_on, booth.close_reason) == (in_days(0), "hết kinh phí")
    assert list(BoothShift.objects.held()) == [today]
    assert MessageBatch.objects.get().count == 3


@pytest.mark.parametrize(("days", "reason"), [(-1, "x"), (8, "x"), (1, "")])
def test_closing_needs_a_day_and_a_reason(booth: AdviceBooth, market_board: User, days: int, reason: str) -> None:
    with pytest.raises(TrainingError):
        actions.close_booth(booth=booth, from_day=in_days(days), reason=reason, by=market_board)


def test_booth_without_a_coming_shift_is_not_announced(ben_thanh: Market, market_board: User) -> None:
    booth = BoothFactory.create(market=ben_thanh, is_published=False)
    with pytest.raises(TrainingError, match="ít nhất một ca"):
        actions.publish_booth(booth=booth, by=market_board)
    ShiftFactory.create(booth=booth)
    assert actions.publish_booth(booth=booth, by=market_board).is_published
    assert actions.publish_booth(booth=booth, by=market_board).is_published


def test_days_of_a_booth_hold_its_shifts(shift: BoothShift, market_board: User) -> None:
    booth = shift.booth
    booth.opens_on = in_days(2)
    with pytest.raises(TrainingError, match="nằm ngoài"):
        actions.save_booth(booth=booth, partners=[], by=market_board)
    for during in (on(in_days(9)), on(in_days(-1))):
        with pytest.raises(TrainingError):
            actions.add_shift(booth=shift.booth, during=during, desks=1, advisers=[], by=market_board)


def test_shift_that_has_begun_only_ends_otherwise(shift: BoothShift, market_board: User) -> None:
    with time_machine.travel(on(in_days(1), "09:00").lower, tick=False):
        day = in_days(0)
        for begin, end, works in (("08:20", "10:20", False), ("08:00", "10:20", True)):
            asked = {"during": on(day, begin, end), "desks": 2, "advisers": [], "reason": "x", "by": market_board}
            if works:
                actions.change_shift(shift=shift, **asked)
            else:
                with pytest.raises(TrainingError, match="Ca đang trực"):
                    actions.change_shift(shift=shift, **asked)
    with time_machine.travel(on(in_days(1), "11:00").lower), pytest.raises(TrainingError, match="trực xong"):
        actions.cancel_shift(shift=shift, reason="x", by=market_board)


@pytest.mark.usefixtures("other_board", "outsider", "inspector", "ward_office", "trader")
def test_advisers_are_the_markets_people_trainers_and_officials(
    booth: AdviceBooth, market_board: User, market_clerk: User, trainer: User, official: User
) -> None:
    assert set(advisers_for(booth.market)) == {market_board, market_clerk, trainer, official, booth.made_by}


def test_adviser_elsewhere_is_named(booth: AdviceBooth, trainer: User) -> None:
    shift = ShiftFactory.create(advisers=[trainer])
    run = CourseRunFactory.create(title="Lớp chốt đơn", meeting=False)
    run.trainers.add(trainer)
    MeetingFactory.create(run=run, during=on(in_days(1), "09:30", "11:00"))
    found = clashes_of([trainer], [on(in_days(1), "09:00", "12:00")])
    assert [clash.where for clash in found] == [f"{shift.booth}, {shift.booth.market}", "lớp Lớp chốt đơn"]
    assert clashes_of([trainer], [on(in_days(1), "11:00", "12:00")]) == []
    assert clashes_of([trainer], [on(in_days(1), "08:00", "09:00")], besides=shift) == []


# Pages


def posted_shift(begin: str, end: str, **more: Any) -> dict[str, Any]:
    return {"ngay": f"{in_days(1)}", "tu": begin, "den": end, "so_ban": "2"} | more


def test_edit_asks_before_somebody_loses_and_asks_again_when_it_changed(
    client: Client, shift: BoothShift, market_board: User
) -> None:
    client.force_login(market_board)
    url = reverse("shift_edit", args=[shift.pk])
    asked = client.post(url, posted_shift("08:00", "09:00", ly_do="mưa"))
    assert asked.status_code == 422
    assert "mất lượt hẹn" in asked.text
    assert AdviceTicket.objects.get(during=on(in_days(1), "09:40", "10:00")).person.full_name in asked.text  # type: ignore[union-attr] # booked
    assert not Message.objects.exists()
    assert client.post(url, posted_shift("08:00", "08:20", ly_do="mưa", dong_y="0-2")).status_code == 422
    assert client.post(url, posted_shift("08:00", "09:00", ly_do="mưa", dong_y="0-1")).status_code == 302
    assert Message.objects.count() == 1


def test_busy_adviser_is_warned_of_and_may_be_put_on(
    client: Client, booth: AdviceBooth, market_board: User, trainer: User
) -> None:
    ShiftFactory.create(advisers=[trainer])
    client.force_login(market_board)
    url = reverse("booth_shift_add", args=[booth.pk])
    asked = client.post(url, posted_shift("09:00", "11:00", nguoi_truc=[trainer.pk]))
    assert asked.status_code == 422
    assert "đang bận giờ này" in asked.text
    client.post(url, posted_shift("09:00", "11:00", nguoi_truc=[trainer.pk], dong_y="1"))
    assert list(booth.shifts.get().advisers.all()) == [trainer]


def test_many_shifts_are_shown_then_made(client: Client, booth: AdviceBooth, market_board: User) -> None:
    ShiftFactory.create(booth=booth)
    client.force_login(market_board)
    url = reverse("booth_shifts_many", args=[booth.pk])
    asked = {
        "tu_ngay": f"{in_days(1)}", "den_ngay": f"{in_days(7)}", "thu": list(range(7)), "tu": "08:00", "den": "11:00",
        "tu_2": "14:00", "den_2": "16:00", "so_ban": "1",
    }  # fmt: skip
    preview = client.post(url, asked)
    assert preview.status_code == 200
    assert "Sẽ tạo 13 ca" in preview.text
    assert "Bỏ qua 1 ca" in preview.text
    assert BoothShift.objects.count() == 1
    assert client.post(url, asked | {"dong_y": "13-0"}).status_code == 302
    assert booth.shifts.count() == 14


@pytest.mark.parametrize(
    "wrong",
    [{"thu": []}, {"tu_2": "14:00"}, {"tu_2": "10:00", "den_2": "12:00"}, {"den": "07:00"}, {"den_ngay": "2099-01-01"}],
)
def test_many_shifts_that_make_no_sense_are_sent_back(
    client: Client, booth: AdviceBooth, market_board: User, wrong: dict[str, Any]
) -> None:
    client.force_login(market_board)
    asked = {
        "tu_ngay": f"{in_days(1)}", "den_ngay": f"{in_days(7)}", "thu": [0, 1, 2, 3, 4, 5, 6], "tu": "08:00",
        "den": "11:00", "so_ban": "1",
    }  # fmt: skip
    assert client.post(reverse("booth_shifts_many", args=[booth.pk]), asked | wrong).status_code == 422


def test_board_makes_announces_and_closes_a_booth(client: Client, ben_thanh: Market, market_board: User) -> None:
    client.force_login(market_board)
    asked = {
        "market": ben_thanh.pk, "title": "Quầy  tư vấn thuế", "topics": "thuế", "place": "Cổng Nam",
        "opens_on": f"{in_days(0)}", "closes_on": f"{in_days(5)}", "slot_minutes": "20",
        "partners": [OrganiserFactory.create().pk],
    }  # fmt: skip
    assert client.post(reverse("booth_add"), asked).status_code == 302
    booth = AdviceBooth.objects.get()
    assert (booth.title, booth.made_by, booth.is_published) == ("Quầy tư vấn thuế", market_board, False)
    client.post(reverse("booth_shift_add", args=[booth.pk]), posted_shift("08:00", "11:00"))
    client.post(reverse("booth_publish", args=[booth.pk]))
    booth.refresh_from_db()
    assert booth.is_published
    client.post(reverse("booth_close", args=[booth.pk]), {"tu_ngay": f"{in_days(1)}", "ly_do": "bão"})
    booth.refresh_from_db()
    assert booth.close_reason == "bão"


def test_other_market_does_not_change_the_booth(client: Client, shift: BoothShift, other_board: User) -> None:
    client.force_login(other_board)
    for name, pk in (("booth_edit", shift.booth_id), ("booth_close", shift.booth_id), ("shift_edit", shift.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 403
    BoothFactory.create(market=shift.booth.market, is_published=False)
    assert client.get(reverse("booth_edit", args=[AdviceBooth.objects.latest("pk").pk])).status_code == 404


# Constraints


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"opens_on": dt.date(2026, 2, 2), "closes_on": dt.date(2026, 2, 1)}, "Ngày mở phải trước"),
        ({"slot_minutes": 4}, "từ 5 đến 120"),
        ({"slot_minutes": 121}, "từ 5 đến 120"),
    ],
)
def test_database_refuses_impossible_booths(db: None, values: dict[str, Any], words: str) -> None:
    booth = BoothFactory.create()
    for name, value in values.items():
        setattr(booth, name, value)
    with pytest.raises(ValidationError, match=words):
        booth.validate_constraints()
    with transaction.atomic(), pytest.raises(IntegrityError):
        booth.save()


def test_database_refuses_impossible_shifts(shift: BoothShift) -> None:
    for values, words in (
        ({"desks": 0}, "ít nhất 1 bàn"),
        ({"during": on(in_days(1), "08:00", "08:00")}, "giờ kết thúc sau đó"),
    ):
        wrong = BoothShift(booth=shift.booth, **{"during": on(in_days(3)), "desks": 1} | values)
        with pytest.raises(ValidationError, match=words):
            wrong.validate_constraints()
        with transaction.atomic(), pytest.raises(IntegrityError):
            wrong.save()
    twice = BoothShift(booth=shift.booth, during=on(in_days(1), "09:00", "12:00"))
    with pytest.raises(ValidationError, match="trùng giờ nhau"):
        twice.validate_constraints()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"during": on(dt.date(2026, 2, 1))}, "phải có ca trực, giờ và bàn"),
        ({"person": None, "trader": None}, "Ghi tên người hỏi"),
        ({"state": TicketState.DONE}, "Ghi đã tư vấn gì"),
        ({"state": TicketState.FOLLOW_UP}, "Chọn ngày hẹn"),
    ],
)
def test_database_refuses_impossible_tickets(db: None, values: dict[str, Any], words: str) -> None:
    ticket = TicketFactory.create()
    for name, value in values.items():
        setattr(ticket, name, value)
    with pytest.raises(ValidationError, match=words):
        ticket.validate_constraints()
    with transaction.atomic(), pytest.raises(IntegrityError):
        ticket.save()
