"""Traders are told when their yearly sales come near the law's threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.models import SellerDay, TaxNotice
from ecommerce_stats.queries.tax import YearSales, rules_of, year_sales
from portal.money import format_vnd, format_vnd_short
from portal.notifications.actions import notify
from traders.models import Trader

if TYPE_CHECKING:
    from collections.abc import Iterator

TRADERS_A_TIME = 500


def notice_thresholds(*, year: int | None = None) -> int:
    """Tell every trader who has come to 80 or 100 per cent this year, each level once; returns how many were told.

    A trader who jumps over 80 per cent in one import is told of the 100 only. Safe to run again, or twice at once.
    """
    rules = rules_of(year or timezone.localdate().year)
    if rules.threshold is None:
        return 0
    return sum(_notice(sales) for sales in _sellers(rules.year) if sales.level)


def _sellers(year: int) -> Iterator[YearSales]:
    rules = rules_of(year)
    sold = SellerDay.objects.filter(trader=OuterRef("pk"), day__year=year)
    ids = list(Trader.objects.filter(Exists(sold)).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), TRADERS_A_TIME):
        batch = Trader.objects.filter(pk__in=ids[start : start + TRADERS_A_TIME]).select_related("user", "market")
        yield from year_sales(batch, rules)


@transaction.atomic
def _notice(sales: YearSales) -> int:
    """Write the notice and its message; 0 when this level, or a higher one, was told before."""
    year, level, threshold = sales.rules.year, sales.level, sales.rules.threshold
    if threshold is None or level is None:
        return 0
    if TaxNotice.objects.filter(trader=sales.trader, year=year, level__gte=level).exists():
        return 0
    _, is_new = TaxNotice.objects.get_or_create(
        trader=sales.trader, year=year, level=level, defaults={"revenue": sales.revenue, "threshold": threshold}
    )
    if not is_new:
        return 0
    notify(
        person=sales.trader.user,
        template=f"tax_{level}",
        values={
            "year": str(year),
            "revenue": format_vnd(sales.revenue),
            "threshold": format_vnd_short(threshold.amount),
        },
        key=f"tax:{sales.trader.pk}:{year}:{level}",
        link=reverse("own_tax"),
    )
    return 1
