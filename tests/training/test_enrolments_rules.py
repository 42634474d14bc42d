"""The rules of a run: who gets a place, who waits although places are free, and what they are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.accounts.models import User
from tests.factories.traders import MembershipFactory, TraderFactory
from tests.factories.training import AttendanceFactory, CourseRunFactory, EnrolmentFactory
from traders.models import Market
from training.actions.enrolments import enrol, enrol_many, fill_where_owed, leave
from training.enums import EnrolledHow, EnrolmentState, RuleKind
from training.models import CourseRun, Enrolment, PriorityRule
from training.queries.absences import no_shows_of
from training.queries.places import effect_of_rules, places_of, position_of, waiting_list
from training.queries.rules import Asker, Room, Rules, granted

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)
IN, WAITS, OFFERED = EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.OFFERED


@pytest.fixture
def run(ben_thanh: Market, tan_dinh: Market) -> CourseRun:
    """A run with three places for both markets."""
    return CourseRunFactory.create(capacity=3)


def some_trader(market: Market) -> User:
    return TraderFactory.create(market=market).user


def come(run: CourseRun, person: User) -> Enrolment:
    return enrol(run=run, person=person, by=person)


def reasons(enrolment: Enrolment) -> list[str]:
    place = position_of(enrolment)
    return place.reasons if place else []


def add_rule(run: CourseRun, kind: RuleKind, **fields: Any) -> PriorityRule:
    return PriorityRule.objects.create(run=run, kind=kind, **fields)


def was_in_a_run(person: User, *, attended: bool, days_ago: int = 20) -> None:
    """``person`` had a place in a run that is over; somebody else was there in any case."""
    past = CourseRunFactory.create(starts_at=timezone.now() - days_ago * DAY)
    AttendanceFactory.create(enrolment=EnrolmentFactory.create(run=past))
    enrolment = EnrolmentFactory.create(run=past, person=person)
    if attended:
        AttendanceFactory.create(enrolment=enrolment)


def asker(pk: int, **facts: Any) -> Asker:
    shared: dict[str, Any] = {"market_id": 1, "market_name": "Chợ A", "is_of_board": False, "precedence": 0}
    return Asker(**(shared | {"pk": pk, "person_id": pk, "queued_at": NOW + pk * DAY} | facts))


def test_without_rules_who_came_first_is_first() -> None:
    assert [each.pk for each in granted([asker(3), asker(1), asker(2)], Room(2), Rules())] == [1, 2]


def test_precedence_goes_before_rules_and_arrival() -> None:
    rules = Rules(untrained=PriorityRule(kind=RuleKind.UNTRAINED_FIRST))
    people = [asker(1), asker(2, is_trained=True), asker(3, precedence=-1, is_trained=True), asker(4, precedence=1)]
    assert [each.pk for each in granted(people, Room(9), rules)] == [3, 1, 2, 4]


def test_who_is_passed_over_stops_nobody_behind_them() -> None:
    rules = Rules(limits={1: PriorityRule(kind=RuleKind.MARKET_LIMIT, market_id=1, places=1)})
    people = [asker(1), asker(2), asker(3, market_id=2)]
    assert [each.pk for each in granted(people, Room(2), rules)] == [1, 3]


def test_two_quotas_over_the_capacity_do_not_stop_the_boards() -> None:
    quotas = {pk: PriorityRule(kind=RuleKind.BOARD_QUOTA, market_id=pk, places=2) for pk in (1, 2)}
    people = [asker(1, market_id=1, is_of_board=True), asker(2, market_id=3)]
    assert [each.pk for each in granted(people, Room(1), Rules(quotas=quotas))] == [1]


def test_market_has_no_more_places_than_its_limit(run: CourseRun, ben_thanh: Market, tan_dinh: Market) -> None:
    add_rule(run, RuleKind.MARKET_LIMIT, places=2)
    add_rule(run, RuleKind.MARKET_LIMIT, places=1, market=ben_thanh)
    first, second = come(run, some_trader(ben_thanh)), come(run, some_trader(ben_thanh))
    assert (first.state, second.state) == (IN, WAITS)
    assert reasons(second) == ["Mỗi chợ có hạn mức: Chợ Bến Thành tối đa 1 chỗ, và đã đủ."]
    assert [come(run, some_trader(tan_dinh)).state for _ in range(3)] == [IN, IN, WAITS]
    leave(enrolment=first, by=first.person)
    second.refresh_from_db()
    assert second.state == OFFERED


def test_quota_is_kept_for_the_board_until_it_ends(
    run: CourseRun, ben_thanh: Market, market_board: User, other_trader: User, other_board: User
) -> None:
    until = timezone.now() + 2 * DAY
    add_rule(run, RuleKind.BOARD_QUOTA, places=2, market=ben_thanh, until=until)
    own = [come(run, some_trader(ben_thanh)) for _ in range(2)]
    stranger = enrol(run=run, person=other_trader, by=other_board, how=EnrolledHow.BOARD)
    assert [each.state for each in (*own, stranger)] == [IN, WAITS, WAITS]
    assert "2 chỗ đang dành cho Chợ Bến Thành cử người" in reasons(stranger)[0]
    assert (places_of(run).free, places_of(run).reserved) == (0, 2)
    sent = enrol(run=run, person=some_trader(ben_thanh), by=market_board, how=EnrolledHow.BOARD)
    assert sent.state == IN
    with time_machine.travel(until, tick=False):
        assert fill_where_owed(timezone.now()) == 1
        assert fill_where_owed(timezone.now()) == 0
    own[1].refresh_from_db()
    assert own[1].state == OFFERED


def test_board_beyond_its_quota_waits_like_everybody(run: CourseRun, ben_thanh: Market, market_board: User) -> None:
    add_rule(run, RuleKind.BOARD_QUOTA, places=2, market=ben_thanh, until=timezone.now() + DAY)
    come(run, some_trader(ben_thanh))
    people = [some_trader(ben_thanh) for _ in range(3)]
    rows = enrol_many(run=run, people=people, by=market_board)
    assert [row.state for row in rows] == [IN, IN, WAITS]
    assert [place.position for place in waiting_list(run)] == [1]


def test_official_does_not_use_the_quota_of_a_board(run: CourseRun, ben_thanh: Market, official: User) -> None:
    add_rule(run, RuleKind.BOARD_QUOTA, places=3, market=ben_thanh, until=timezone.now() + DAY)
    assert enrol(run=run, person=some_trader(ben_thanh), by=official, how=EnrolledHow.BOARD).state == WAITS


def test_trained_wait_for_the_untrained_until_the_day(run: CourseRun, ben_thanh: Market) -> None:
    until = timezone.now() + DAY
    add_rule(run, RuleKind.UNTRAINED_FIRST, until=until)
    old_hand = some_trader(ben_thanh)
    was_in_a_run(old_hand, attended=True)
    waiting, fresh = come(run, old_hand), come(run, some_trader(ben_thanh))
    assert (waiting.state, fresh.state) == (WAITS, IN)
    assert "lớp dành chỗ cho người chưa học lần nào" in reasons(waiting)[0]
    assert (
        "bạn đã học nên xếp sau; trước lúc đó bạn vào danh sách chờ, dù còn chỗ." in effect_of_rules(run, old_hand)[0]
    )
    assert "bạn được xếp trước" in effect_of_rules(run, fresh.person)[0]
    with time_machine.travel(until, tick=False):
        fill_where_owed(timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == OFFERED


def test_untrained_stand_before_the_trained(run: CourseRun, ben_thanh: Market) -> None:
    add_rule(run, RuleKind.UNTRAINED_FIRST)
    old_hand = some_trader(ben_thanh)
    was_in_a_run(old_hand, attended=True)
    for _ in range(3):
        come(run, some_trader(ben_thanh))
    second, first = come(run, old_hand), come(run, some_trader(ben_thanh))
    assert [place.enrolment for place in waiting_list(run)] == [first, second]


def test_who_stayed_away_waits_last_until_three_days_before(run: CourseRun, ben_thanh: Market) -> None:
    add_rule(run, RuleKind.NO_SHOW_LAST, places=2, days=365)
    once, twice = some_trader(ben_thanh), some_trader(ben_thanh)
    was_in_a_run(once, attended=False)
    was_in_a_run(twice, attended=False)
    was_in_a_run(twice, attended=False, days_ago=40)
    late, other = come(run, twice), come(run, once)
    assert (late.state, other.state) == (WAITS, IN)
    assert reasons(late)[0].startswith("Đã 2 lần có chỗ mà vắng không báo")
    assert "Bạn đã 2 lần" in effect_of_rules(run, twice)[0]
    assert effect_of_rules(run, once) == []
    assert run.starts_at
    with time_machine.travel(run.starts_at - 3 * DAY, tick=False):
        fill_where_owed(timezone.now())
    late.refresh_from_db()
    assert late.state == OFFERED


def test_staying_away_is_counted_within_the_days_and_not_when_excused(run: CourseRun, ben_thanh: Market) -> None:
    person = some_trader(ben_thanh)
    was_in_a_run(person, attended=False)
    was_in_a_run(person, attended=True)
    was_in_a_run(person, attended=False, days_ago=100)
    since = timezone.now() - 50 * DAY
    assert no_shows_of([person.pk], since) == {person.pk: 1}
    Enrolment.objects.filter(person=person).update(is_excused=True)
    assert no_shows_of([person.pk], since) == {}


def test_effect_names_the_limit_and_the_quota(run: CourseRun, ben_thanh: Market, trader: User) -> None:
    add_rule(run, RuleKind.MARKET_LIMIT, places=2)
    add_rule(run, RuleKind.BOARD_QUOTA, places=1, market=ben_thanh, until=timezone.now() + DAY)
    quota, own, limit = effect_of_rules(run, trader)
    assert quota.startswith("1 chỗ đang dành cho Chợ Bến Thành cử người")
    assert "nhờ ban quản lý chợ đăng ký giúp" in own
    assert limit == "Chợ Bến Thành có tối đa 2 chỗ trong lớp này, đã có 0 người."


@pytest.mark.parametrize("people", [1, 4])
def test_questions_do_not_grow_with_the_list(
    run: CourseRun, ben_thanh: Market, people: int, django_assert_num_queries: Any
) -> None:
    for kind, fields in (
        (RuleKind.UNTRAINED_FIRST, {"until": timezone.now() + DAY}),
        (RuleKind.NO_SHOW_LAST, {"places": 1, "days": 30}),
        (RuleKind.MARKET_LIMIT, {"places": 1}),
    ):
        add_rule(run, kind, **fields)
    for _ in range(people + 1):
        come(run, some_trader(ben_thanh))
    with django_assert_num_queries(6):
        assert len(waiting_list(run)) == people


def test_clerk_of_the_market_uses_its_quota(run: CourseRun, ben_thanh: Market) -> None:
    clerk = MembershipFactory.create(market=ben_thanh, user__role="market_clerk").user
    add_rule(run, RuleKind.BOARD_QUOTA, places=3, market=ben_thanh, until=timezone.now() + DAY)
    assert enrol(run=run, person=some_trader(ben_thanh), by=clerk, how=EnrolledHow.LIST).state == IN
