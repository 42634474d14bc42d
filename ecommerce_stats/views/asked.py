"""Which figure an address asks about, as far as the reader may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from ecommerce_stats.forms import FigureFilterForm
from ecommerce_stats.stalls import UNASSIGNED
from livestreams.models import LiveSession
from traders.models import Trader

if TYPE_CHECKING:
    from ecommerce_stats.queries.scopes import Scope
    from portal.accounts.models import User


@dataclass(frozen=True)
class Asked:
    """A figure that is followed: its scope, its days [start, end), and the words for them.

    A session has no days: all of its orders are asked for.
    """

    scope: Scope
    start: dt.date | None
    end: dt.date | None
    words: tuple[str, ...]

    @property
    def day(self) -> dt.date | None:
        """The single day, if it is one."""
        is_one = self.start is not None and self.end is not None and (self.end - self.start).days == 1
        return self.start if is_one else None

    @property
    def has_cells(self) -> bool:
        """Whether the next step down are cells; of several days, the days come first."""
        return self.start is None or self.day is not None


def asked_in(query: Mapping[str, str], user: User) -> Asked:
    """Read ``query``. Raises Http404 for what does not exist, or not for this person."""
    form = FigureFilterForm(query, user=user)
    if not form.is_valid():
        raise Http404("Không có kỳ hoặc bộ lọc này.")
    scope, seller = _narrowed_to_stall(form.scope, query.get("sap", ""), user)
    scope, session = _narrowed_to_session(scope, query.get("phien", ""), user)
    start, end, days = _days(form, query, has_session=bool(session))
    chosen = (value for _, value in form.chosen_words)
    return Asked(scope, start, end, tuple(word for word in (days, *chosen, seller, session) if word))


def _narrowed_to_stall(scope: Scope, value: str, user: User) -> tuple[Scope, str]:
    if not value:
        return scope, ""
    if value == UNASSIGNED:
        return replace(scope, unassigned_only=True), "Chưa rõ sạp"
    traders = Trader.objects.visible_to(user)
    trader = get_object_or_404(traders, pk=value) if value.isdecimal() else None
    if trader is None:
        raise Http404("Không có sạp này.")
    return replace(scope, trader_id=trader.pk), trader.name


def _narrowed_to_session(scope: Scope, code: str, user: User) -> tuple[Scope, str]:
    if not code:
        return scope, ""
    session = get_object_or_404(LiveSession.objects.visible_to(user), code=code)
    return replace(scope, session_id=session.pk), session.title


def _days(
    form: FigureFilterForm, query: Mapping[str, str], *, has_session: bool
) -> tuple[dt.date | None, dt.date | None, str]:
    if query.get("ngay"):
        try:
            day = dt.date.fromisoformat(query["ngay"])
        except ValueError:
            raise Http404("Không có ngày này.") from None
        return day, day + dt.timedelta(days=1), f"Ngày {day:%d/%m/%Y}"
    if has_session and not query.get("ky"):
        return None, None, ""
    return form.period.start, form.period.end, form.period.label
