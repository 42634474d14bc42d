"""Yearly sales of traders beside the law's threshold, and what platforms will have withheld.

Only what stands in imported files is known: sales at the stall are not, so every sum is a lower bound.
Revenue is money completed (delivered and kept), since a cancelled order earns nothing; the year is that
of the order's day. Withholding is the rate of Decree 117/2025 on what marketplaces completed, worked out
from the sum, where platforms round each order: an estimate, never a declaration.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from ecommerce_stats.models import SellerDay, TaxThreshold, WithholdingRate
from traders.enums import MARKETPLACES, LegalForm
from traders.models import Trader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from traders.models.actors import Actor

NOTICE_LEVELS = (100, 80)
"""Per cent of the threshold at which a trader is told, the higher first."""

ORGANISATIONS = (LegalForm.ENTERPRISE, LegalForm.COOPERATIVE)
"""They declare by themselves whatever they sell: the threshold and withholding are of households and individuals."""


@dataclass(frozen=True)
class YearRules:
    """What the law says of a year; None where no row of law is known."""

    year: int
    threshold: TaxThreshold | None
    rates: tuple[WithholdingRate, ...]


@dataclass(frozen=True)
class YearSales:
    """A trader's year: money completed in VND, beside the threshold."""

    trader: Trader
    revenue: int
    withheld: int
    rules: YearRules

    @property
    def share(self) -> Decimal | None:
        """Revenue as a part of the threshold."""
        return Decimal(self.revenue) / self.rules.threshold.amount if self.rules.threshold else None

    @property
    def level(self) -> int | None:
        """The highest notice level that is reached."""
        share = None if self.trader.legal_form in ORGANISATIONS else self.share
        return None if share is None else next((level for level in NOTICE_LEVELS if share * 100 >= level), None)

    @property
    def remaining(self) -> int | None:
        """VND up to the threshold, 0 beyond it."""
        return max(self.rules.threshold.amount - self.revenue, 0) if self.rules.threshold else None


def rules_of(year: int) -> YearRules:
    """The threshold that holds on the year's last day, and the rates that held in it."""
    last = dt.date(year, 12, 31)
    rates = WithholdingRate.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=dt.date(year, 1, 1)))
    return YearRules(year, TaxThreshold.objects.on(last), tuple(rates.filter(valid_from__lte=last)))


def year_sales(traders: Iterable[Trader], rules: YearRules) -> list[YearSales]:
    """The year of each of ``traders``, in their order; those who sold nothing have zeros."""
    rows = list(traders)
    sums = _sums(rows, rules)
    return [YearSales(trader, *_money(trader, sums.get(trader.pk, {}), rules), rules) for trader in rows]


def sellers_near_threshold(user: Actor, rules: YearRules, *, level: int, market: str = "") -> list[YearSales]:
    """Traders that ``user`` may see whose year came to ``level`` per cent of the threshold, most first."""
    if rules.threshold is None:
        return []
    traders = Trader.objects.visible_to(user).exclude(legal_form__in=ORGANISATIONS)
    if market:
        traders = traders.filter(market__slug=market)
    least = rules.threshold.amount * level
    big = (
        SellerDay.objects.filter(day__year=rules.year, trader__in=traders)
        .values("trader")
        .annotate(revenue=Sum("completed_value"))
        .filter(revenue__gte=-(-least // 100))
        .values("trader")
    )
    found = traders.filter(pk__in=big).select_related("market", "goods_line", "user").prefetch_related("stalls")
    return sorted(year_sales(found, rules), key=lambda sales: (-sales.revenue, sales.trader.pk))


def _sums(traders: list[Trader], rules: YearRules) -> dict[int, dict[str, int]]:
    """Trader → revenue, and what marketplaces completed while each rate held."""
    days = SellerDay.objects.filter(day__year=rules.year, trader__in=[trader.pk for trader in traders])
    parts = {
        f"rate_{place}": Sum(
            "completed_value",
            filter=Q(platform__in=MARKETPLACES, day__gte=rate.valid_from, day__lt=rate.valid_to or dt.date.max),
            default=0,
        )
        for place, rate in enumerate(rules.rates)
    }
    found: dict[int, dict[str, int]] = {}
    sums = days.values("trader").annotate(revenue=Sum("completed_value"), **parts)
    for trader_id, *money in sums.values_list("trader", "revenue", *parts):
        found[trader_id] = dict(zip(("revenue", *parts), money, strict=True))
    return found


def _money(trader: Trader, sums: dict[str, int], rules: YearRules) -> tuple[int, int]:
    """Revenue and the estimate of what was withheld, in whole đồng."""
    revenue = sums.get("revenue", 0)
    if trader.legal_form in ORGANISATIONS:
        return revenue, 0
    bp = sum(sums.get(f"rate_{place}", 0) * rate.total_bp for place, rate in enumerate(rules.rates))
    return revenue, int((Decimal(bp) / 10_000).quantize(Decimal(1), ROUND_HALF_UP))
