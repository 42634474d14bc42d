"""Turns of a booth: how many are free, that a desk is given once, that a change keeps or moves, never loses quietly."""

from __future__ import annotations

import datetime as dt
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.booths import BoothFactory, ShiftFactory, TicketFactory, in_days, on
from training.actions.advising import remind_booked
from training.actions.bookings import SlotGone, book, cancel_booking, change_booking
from training.enums import TicketState
from training.errors import TrainingError
from training.models import AdviceBooth, AdviceTicket, BoothShift
from training.queries.booths import by_day, coming_shifts, nearest_free, slots_of


@pytest.fixture
def shift(db: None) -> BoothShift:
    """Tomorrow 8 to 10 o'clock: six turns of 20 minutes at one desk."""
    return ShiftFactory.create()


def take(shift: BoothShift, person: User, clock: str = "08:00", day: dt.date | None = None) -> AdviceTicket:
    starts_at = on(day or in_days(1), clock, "23:59").lower
    return book(shift=shift, starts_at=starts_at, person=person, topic="legal", question="Thuế?", by=person)


def free_of(shift: BoothShift) -> list[int]:
    return [slot.free for slot in slots_of([BoothShift.objects.select_related("booth").get(pk=shift.pk)])]


def test_slots_are_those_that_fit_and_have_not_begun(shift: BoothShift) -> None:
    assert free_of(shift) == [1] * 6
    with time_machine.travel(on(in_days(1), "08:20").lower, tick=False):
        assert len(free_of(shift)) == 4
    odd = ShiftFactory.create(booth=shift.booth, during=on(in_days(2), "08:00", "08:50"))
    assert [f"{timezone.localtime(slot.starts_at):%H:%M}" for slot in slots_of([odd])] == ["08:00", "08:20"]


def test_desk_is_given_once_and_the_next_one_hears_what_is_free(shift: BoothShift) -> None:
    first = take(shift, UserFactory.create())
    assert (first.desk, first.state) == (1, TicketState.BOOKED)
    assert free_of(shift) == [0, 1, 1, 1, 1, 1]
    with pytest.raises(SlotGone, match="vừa có người giữ"):
        take(shift, UserFactory.create())
    near = nearest_free(shift.booth, first.during.lower if first.during else timezone.now())
    assert [f"{timezone.localtime(slot.starts_at):%H:%M}" for slot in near] == ["08:20", "08:40", "09:00", "09:20"]


def test_second_tap_is_the_first_booking_and_another_turn_is_refused(shift: BoothShift, trader: User) -> None:
    first = take(shift, trader)
    assert take(shift, trader) == first
    assert first.trader == trader.trader
    with pytest.raises(TrainingError, match="Bạn đã hẹn 08:00"):
        take(shift, trader, "09:00")


def test_person_is_not_at_two_booths_at_once(shift: BoothShift, trader: User) -> None:
    take(shift, trader)
    other = ShiftFactory.create(during=on(in_days(1), "08:10", "09:00"))
    with pytest.raises(TrainingError, match="trùng giờ"):
        take(other, trader, "08:10")
    assert take(other, trader, "08:30").state == TicketState.BOOKED


@pytest.mark.parametrize("change", ["draft", "cancelled", "begun", "between"])
def test_turn_that_is_none_is_refused(shift: BoothShift, change: str) -> None:
    clock, now = "08:00", timezone.now()
    if change == "draft":
        AdviceBooth.objects.update(is_published=False)
    elif change == "cancelled":
        BoothShift.objects.update(cancel_reason="mưa bão")
    elif change == "begun":
        now = on(in_days(1), "08:00").lower
    else:
        clock = "08:10"
    day = in_days(1)
    with time_machine.travel(now, tick=False), pytest.raises(SlotGone):
        take(shift, UserFactory.create(), clock, day)


def test_change_is_one_step_and_the_loser_keeps_the_old_turn(shift: BoothShift) -> None:
    ticket, _ = take(shift, UserFactory.create()), take(shift, UserFactory.create(), "09:00")
    nine, nine_twenty = on(in_days(1), "09:00").lower, on(in_days(1), "09:20").lower
    person = ticket.made_by
    with pytest.raises(SlotGone):
        change_booking(ticket=ticket, shift=shift, starts_at=nine, by=person)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.during) == (TicketState.BOOKED, on(in_days(1), "08:00", "08:20"))
    moved = change_booking(ticket=ticket, shift=shift, starts_at=nine_twenty, by=person)
    assert moved.during == on(in_days(1), "09:20", "09:40")
    assert free_of(shift) == [1, 1, 1, 0, 0, 1]


