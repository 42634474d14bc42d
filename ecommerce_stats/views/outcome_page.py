"""What the pages on what came of training have in common: whose figures, how many days on, divided how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from ecommerce_stats.enums import HORIZONS, OutcomeBy
from ecommerce_stats.forms import PlainSelect
from ecommerce_stats.outcome_tables import notes
from ecommerce_stats.queries.outcomes import (
    Group,
    Place,
    choices_of,
    names_of,
    outcome_markets,
    place_of,
    widest_place,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecommerce_stats.models import OutcomeRun
    from portal.accounts.models import User
    from traders.models import Market
    from training.models import CourseRun

DEFAULT_DAYS = 90
BY_MARKET = "market"
WAYS = {
    "cho": (BY_MARKET, "Chợ"),
    "khoa": (OutcomeBy.COURSE.value, "Khóa"),
    "nganh": (OutcomeBy.GOODS_LINE.value, "Ngành hàng"),
    "don-vi": (OutcomeBy.ORGANISER.value, "Đơn vị"),
    "ky": (OutcomeBy.QUARTER.value, "Kỳ học"),
    "lop": (OutcomeBy.RUN.value, "Lớp"),
}
"""Ways to divide: value in the address → dimension and its word."""

HAS_RUNS = (OutcomeBy.COURSE, OutcomeBy.ORGANISER, OutcomeBy.QUARTER)


class OutcomeFilterForm(forms.Form):
    """Market, days, and one group at most: two groups at once could be subtracted from each other."""

    cho = forms.ChoiceField(label="Chợ", required=False, widget=PlainSelect)
    nhom = forms.ChoiceField(label="Chỉ tính", required=False, widget=PlainSelect)
    sau = forms.ChoiceField(
        label="Sau khi học",
        required=False,
        choices=[(str(days), f"{days} ngày") for days in HORIZONS],
        widget=PlainSelect,
    )

    def __init__(self, query: Mapping[str, str], *, user: User, computed: OutcomeRun | None) -> None:
        super().__init__({**query, "sau": query.get("sau") or str(DEFAULT_DAYS)})
        self.widest = widest_place(user)
        self.markets: dict[str, Market] = {market.slug: market for market in outcome_markets(user)}
        sees_all = self.widest is not None and self.widest.market is None
        markets = [(slug, market.name) for slug, market in self.markets.items()]
        self._offer("cho", [("", "Mọi chợ"), *markets] if sees_all else markets)
        place = self.scope(query.get("cho", ""))
        self.groups = choices_of(computed, place) if computed and place else []
        self._offer("nhom", [("", "Mọi người học"), *self.groups])

    def scope(self, slug: str) -> Place | None:
        """The city or market."""
        return place_of(self.markets[slug]) if slug in self.markets else self.widest

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@dataclass(frozen=True)
class Asked:
    """What a page is asked for, as far as the reader may see it."""

    path: str
    form: OutcomeFilterForm
    computed: OutcomeRun
    place: Place
    days: int
    way: str

    @property
    def by(self) -> str:
        return WAYS[self.way][0]

    @property
    def heading(self) -> str:
        return WAYS[self.way][1]

    @cached_property
    def group_name(self) -> str:
        """Name of the one group that is chosen, empty for all."""
        if self.place.by == OutcomeBy.ALL:
            return ""
        return names_of(self.place.by, {self.place.key}).get(self.place.key, "")

    @property
    def words(self) -> str:
        """``Chợ Bến Thành · Livestream cơ bản``."""
        where = self.place.market.name if self.place.market else "Toàn thành phố"
        return " · ".join(word for word in (where, self.group_name) if word)

    @property
    def query(self) -> dict[str, str]:
        """The choices in use, in short."""
        market = self.place.market
        cho = market.slug if market and self.form.widest != replace(self.place, by=OutcomeBy.ALL, key="") else ""
        nhom = f"{self.place.by}-{self.place.key}" if self.place.by != OutcomeBy.ALL else ""
        sau = str(self.days) if self.days != DEFAULT_DAYS else ""
        return {"cho": cho, "nhom": nhom, "sau": sau, "theo": self.way if self.way in self.ways[1:] else ""}

    @property
    def ways(self) -> list[str]:
        """How these people can be divided: a group by market and, where it has runs, by run."""
        if self.place.by == OutcomeBy.ALL:
            return [way for way in WAYS if way != "cho" or self.place.market is None]
        found = [] if self.place.market else ["cho"]
        return [*found, "lop"] if self.place.by in HAS_RUNS else found

    @property
    def tabs(self) -> list[tuple[str, str]]:
        first = self.ways[0] if self.ways else ""
        return [(WAYS[way][1], self.here(theo="" if way == first else way)) for way in self.ways]

    def here(self, **changes: str) -> str:
        return link(self.path, self.query, **changes)

    def of_group(self, group: Group) -> str:
        """Where a row leads: the run's own page, or this page narrowed to the row."""
        market = group.place.market.slug if group.place.market and self.by == BY_MARKET else self.query["cho"]
        if group.code:
            return link(reverse("outcome_run", args=[group.code]), {"cho": market, "sau": self.query["sau"]})
        nhom = f"{group.place.by}-{group.place.key}" if group.place.by != OutcomeBy.ALL else ""
        return link(self.path, {"cho": market, "nhom": nhom, "sau": self.query["sau"]})

    @property
    def notes(self) -> list[tuple[str, str]]:
        return notes(f"{timezone.localtime(self.computed.computed_at):%d/%m/%Y %H:%M}", self.words)


def asked_in(
    path: str, query: Mapping[str, str], user: User, computed: OutcomeRun, *, run: CourseRun | None = None
) -> Asked:
    """Read ``query``. Raises Http404 for what does not exist, or not for this person."""
    form = OutcomeFilterForm(query, user=user, computed=computed)
    place = form.scope(query.get("cho", ""))
    if not form.is_valid() or place is None:
        raise Http404("Không có bộ lọc này.")
    if run is not None:
        place = replace(place, by=OutcomeBy.RUN, key=str(run.pk))
    elif form.cleaned_data["nhom"]:
        by, _, key = form.cleaned_data["nhom"].partition("-")
        place = replace(place, by=by, key=key)
    asked = Asked(path, form, computed, place, int(form.cleaned_data["sau"]), "cho")
    way = query.get("theo", "") or (asked.ways[0] if asked.ways else "cho")
    if asked.ways and way not in asked.ways:
        raise Http404("Không chia theo cách này.")
    return replace(asked, way=way)


def link(path: str, query: Mapping[str, str], **changes: str) -> str:
    """``path`` with what is chosen."""
    kept = {name: value for name, value in {**query, **changes}.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
