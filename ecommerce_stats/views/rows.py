"""Where the rows of a table lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse

from ecommerce_stats.stalls import UNASSIGNED
from ecommerce_stats.views.links import link
from livestreams.models import LiveSession
from portal.periods import Kind, Period, Scheme

if TYPE_CHECKING:
    from ecommerce_stats.dashboards import Dashboard
    from ecommerce_stats.forms import FigureFilterForm
    from ecommerce_stats.queries.shapes import BreakdownRow
    from ecommerce_stats.queries.sources import By

NAMES: dict[By, str] = {
    "market": "cho", "ward": "phuong", "goods_line": "nganh", "platform": "san", "trader": "sap", "session": "phien",
}  # fmt: skip


@dataclass(frozen=True)
class RowAddresses:
    """Addresses of rows by their keys."""

    form: FigureFilterForm
    board: Dashboard

    @cached_property
    def _values(self) -> dict[By, dict[object, str]]:
        """Key of a row → its value in an address."""
        markets = self.form.markets.values()
        return {
            "market": {market.pk: market.slug for market in markets},
            "ward": {market.ward.pk: market.ward.code for market in markets},
            "goods_line": {line.pk: line.slug for line in self.form.goods_lines.values()},
        }

    @cached_property
    def _codes(self) -> dict[object, str]:
        sessions = LiveSession.objects.filter(pk__in=[row.key for row in self.board.rows if row.key is not None])
        return dict(sessions.values_list("pk", "code"))

    def query(self, by: By, row: BreakdownRow) -> Mapping[str, object] | None:
        """What narrows the page's figures to this row; None where an address cannot say it."""
        if isinstance(row.key, dt.date):
            return self._of_time(by, row.key)
        if by == "trader":
            return {"sap": row.key or UNASSIGNED}
        value = self._value(by, row)
        return {NAMES[by]: value} if value else None

    def page(self, by: By, row: BreakdownRow) -> str:
        """The page of what stands in the row."""
        chosen = {name: self.form.cleaned_data.get(name) for name in ("ky", "cho", "phuong", "nganh", "san")}
        if by == "trader":
            return link(reverse("stall_figures", args=[row.key]), {"ky": self.form.period}) if row.key else ""
        value = self._value(by, row)
        if not value:
            return ""
        if by == "session":
            return reverse("session_figures", args=[value])
        if by == "market":
            return link(reverse("market_figures", args=[value]), {**chosen, "cho": "", "phuong": ""})
        return link("", chosen, **{NAMES[by]: value})

    def _value(self, by: By, row: BreakdownRow) -> str:
        if by == "platform":
            return str(row.key)
        if by == "session":
            return self._codes.get(row.key, "")
        return self._values.get(by, {}).get(row.key, "")

    def _of_time(self, by: By, start: dt.date) -> Mapping[str, object] | None:
        """A day; a month where it stands in the period whole."""
        if by == "day":
            return {"ngay": start.isoformat()}
        is_whole = self.board.period.scheme is Scheme.CALENDAR
        return {"ky": Period.containing(start, Kind.MONTH)} if is_whole else None
