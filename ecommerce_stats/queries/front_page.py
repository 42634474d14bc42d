"""What the first page shows to each role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.models import MarketDay
from ecommerce_stats.queries.figures import tables
from ecommerce_stats.queries.freshness import AsOf, Status, as_of, status_of
from ecommerce_stats.queries.published import Published, city_published_totals
from ecommerce_stats.queries.scopes import scope_for
from ecommerce_stats.queries.shapes import Figures, growth
from ecommerce_stats.queries.sources import Cut
from ecommerce_stats.wording import period_answer
from livestreams.enums import BatchState
from livestreams.models import ImportBatch, LiveSession
from livestreams.queries.reviews import Scope as ReviewScope
from livestreams.queries.reviews import review_counts
from portal.periods import Kind, Period
from portal.places.models import Province
from traders.models import Trader

if TYPE_CHECKING:
    from portal.accounts.models import User

SESSIONS_SHOWN = 5
LOOKS_BACK = dt.timedelta(days=30)
PUBLISHED_SECONDS = 300
"""Published months do not change by the minute, and this page must stand on the day that everyone opens it."""

UNFINISHED = (BatchState.UPLOADED, BatchState.READY, BatchState.QUEUED)


@dataclass(frozen=True)
class Overview:
    """Figures of the running month as far as the person sees them; ``last_year`` has as many days."""

    period: Period
    until: dt.date | None
    figures: Figures
    last_year: Figures
    status: Status
    fresh: AsOf

    @property
    def growth(self) -> Decimal | None:
        """Change of placed value against the same days of last year."""
        return growth(self.figures.placed_value, self.last_year.placed_value)

    @property
    def answer(self) -> str:
        return period_answer(self.figures, self.period, on_year=self.growth, until=self.until)

    @property
    def source_url(self) -> str:
        return f"{reverse('figure_lines')}?ky={self.period}"


@dataclass(frozen=True)
class Tasks:
    """What waits for a board: things to review by kind, and files that are not through yet."""

    reviews: dict[str, int]
    unfinished_imports: int

    @property
    def review_total(self) -> int:
        return sum(self.reviews.values())


def published_cities() -> list[tuple[Province, Published]]:
    """The newest official month of every city that has markets in the portal."""
    return cache.get_or_set("published-cities", _published_cities, PUBLISHED_SECONDS) or []


def next_sessions(user: User | None = None) -> QuerySet[LiveSession]:
    """Sessions on air or to come, the next one first; of everyone for a visitor."""
    sessions = LiveSession.objects.visible_to(user) if user else LiveSession.objects.all()
    coming = sessions.filter(ends_at__gt=timezone.now()).select_related("market", "account")
    return coming.order_by("starts_at", "pk")[:SESSIONS_SHOWN]


def sessions_without_orders(user: User) -> QuerySet[LiveSession]:
    """Sessions of the last weeks whose order file nobody has brought in."""
    now = timezone.now()
    ended = LiveSession.objects.managed_by(user).filter(ends_at__lte=now, ends_at__gt=now - LOOKS_BACK)
    has_figures = Exists(MarketDay.objects.filter(session=OuterRef("pk")))
    return ended.filter(~has_figures).select_related("market", "account").order_by("-starts_at")[:SESSIONS_SHOWN]


def overview_of(user: User) -> Overview:
    """The running month beside the same days of last year."""
    today = timezone.localdate()
    period = Period.containing(today, Kind.MONTH)
    year_ago = period.same_last_year
    days_so_far = today - period.start + dt.timedelta(days=1)
    last_year_end = min(year_ago.start + days_so_far, year_ago.end)
    scope = scope_for(user)
    now, last_year = tables(
        scope, [Cut(period.start, period.end), Cut(year_ago.start, last_year_end)], with_sellers=False
    )
    return Overview(
        period=period,
        until=today if today < period.last_day else None,
        figures=now[0].figures,
        last_year=last_year[0].figures,
        status=status_of(today, today),
        fresh=as_of(scope),
    )


def tasks_of(user: User) -> Tasks:
    """What a board has to look at."""
    unfinished = ImportBatch.objects.managed_by(user).filter(state__in=UNFINISHED).count()
    return Tasks(review_counts(ReviewScope(user)), unfinished)


def trader_of(user: User) -> Trader | None:
    """The trader that this person is."""
    return Trader.objects.filter(user=user).select_related("market").first()


def _published_cities() -> list[tuple[Province, Published]]:
    cities = Province.objects.filter(wards__markets__isnull=False).distinct()
    found = ((city, city_published_totals(city.code)) for city in cities)
    return [(city, published) for city, published in found if published is not None]
