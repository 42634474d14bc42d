"""From enrolments, attendance and seller-days to what is stored, with the real rows."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from ecommerce_stats.actions import refresh_stale
from ecommerce_stats.actions.outcomes import compute_outcomes
from ecommerce_stats.enums import OutcomeBy, OutcomeMeasure
from ecommerce_stats.models import (
    FunnelCount,
    OutcomeCell,
    OutcomeEstimate,
    OutcomeRun,
    StartInvitation,
    TraineeOutcome,
    TraineeWindow,
)
from ecommerce_stats.tasks import compute_outcomes as compute_outcomes_task
from portal.accounts.models import User
from tests.ecommerce_stats.training_made import NOW, T0, TAUGHT_ON, held_run, people, sell
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.training import EnrolmentFactory
from traders.models import Market, ShopAccount, Trader
from training.models import CourseRun, Invitation

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def trained(ben_thanh: Market) -> list[Trader]:
    return people(ben_thanh, 6)


@pytest.fixture
def others(ben_thanh: Market) -> list[Trader]:
    return people(ben_thanh, 7)


@pytest.fixture
def run(ben_thanh: Market, trained: list[Trader]) -> CourseRun:
    return held_run(ben_thanh, trained)


def compute() -> OutcomeRun:
    refresh_stale(waits=True)
    with time_machine.travel(NOW, tick=False):
        return compute_outcomes()


def cell(days: int, **place: Any) -> OutcomeCell:
    return OutcomeCell.objects.get(days=days, **{"market": None, "by": OutcomeBy.ALL} | place)


def test_whole_way_finds_the_effect_to_the_dong(
    run: CourseRun, trained: list[Trader], others: list[Trader], ben_thanh: Market
) -> None:
    """Everybody sold 50.000 in the 30 days before; all gain 10.000 with the season, trainees 90.000 more, live."""
    sell([*trained, *others], 50_000, [TAUGHT_ON - 3 * DAY])
    sell([*trained, *others], 60_000, [T0 + 2 * DAY])
    sell(trained, 90_000, [T0 + 29 * DAY], is_live=True)
    sell(
        [*trained, *others], 7_000_000, [TAUGHT_ON, T0 + 30 * DAY]
    )  # the day itself, and the 31st, are in no window of 30
    compute()
    for place in (
        {},
        {"market": ben_thanh},
        {"by": "run", "key": str(run.pk)},
        {"by": "course", "key": str(run.course_id)},
    ):
        found = cell(30, **place)
        assert (found.people, found.active, found.compared, found.others) == (6, 6, 6, 7)
        estimate = found.estimates.get(measure=OutcomeMeasure.VALUE)
        assert (estimate.before, estimate.after, estimate.others_after) == pytest.approx((50_000, 150_000, 60_000))
        assert (estimate.effect, estimate.low, estimate.high) == pytest.approx((90_000, 90_000, 90_000))
    live = cell(30).estimates.get(measure=OutcomeMeasure.LIVE_VALUE)
    assert (live.before, live.after, live.effect) == pytest.approx((0, 90_000, 90_000))
    active = cell(30).estimates.get(measure=OutcomeMeasure.ACTIVE)
    assert (active.before, active.after, active.others_after, active.effect) == pytest.approx((0, 1, 0, 1))


def test_trainee_has_sums_before_and_after_and_a_first_session(run: CourseRun, trained: list[Trader]) -> None:
    trader = trained[0]
    sell([trader], 40_000, [TAUGHT_ON - DAY, TAUGHT_ON - 40 * DAY])
    sell([trader], 70_000, [T0 + 80 * DAY], is_live=True)
    account = ShopAccount.objects.get(trader=trader)
    for day in (TAUGHT_ON, T0 + 12 * DAY, T0 + 12 * DAY, dt.date(2027, 1, 1)):
        start = dt.datetime.combine(day, dt.time(20), timezone.get_default_timezone())
        LiveSessionFactory.create(account=account, start=start)
    compute()
    outcome = TraineeOutcome.objects.get(trader=trader)
    assert (outcome.trained_on, outcome.first_session_on) == (TAUGHT_ON, T0 + 12 * DAY)
    windows = {window.days: window for window in outcome.windows.all()}
    assert set(windows) == {30, 90, 180}
    values = {days: (window.value_before, window.value_after) for days, window in windows.items()}
    assert values == {30: (40_000, 0), 90: (80_000, 70_000), 180: (80_000, 70_000)}
    assert (windows[90].live_value_after, windows[90].live_orders_after, windows[90].orders_after) == (70_000, 1, 1)
    assert (windows[30].sessions_before, windows[30].sessions_after) == (0, 2)
    assert [windows[days].is_active for days in (30, 90, 180)] == [True, True, False]


def test_session_of_somebody_else_counts_where_the_trader_has_lines(run: CourseRun, trained: list[Trader]) -> None:
    sell(trained[:1], 40_000, [T0 + 3 * DAY], is_live=True)
    compute()
    assert TraineeOutcome.objects.get(trader=trained[0]).first_session_on == T0 + 3 * DAY
    assert TraineeOutcome.objects.get(trader=trained[1]).first_session_on is None


def test_window_that_is_not_over_counts_nowhere(ben_thanh: Market, trained: list[Trader], others: list[Trader]) -> None:
    held_run(ben_thanh, trained, NOW.date() - 31 * DAY)
    compute()
    assert (cell(30).people, cell(30).unfinished, cell(30).provisional) == (6, 0, 6)
    assert (cell(90).people, cell(90).unfinished, cell(90).compared) == (None, 6, None)
    assert set(TraineeWindow.objects.values_list("days", flat=True)) == {30}


def test_four_people_are_not_stored_nor_what_gives_them_away(
    ben_thanh: Market, tan_dinh: Market, trained: list[Trader], others: list[Trader]
) -> None:
    held_run(ben_thanh, trained)
    held_run(tan_dinh, people(tan_dinh, 4))
    compute()
    assert cell(30).people == 10
    for market in (ben_thanh, tan_dinh):
        hidden = cell(30, market=market)
        assert (hidden.people, hidden.active, hidden.compared, hidden.estimates.count()) == (None, None, None, 0)
    assert set(FunnelCount.objects.filter(market__isnull=False, stage="attended").values_list("people")) == {(None,)}


def test_four_to_compare_with_are_too_few(ben_thanh: Market, run: CourseRun) -> None:
    people(ben_thanh, 4)
    compute()
    assert (cell(30).people, cell(30).compared, OutcomeEstimate.objects.count()) == (6, None, 0)


def test_waiting_list_of_the_run_is_compared_with(run: CourseRun, others: list[Trader]) -> None:
    for trader in others[:5]:
        EnrolmentFactory.create(run=run, person=trader.user, state="waiting")
    compute()
    assert (cell(30).others, cell(30).others_waiting) == (7, 5)


def test_funnel_counts_people_as_far_as_they_came(
    run: CourseRun, trained: list[Trader], others: list[Trader], market_board: User
) -> None:
    for trader in [*trained[:5], *others]:
        Invitation.objects.create(
            run=run, person=trader.user, trader=trader, market=trader.market, invited_by=market_board
        )
    sell(trained[:5], 40_000, [T0 + 80 * DAY], is_live=True)
    compute()
    rows = FunnelCount.objects.filter(market=None, by=OutcomeBy.ALL).values_list(
        "stage", "people", "previous", "went_on"
    )
    found = {stage: counts for stage, *counts in rows}
    assert found["invited"] == [12, None, None]
    assert found["enrolled"] == [6, 12, 5]
    assert found["attended"] == [6, 6, 6]
    assert found["certified"] == [0, 6, 0]
    assert found["first_session"][0] == 5
    assert found["selling"][0] == 5


def test_computing_again_gives_the_same_and_leaves_one(run: CourseRun, others: list[Trader]) -> None:
    def stored() -> list[Any]:
        columns = ("city", "market", "by", "key", "days", "people", "active", "compared", "others")
        return sorted(OutcomeCell.objects.values_list(*columns), key=repr)

    compute()
    before = stored()
    compute_outcomes_task()
    assert stored() == before
    assert (OutcomeRun.objects.count(), TraineeOutcome.objects.count()) == (1, 6)


def test_portal_without_training_has_nothing_to_say(db: None) -> None:
    computed = compute()
    assert (computed.sales_read, OutcomeCell.objects.count()) == (0, 0)


def test_web_processes_do_not_import_what_computes() -> None:
    code = (
        "import django, sys; django.setup();"
        "from django.urls import get_resolver; list(get_resolver().url_patterns);"
        "import portal.wsgi, ecommerce_stats.tasks;"
        "sys.exit(str([name for name in ('statsmodels', 'scipy', 'pandas') if name in sys.modules]))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.stderr.strip().endswith("[]")


@pytest.mark.parametrize(
    ("model", "values", "name"),
    [
        (OutcomeCell, {"days": 30, "by": "all", "city_id": "79", "people": 4, "active": 1}, "outcome_cell_not_of_few"),
        (OutcomeCell, {"days": 30, "by": "all", "city_id": "79", "people": 5, "active": 6}, "outcome_cell_not_of_few"),
        (
            OutcomeCell,
            {
                "days": 30,
                "by": "all",
                "city_id": "79",
                "people": 5,
                "active": 1,
                "provisional": 0,
                "compared": 5,
                "others": 4,
            },
            "outcome_comparison_not_of_few",
        ),
        (FunnelCount, {"by": "all", "city_id": "79", "stage": "attended", "people": 4}, "funnel_count_not_of_few"),
    ],
)
def test_database_refuses_figures_of_few(model: Any, values: dict[str, Any], name: str) -> None:
    computed = OutcomeRun.objects.create(computed_at=NOW, today=NOW.date())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.create(computed=computed, **values)


def test_cell_stage_and_estimate_stand_once() -> None:
    computed = OutcomeRun.objects.create(computed_at=NOW, today=NOW.date())
    place = {"computed": computed, "city_id": "79", "by": "all"}
    found = OutcomeCell.objects.create(**place, days=30)
    FunnelCount.objects.create(**place, stage="attended")
    figures = dict.fromkeys(("before", "after", "others_before", "others_after", "effect", "low", "high"), 1.0)
    OutcomeEstimate.objects.create(cell=found, measure="value", **figures)
    for name, again in (
        ("outcome_cell_once", lambda: OutcomeCell.objects.create(**place, days=30)),
        ("funnel_count_once", lambda: FunnelCount.objects.create(**place, stage="attended")),
        ("outcome_estimate_once", lambda: OutcomeEstimate.objects.create(cell=found, measure="value", **figures)),
        (
            "outcome_interval_in_order",
            lambda: OutcomeEstimate.objects.create(cell=found, measure="orders", **figures | {"low": 2.0}),
        ),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            again()


def test_trainee_rows_stand_once_and_days_in_order(run: CourseRun, trained: list[Trader], ben_thanh: Market) -> None:
    compute()
    row, window = TraineeOutcome.objects.all()[0], TraineeWindow.objects.all()[0]
    changes: list[tuple[str, Any, dict[str, Any]]] = [
        ("trainee_outcome_once", row, {"pk": None}),
        ("trainee_window_once", window, {"pk": None}),
        ("trainee_outcome_days_in_order", row, {"first_day": T0}),
        ("trainee_outcome_session_after", row, {"first_session_on": TAUGHT_ON}),
    ]
    for name, kept, values in changes:
        fields = {field.attname: getattr(kept, field.attname) for field in kept._meta.concrete_fields}
        changed = type(kept)(**fields | values)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            changed.save()


def test_start_invitation_is_to_one_thing(trader_row: Trader, market_board: User) -> None:
    with pytest.raises(IntegrityError, match="start_invitation_to_one_thing"):
        StartInvitation.objects.create(trader=trader_row, invited_by=market_board, invited_at=NOW)