def test_cancelled_turn_is_free_again_and_twice_is_once(shift: BoothShift) -> None:
    ticket = take(shift, UserFactory.create())
    for _ in range(2):
        assert cancel_booking(ticket=ticket, by=ticket.made_by).state == TicketState.CANCELLED
    assert take(shift, UserFactory.create()).desk == 1
    with pytest.raises(TrainingError, match="đổi được nữa"):
        change_booking(ticket=ticket, shift=shift, starts_at=on(in_days(1), "09:00").lower, by=ticket.made_by)


def test_booking_whose_time_has_come_stays(shift: BoothShift) -> None:
    ticket = take(shift, UserFactory.create())
    with time_machine.travel(on(in_days(1), "08:00").lower), pytest.raises(TrainingError):
        cancel_booking(ticket=ticket, by=ticket.made_by)


@pytest.mark.django_db(transaction=True)
def test_twenty_people_for_two_desks_are_two() -> None:
    shift = ShiftFactory.create(desks=2)
    people = [UserFactory.create() for _ in range(20)]
    barrier, refused = Barrier(20), []

    def tap(person: User) -> None:
        try:
            barrier.wait()
            take(shift, person)
        except SlotGone as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=tap, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(AdviceTicket.objects.order_by("desk").values_list("desk", flat=True)) == [1, 2]
    assert len(refused) == 18


def test_database_refuses_what_gets_past_the_action(shift: BoothShift) -> None:
    ticket = take(shift, UserFactory.create())
    same = {"booth": shift.booth, "shift": shift, "during": ticket.during, "desk": 1, "state": TicketState.BOOKED}
    with transaction.atomic(), pytest.raises(IntegrityError, match="ticket_desk_once_a_slot"):
        TicketFactory.create(**same)
    with transaction.atomic(), pytest.raises(IntegrityError, match="ticket_person_one_place_at_a_time"):
        TicketFactory.create(**same | {"desk": 2, "person": ticket.person})


def test_reminders_come_a_day_and_an_hour_before_once_each(shift: BoothShift) -> None:
    ShiftFactory.create(booth=shift.booth, during=on(in_days(3)))
    far = BoothShift.objects.get(during=on(in_days(3)))
    day = in_days(3)
    ticket = take(far, UserFactory.create(), "09:00", day)
    begins = on(day, "09:00").lower
    for before, kinds in (
        (dt.timedelta(hours=25), []),
        (dt.timedelta(hours=24), ["booth_tomorrow"]),
        (dt.timedelta(hours=20), ["booth_tomorrow"]),
        (dt.timedelta(minutes=60), ["booth_tomorrow", "booth_in_an_hour"]),
        (dt.timedelta(minutes=5), ["booth_tomorrow", "booth_in_an_hour"]),
        (dt.timedelta(0), ["booth_tomorrow", "booth_in_an_hour"]),
    ):
        with time_machine.travel(begins - before, tick=False):
            remind_booked(timezone.now())
        assert list(Message.objects.order_by("pk").values_list("template", flat=True)) == kinds
    assert Message.objects.filter(person=ticket.person).count() == 2


def test_who_booked_an_hour_ago_is_not_told_of_tomorrow(shift: BoothShift) -> None:
    with time_machine.travel(on(in_days(1), "06:00").lower, tick=False):
        take(shift, UserFactory.create(), "08:00", timezone.localdate())
        remind_booked(timezone.now())
    assert not Message.objects.exists()


# Pages


def slot_url(shift: BoothShift, clock: str) -> str:
    return reverse("slot_book", args=[shift.pk, f"{in_days(1):%Y%m%d}-{clock.replace(':', '')}"])


