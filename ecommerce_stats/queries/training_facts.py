"""Reading what ``ecommerce_stats.outcomes`` works from. Only the task that computes imports this: it brings pandas."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from django.db import connection
from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce, TruncDate

from ecommerce_stats.enums import HORIZONS
from ecommerce_stats.outcomes.facts import NEVER, UNKNOWN, Facts
from ecommerce_stats.outcomes.slices import day_of, number_of
from traders.models import MarketStay, Trader
from training.enums import EnrolmentState
from training.models import Attendance, Certificate, CourseRun, Enrolment, Invitation

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = max(HORIZONS)
ON_THE_LIST = (EnrolmentState.WAITING, EnrolmentState.OFFERED)
ENDED_ON_THE_LIST = (EnrolmentState.DECLINED, EnrolmentState.LAPSED)
ZONE = "Asia/Ho_Chi_Minh"

_MEETING_DAY = TruncDate("meeting__during__startswith")

SALES = """
COPY (
    SELECT trader_id AS trader, day - DATE '1970-01-01' AS day,
        sum(orders_placed_of_trader) AS orders_placed,
        sum(orders_completed_of_trader) AS orders,
        coalesce(sum(orders_completed_of_trader) FILTER (WHERE airing <> 'none'), 0) AS live_orders,
        sum(completed_value) AS value,
        coalesce(sum(completed_value) FILTER (WHERE airing <> 'none'), 0) AS live_value,
        bool_or(airing <> 'none' AND active_lines > 0)::int AS is_live
    FROM ecommerce_stats_sellerday
    WHERE trader_id = ANY(%(traders)s::bigint[]) AND day >= %(since)s AND day < %(until)s
    GROUP BY trader_id, day
) TO STDOUT (FORMAT csv, HEADER)
"""

SESSIONS = """
COPY (
    SELECT trader, (session.starts_at AT TIME ZONE %(zone)s)::date - DATE '1970-01-01' AS day
    FROM (
        SELECT account.trader_id AS trader, session.id AS session_id
        FROM livestreams_livesession session
        JOIN traders_shopaccount account ON account.id = session.account_id
        WHERE account.trader_id = ANY(%(traders)s::bigint[])
        UNION
        SELECT trader_id, session_id FROM ecommerce_stats_sellerday
        WHERE trader_id = ANY(%(traders)s::bigint[]) AND session_id IS NOT NULL
    ) AS appeared
    JOIN livestreams_livesession session ON session.id = appeared.session_id
    WHERE session.starts_at <= %(now)s
) TO STDOUT (FORMAT csv, HEADER)
"""


def read_facts(now: dt.datetime, today: dt.date) -> Facts:
    """Everybody who was trained, everybody they may be compared with, and what both sold."""
    trainees, runs = _trainees(), _runs()
    trainees = trainees.merge(_first_days(), on="run")
    people = _stays(trainees)
    everyone = sorted({*trainees["trader"], *people["trader"]})
    since = day_of(int(trainees["first_day"].min()) - LONGEST) if len(trainees) else today
    asked = {"traders": everyone, "since": since, "until": today, "now": now, "zone": ZONE}
    return Facts(
        today=number_of(today),
        trainees=trainees,
        runs=_with_real_days(runs, trainees),
        organisers=_organisers(),
        stays=people,
        waiting=_waiting(),
        sales=_copied(SALES, asked),
        sessions=_copied(SESSIONS, asked),
    )


def read_reached() -> pd.DataFrame:
    """Who was invited, had a place, learned and was certified, once a run and trader, as columns of 0 and 1."""
    enrolled = Enrolment.objects.filter(trader__isnull=False).filter(
        Q(state=EnrolmentState.ENROLLED) | Q(pk__in=Attendance.objects.counted().values("enrolment"))
    )
    attended = set(Attendance.objects.counted().values_list("enrolment", flat=True).distinct())
    certified = set(Certificate.objects.filter(revoked_at__isnull=True).values_list("enrolment", flat=True))
    rows = enrolled.values_list("pk", "run", "trader", "market", "trader__goods_line")
    stages = [
        (run, trader, market, line or UNKNOWN, 0, 1, int(pk in attended), int(pk in certified))
        for pk, run, trader, market, line in rows
    ]
    invited = Invitation.objects.filter(trader__isnull=False).annotate(place=Coalesce("market", "trader__market"))
    stages += [
        (run, trader, market, line or UNKNOWN, 1, 0, 0, 0)
        for run, trader, market, line in invited.values_list("run", "trader", "place", "trader__goods_line")
    ]
    columns = ("run", "trader", "market", "goods_line", "invited", "enrolled", "attended", "certified")
    found = _numbers(stages, columns).drop_duplicates(["run", "trader", "enrolled", "invited"])
    flags = dict.fromkeys(columns[4:], "max")
    both = found.groupby(["run", "trader"], as_index=False).agg({"market": "first", "goods_line": "first", **flags})
    return both[both["run"].isin(_runs()["run"])]


def _trainees() -> pd.DataFrame:
    """Enrolments of traders with a counted attendance, and the day of the last."""
    rows = (
        Attendance.objects.counted()
        .filter(enrolment__trader__isnull=False)
        .order_by()
        .values_list("enrolment", "enrolment__trader", "enrolment__run", "enrolment__market")
        .annotate(line=Coalesce("enrolment__trader__goods_line", UNKNOWN), last=Max(_MEETING_DAY))
    )
    columns = ("enrolment", "trader", "run", "market", "goods_line", "last_day")
    return _numbers(rows, columns)


def _first_days() -> pd.DataFrame:
    """Run → the day of its first meeting that was held."""
    rows = Attendance.objects.order_by().values_list("enrolment__run").annotate(first=Min(_MEETING_DAY))
    return _numbers(rows, ("run", "first_day"))


def _runs() -> pd.DataFrame:
    """Runs with days: those planned, or those on which people may enrol where nothing is planned yet."""
    rows = CourseRun.objects.order_by().values_list(
        "pk", "course__city", "course",
        TruncDate(Coalesce("starts_at", "enrol_closes_at")), TruncDate(Coalesce("ends_at", "enrol_closes_at")),
    )  # fmt: skip
    frame = pd.DataFrame(list(rows), columns=["run", "city", "course", "first_day", "last_day"])
    days = {name: [number_of(day) for day in frame[name]] for name in ("first_day", "last_day")}
    return frame.assign(**days).astype(
        {"run": np.int64, "course": np.int64, "first_day": np.int64, "last_day": np.int64}
    )


def _with_real_days(runs: pd.DataFrame, trainees: pd.DataFrame) -> pd.DataFrame:
    """Where a run was held, from its first meeting to the last that anybody attended."""
    held = trainees.groupby("run").agg(first_day=("first_day", "min"), last_day=("last_day", "max"))
    days = runs.set_index("run")[["first_day", "last_day"]]
    days.update(held)
    return runs.drop(columns=["first_day", "last_day"]).merge(days.astype(np.int64), on="run")


def _organisers() -> pd.DataFrame:
    return _numbers(CourseRun.organisers.through.objects.values_list("courserun", "organiser"), ("run", "organiser"))


def _waiting() -> pd.DataFrame:
    """People who stood on a run's waiting list and never got in."""
    rows = Enrolment.objects.filter(trader__isnull=False, state__in=(*ON_THE_LIST, *ENDED_ON_THE_LIST))
    return _numbers(rows.values_list("run", "trader"), ("run", "trader"))


