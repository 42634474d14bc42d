"""Who may enrol whom and when; what boards and officials decide; deadlines of offers; the beat."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from portal.privacy.actions.consents import give_consent, withdraw_consent
from portal.privacy.enums import ConsentHow, ConsentPurpose, WithdrawnHow
from tests.factories.accounts import UserFactory
from tests.factories.traders import TraderFactory
from tests.factories.training import AttendanceFactory, CourseRunFactory
from traders.enums import ApplicationState, TraderState
from traders.models import Market, Trader, TraderApplication
from training.actions.enrolments import (
    accept_offer,
    enrol,
    enrol_many,
    excuse,
    leave,
    move_in_queue,
    refusals,
    remove,
    set_capacity,
)
from training.actions.enrolments.offers import GRACE, deadline_of
from training.enums import Audience, EnrolledHow, EnrolmentState, RunState
from training.errors import TrainingError
from training.models import CourseRun, Enrolment
from training.queries.places import places_of, waiting_list
from training.tasks import settle_places

HOUR = dt.timedelta(hours=1)
TICK = dt.timedelta(microseconds=1)
IN, WAITS, OFFERED = EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.OFFERED


@pytest.fixture
def run(ben_thanh: Market) -> CourseRun:
    return CourseRunFactory.create(capacity=1)


def come(run: CourseRun, person: User) -> Enrolment:
    return enrol(run=run, person=person, by=person)


def again(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.get(pk=enrolment.pk)


def refused(words: str) -> Any:
    return pytest.raises(TrainingError, match=words)


def test_stranger_has_to_register_first_but_an_application_is_enough(run: CourseRun, ben_thanh: Market) -> None:
    person = UserFactory.create()
    with refused("chưa đăng ký ở chợ nào"):
        come(run, person)
    shared = {"submitted_at": timezone.now(), "name": "Lê Thị Mới"}
    TraderApplication.objects.create(user=person, market=ben_thanh, state=ApplicationState.WAITING, **shared)
    row = come(run, person)
    assert (row.state, row.trader, row.market) == (IN, None, ben_thanh)


def test_creators_enrol_without_a_market(db: None) -> None:
    run = CourseRunFactory.create(course__audience=Audience.CREATORS)
    assert come(run, UserFactory.create()).market is None


def test_run_of_other_markets_is_not_for_me(
    run: CourseRun, trader: User, other_trader: User, tan_dinh: Market, outsider: User
) -> None:
    run.markets.set([tan_dinh])
    with refused("Lớp này dành cho Chợ Tân Định. Bạn ở Chợ Bến Thành"):
        come(run, trader)
    assert come(run, other_trader).state == IN
    abroad = CourseRunFactory.create(course__city=outsider.city)
    with refused("thành phố khác"):
        come(abroad, trader)


def test_who_left_the_market_is_refused(run: CourseRun, trader: User) -> None:
    Trader.objects.filter(user=trader).update(state=TraderState.LEFT)
    with refused("đã rời Chợ Bến Thành"):
        come(run, trader)


def test_withdrawn_consent_says_what_to_do(run: CourseRun, trader: User, market_board: User) -> None:
    give_consent(person=trader, purposes=[ConsentPurpose.TRAINING], how=ConsentHow.WEB, by=trader)
    withdraw_consent(person=trader, purpose=ConsentPurpose.TRAINING, how=WithdrawnHow.WEB, by=trader)
    with refused("Mở trang Dữ liệu của tôi, đồng ý lại"):
        come(run, trader)
    with refused("chính người đó đồng ý lại"):
        enrol(run=run, person=trader, by=market_board, how=EnrolledHow.BOARD)
    give_consent(person=trader, purposes=[ConsentPurpose.TRAINING], how=ConsentHow.WEB, by=trader)
    assert come(run, trader).state == IN


def test_boards_enrol_their_own_people_only(
    run: CourseRun, trader: User, other_board: User, official: User, outsider: User, trainer: User
) -> None:
    for by in (other_board, outsider, trainer):
        with refused("không quản lý chợ"):
            enrol(run=run, person=trader, by=by, how=EnrolledHow.BOARD)
    assert enrol(run=run, person=trader, by=official, how=EnrolledHow.BOARD).enrolled_by == official


def test_boards_enrol_until_the_start_and_nobody_before_the_opening(
    run: CourseRun, trader: User, other_trader: User, market_board: User
) -> None:
    assert run.starts_at
    with time_machine.travel(run.enrol_opens_at - TICK, tick=False), refused("mở đăng ký lúc"):
        enrol(run=run, person=trader, by=market_board)
    with time_machine.travel(run.starts_at, tick=False), refused("đã bắt đầu"):
        enrol(run=run, person=trader, by=market_board)
    with time_machine.travel(run.starts_at - TICK, tick=False):
        assert enrol(run=run, person=trader, by=market_board).state == IN


@pytest.mark.parametrize(
    ("state", "words"), [(RunState.DRAFT, "chưa được thông báo"), (RunState.CANCELLED, "Lớp đã hủy: Mưa bão")]
)
def test_runs_that_are_not_announced_take_nobody(run: CourseRun, trader: User, state: RunState, words: str) -> None:
    CourseRun.objects.filter(pk=run.pk).update(state=state, cancel_reason="Mưa bão")
    with refused(words):
        come(run, trader)


def test_list_goes_in_whole_or_not_at_all(
    run: CourseRun, ben_thanh: Market, other_trader: User, market_board: User
) -> None:
    people = [TraderFactory.create(market=ben_thanh).user for _ in range(3)]
    assert set(refusals(run=run, people=[*people, other_trader], by=market_board)) == {other_trader.pk}
    with refused("không quản lý chợ của Phạm Văn Đức"):
        enrol_many(run=run, people=[*people, other_trader], by=market_board)
    assert not run.enrolments.exists()
    for _ in range(2):
        rows = enrol_many(run=run, people=[*people, people[0]], by=market_board, how=EnrolledHow.LIST)
        assert [row.state for row in rows] == [IN, WAITS, WAITS, IN]
    assert Message.objects.count() == 3
    waiting = Message.objects.filter(template="place_waiting")
    assert sorted(waiting.values_list("values__position", flat=True)) == ["1", "2"]


def test_more_places_are_offered_and_held_ones_are_not_taken_away(
    run: CourseRun, trader: User, other_trader: User, official: User, market_board: User
) -> None:
    come(run, trader)
    second = come(run, other_trader)
    with refused("Chỉ nơi mở lớp"):
        set_capacity(run=run, capacity=2, by=market_board)
    for _ in range(2):
        set_capacity(run=run, capacity=2, by=official)
    assert again(second).state == OFFERED
    with refused("đã có 2 chỗ có người"):
        set_capacity(run=run, capacity=1, by=official)


def test_removed_is_told_why_and_comes_back_only_by_others(run: CourseRun, trader: User, market_board: User) -> None:
    row = come(run, trader)
    with refused("Ghi lý do"):
        remove(enrolment=row, by=market_board, reason=" ")
    for _ in range(2):
        assert remove(enrolment=row, by=market_board, reason="Đăng ký nhầm người").state == EnrolmentState.REMOVED
    assert Message.objects.filter(person=trader, template="place_removed").count() == 1
    with refused("Bạn đã được gỡ"):
        come(run, trader)
    assert enrol(run=run, person=trader, by=market_board, how=EnrolledHow.BOARD).state == IN


def test_others_boards_neither_remove_nor_leave_for_people(run: CourseRun, trader: User, other_board: User) -> None:
    row = come(run, trader)
    with refused("không quản lý việc học"):
        remove(enrolment=row, by=other_board, reason="Nhầm")
    with refused("không quản lý việc học"):
        leave(enrolment=row, by=other_board)


def test_order_changes_with_a_reason_and_a_name(
    run: CourseRun, trader: User, ben_thanh: Market, official: User, market_board: User
) -> None:
    come(run, trader)
    first, second, third = (come(run, TraderFactory.create(market=ben_thanh).user) for _ in range(3))
    with refused("Ghi lý do"):
        move_in_queue(enrolment=third, to="first", by=official, reason="")
    with refused("Chỉ nơi mở lớp"):
        move_in_queue(enrolment=third, to="first", by=market_board, reason="Gấp")
    for _ in range(2):
        move_in_queue(enrolment=third, to="first", by=official, reason="Sắp khai trương sạp")
    move_in_queue(enrolment=first, to="last", by=official, reason="Xin lùi lại")
    newest = come(run, TraderFactory.create(market=ben_thanh).user)
    assert [place.enrolment for place in waiting_list(run)] == [third, second, newest, first]
    moved = third.steps.get(before="waiting")
    assert (moved.after, moved.by, moved.reason) == ("waiting", official, "Sắp khai trương sạp")


def test_leaving_late_counts_and_can_be_excused(
    run: CourseRun, trader: User, market_board: User, official: User
) -> None:
    row = come(run, trader)
    assert run.starts_at
    late = run.starts_at - dt.timedelta(hours=run.cancel_hours)
    with time_machine.travel(late, tick=False):
        assert leave(enrolment=row, by=trader).left_late is False
        enrol(run=run, person=trader, by=market_board, how=EnrolledHow.BOARD)
    with time_machine.travel(late + TICK, tick=False):
        for _ in range(2):
            assert leave(enrolment=row, by=trader).left_late is True
    with refused("Ghi lý do"):
        excuse(enrolment=row, by=market_board, reason="")
    for _ in range(2):
        assert excuse(enrolment=row, by=market_board, reason="Con ốm").is_excused is True
    assert row.steps.filter(reason="Con ốm").count() == 1


def test_place_is_not_given_up_once_the_run_has_begun(run: CourseRun, trader: User) -> None:
    row = come(run, trader)
    assert run.starts_at
    with time_machine.travel(run.starts_at, tick=False), refused("đã bắt đầu"):
        leave(enrolment=row, by=trader)


@pytest.mark.parametrize(("hours_left", "hours_kept"), [(240, 24), (25, 24), (24, 23), (2, 1), (1, 0.5), (0.5, 0.25)])
def test_offers_end_before_the_run_begins(hours_left: float, hours_kept: float) -> None:
    now = timezone.now()
    run = CourseRun(offer_hours=24, starts_at=now + hours_left * HOUR)
    assert deadline_of(run, now) == now + hours_kept * HOUR


def test_night_does_not_count_for_an_offer(settings: Any) -> None:
    settings.MESSAGE_QUIET_HOURS = ("21:30", "07:00")
    evening = dt.datetime(2026, 11, 23, 16, tzinfo=dt.UTC)  # 23:00 in Vietnam
    run = CourseRun(offer_hours=2, starts_at=evening + 100 * HOUR)
    assert deadline_of(run, evening) == evening + 10 * HOUR


def test_offer_that_ends_before_breakfast_wakes_people(
    run: CourseRun, trader: User, other_trader: User, settings: Any
) -> None:
    settings.MESSAGE_QUIET_HOURS = ("21:30", "07:00")
    mine = come(run, trader)
    come(run, other_trader)
    evening = dt.datetime(2026, 11, 25, 16, tzinfo=dt.UTC)
    CourseRun.objects.filter(pk=run.pk).update(starts_at=evening + 9 * HOUR, ends_at=evening + 12 * HOUR)
    with time_machine.travel(evening, tick=False):
        leave(enrolment=mine, by=trader)
    assert Message.objects.filter(person=other_trader).latest("pk").is_urgent


def test_beat_ends_offers_once_and_asks_the_next(
    run: CourseRun, trader: User, other_trader: User, ben_thanh: Market
) -> None:
    mine, second = come(run, trader), come(run, other_trader)
    third = come(run, TraderFactory.create(market=ben_thanh).user)
    leave(enrolment=mine, by=trader)
    expires = again(second).offer_expires_at
    assert expires
    with time_machine.travel(expires, tick=False):
        settle_places()
        assert again(second).state == OFFERED
    with time_machine.travel(expires + GRACE, tick=False):
        settle_places()
        settle_places()
        with refused("quá giờ nhận chỗ"):
            accept_offer(enrolment=second, by=other_trader)
    assert (again(second).state, again(third).state) == (EnrolmentState.LAPSED, OFFERED)
    assert Message.objects.filter(person=third.person, template="place_offered").count() == 1
    assert places_of(run).free == 0


def test_offers_go_on_after_closing_until_the_start(run: CourseRun, trader: User, other_trader: User) -> None:
    mine, second = come(run, trader), come(run, other_trader)
    with time_machine.travel(run.enrol_closes_at + HOUR, tick=False):
        leave(enrolment=mine, by=trader)
        assert accept_offer(enrolment=again(second), by=other_trader).state == IN


def test_board_takes_an_offer_for_its_trader(
    run: CourseRun, trader: User, other_trader: User, other_board: User, market_board: User
) -> None:
    mine, second = come(run, trader), come(run, other_trader)
    leave(enrolment=mine, by=market_board)
    assert Message.objects.filter(person=trader).latest("pk").template == "place_given_up"
    with refused("không quản lý"):
        accept_offer(enrolment=second, by=market_board)
    assert accept_offer(enrolment=second, by=other_board).state == IN


def test_door_lets_in_while_there_is_room(run: CourseRun, trader: User, other_trader: User, official: User) -> None:
    assert run.starts_at
    with refused("Chỉ ghi thêm người tại lớp từ 2 giờ"):
        enrol(run=run, person=trader, by=official, how=EnrolledHow.DOOR)
    with time_machine.travel(run.starts_at, tick=False):
        with refused("Chỉ giảng viên"):
            enrol(run=run, person=trader, by=trader, how=EnrolledHow.DOOR)
        assert enrol(run=run, person=trader, by=official, how=EnrolledHow.DOOR).state == IN
        with refused("đã đủ chỗ"):
            enrol(run=run, person=other_trader, by=official, how=EnrolledHow.DOOR)


def test_absence_is_excused_where_a_door_was_kept(
    run: CourseRun, trader: User, official: User, market_board: User
) -> None:
    row = come(run, trader)
    with refused("Chỉ ghi vắng có lý do"):
        excuse(enrolment=row, by=market_board, reason="Con ốm")
    assert run.ends_at
    with time_machine.travel(run.ends_at, tick=False):
        AttendanceFactory.create(enrolment=row, by=official)
        assert excuse(enrolment=row, by=official, reason="Về sớm có phép").is_excused
