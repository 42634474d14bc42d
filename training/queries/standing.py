"""Who somebody is to a run: of which market, whether they may come to it, and who may act for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.accounts.permissions import can
from portal.accounts.roles import Action, Role
from portal.privacy.enums import ConsentPurpose
from portal.privacy.models import Consent
from traders.enums import OPEN_APPLICATION_STATES, TraderState
from traders.models import Market, Trader, TraderApplication
from training.enums import Audience
from training.models import CourseRun

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portal.accounts.models import User


MARKET_FIELDS = ("market__slug", "market__name", "market__ward__province_id")
"""All that is asked about a market here; the one tap of five hundred people reads no more."""


@dataclass(frozen=True)
class Standing:
    """A person as a run sees them today. ``market`` is that of the trader, or of an open registration."""

    person: User
    trader: Trader | None
    market: Market | None
    has_withdrawn: bool


def standings(people: Sequence[User]) -> dict[int, Standing]:
    """Each person's standing by their key; three queries, however many they are."""
    ids = [person.pk for person in people]
    found = Trader.objects.filter(user__in=ids).select_related("market__ward").only("user_id", "state", *MARKET_FIELDS)
    traders = {row.user_id: row for row in found}
    strangers = [pk for pk in ids if pk not in traders]
    markets = {pk: trader.market for pk, trader in traders.items()} | _applied_to(strangers)
    withdrawn = _withdrawn(ids)
    return {
        person.pk: Standing(person, traders.get(person.pk), markets.get(person.pk), person.pk in withdrawn)
        for person in people
    }


def _applied_to(ids: Sequence[int]) -> dict[int, Market]:
    if not ids:
        return {}
    found = TraderApplication.objects.filter(user__in=ids, state__in=OPEN_APPLICATION_STATES, market__isnull=False)
    return {row.user_id: row.market for row in found.select_related("market__ward") if row.user_id and row.market}


def _withdrawn(ids: Sequence[int]) -> set[int]:
    """Those who agreed to training once and took it back; who was never asked has not."""
    asked = Consent.objects.filter(person__in=ids, purpose=ConsentPurpose.TRAINING).order_by("person_id", "-pk")
    last = asked.distinct("person_id").values_list("person_id", "withdrawn_at")
    return {person for person, withdrawn_at in last if withdrawn_at is not None}


def markets_of(run: CourseRun) -> set[int]:
    """Keys of the markets that ``run`` is for; none means all of its city."""
    return set(run.markets.through.objects.filter(courserun=run).values_list("market_id", flat=True))


def objection(*, run: CourseRun, standing: Standing, by: User, markets: Collection[int]) -> str:
    """Why this person may not come to ``run`` at all, empty when they may. ``markets`` (keys): those it is for."""
    who = "Bạn" if by.pk == standing.person.pk else str(standing.person)
    if run.course.audience == Audience.TRADERS and (reason := _not_its_trader(run, standing, who, markets)):
        return reason
    if standing.has_withdrawn:
        return _consent_is_missing(who, is_self=by.pk == standing.person.pk)
    return ""


def _not_its_trader(run: CourseRun, standing: Standing, who: str, markets: Collection[int]) -> str:
    market, trader = standing.market, standing.trader
    if market is None:
        return f"Lớp này dành cho tiểu thương. {who} chưa đăng ký ở chợ nào; gửi hồ sơ đăng ký chợ trước đã."
    if trader and trader.state != TraderState.ACTIVE:
        return f"Lớp này dành cho tiểu thương đang bán. {who} đã rời {market.name}."
    if markets and market.pk not in markets:
        names = Market.objects.filter(pk__in=markets).values_list("name", flat=True)
        return f"Lớp này dành cho {', '.join(names)}. {who} ở {market.name}."
    if not markets and market.ward.province_id != run.course.city_id:
        return f"Lớp này dành cho các chợ của thành phố khác. {who} ở {market.name}."
    return ""


def _consent_is_missing(who: str, *, is_self: bool) -> str:
    purpose = ConsentPurpose.TRAINING.label
    if is_self:
        return f"Bạn đã rút đồng ý “{purpose}”. Mở trang Dữ liệu của tôi, đồng ý lại rồi đăng ký lớp."
    return f"{who} đã rút đồng ý “{purpose}”. Chỉ chính người đó đồng ý lại được, ở trang Dữ liệu của tôi."


class Authority:
    """For whom somebody may act in a run: themselves; a board its markets' people; the city's officials the city's."""

    def __init__(self, by: User, run: CourseRun, action: Action = Action.ENROL_OTHERS) -> None:
        self.by, self.run, self.action = by, run, action
        self._markets: set[int] | None = None

    def covers(self, *, person_id: int, market_id: int | None) -> bool:
        """Whether they may act for this person, who is of that market today."""
        if person_id == self.by.pk and self.action == Action.ENROL_OTHERS:
            return True
        if not can(self.by, self.action):
            return False
        if self.by.role == Role.ADMINISTRATOR or self._is_city_official():
            return True
        return market_id is not None and market_id in self.markets

    @property
    def markets(self) -> set[int]:
        """Keys of the markets whose people they may act for."""
        if self._markets is None:
            self._markets = set(Market.objects.managed_by(self.by, self.action).values_list("pk", flat=True))
        return self._markets

    def _is_city_official(self) -> bool:
        return self.by.role == Role.OFFICIAL and self.by.city_id == self.run.course.city_id