def _stays(trainees: pd.DataFrame) -> pd.DataFrame:
    """Where traders of the trainees' markets and goods lines traded; without a stay, their market of today."""
    markets = [int(market) for market in trainees["market"].unique()]
    stays = MarketStay.objects.filter(market__in=markets).order_by()
    rows: list[tuple[Any, ...]] = list(
        stays.values_list("trader", "trader__goods_line", "market", "began_on", "ended_on")
    )
    unsaid = Trader.objects.filter(market__in=markets, stays__isnull=True).order_by()
    rows += [(*row, None, None) for row in unsaid.values_list("pk", "goods_line", "market")]
    plain = [
        (trader, line or UNKNOWN, market, number_of(began) if began else 0, number_of(ended) if ended else NEVER)
        for trader, line, market, began, ended in rows
    ]
    found = _numbers(plain, ("trader", "goods_line", "market", "begins", "ends"))
    return found.merge(trainees[["market", "goods_line"]].drop_duplicates(), on=["market", "goods_line"])


def _numbers(rows: Iterable[tuple[Any, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    """A table of whole numbers; dates become theirs."""
    plain = [tuple(number_of(cell) if isinstance(cell, dt.date) else cell for cell in row) for row in rows]
    return pd.DataFrame(plain, columns=list(columns)).astype(np.int64)


def _copied(statement: str, asked: dict[str, Any]) -> pd.DataFrame:
    """What a COPY gives, whole numbers all. A million rows take a second and no object of Python each."""
    buffer = BytesIO()
    with connection.cursor() as wrapped, wrapped.cursor.copy(statement, asked) as chunks:  # the wrapper takes no values
        for chunk in chunks:
            buffer.write(chunk)
    buffer.seek(0)
    return pd.read_csv(buffer, dtype=np.int64)
