"""The list of a run as one reader may see it, and what they may do with each person on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from portal.accounts.permissions import can
from portal.accounts.roles import Action
from portal.search import Fold, NameOrder, folded_contains
from traders.models import Stall
from training.enums import EnrolmentState
from training.models import CourseRun, Enrolment, EnrolmentStep
from training.queries.places import waiting_list
from training.queries.standing import Authority

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from portal.accounts.models import User

IN, WAITS, OFFERS, OUT = "co-cho", "cho", "moi", "da-ra"
TABS: dict[str, tuple[str, tuple[EnrolmentState, ...]]] = {
    IN: ("Có chỗ", (EnrolmentState.ENROLLED,)),
    WAITS: ("Danh sách chờ", (EnrolmentState.WAITING,)),
    OFFERS: ("Đang mời", (EnrolmentState.OFFERED,)),
    OUT: (
        "Đã ra",
        (EnrolmentState.CANCELLED, EnrolmentState.DECLINED, EnrolmentState.LAPSED, EnrolmentState.REMOVED),
    ),
}
"""The tabs of the list, as they stand in the address, and the states in each."""

DIGITS = 3
"""So many digits of a number find it."""


@dataclass(frozen=True)
class Trainee:
    """One line of the list; ``position`` and ``reasons`` of who waits, ``last`` is the newest step of all."""

    enrolment: Enrolment
    last: EnrolmentStep | None
    position: int | None = None
    reasons: Sequence[str] = ()

    @property
    def phone(self) -> str:
        return phone_of(self.enrolment)


def trainees_for(user: User, run: CourseRun, *, words: str = "") -> QuerySet[Enrolment]:
    """Enrolments of ``run`` that ``user`` may see; ``words`` are of a name, or digits of a number that they may see."""
    rows = Enrolment.objects.visible_to(user).filter(run=run)
    if not words:
        return rows
    found = folded_contains("name_folded", words)
    digits = "".join(char for char in words if char.isdigit())
    if len(digits) >= DIGITS and can(user, Action.SEE_PHONES):
        found |= Q(person__phone__endswith=digits) | Q(trader__phone__endswith=digits)
    return rows.alias(name_folded=Fold("person__full_name")).filter(found)


def phone_of(enrolment: Enrolment) -> str:
    """The number that signs in, else the one on the organisation's list."""
    return enrolment.person.phone or (enrolment.trader.phone if enrolment.trader else "")


def tab_counts(rows: QuerySet[Enrolment]) -> dict[str, int]:
    """How many stand in each tab, in one statement."""
    by_state = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, (_, states) in TABS.items()}


def in_tab(rows: QuerySet[Enrolment], tab: str) -> QuerySet[Enrolment]:
    """One tab in its order; the order of who waits is said by ``waiting_rows``."""
    rows = rows.filter(state__in=TABS[tab][1])
    if tab == OFFERS:
        return rows.order_by("offer_expires_at", "pk")
    return rows.order_by("-changed_at", "-pk") if tab == OUT else rows.order_by(NameOrder("person__full_name"), "pk")


def waiting_keys(run: CourseRun, rows: QuerySet[Enrolment]) -> list[tuple[int, int, list[str]]]:
    """(key, position, reasons) of those of ``rows`` who wait; positions are those of the whole list."""
    own = set(rows.filter(state=EnrolmentState.WAITING).values_list("pk", flat=True))
    places = waiting_list(run) if own else []
    return [(place.enrolment.pk, place.position, place.reasons) for place in places if place.enrolment.pk in own]


def with_rows(keys: Sequence[int]) -> list[Trainee]:
    """The lines of these enrolments in this order; three statements."""
    steps = EnrolmentStep.objects.select_related("by").order_by("-pk")
    stalls = Stall.objects.order_by("code_order")
    rows = Enrolment.objects.select_related("person", "trader", "market", "run__course", "enrolled_by")
    found = rows.prefetch_related(Prefetch("steps", steps), Prefetch("trader__stalls", stalls)).in_bulk(keys)
    return [Trainee(found[pk], next(iter(found[pk].steps.all()), None)) for pk in keys]


def powers_over(user: User, enrolment: Enrolment) -> list[str]:
    """What ``user`` may do with this person's enrolment now: keys of ``forms.trainees.DEEDS``."""
    run, state, now = enrolment.run, EnrolmentState(enrolment.state), timezone.now()
    manages = CourseRun.objects.managed_by(user).filter(pk=run.pk).exists()
    orders = manages or _covers(user, enrolment, Action.ORDER_WAITING)
    excuses = orders or CourseRun.objects.conducted_by(user).filter(pk=run.pk).exists()
    helps = _covers(user, enrolment, Action.ENROL_OTHERS)
    has_begun = run.starts_at is not None and run.starts_at <= now
    stayed_away = (state == EnrolmentState.ENROLLED and has_begun) or enrolment.left_late
    on_the_list = state in {EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.OFFERED}
    powers = {
        "nhan": helps and state == EnrolmentState.OFFERED,
        "khong": helps and state == EnrolmentState.OFFERED,
        "dau": manages and state == EnrolmentState.WAITING,
        "cuoi": manages and state == EnrolmentState.WAITING,
        "huy": helps and state in {EnrolmentState.ENROLLED, EnrolmentState.WAITING} and not has_begun,
        "phep": excuses and stayed_away and not enrolment.is_excused,
        "go": orders and on_the_list,
    }
    return [deed for deed, is_allowed in powers.items() if is_allowed]


def _covers(user: User, enrolment: Enrolment, action: Action) -> bool:
    authority = Authority(user, enrolment.run, action)
    return authority.covers(person_id=enrolment.person_id, market_id=enrolment.market_id)
