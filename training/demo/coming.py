"""Classes of today and of the weeks to come, made and filled by the actions that people use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from portal.accounts.models import User
from traders.demo.life.people import board_of, market_of
from traders.enums import TraderState
from traders.models import Trader
from training.actions.enrolments import enrol, enrol_many, leave
from training.actions.runs import MeetingPlan, RulePlan, RunPlan, cancel_run, make_run, publish_run, settle_times
from training.actions.series import SeriesStep, make_series, publish_series
from training.demo import courses
from training.demo.courses import official_of
from training.enums import CheckInHow, EnrolledHow, RuleKind, RunKind
from training.models import Attendance, Course, CourseRun, Enrolment, Meeting

if TYPE_CHECKING:
    from collections.abc import Sequence

TRAINER = "giangvien.an"
TRADER, TRADER_OF_CON = "tieuthuong.nhung", "tieuthuong.tam"


@dataclass(frozen=True, slots=True)
class ComingRun:
    """A run whose meetings begin so many days from today, each at ``hour`` for ``hours``."""

    course: str
    title: str
    days: tuple[int, ...]
    market: str = ""
    hour: int = 14
    hours: float = 2.5
    capacity: int = 20
    opens: int = -10
    kind: RunKind = RunKind.CLASS
    rules: tuple[RulePlan, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def fill() -> None:
    """One running, one full with a list, one with rules, one not open yet, a draft, a series, online, cancelled."""
    if CourseRun.objects.filter(ends_at__gt=timezone.now()).exists():
        return
    _running()
    _full_one()
    _with_rules()
    _at_con()
    _others()


def _at(days: int, hour: int = 9) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=days), dt.time(hour)))


def _made(plan: ComingRun, *, publishes: bool = True) -> CourseRun:
    course = Course.objects.get(title=plan.course)
    market = market_of(plan.market) if plan.market else None
    run = CourseRun(
        course=course, title=plan.title, kind=plan.kind, market=market, capacity=plan.capacity,
        place="Phòng họp ban quản lý chợ, tầng 2" if market else "Hội trường Sở Công Thương, 163 Hai Bà Trưng",
        enrol_opens_at=_at(plan.opens, 8), enrol_closes_at=_at(plan.days[-1], 8),
        note="Mang điện thoại đã sạc đầy và một món hàng bạn bán chạy nhất.", **plan.more,
    )  # fmt: skip
    length = dt.timedelta(hours=plan.hours)
    meetings = [
        MeetingPlan(DateTimeTZRange(_at(day, plan.hour), _at(day, plan.hour) + length), topic=f"Bài {number}")
        for number, day in enumerate(plan.days, start=1)
    ]
    by = official_of(course.city_id)
    trainers = [User.objects.get(username=TRAINER)]
    named = RunPlan(trainers, list(course.organisers.all()), rules=plan.rules, meetings=meetings)
    run = make_run(run=run, plan=named, by=by)
    if publishes:
        publish_run(run=run, by=by, tells=False)
    return CourseRun.objects.get(pk=run.pk)


def _people(slug: str, places: Sequence[int]) -> list[User]:
    """The traders at these places of the market, in the order in which they came to it."""
    held = Trader.objects.filter(tenancies__stall__market__slug=slug, market__slug=slug).order_by("pk").distinct()
    traders = list(held.select_related("user"))
    here = [traders[place] for place in places if place < len(traders)]
    return [trader.user for trader in here if trader.state == TraderState.ACTIVE]


def _running() -> None:
    """It met yesterday and meets now: the door is open while the demo is young. Two meetings are to come."""
    run = _made(ComingRun(courses.CONTENT, "Quay và dựng video ngắn · Chợ Bến Thành", (2, 7), "ben-thanh", capacity=24))
    enrol_many(run=run, people=_people("ben-thanh", range(8, 26)), by=board_of("ben-thanh"), how=EnrolledHow.BOARD)
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    yesterday = _add_meeting(run, now - dt.timedelta(days=1), "Làm quen, chuẩn bị máy")
    _add_meeting(run, now, "Quay thử tại sạp")
    settle_times(run)
    trainer = User.objects.get(username=TRAINER)
    start = yesterday.during.lower
    Attendance.objects.bulk_create(
        Attendance(meeting=yesterday, enrolment=each, arrived_at=start, how=CheckInHow.LIST, by=trainer, at=start)
        for each in Enrolment.objects.filter(run=run).order_by("pk")[:15]
    )


def _add_meeting(run: CourseRun, start: dt.datetime, topic: str) -> Meeting:
    """One that has begun, which no action would add any more."""
    return Meeting.objects.create(run=run, during=DateTimeTZRange(start, start + dt.timedelta(hours=3)), topic=topic)


def _full_one() -> None:
    """Eight places: one came back, so that the first of those who wait, a sign-in of the demo, is asked."""
    plan = ComingRun(
        courses.LIVE, "Livestream cho người mới · Chợ Bến Thành tháng tới", (9, 11, 14), "ben-thanh", 18, 2.5, 8
    )
    run = _made(plan)
    asked = User.objects.get(username=TRADER)
    for person in [*_people("ben-thanh", range(26, 34)), asked, *_people("ben-thanh", (35, 36, 37))]:
        enrol(run=run, person=person, by=person)
    first = Enrolment.objects.filter(run=run).earliest("queued_at", "pk")
    leave(enrolment=first, by=first.person, reason="Bận giỗ ở quê")


def _with_rules() -> None:
    """For the whole city: at most six of a market, who never learnt comes first, four places for Bến Thành."""
    rules = (
        RulePlan(RuleKind.MARKET_LIMIT, places=6, until=_at(12)),
        RulePlan(RuleKind.UNTRAINED_FIRST, until=_at(8)),
        RulePlan(RuleKind.BOARD_QUOTA, market_of("ben-thanh"), places=4, until=_at(10)),
        RulePlan(RuleKind.NO_SHOW_LAST, places=2, days=180),
    )
    plan = ComingRun(courses.LAW, "Bán hàng đúng luật trước Tết", (16,), "", 8, 3.0, 40, rules=rules)
    run = _made(plan)
    enrol_many(run=run, people=_people("ben-thanh", (34, 35)), by=board_of("ben-thanh"), how=EnrolledHow.BOARD)
    for slug in ("tan-dinh", "an-dong", "thu-duc", "binh-tay"):
        for person in _people(slug, (1, 2, 3, 9)):
            enrol(run=run, person=person, by=person)


def _at_con() -> None:
    """Cồn: a class with places, and coaching at the stall in a series of three weeks."""
    run = _made(ComingRun(courses.LIVE_DA_NANG, "Lên sóng cùng chợ Cồn", (6, 8), "con", 15, 3.0, 18))
    for person in [User.objects.get(username=TRADER_OF_CON), *_people("con", range(20, 26))]:
        enrol(run=run, person=person, by=person)
    coaching = ComingRun(courses.LIVE_DA_NANG, "Kèm phát thử tại sạp", (4,), "con", 9, 1.5, 6, kind=RunKind.COACHING)
    first, by = _made(coaching, publishes=False), official_of("48")
    steps = [SeriesStep(days=7 * week, market=None) for week in (1, 2)]
    series = make_series(run=first, steps=steps, title="Kèm phát thử tháng này", by=by)
    publish_series(series=series, by=by)


def _others() -> None:
    online = {"online_link": "https://hoc.example.vn/phong-1"}
    _made(
        ComingRun(courses.CREATORS, "KOL, KOC cùng chợ Tết", (20,), "", 19, 2.0, 60, kind=RunKind.ONLINE, more=online)
    )
    _made(ComingRun(courses.PAYMENT, "Thanh toán QR · Chợ Tân Định", (24,), "tan-dinh", 9, 2.0, opens=3))
    _made(ComingRun(courses.LIVE, "Livestream đợt sau Tết", (70, 72), "thu-duc"), publishes=False)
    off = _made(ComingRun(courses.CONTENT, "Quay video · Chợ Bình Tây", (13,), "binh-tay"))
    for person in _people("binh-tay", (1, 2, 3)):
        enrol(run=off, person=person, by=person)
    cancel_run(run=off, reason="Chợ sửa điện cả tuần đó", by=official_of("79"))
