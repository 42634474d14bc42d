"""What came of training, as pages and files show it: out of rows that passed the gate, and no others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from ecommerce_stats.enums import FunnelStage, OutcomeBy, OutcomeMeasure
from ecommerce_stats.models import (
    FunnelCount,
    OutcomeCell,
    OutcomeEstimate,
    OutcomeRun,
    TraineeOutcome,
    TraineeWindow,
)
from portal.accounts.permissions import can
from portal.accounts.roles import Action
from portal.places.models import Province
from traders.models import GoodsLine, Market
from training.models import Course, CourseRun, Enrolment, Organiser

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.accounts.models import User
    from traders.models import Trader

UNKNOWN_GOODS = "Chưa rõ ngành hàng"


@dataclass(frozen=True)
class Place:
    """Of whom figures are asked: a city or one of its markets, all or a group of its people."""

    city_id: str
    market: Market | None = None
    by: str = OutcomeBy.ALL
    key: str = ""

    @property
    def conditions(self) -> Q:
        return Q(city=self.city_id, market=self.market.pk if self.market else None, by=self.by, key=self.key)


@dataclass(frozen=True)
class Group:
    """A row of a table: the people of ``place`` by name; ``code`` is that of a run."""

    place: Place
    name: str
    cell: OutcomeCell
    code: str = ""

    @property
    def estimate(self) -> OutcomeEstimate | None:
        """How much more they sold; None where nobody may know, or nobody is there to compare with."""
        return self.cell.by_measure.get(OutcomeMeasure.VALUE)


def last_computed() -> OutcomeRun | None:
    return OutcomeRun.objects.order_by("-pk").first()


def outcome_markets(user: User) -> QuerySet[Market]:
    """Markets of whose people the reader may see figures, in the order of a dictionary."""
    return Market.objects.visible_to(user).order_by("name_order").select_related("ward")


def widest_place(user: User) -> Place | None:
    """The city for those who answer for it, else the first of one's markets; None for nobody's figures."""
    if can(user, Action.SEE_CITY_FIGURES):
        return Place(user.city_id) if user.city_id else _largest_city()
    market = outcome_markets(user).first()
    return place_of(market) if market else None


def place_of(market: Market) -> Place:
    return Place(market.ward.province_id, market)


def cell_of(computed: OutcomeRun, place: Place, days: int) -> OutcomeCell | None:
    """Figures of ``place``; None where nobody was trained."""
    return _cells(computed, days).filter(place.conditions).first()


def groups_of(computed: OutcomeRun, place: Place, by: str, days: int) -> list[Group]:
    """The parts of ``place`` by a dimension (``"market"`` or an ``OutcomeBy``), those with most people first."""
    cells = list(_cells(computed, days).filter(_parts(place, by)))
    names = _market_names(cells) if by == "market" else names_of(by, {cell.key for cell in cells})
    codes = _run_codes(cells) if by == OutcomeBy.RUN else {}
    groups = [_group(place, by, cell, names, codes) for cell in cells]
    return sorted(groups, key=lambda group: (-(group.cell.people or 0), group.name))


def horizons_of(computed: OutcomeRun, place: Place) -> list[OutcomeCell]:
    """The same people 30, 90 and 180 days on."""
    cells = OutcomeCell.objects.filter(place.conditions, computed=computed).order_by("days")
    return list(cells.prefetch_related("estimates"))


def choices_of(computed: OutcomeRun, place: Place) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups that exist in a city or market, to choose one from: heading → (``course-12``, name)."""
    whole = replace(place, by=OutcomeBy.ALL, key="")
    rows = OutcomeCell.objects.filter(_scope(whole), computed=computed).exclude(by=OutcomeBy.ALL)
    keys: dict[str, set[str]] = {}
    for by, key in rows.order_by().values_list("by", "key").distinct():
        keys.setdefault(by, set()).add(key)
    found = []
    for by in (OutcomeBy.COURSE, OutcomeBy.GOODS_LINE, OutcomeBy.ORGANISER, OutcomeBy.QUARTER, OutcomeBy.RUN):
        names = names_of(by, keys.get(by, set()))
        pairs = sorted(((f"{by}-{key}", name) for key, name in names.items()), key=lambda pair: pair[1])
        if pairs:
            found.append((str(by.label), pairs[::-1] if by == OutcomeBy.QUARTER else pairs))
    return found


def steps_of(computed: OutcomeRun, place: Place) -> list[FunnelCount]:
    """The funnel of ``place``, in order."""
    rows = FunnelCount.objects.filter(place.conditions, computed=computed)
    return sorted(rows, key=lambda row: list(FunnelStage).index(FunnelStage(row.stage)))


def funnels_of(computed: OutcomeRun, place: Place, by: str) -> list[tuple[str, dict[str, FunnelCount]]]:
    """Funnels of the parts of ``place``: name, stage → count; most learners first."""
    rows = list(FunnelCount.objects.filter(_parts(place, by), computed=computed).select_related("market"))
    names = _market_names(rows) if by == "market" else names_of(by, {row.key for row in rows})
    found: dict[str, dict[str, FunnelCount]] = {}
    for row in rows:
        key = str(row.market_id) if by == "market" else row.key
        found.setdefault(names.get(key, key), {})[row.stage] = row
    return sorted(found.items(), key=lambda item: (-(item[1][FunnelStage.ATTENDED].people or 0), item[0]))


