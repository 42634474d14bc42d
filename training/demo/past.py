"""Classes of the past: who came, who stayed away, who waited in vain, and what they thought of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from traders.demo.classes import CLASSES, TaughtClass
from traders.demo.life.people import market_of
from traders.models import Market, Trader
from training.actions.certificates import issue_certificates
from training.codes import free_code
from training.demo import courses
from training.demo.courses import official_of
from training.enums import CheckInHow, EnrolledHow, EnrolmentState, RunState
from training.models import (
    Attendance,
    Certificate,
    Course,
    CourseRun,
    Enrolment,
    EnrolmentStep,
    Feedback,
    Invitation,
    Meeting,
)

PLACES = 20
STAYS_AWAY, LEAVES_EARLY, IS_LATE = 0.12, 0.05, 0.15
WORDS = (
    "Dễ hiểu, cô giảng chậm nên theo kịp.", "Mong có thêm buổi thực hành tại sạp.",
    "Phòng hơi nóng, micro lúc được lúc không.",
    "Tối về làm thử được ngay.", "Điện thoại em cũ nên quay hơi mờ, xin chỉ thêm.", "",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastRun:
    """What was taught in a class of the demo, in how many meetings, and who waited for a place in vain."""

    title: str
    meetings: int = 2
    waited: tuple[int, ...] = ()


RUNS = (
    PastRun(courses.LIVE, 3, (16, 19, 20)),
    PastRun(courses.LIVE, 3, (24, 25)),
    PastRun(courses.LIVE),
    PastRun(courses.LIVE),
    PastRun(courses.LAW, 1),
    PastRun(courses.CONTENT),
    PastRun(courses.LIVE, 2, (14, 15)),
    PastRun(courses.PAYMENT, 1),
    PastRun(courses.LIVE_DA_NANG, 2, (15, 16)),
    PastRun(courses.LIVE_DA_NANG),
)
"""In the order of ``CLASSES``."""


def fill() -> None:
    """All past runs, once."""
    if CourseRun.objects.exists():
        return
    for plan, taught in zip(RUNS, CLASSES, strict=True):
        _write(plan, taught, Random(f"{taught.slug} {taught.weeks}"))  # noqa: S311 - no secret, the same on every run


def _write(plan: PastRun, taught: TaughtClass, random: Random) -> None:
    run = _run(plan, taught)
    held = Trader.objects.filter(tenancies__stall__market=run.market).order_by("pk").distinct()
    traders = list(held.select_related("user", "market__organisation"))
    came = [_enrol(run, trader, EnrolmentState.ENROLLED) for trader in _at(traders, taught.came)]
    for trader in _at(traders, plan.waited):
        _enrol(run, trader, EnrolmentState.WAITING)
    there = [enrolment for enrolment in came if random.random() > STAYS_AWAY]
    meetings = list(run.meetings.all())
    end = meetings[-1].during.upper
    Attendance.objects.bulk_create(
        [
            _attendance(meeting, enrolment, random)
            for meeting in meetings
            for enrolment in there
            if random.random() < 0.93
        ]
    )
    Feedback.objects.bulk_create([_feedback(enrolment, random) for enrolment in there if random.random() < 0.8])
    Feedback.objects.filter(enrolment__run=run).update(given_at=end + dt.timedelta(hours=5))
    _certify(run, end)


def _certify(run: CourseRun, end: dt.datetime) -> None:
    """By the rule, on the morning after; the messages of that day are long read."""
    issued = [certificate.pk for certificate in issue_certificates(run=run, by=None)]
    Certificate.objects.filter(pk__in=issued).update(issued_at=end + dt.timedelta(hours=15))
    Message.objects.filter(template="certificate_issued").delete()


def _at(traders: list[Trader], places: range | tuple[int, ...]) -> list[Trader]:
    return [traders[place] for place in places if place < len(traders)]


def _run(plan: PastRun, taught: TaughtClass) -> CourseRun:
    course, market = Course.objects.get(title=plan.title), market_of(taught.slug)
    spans = [_evening(taught.weeks * 7 - 2 * number) for number in range(plan.meetings)]
    run = CourseRun.objects.create(
        course=course, title=f"{course.title} · {market.name}", code=free_code(f"{course.title} {market.name}"),
        state=RunState.PUBLISHED, market=market, place="Phòng họp ban quản lý chợ", capacity=PLACES,
        enrol_opens_at=spans[0].lower - dt.timedelta(days=21), enrol_closes_at=spans[0].lower - dt.timedelta(days=1),
        starts_at=spans[0].lower, ends_at=spans[-1].upper, published_at=spans[0].lower - dt.timedelta(days=22),
        made_by=official_of(course.city_id),
    )  # fmt: skip
    run.trainers.add(User.objects.get(username="giangvien.an"))
    run.organisers.set(course.organisers.all())
    for number, span in enumerate(spans, start=1):
        Meeting.objects.create(run=run, during=span, topic=f"Bài {number}")
    return run


def _evening(days_ago: int) -> DateTimeTZRange[dt.datetime]:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    start = timezone.make_aware(dt.datetime.combine(day, dt.time(14)))
    return DateTimeTZRange(start, start + dt.timedelta(hours=2, minutes=30))


def _enrol(run: CourseRun, trader: Trader, state: EnrolmentState) -> Enrolment:
    """As it was, a week after enrolment opened; every second one had been invited."""
    at, market = run.enrol_opens_at + dt.timedelta(days=7, minutes=trader.pk % 600), trader.market
    by = trader.user if trader.pk % 3 else _board_of(market, run)
    how = EnrolledHow.SELF if by == trader.user else EnrolledHow.BOARD
    enrolment = Enrolment.objects.create(
        run=run, person=trader.user, trader=trader, market=market, state=state, how=how, enrolled_by=by,
        queued_at=at, changed_at=at,
    )  # fmt: skip
    EnrolmentStep.objects.create(enrolment=enrolment, after=state, by=by, at=at)
    if trader.pk % 2:
        invited = Invitation.objects.create(
            run=run, person=trader.user, trader=trader, market=market, invited_by=_board_of(market, run)
        )
        Invitation.objects.filter(pk=invited.pk).update(invited_at=run.enrol_opens_at + dt.timedelta(days=1))
    return enrolment


def _board_of(market: Market, run: CourseRun) -> User:
    member = market.organisation.members.first() if market.organisation else None
    return member.user if member else run.made_by


def _attendance(meeting: Meeting, enrolment: Enrolment, random: Random) -> Attendance:
    is_late = random.random() < IS_LATE
    start = meeting.during.lower
    return Attendance(
        meeting=meeting, enrolment=enrolment, how=random.choice((CheckInHow.QR, CheckInHow.QR, CheckInHow.LIST)),
        arrived_at=start + dt.timedelta(minutes=random.randint(16, 40) if is_late else random.randint(-20, 10)),
        left_at=start + dt.timedelta(minutes=100) if random.random() < LEAVES_EARLY else None,
        is_late=is_late, by=enrolment.person, at=start + dt.timedelta(minutes=40),
    )  # fmt: skip


def _feedback(enrolment: Enrolment, random: Random) -> Feedback:
    grades = {name: min(5, max(1, round(random.gauss(4.1, 0.8)))) for name in Feedback.GRADES}
    return Feedback(enrolment=enrolment, words=random.choice(WORDS), **grades)