def test_visitor_sees_free_and_full_turns_and_comes_back_to_the_turn(client: Client, shift: BoothShift) -> None:
    take(shift, UserFactory.create())
    page = client.get(reverse("booth_detail", args=[shift.booth.pk])).text
    assert "còn 5 lượt" in page
    assert "<s>08:00</s>" in page
    assert slot_url(shift, "08:20") in page
    assert slot_url(shift, "08:00") not in page
    answer = client.get(slot_url(shift, "08:20"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={slot_url(shift, '08:20')}"


def test_trader_books_and_finds_it_among_the_own(client: Client, shift: BoothShift, trader: User) -> None:
    client.force_login(trader)
    answer = client.post(slot_url(shift, "08:20"), {"ve_viec": "legal", "muon_hoi": "Kê khai thuế"}, follow=True)
    assert answer.redirect_chain == [(reverse("own_bookings"), 302)]
    assert "Kê khai thuế" in answer.text
    assert "Bạn đã hẹn" in client.get(reverse("booth_detail", args=[shift.booth.pk])).text


def test_turn_that_has_gone_says_so_and_shows_others(client: Client, shift: BoothShift, trader: User) -> None:
    take(shift, UserFactory.create())
    client.force_login(trader)
    answer = client.post(slot_url(shift, "08:00"), {"ve_viec": "legal", "muon_hoi": ""})
    assert answer.status_code == 422
    assert "vừa có người giữ" in answer.text
    assert slot_url(shift, "08:20") in answer.text


def test_other_turn_offers_to_change_and_changes(client: Client, shift: BoothShift, trader: User) -> None:
    ticket = take(shift, trader)
    client.force_login(trader)
    assert "Đổi sang giờ này" in client.get(slot_url(shift, "09:00")).text
    [slot] = [each for each in slots_of(coming_shifts(shift.booth)) if each.code.endswith("0900")]
    client.post(reverse("booking_change", args=[ticket.pk]), {"luot": f"{slot.code}.{shift.pk}"})
    ticket.refresh_from_db()
    assert ticket.during == on(in_days(1), "09:00", "09:20")
    client.post(reverse("booking_cancel", args=[ticket.pk]))
    ticket.refresh_from_db()
    assert ticket.state == TicketState.CANCELLED


@pytest.mark.parametrize("typed", ["", "x", "20261124-0900", "20261124-0900.x", ".", "2026.1"])
def test_change_to_nonsense_changes_nothing(client: Client, shift: BoothShift, trader: User, typed: str) -> None:
    ticket = take(shift, trader)
    client.force_login(trader)
    answer = client.post(reverse("booking_change", args=[ticket.pk]), {"luot": typed})
    assert answer.status_code == 404
    ticket.refresh_from_db()
    assert ticket.during == on(in_days(1), "08:00", "08:20")


def test_booking_of_somebody_else_is_not_found(client: Client, shift: BoothShift, trader: User) -> None:
    ticket = take(shift, UserFactory.create())
    client.force_login(trader)
    for name in ("booking_change", "booking_cancel"):
        assert client.post(reverse(name, args=[ticket.pk])).status_code == 404


def test_list_is_narrowed_by_market_and_time(client: Client, shift: BoothShift) -> None:
    past = BoothFactory.create(opens_on=in_days(-9), closes_on=in_days(-2))
    draft = BoothFactory.create(is_published=False)
    page = client.get(reverse("booth_list")).text
    assert shift.booth.title in page
    assert past.title not in page
    assert draft.title not in page
    assert past.title in client.get(reverse("booth_list"), {"khi": "da-qua"}).text
    narrowed = client.get(reverse("booth_list"), {"cho": past.market.slug}).text
    assert shift.booth.title not in narrowed


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_booth_take_a_constant_number_of_queries(
    client: Client, db: None, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        made = ShiftFactory.create()
        for later in range(number):
            ShiftFactory.create(booth=made.booth, during=on(in_days(2 + later)))
        take(made, UserFactory.create())
    with django_assert_num_queries(4):
        client.get(reverse("booth_list"))
    with django_assert_num_queries(6):
        client.get(reverse("booth_detail", args=[AdviceBooth.objects.latest("pk").pk]))


def test_days_stand_in_order(shift: BoothShift) -> None:
    later = ShiftFactory.create(booth=shift.booth, during=on(in_days(2)))
    days = by_day(slots_of([later, shift]))
    assert [day.day for day in days] == [in_days(1), in_days(2)]
    assert [day.free for day in days] == [6, 6]
