"""Whatever people and time do, in whatever order: places are never oversold, order and idempotency hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import Any

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from portal.accounts.models import Role, User
from tests.factories.accounts import UserFactory
from tests.factories.traders import MarketFactory, MembershipFactory, TraderFactory
from tests.factories.training import AttendanceFactory, CourseRunFactory, EnrolmentFactory
from training.actions.enrolments import (
    accept_offer,
    answer_swap,
    decline_offer,
    enrol,
    fill_where_owed,
    lapse_offers,
    leave,
    move_in_queue,
    propose_swap,
    remove,
    set_capacity,
)
from training.enums import IS_ON_THE_LIST, TRANSITIONS, EnrolledHow, EnrolmentState, RuleKind
from training.errors import TrainingError
from training.models import CourseRun, Enrolment, EnrolmentStep, PriorityRule
from training.queries.places import askers_of, owed, places_of, snapshot_of

PEOPLE = 6
WHO = st.integers(0, PEOPLE - 1)
BEGIN = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


class Enrolling(RuleBasedStateMachine):
    """Six people of two markets, two places; the last two were trained before. Time only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.traveller = self.clock.start()

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(has_rules=st.booleans())
    def build(self, has_rules: bool) -> None:
        self.official = UserFactory.create(role=Role.OFFICIAL)
        markets = [MarketFactory.create(slug="ben-thanh"), MarketFactory.create(slug="tan-dinh")]
        self.board = MembershipFactory.create(market=markets[0]).user
        self.people: list[User] = [TraderFactory.create(market=markets[n % 2]).user for n in range(PEOPLE)]
        self.run: CourseRun = CourseRunFactory.create(capacity=2, enrol_opens_at=BEGIN)
        for person in self.people[-2:]:
            past = CourseRunFactory.create(course=self.run.course, starts_at=BEGIN - 9 * DAY)
            AttendanceFactory.create(enrolment=EnrolmentFactory.create(run=past, person=person), by=self.official)
        if has_rules:
            quota = {"kind": RuleKind.BOARD_QUOTA, "market": markets[0], "places": 1, "until": BEGIN + 2 * DAY}
            PriorityRule.objects.create(run=self.run, **quota)
            PriorityRule.objects.create(run=self.run, kind=RuleKind.MARKET_LIMIT, places=2, until=BEGIN + 4 * DAY)
            PriorityRule.objects.create(run=self.run, kind=RuleKind.UNTRAINED_FIRST, until=BEGIN + 3 * DAY)

    def row(self, who: int) -> Enrolment | None:
        return Enrolment.objects.filter(run=self.run, person=self.people[who]).first()

    def twice(self, act: Callable[[], Any]) -> None:
        """Do it, and once more: the second tap writes nothing, whether the first one succeeded or was refused."""
        try:
            act()
        except TrainingError:
            return
        before = self.written()
        with suppress(TrainingError):
            act()
        assert self.written() == before

    def written(self) -> tuple[int, list[Any]]:
        rows = Enrolment.objects.filter(run=self.run).order_by("pk")
        return EnrolmentStep.objects.count(), list(rows.values_list("pk", "state", "precedence", "queued_at"))

    def pass_time(self, by: dt.timedelta) -> None:
        self.traveller.shift(by)

    @rule(who=WHO)
    def come(self, who: int) -> None:
        self.pass_time(dt.timedelta(seconds=1))
        person = self.people[who]
        self.twice(lambda: enrol(run=self.run, person=person, by=person))

    @rule(who=st.sampled_from([0, 2, 4]))
    def board_brings(self, who: int) -> None:
        person = self.people[who]
        self.twice(lambda: enrol(run=self.run, person=person, by=self.board, how=EnrolledHow.BOARD))

    @rule(who=WHO)
    def go(self, who: int) -> None:
        if row := self.row(who):
            self.twice(lambda: leave(enrolment=row, by=self.people[who]))

    @rule(who=WHO, takes=st.booleans())
    def answer(self, who: int, takes: bool) -> None:
        act = accept_offer if takes else decline_offer
        if row := self.row(who):
            self.twice(lambda: act(enrolment=row, by=self.people[who]))

    @rule(who=WHO)
    def take_off(self, who: int) -> None:
        if row := self.row(who):
            self.twice(lambda: remove(enrolment=row, by=self.official, reason="Đăng ký nhầm"))

    @rule(who=WHO, to=st.sampled_from(["first", "last"]))
    def move(self, who: int, to: Any) -> None:
        if row := self.row(who):
            self.twice(lambda: move_in_queue(enrolment=row, to=to, by=self.official, reason="Theo đề nghị của chợ"))

    @rule(giver=WHO, taker=WHO)
    def give(self, giver: int, taker: int) -> None:
        if row := self.row(giver):
            self.twice(lambda: self.change_hands(row, giver, taker))

    def change_hands(self, row: Enrolment, giver: int, taker: int) -> None:
        swap = propose_swap(enrolment=row, taker=self.people[taker], by=self.people[giver])
        answer_swap(swap=swap, accept=True, by=self.people[taker])

    @rule(capacity=st.integers(1, 4))
    def resize(self, capacity: int) -> None:
        self.twice(lambda: set_capacity(run=self.run, capacity=capacity, by=self.official))

    @rule(hours=st.sampled_from([1, 12, 25, 60]))
    def wait(self, hours: int) -> None:
        self.pass_time(dt.timedelta(hours=hours))
        for _ in range(2):
            lapse_offers(timezone.now())
            fill_where_owed(timezone.now())

    @invariant()
    def never_oversold(self) -> None:
        self.run.refresh_from_db(fields=["capacity"])
        places = places_of(self.run)
        assert places.enrolled + places.offered <= self.run.capacity
        assert places.enrolled + places.offered + places.free + places.reserved == self.run.capacity

    @invariant()
    def nobody_waits_for_a_free_place(self) -> None:
        now = timezone.now()
        if self.run.starts_at and now < self.run.starts_at:
            assert owed(snapshot_of(self.run, now)) == []

    @invariant()
    def equals_stand_in_order_of_arrival(self) -> None:
        snapshot = snapshot_of(self.run, timezone.now())
        ordered = sorted(askers_of(snapshot), key=snapshot.rules.rank)
        for before, after in pairwise(ordered):
            if (before.precedence, before.is_trained) == (after.precedence, after.is_trained):
                assert before.queued_at < after.queued_at

    @invariant()
    def every_step_is_known_and_written_down(self) -> None:
        for row in Enrolment.objects.filter(run=self.run).prefetch_related("steps"):
            steps = list(row.steps.all())
            assert steps[0].before == ""
            assert steps[-1].after == row.state
            for old, new in pairwise(steps):
                assert new.before == old.after
                assert new.after == new.before or new.after in TRANSITIONS[EnrolmentState(new.before)]
            assert (row.offer_expires_at is not None) == (row.state == EnrolmentState.OFFERED)
            assert row.state not in IS_ON_THE_LIST or row.market_id


def test_places_whatever_happens(db: None) -> None:
    quick = settings(max_examples=40, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Enrolling, settings=quick)
