"""Registrations: whom the register may know already, who holds the stall, who else wants it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from portal.accounts.roles import Role
from portal.search import CodeOrder, Fold, exact_first, folded_contains
from traders.enums import ApplicationState
from traders.models import Market, Stall, Trader, TraderApplication

if TYPE_CHECKING:
    from portal.accounts.models import User
    from traders.models.actors import Actor
    from traders.models.applications import ApplicationQuerySet

MARKETS_SHOWN = 8
STALLS_SHOWN = 12


@dataclass(frozen=True)
class Double:
    """Somebody in the register whom an applicant may be; ``is_strong`` where it is more than a name."""

    trader: Trader
    why: list[str]
    is_strong: bool


@dataclass
class Case:
    """An application with what has to be looked at before it is accepted."""

    application: TraderApplication
    doubles: list[Double] = field(default_factory=list)
    holder: Trader | None = None
    rivals: list[TraderApplication] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """Whether one tap may accept it."""
        return not (self.holder or self.rivals or self.elsewhere or any(double.is_strong for double in self.doubles))


def trader_of_number(person: User) -> Trader | None:
    """Whom an organisation's list has for this person's proved number, as long as they have not said so or not."""
    if person.role != Role.TRADER or not person.phone_verified_at:
        return None
    traders = Trader.objects.select_related("market", "user").filter(claimed_at=None)
    if own := Trader.objects.select_related("market", "user").filter(user=person).first():
        return own if own.claimed_at is None else None
    found = list(traders.active().filter(phone=person.phone, user__phone_verified_at=None)[:2])
    return found[0] if len(found) == 1 else None


def last_application_of(person: User) -> TraderApplication | None:
    """The open one, else the newest."""
    own = TraderApplication.objects.filter(user=person).select_related("market__organisation", "goods_line", "trader")
    return own.order_by("-pk").first()


def markets_to_join(words: str = "") -> QuerySet[Market]:
    """Markets that take registrations, those that ``words`` may mean; exact accents first."""
    markets = Market.objects.filter(organisation__isnull=False).select_related("ward")
    if not words:
        return markets.order_by("name_order")
    return markets.filter(folded_contains("name_folded", words)).order_by(exact_first("name", words), "name_order")


def stall_codes_like(market: Market | None, typed: str) -> list[str]:
    """Codes of the market that begin so; whose they are is nobody's business here."""
    if market is None or not typed.strip():
        return []
    codes = Stall.objects.filter(market=market, code__istartswith=typed.strip()).order_by(CodeOrder("code"))
    return list(codes.values_list("code", flat=True)[:STALLS_SHOWN])


def applications_for(
    user: Actor, *, state: str = ApplicationState.WAITING, market: Market | None = None, search: str = ""
) -> ApplicationQuerySet:
    """Applications to the markets that ``user`` decides for, the longest waiting first."""
    found = TraderApplication.objects.managed_by(user).filter(state=state)
    if market is not None:
        found = found.filter(market=market)
    if search:
        name = folded_contains("name_folded", search)
        found = found.annotate(name_folded=Fold("name")).filter(name | Q(stall_code__istartswith=search))
    return found.select_related("market", "goods_line", "user", "decided_by", "trader").order_by("submitted_at", "pk")


def cases_of(applications: Sequence[TraderApplication]) -> list[Case]:
    """Applications with whom they touch, in four queries whatever their number."""
    cases = [Case(application) for application in applications]
    markets = {application.market_id for application in applications}
    codes = {application.stall_code.upper() for application in applications if application.stall_code}
    _find_doubles(cases, markets)
    holders = _holders(markets, codes)
    wanted = _wanting(markets, codes)
    for case in cases:
        key = (case.application.market_id, case.application.stall_code.upper())
        case.holder = holders.get(key)
        case.rivals = [other for other in wanted[key] if other != case.application]
    return cases


def case_of(application: TraderApplication) -> Case:
    return cases_of([application])[0]


def phone_of(application: TraderApplication) -> str:
    """The number that the applicant proved, or that was written down at the stall."""
    return (application.user.phone if application.user else "") or application.phone


def _find_doubles(cases: Iterable[Case], markets: Iterable[int | None]) -> None:
    phones = {phone for case in cases if (phone := phone_of(case.application))}
    names = TraderApplication.objects.filter(pk__in=[case.application.pk for case in cases])
    folded = dict(names.annotate(folded=Fold("name")).values_list("pk", "folded"))
    alike = Q(phone__in=phones) | Q(user__phone__in=phones)
    traders = (
        Trader.objects.filter(alike | Q(name_folded__in=set(folded.values()), market__in=markets))
        .select_related("user", "market", "goods_line")
        .prefetch_related("stalls")
    )
    known = list(traders)
    for case in cases:
        for trader in known:
            _compare(case, trader, folded.get(case.application.pk, ""))


def _compare(case: Case, trader: Trader, folded: str) -> None:
    application, phone = case.application, phone_of(case.application)
    has_phone = bool(phone) and phone in {trader.phone, trader.user.phone}
    if trader.market_id != application.market_id:
        if has_phone and trader.market.name not in case.elsewhere:
            case.elsewhere.append(trader.market.name)
        return
    has_name = trader.name_folded == folded
    has_stall = application.stall_code.upper() in {stall.code.upper() for stall in trader.stalls.all()}
    why = [
        word
        for is_so, word in ((has_phone, "cùng số điện thoại"), (has_name, "cùng tên"), (has_stall, "cùng sạp"))
        if is_so
    ]
    if has_phone or has_name:
        case.doubles.append(Double(trader, why, is_strong=has_phone or (has_name and has_stall)))


def _holders(markets: Iterable[int | None], codes: Iterable[str]) -> dict[tuple[int | None, str], Trader]:
    stalls = Stall.objects.filter(market__in=markets, trader__isnull=False).annotate(upper=Upper("code"))
    held = stalls.filter(upper__in=codes).select_related("trader__goods_line")
    return {(stall.market_id, stall.code.upper()): stall.trader for stall in held if stall.trader}


def _wanting(
    markets: Iterable[int | None], codes: Iterable[str]
) -> dict[tuple[int | None, str], list[TraderApplication]]:
    waiting = TraderApplication.objects.filter(state=ApplicationState.WAITING, market__in=markets)
    found: dict[tuple[int | None, str], list[TraderApplication]] = defaultdict(list)
    for other in waiting.annotate(upper=Upper("stall_code")).filter(upper__in=codes).order_by("submitted_at", "pk"):
        found[other.market_id, other.stall_code.upper()].append(other)
    return found
