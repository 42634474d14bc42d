"""People who learned and have not gone live since, for who looks after them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from ecommerce_stats.models import SellerDay, StartInvitation
from livestreams.models import LiveSession
from portal.accounts.roles import Action
from traders.models import Market, Stall, Trader
from traders.queries.searching import found
from training.enums import RunKind, RunState
from training.models import Attendance, Course, CourseRun, Invitation

if TYPE_CHECKING:
    from portal.accounts.models import User

GRACE = dt.timedelta(days=14)
"""So long after learning nobody is on the list."""

PAUSE = dt.timedelta(days=14)
"""Nobody is invited twice within these days."""

LONGEST, BY_NAME, BY_MARKET = "lau", "ten", "cho"


@dataclass(frozen=True)
class NeverLiveFilter:
    """What the list is narrowed to; empty narrows nothing."""

    words: str = ""
    market: Market | None = None
    course: Course | None = None


@dataclass(frozen=True)
class Target:
    """Where somebody can be invited to: a run or a session to come."""

    value: str
    label: str
    kind: str


def never_live(user: User) -> QuerySet[Trader]:
    """Active traders of one's markets whose first training is 14 days past, without a session since.

    With ``trained_on`` (the first training's last day in any run), ``learned_on`` (the latest meeting attended) and
    ``invited_at`` (the latest invitation, to a run or to this).
    """
    now = timezone.now()
    traders = Trader.objects.managed_by(user, Action.ENROL_OTHERS).active()
    return with_training(traders).filter(~_went_live(now), trained_on__lte=timezone.localdate(now) - GRACE)


def is_never_live(trader: Trader) -> bool:
    """Whether this trader learned and has not gone live since, from the day after on."""
    rows = with_training(Trader.objects.filter(pk=trader.pk)).filter(trained_on__isnull=False)
    return rows.filter(~_went_live(timezone.now())).exists()


def with_training(traders: QuerySet[Trader]) -> QuerySet[Any]:
    """When they first learned, and when they last did."""
    day = TruncDate("meeting__during__startswith")
    own = Attendance.objects.counted().filter(enrolment__trader=OuterRef("pk")).order_by()
    by_run = own.values("enrolment").annotate(first=Min(day), last=Max(day)).order_by("first", "enrolment")
    last = own.values("enrolment__trader").annotate(day=Max(day)).values("day")
    return traders.annotate(trained_on=Subquery(by_run.values("last")[:1]), learned_on=Subquery(last))


def narrowed(traders: QuerySet[Trader], by: NeverLiveFilter) -> QuerySet[Trader]:
    if by.market:
        traders = traders.filter(market=by.market)
    if by.course:
        learned = Attendance.objects.counted().filter(enrolment__run__course=by.course)
        traders = traders.filter(Exists(learned.filter(enrolment__trader=OuterRef("pk"))))
    return found(traders, by.words) if by.words else traders


def with_row(traders: QuerySet[Trader], order: str = LONGEST) -> QuerySet[Trader]:
    """The same with all that a row shows, in the order of the address."""
    orders = {BY_NAME: ("name_order", "pk"), BY_MARKET: ("market__name_order", "name_order", "pk")}
    attended = Attendance.objects.counted().filter(enrolment__trader=OuterRef("pk")).order_by("-meeting__during")
    course = attended.values("enrolment__run__course__title")[:1]
    invited = StartInvitation.objects.select_related("run", "session", "invited_by")
    return (
        traders.annotate(course_title=Subquery(course), invited_at=last_invited())
        .select_related("market", "goods_line", "user")
        .prefetch_related(
            Prefetch("stalls", Stall.objects.order_by("code_order")),
            Prefetch("start_invitations", invited, to_attr="start_list"),
        )
        .order_by(*orders.get(order, (F("learned_on").asc(), "pk")))
    )


def last_invited() -> Greatest:
    """When somebody was last invited to start, or to any run. NULLs are left out by Greatest of PostgreSQL."""
    starts = StartInvitation.objects.filter(trader=OuterRef("pk")).order_by("-invited_at").values("invited_at")[:1]
    runs = Invitation.objects.filter(trader=OuterRef("pk")).order_by("-invited_at").values("invited_at")[:1]
    return Greatest(Subquery(starts), Subquery(runs))


def targets_for(user: User, market: Market | None = None) -> list[Target]:
    """Runs that take people (coaching first) and sessions to come, of the markets that the reader looks after."""
    runs = [Target(f"lop-{run.code}", _run_label(run), "Lớp") for run in runs_for(user, market)]
    sessions = [
        Target(f"phien-{session.code}", f"{_moment(session.starts_at)} · {session.title}, {session.market}", "Phiên")
        for session in sessions_for(user, market)
    ]
    return runs + sessions


def runs_for(user: User, market: Market | None = None) -> list[CourseRun]:
    """Open runs in one's markets, or of the city for any market; coaching at the stall stands first."""
    now = timezone.now()
    markets = _markets(user, market)
    cities = markets.values("ward__province")
    rows = CourseRun.objects.filter(
        Q(market__in=markets) | Q(market=None, course__city__in=cities),
        Q(markets=None) | Q(markets__in=markets),
        state=RunState.PUBLISHED, enrol_opens_at__lte=now, enrol_closes_at__gt=now,
    )  # fmt: skip
    found_runs = rows.distinct().select_related("market").order_by("starts_at", "pk")
    return sorted(found_runs, key=lambda run: run.kind != RunKind.COACHING)


def sessions_for(user: User, market: Market | None = None) -> QuerySet[LiveSession]:
    """Sessions to come in one's markets."""
    rows = LiveSession.objects.filter(market__in=_markets(user, market), starts_at__gt=timezone.now())
    return rows.select_related("market").order_by("starts_at", "pk")


def _markets(user: User, market: Market | None) -> QuerySet[Market]:
    markets = Market.objects.managed_by(user, Action.ENROL_OTHERS)
    return markets.filter(pk=market.pk) if market else markets


def _went_live(now: dt.datetime) -> Exists | Q:
    """A session since training, of their own or with lines of theirs."""
    since = {"starts_at__date__gt": OuterRef("trained_on"), "starts_at__lte": now}
    own = LiveSession.objects.filter(account__trader=OuterRef("pk"), **since)
    days = SellerDay.objects.filter(trader=OuterRef("pk"), session__isnull=False)
    with_lines = days.filter(session__starts_at__date__gt=OuterRef("trained_on"))
    return Q(Exists(own)) | Q(Exists(with_lines))


def _run_label(run: CourseRun) -> str:
    when = f"{_moment(run.starts_at)} · " if run.starts_at else ""
    return f"{when}{run.title} ({run.get_kind_display()})"


def _moment(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%d/%m %H:%M}"
