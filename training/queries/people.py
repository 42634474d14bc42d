"""Traders whom somebody may send to a run or invite: who they are, what they have learnt, what would become of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from portal.accounts.roles import MARKET_ROLES, Action
from portal.notifications.enums import Purpose
from portal.notifications.models import MessagePreference
from portal.privacy.enums import ConsentPurpose
from portal.privacy.queries import consenting
from traders.models import Stall, Trader
from training.enums import IS_ON_THE_LIST, EnrolmentState
from training.hooks import has_been_live
from training.models import Attendance, Enrolment, Invitation
from training.queries.clashes import clashes_of
from training.queries.places import NEWCOMER, OF_BOARD_HOW, askers_of, snapshot_of, with_facts
from training.queries.rules import Asker, granted, obstacles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portal.accounts.models import User
    from portal.busy import BusyTime
    from traders.models import GoodsLine, Market, MarketZone
    from training.enums import EnrolledHow
    from training.models import CourseRun

HAS_PLACE, WAITS, IS_IN, REFUSED = "place", "waits", "in", "refused"


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a list of people to send is narrowed to beside the register's own filters; None narrows nothing."""

    zone: MarketZone | None = None
    is_trained: bool | None = None
    is_live: bool | None = None


def people_for(user: User, run: CourseRun) -> QuerySet[Trader]:
    """Active traders whom ``user`` may enrol and whom ``run`` is for."""
    traders = Trader.objects.managed_by(user, Action.ENROL_OTHERS).active()
    markets: list[Market] = list(run.markets.all())
    if markets:
        return traders.filter(market__in=markets)
    return traders.filter(market__ward__province=run.course.city_id)


def narrowed(traders: QuerySet[Trader], by: PeopleFilter) -> QuerySet[Trader]:
    """Those of ``traders`` whom the filter means."""
    if by.zone:
        traders = traders.filter(Exists(Stall.objects.filter(trader=OuterRef("pk"), zone=by.zone)))
    if by.is_trained is not None:
        traders = traders.filter(_trained() if by.is_trained else ~_trained())
    live = has_been_live()
    if by.is_live is not None and live is not None:
        traders = traders.filter(live if by.is_live else ~live)
    return traders


def of_line(traders: QuerySet[Trader], line: GoodsLine | None) -> QuerySet[Trader]:
    """Those who sell it, or something of that group."""
    return traders.filter(Q(goods_line=line) | Q(goods_line__parent=line)) if line else traders


def with_facts_of(traders: QuerySet[Trader], run: CourseRun) -> QuerySet[Trader]:
    """With all that a row shows: stalls, whether trained and live, where they stand in ``run``."""
    own = Enrolment.objects.filter(run=run, person=OuterRef("user_id"))
    stalls = Stall.objects.order_by("code_order")
    invited = Exists(Invitation.objects.filter(run=run, person=OuterRef("user_id")))
    return (
        traders.select_related("goods_line", "market", "user")
        .prefetch_related(Prefetch("stalls", stalls))
        .annotate(is_trained=_trained(), is_live=_live(), is_invited=invited)
        .annotate(in_run=Subquery(own.values("pk")), state_in_run=Subquery(own.values("state")))
    )


def _trained() -> Exists:
    return Exists(Attendance.objects.counted().filter(enrolment__person=OuterRef("user_id")))


def _live() -> ExpressionWrapper[Q]:
    """False for everybody where nobody knows."""
    return ExpressionWrapper(has_been_live() or Q(pk__in=[]), output_field=BooleanField())


@dataclass(frozen=True)
class Foreseen:
    """What would become of one person: HAS_PLACE, WAITS, IS_IN or REFUSED, with the reasons."""

    person: User
    outcome: str
    words: str
    clashes: Sequence[BusyTime] = ()


@dataclass
class Forecast:
    """What enrolling many people now would do; by the time it is done others may have come."""

    rows: list[Foreseen] = field(default_factory=list)

    def those(self, outcome: str) -> list[Foreseen]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def enrolled(self) -> list[Foreseen]:
        """Who would be written down, with a place or waiting."""
        return [row for row in self.rows if row.outcome in {HAS_PLACE, WAITS}]

    @property
    def groups(self) -> list[tuple[str, str, list[Foreseen]]]:
        """(outcome, heading, rows), without those that are empty."""
        found = [(outcome, heading, self.those(outcome)) for outcome, heading in HEADINGS.items()]
        return [group for group in found if group[2]]