def trainees_of(computed: OutcomeRun, run: CourseRun, user: User, days: int) -> list[TraineeOutcome]:
    """People of a run whom the reader may know by name, each with the window of ``days`` where it is over."""
    known = Enrolment.objects.visible_to(user).filter(run=run)
    windows = TraineeWindow.objects.filter(days=days)
    rows = TraineeOutcome.objects.filter(computed=computed, run=run, enrolment__in=known)
    related = rows.select_related("trader__market", "trader__goods_line", "trader__user")
    return list(
        related.prefetch_related(Prefetch("windows", windows, to_attr="of_days")).order_by("trader__name_order")
    )


def own_outcome(trader: Trader) -> TraineeOutcome | None:
    """What became of somebody since they first learned, for themselves."""
    rows = TraineeOutcome.objects.filter(trader=trader, is_first_training=True).order_by("-computed")
    return rows.prefetch_related("windows").first()


def outcome_run_of(code: str, place: Place) -> CourseRun | None:
    """A run in which somebody of ``place`` was trained."""
    cells = OutcomeCell.objects.filter(_scope(place), by=OutcomeBy.RUN)
    run = CourseRun.objects.filter(code=code).select_related("course", "market").first()
    return run if run and cells.filter(key=str(run.pk)).exists() else None


def names_of(by: str, keys: Iterable[str]) -> dict[str, str]:
    """Key → what a person reads."""
    if by == OutcomeBy.QUARTER:
        return {key: quarter_name(key) for key in keys}
    if by == OutcomeBy.ORGANISER:
        return _names_of_organisers(keys)
    numbers = [int(key) for key in keys if key]
    rows = {OutcomeBy.GOODS_LINE: GoodsLine.objects, OutcomeBy.COURSE: Course.objects}
    if by == OutcomeBy.RUN:
        runs = CourseRun.objects.filter(pk__in=numbers)
        return {str(run.pk): _run_name(run) for run in runs}
    found = {str(row.pk): str(row) for row in rows[OutcomeBy(by)].filter(pk__in=numbers)}
    return {"0": UNKNOWN_GOODS} | found if 0 in numbers else found


def _names_of_organisers(keys: Iterable[str]) -> dict[str, str]:
    """``Sở Công Thương TP.HCM, Hội Phụ nữ``: those who organised together are one group."""
    members = {key: [int(number) for number in key.split("-")] for key in keys if key}
    names = Organiser.objects.in_bulk({number for numbers in members.values() for number in numbers})
    return {key: ", ".join(str(names[number]) for number in numbers) for key, numbers in members.items()}


def quarter_name(key: str) -> str:
    day = dt.date.fromisoformat(key)
    return f"Quý {('I', 'II', 'III', 'IV')[(day.month - 1) // 3]}/{day.year}"


def _largest_city() -> Place | None:
    """For who looks after the whole system: the first city with markets."""
    city = Province.objects.filter(Exists(OutcomeCell.objects.filter(city=OuterRef("pk")))).order_by("pk").first()
    return Place(city.pk) if city else None


def _cells(computed: OutcomeRun, days: int) -> QuerySet[OutcomeCell]:
    cells = OutcomeCell.objects.filter(computed=computed, days=days)
    return cells.select_related("market").prefetch_related("estimates")


def _scope(place: Place) -> Q:
    return Q(city=place.city_id, market=place.market.pk if place.market else None)


def _parts(place: Place, by: str) -> Q:
    """Conditions on the rows that ``place`` is divided into."""
    if by == "market":
        return Q(city=place.city_id, market__isnull=False, by=place.by, key=place.key)
    return _scope(place) & Q(by=by) & (Q(key__in=_runs_in(place)) if place.by != OutcomeBy.ALL else Q())


def _runs_in(place: Place) -> list[str]:
    """Runs of a course, of those who organised together, or of a quarter."""
    runs = CourseRun.objects.filter(course__city=place.city_id)
    if place.by == OutcomeBy.QUARTER:
        ids = TraineeOutcome.objects.order_by().values_list("run", "trained_on")
        last: dict[int, dt.date] = {}
        for run, day in ids:
            last[run] = max(day, last.get(run, day))
        start = dt.date.fromisoformat(place.key)
        return [str(run) for run, day in last.items() if _quarter_start(day) == start]
    if place.by == OutcomeBy.ORGANISER:
        links = runs.order_by("pk", "organisers").values_list("pk", "organisers")
        together = {pk: "-".join(str(each) for _, each in rows) for pk, rows in groupby(links, key=itemgetter(0))}
        return [str(pk) for pk, key in together.items() if key == place.key]
    return [str(pk) for pk in runs.filter(course=int(place.key)).values_list("pk", flat=True)]


def _quarter_start(day: dt.date) -> dt.date:
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _group(place: Place, by: str, cell: OutcomeCell, names: Mapping[str, str], codes: Mapping[str, str]) -> Group:
    if by == "market":
        return Group(replace(place, market=cell.market), names[str(cell.market_id)], cell)
    return Group(replace(place, by=by, key=cell.key), names.get(cell.key, cell.key), cell, codes.get(cell.key, ""))


def _run_codes(cells: Iterable[OutcomeCell]) -> dict[str, str]:
    runs = CourseRun.objects.filter(pk__in=[int(cell.key) for cell in cells])
    return {str(pk): code for pk, code in runs.values_list("pk", "code")}


def _market_names(rows: Iterable[OutcomeCell | FunnelCount]) -> dict[str, str]:
    ids = {row.market_id for row in rows if row.market_id}
    return {str(pk): name for pk, name in Market.objects.filter(pk__in=ids).values_list("pk", "name")}


def _run_name(run: CourseRun) -> str:
    """Runs of a course often have its title: the day tells them apart."""
    return f"{run.title} ({timezone.localtime(run.starts_at):%d/%m/%Y})" if run.starts_at else run.title
