"""The advisers' side: who comes, walk-ins, tickets, what waits, what may be taken away, how much a booth is used."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from portal.privacy.models import PersonalDataReading
from tests.codes import sign_in_freshly
from tests.factories.accounts import UserFactory
from tests.factories.booths import BoothFactory, ShiftFactory, TicketFactory, in_days, on
from tests.factories.traders import TraderFactory
from traders.models import Market, Trader
from training.actions import advising as actions
from training.actions.bookings import book
from training.enums import TicketState
from training.errors import TrainingError
from training.models import AdviceBooth, AdviceTicket, BoothShift
from training.queries.advising import TicketFilter, earlier_tickets, filtered, tickets_for, traders_at
from training.queries.booth_load import load_by_topic, load_of_booth, load_of_booths

NOON = dt.time(12)


@pytest.fixture
def booth(ben_thanh: Market) -> AdviceBooth:
    return BoothFactory.create(market=ben_thanh, title="Quầy thuế")


@pytest.fixture
def shift(booth: AdviceBooth, trainer: User) -> BoothShift:
    """Today, the whole day, at two desks; the trainer staffs it."""
    return ShiftFactory.create(booth=booth, during=on(in_days(0), "00:00", "23:40"), desks=2, advisers=[trainer])


@pytest.fixture
def at_noon(shift: BoothShift) -> Any:
    with time_machine.travel(timezone.make_aware(dt.datetime.combine(in_days(0), NOON)), tick=False):
        yield


def booked(shift: BoothShift, person: User, clock: str = "12:20") -> AdviceTicket:
    starts_at = on(in_days(0), clock, "23:59").lower
    return book(shift=shift, starts_at=starts_at, person=person, topic="legal", question="Thuế?", by=person)


def answered(ticket: AdviceTicket, by: User, **more: Any) -> AdviceTicket:
    asked = {"topic": "legal", "question": "Thuế?", "advice": "Kê khai theo quý", "follow_up_on": None}
    return actions.answer(ticket=ticket, by=by, **asked | more)


def at(client: Client, person: User, name: str, *args: Any, **query: Any) -> str:
    client.force_login(person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.usefixtures("at_noon")
def test_walk_in_is_found_by_name_stall_and_digits_and_opened_in_two_taps(
    client: Client, booth: AdviceBooth, trainer: User, trader_row: Trader, other_trader: User
) -> None:
    Trader.objects.filter(pk=trader_row.pk).update(phone="+84912345678")
    for words in ("hoa", "Lê Thị", "b12", "678"):
        assert traders_at(booth, words) == [trader_row]
    assert traders_at(booth, "Đức") == traders_at(booth, "h") == []
    page = at(client, trainer, "booth_today", booth.pk, q="hoa")
    assert "0912 ••• 678" in page
    assert "12 345" not in page
    url = reverse("booth_walk_in", args=[booth.pk])
    for _ in range(2):
        answer = client.post(url, {"tieu_thuong": trader_row.pk})
    ticket = AdviceTicket.objects.get()
    assert answer.headers["Location"] == reverse("ticket_detail", args=[ticket.pk])
    assert (ticket.state, ticket.person, ticket.trader) == (TicketState.OPEN, trader_row.user, trader_row)
    assert ticket.shift == booth.shifts.get()


@pytest.mark.usefixtures("at_noon")
def test_walk_in_may_leave_just_a_name_and_not_nothing(client: Client, booth: AdviceBooth, trainer: User) -> None:
    client.force_login(trainer)
    url = reverse("booth_walk_in", args=[booth.pk])
    client.post(url, {"ten": "  Bà   Tư "})
    assert AdviceTicket.objects.get().visitor_name == "Bà Tư"
    client.post(url, {"ten": ""})
    client.post(url, {"tieu_thuong": "99999"})
    assert AdviceTicket.objects.count() == 1


@pytest.mark.usefixtures("at_noon")
def test_whoever_booked_for_today_is_no_walk_in(shift: BoothShift, trader_row: Trader, trainer: User) -> None:
    ticket = booked(shift, trader_row.user)
    assert actions.walk_in(booth=shift.booth, trader=trader_row, name="", by=trainer) == ticket
    ticket.refresh_from_db()
    assert (ticket.state, AdviceTicket.objects.count()) == (TicketState.OPEN, 1)


@pytest.mark.usefixtures("at_noon")
def test_answer_is_done_or_looked_at_again(shift: BoothShift, trader: User, trainer: User, market_board: User) -> None:
    ticket = actions.start(ticket=booked(shift, trader), by=trainer)
    later = answered(ticket, trainer, follow_up_on=in_days(3))
    assert (later.state, later.follow_up_on, later.advised_by) == (TicketState.FOLLOW_UP, in_days(3), trainer)
    done = answered(ticket, market_board)
    assert (done.state, done.follow_up_on, done.advised_by) == (TicketState.DONE, None, trainer)
    with pytest.raises(TrainingError, match="Ghi đã tư vấn gì"):
        answered(ticket, trainer, advice="")
    with pytest.raises(TrainingError, match="sau hôm nay"):
        answered(ticket, trainer, follow_up_on=in_days(0))


@pytest.mark.usefixtures("at_noon")
def test_missed_only_when_the_time_has_come_and_served_all_the_same(
    shift: BoothShift, trader: User, trainer: User
) -> None:
    ticket = booked(shift, trader)
    with pytest.raises(TrainingError, match="Chưa tới giờ"):
        actions.mark_missed(ticket=ticket, by=trainer)
    with time_machine.travel(ticket.during.upper):
        for _ in range(2):
            assert actions.mark_missed(ticket=ticket, by=trainer).state == TicketState.MISSED
        assert answered(actions.start(ticket=ticket, by=trainer), trainer).state == TicketState.DONE
        with pytest.raises(TrainingError, match="chưa tiếp"):
            actions.mark_missed(ticket=ticket, by=trainer)


@pytest.mark.usefixtures("at_noon")
def test_follow_up_is_told_of_on_its_day_once(shift: BoothShift, trader: User, trainer: User) -> None:
    answered(booked(shift, trader), trainer, follow_up_on=in_days(3))
    TicketFactory.create(
        booth=shift.booth, person=None, trader=None, visitor_name="Bà Tư", state=TicketState.FOLLOW_UP,
        follow_up_on=in_days(3), advice="x", advised_by=trainer, advised_at=timezone.now(),
    )  # fmt: skip
    assert actions.remind_follow_ups(in_days(2)) == 0
    for _ in range(2):
        actions.remind_follow_ups(in_days(3))
    [message] = Message.objects.filter(template="booth_follow_up")
    assert message.person == trader


@pytest.mark.usefixtures("at_noon")
def test_day_shows_bookings_and_walk_ins_in_order_and_records_who_looked(
    client: Client, shift: BoothShift, trader: User, trainer: User
) -> None:
    booked(shift, trader, "13:00")
    gone = booked(shift, UserFactory.create(full_name="Người Đã Hủy"))
    AdviceTicket.objects.filter(pk=gone.pk).update(state=TicketState.CANCELLED)
    TicketFactory.create(booth=shift.booth, person=UserFactory.create(full_name="Người Tự Đến"))
    page = at(client, trainer, "booth_today", shift.booth.pk)
    assert page.index("Người Tự Đến") < page.index("Lê Thị Hoa")
    assert "Người Đã Hủy" not in page
    assert PersonalDataReading.objects.filter(person=trader, reader=trainer).count() == 1
    printed = at(client, trainer, "booth_print", shift.booth.pk)
    assert "Lê Thị Hoa" in printed
    other_day = at(client, trainer, "booth_today", shift.booth.pk, ngay=f"{in_days(1)}")
    assert "Lê Thị Hoa" not in other_day
    assert at(client, trainer, "booth_today", shift.booth.pk, ngay="mai")


@pytest.mark.usefixtures("at_noon")
def test_ticket_page_writes_and_shows_what_was_asked_before(
    client: Client, shift: BoothShift, trader: User, trainer: User
) -> None:
    before = TicketFactory.create(
        booth=BoothFactory.create(market=shift.booth.market), person=trader, question="Mở gian hàng", advice="Ba bước",
        state=TicketState.DONE, advised_by=trainer, advised_at=timezone.now(),
    )  # fmt: skip
    TicketFactory.create(person=trader, question="Ở chợ khác")
    ticket = booked(shift, trader)
    page = at(client, trainer, "ticket_detail", ticket.pk)
    assert "Ba bước" in page
    assert "Ở chợ khác" not in page
    assert earlier_tickets(ticket) == [before]
    url = reverse("ticket_detail", args=[ticket.pk])
    assert client.post(url, {"topic": "legal", "question": "", "advice": ""}).status_code == 422
    asked = {"topic": "e_payment", "question": "Bị lừa", "advice": "Báo ngân hàng", "follow_up_on": f"{in_days(2)}"}
    assert client.post(url, asked).status_code == 302
    assert "Bị lừa" in at(client, trainer, "ticket_follow_ups")
    assert "Báo ngân hàng" in at(client, trader, "own_bookings")


@pytest.mark.parametrize("name", ["booth_today", "booth_print", "booth_load"])
def test_only_who_advises_there_sees_who_comes(
    client: Client, shift: BoothShift, name: str, trader: User, other_board: User, market_clerk: User, official: User
) -> None:
    other_trainer = UserFactory.create(role="trainer")
    for person, status in (
        (trader, 403), (other_board, 403), (other_trainer, 403), (market_clerk, 200), (official, 200),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(reverse(name, args=[shift.booth.pk])).status_code == status


def test_ticket_of_another_market_is_not_found(client: Client, shift: BoothShift, other_board: User) -> None:
    ticket = TicketFactory.create(booth=shift.booth)
    client.force_login(other_board)
    assert client.get(reverse("ticket_detail", args=[ticket.pk])).status_code == 404
    assert not tickets_for(other_board).exists()


def test_list_is_narrowed_by_words_topic_state_and_days(shift: BoothShift, trader: User, trainer: User) -> None:
    own = TicketFactory.create(booth=shift.booth, person=trader, topic="legal", question="Kê khai thuế quý")
    visitor = TicketFactory.create(booth=shift.booth, person=None, trader=None, visitor_name="Bà Tư Bún", question="")
    tickets = tickets_for(trainer)
    for asked, expected in (
        (TicketFilter(words="hoa"), [own]),
        (TicketFilter(words="B12"), [own]),
        (TicketFilter(words="ke khai"), [own]),
        (TicketFilter(words="tu bun"), [visitor]),
        (TicketFilter(topic="legal"), [own]),
        (TicketFilter(state=TicketState.DONE), []),
        (TicketFilter(since=in_days(1)), []),
        (TicketFilter(since=in_days(0), until=in_days(0)), [visitor, own]),
        (TicketFilter(until=in_days(-1)), []),
        (TicketFilter(booth=shift.booth), [visitor, own]),
    ):
        assert list(filtered(tickets, asked)) == expected


def test_workbook_asks_who_you_are_and_is_recorded(
    client: Client, shift: BoothShift, trader: User, market_board: User, market_clerk: User
) -> None:
    TicketFactory.create(booth=shift.booth, person=trader, question="=1+1")
    TicketFactory.create(booth=shift.booth, question="khác", topic="legal")
    url = reverse("ticket_export")
    client.force_login(market_clerk)
    assert client.post(url).status_code == 403
    client.force_login(market_board)
    assert client.post(url).status_code == 302
    sign_in_freshly(client, market_board)
    answer = client.post(url, {"viec": "other"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[4] for row in rows] == ["Người hỏi", "Lê Thị Hoa"]
    assert rows[1][6] == "=1+1"
    assert PersonalDataReading.objects.get(person=trader).slot is None


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("booth_today", 9), ("ticket_list", 6), ("ticket_follow_ups", 5), ("load_of_booths", 7)]
)
def test_pages_take_a_constant_number_of_queries(
    client: Client, shift: BoothShift, market_board: User, django_assert_num_queries: Any, count: int, name: str,
    queries: int,
) -> None:  # fmt: skip
    for _ in range(count):
        TicketFactory.create(
            booth=shift.booth, state=TicketState.FOLLOW_UP, advice="x", follow_up_on=in_days(1),
            person=TraderFactory.create(market=shift.booth.market).user, advised_by=market_board,
            advised_at=timezone.now(),
        )  # fmt: skip
    client.force_login(market_board)
    with django_assert_num_queries(queries):
        client.get(reverse(name, args=[shift.booth.pk] if name == "booth_today" else []))


def test_load_counts_turns_people_and_misses_by_hour(booth: AdviceBooth, trader: User) -> None:
    shift = ShiftFactory.create(booth=booth, during=on(in_days(1), "08:00", "10:00"), desks=2)
    ShiftFactory.create(booth=booth, during=on(in_days(2)), cancel_reason="bão")
    during = on(in_days(1), "08:00", "08:20")
    common = {"booth": booth, "shift": shift, "during": during, "question": "x"}
    TicketFactory.create(**common, desk=1, state=TicketState.BOOKED, topic="legal")
    TicketFactory.create(**common, desk=2, state=TicketState.MISSED, topic="legal")
    TicketFactory.create(**common, desk=2, state=TicketState.CANCELLED)
    with time_machine.travel(on(in_days(1), "09:10").lower, tick=False):
        TicketFactory.create(booth=booth, topic="e_payment")
    load = load_of_booth(booth, in_days(0), in_days(2))
    hours = {hour: (each.booked, each.walked_in, each.missed, each.capacity) for hour, each in load.hours}
    assert hours == {8: (2, 0, 1, 6), 9: (0, 1, 0, 6)}
    assert [day for day, _ in load.days] == [in_days(1)]
    assert (load.sum.served, load.sum.capacity) == (2, 12)
    assert load.sum == load_of_booths([booth], in_days(0), in_days(2))[booth.pk]
    topics = load_by_topic([booth], in_days(0), in_days(2))
    assert topics == [("Pháp luật, thuế", 2), ("Thanh toán điện tử, an toàn", 1)]
    assert load_of_booth(booth, in_days(3), in_days(4)).hours == []


def test_load_pages_say_their_figures(client: Client, shift: BoothShift, official: User, inspector: User) -> None:
    TicketFactory.create(booth=shift.booth)
    page = at(client, official, "booth_load", shift.booth.pk)
    assert "1 lượt được tiếp" in page
    assert shift.booth.title in at(client, official, "load_of_booths", tu="x", den="2000-01-01")
    client.force_login(inspector)
    assert client.get(reverse("load_of_booths")).status_code == 403


def test_adviser_of_one_booth_stands_there_at_once(client: Client, shift: BoothShift, trainer: User) -> None:
    client.force_login(trainer)
    answer = client.get(reverse("booths_at_work"))
    assert answer.headers["Location"] == reverse("booth_today", args=[shift.booth.pk])
    ShiftFactory.create(advisers=[trainer])
    assert client.get(reverse("booths_at_work")).status_code == 200