HEADINGS = {
    HAS_PLACE: "Có chỗ ngay",
    WAITS: "Vào danh sách chờ",
    IS_IN: "Đã có trong danh sách của lớp",
    REFUSED: "Không đăng ký được",
}


def forecast(
    run: CourseRun, people: Sequence[User], *, by: User, how: EnrolledHow, refused: Mapping[int, str]
) -> Forecast:
    """Foresee ``enrol_many`` for ``people`` in their order; ``refused`` says whom it would not take and why."""
    rows = Enrolment.objects.filter(run=run, person__in=people, state__in=IS_ON_THE_LIST)
    present = dict(rows.values_list("person", "state"))
    coming = [person for person in people if person.pk not in present and person.pk not in refused]
    lucky, why = _simulated(run, coming, is_of_board=how in OF_BOARD_HOW and by.role in MARKET_ROLES)
    clashes = clashes_of(run, [person.pk for person in coming])
    found = Forecast()
    for person in people:
        if person.pk in present:
            found.rows.append(Foreseen(person, IS_IN, EnrolmentState(present[person.pk]).label))
        elif person.pk in refused:
            found.rows.append(Foreseen(person, REFUSED, refused[person.pk]))
        else:
            outcome = HAS_PLACE if person.pk in lucky else WAITS
            words = "" if outcome == HAS_PLACE else why.get(person.pk, "")
            found.rows.append(Foreseen(person, outcome, words, clashes.get(person.pk, [])))
    return found


def _simulated(run: CourseRun, people: Sequence[User], *, is_of_board: bool) -> tuple[set[int], dict[int, str]]:
    """Who of these would get a place, and what keeps the others from it."""
    now = timezone.now()
    snapshot = snapshot_of(run, now)
    newcomers = with_facts(snapshot, list(_as_askers(people, snapshot.last_queued_at or now, is_of_board=is_of_board)))
    chosen = granted([*askers_of(snapshot), *newcomers], snapshot.room, snapshot.rules)
    left = snapshot.room.copy()
    for asker in chosen:
        left.take(asker)
    lucky = {asker.person_id for asker in chosen if asker.pk >= NEWCOMER}
    others = [asker for asker in newcomers if asker.person_id not in lucky]
    return lucky, {asker.person_id: " ".join(obstacles(asker, left, snapshot.rules)) for asker in others}


def _as_askers(people: Sequence[User], last: dt.datetime, *, is_of_board: bool) -> Iterable[Asker]:
    """In their order behind all who wait."""
    traders = {row.user_id: row for row in Trader.objects.filter(user__in=people).select_related("market")}
    after = max(last, timezone.now())
    for number, person in enumerate(people):
        trader = traders.get(person.pk)
        key, name = (trader.market_id, trader.market.name) if trader else (None, "")
        queued_at = after + dt.timedelta(microseconds=number + 1)
        yield Asker(NEWCOMER + number, person.pk, key, name, is_of_board, 0, queued_at)


@dataclass(frozen=True)
class InvitationPlan:
    """Whom an invitation would reach; the others, and why not."""

    to_invite: list[User]
    already: int
    on_the_list: int
    unwilling: list[User]
    without_phone: list[User]


def invitation_plan(run: CourseRun, people: Sequence[User]) -> InvitationPlan:
    """Part ``people``; five statements, however many. Nobody is invited twice, or without having agreed to messages."""
    ids = [person.pk for person in people]
    invited = set(Invitation.objects.filter(run=run, person__in=ids).values_list("person", flat=True))
    present = Enrolment.objects.filter(run=run, person__in=ids, state__in=IS_ON_THE_LIST)
    inside = set(present.values_list("person", flat=True))
    muted = MessagePreference.objects.filter(person__in=ids, purpose=Purpose.INVITATION)
    silent = set(muted.values_list("person", flat=True))
    agreed = set(consenting(ConsentPurpose.MESSAGES).filter(person__in=ids)) - silent
    listed = set(Trader.objects.filter(user__in=ids).exclude(phone="").values_list("user", flat=True))
    rest = [person for person in people if person.pk not in invited | inside]
    reached = {person.pk for person in rest if person.phone or person.email or person.pk in listed}
    return InvitationPlan(
        to_invite=[person for person in rest if person.pk in agreed & reached],
        already=len(invited - inside),
        on_the_list=len(inside),
        unwilling=[person for person in rest if person.pk not in agreed],
        without_phone=[person for person in rest if person.pk in agreed - reached],
    )
