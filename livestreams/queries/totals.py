"""Sums straight from order lines: for one account, one import or one session; dashboards read roll-ups."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat

from livestreams.enums import CANCELLED_STATUSES, COMPLETED_STATUSES, OPEN_STATUSES, HoldState, LineStatus
from livestreams.models import OrderLine
from traders.models import ShopAccount

RETURNED = (LineStatus.RETURNED, LineStatus.PARTIALLY_RETURNED)


def account_totals(account: ShopAccount) -> dict[str, int]:
    """The figures of an account's lines in the words of ``docs/definitions.md``; money in VND."""
    return totals_of(OrderLine.objects.filter(account=account))


def totals_of(lines: QuerySet[OrderLine]) -> dict[str, int]:
    """Sums over the lines that stand in figures. An order is one number of one account."""
    counted = lines.filter(hold=HoldState.COUNTED).annotate(order=Concat(F("account_id"), Value(" "), F("order_no")))
    placed, completed = F("placed_value"), F("completed_value")
    found = counted.aggregate(
        sum_placed=_sum(placed),
        sum_completed=_sum(completed),
        sum_cancelled=_sum(placed, Q(status__in=CANCELLED_STATUSES)),
        sum_cancelled_after_ship=_sum(placed, Q(status=LineStatus.CANCELLED_AFTER_SHIP)),
        sum_returned=_sum(placed - completed, Q(status__in=RETURNED)),
        sum_open=_sum(placed, Q(status__in=OPEN_STATUSES)),
        orders_placed=Count("order", distinct=True),
        orders_completed=Count("order", distinct=True, filter=Q(status__in=COMPLETED_STATUSES)),
        units_placed=_sum(F("quantity")),
        sum_units_completed=_sum(F("units_completed")),
        active_sellers=Count("trader", distinct=True, filter=~Q(status__in=CANCELLED_STATUSES)),
        lines=Count("pk"),
    )
    return {NAMES.get(name, name): int(value) for name, value in found.items()}


NAMES = {
    "sum_placed": "placed_value",
    "sum_completed": "completed_value",
    "sum_cancelled": "cancelled_value",
    "sum_cancelled_after_ship": "cancelled_after_ship_value",
    "sum_returned": "returned_value",
    "sum_open": "open_value",
    "sum_units_completed": "units_completed",
}
"""An aggregate may not bear the name of the column that another one reads."""


def _sum(value: Combinable, condition: Q | None = None) -> Coalesce:
    return Coalesce(Sum(value, filter=condition), 0)
