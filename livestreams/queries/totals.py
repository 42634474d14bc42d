"""Sums straight from order lines: for one account, one import or one session; dashboards read roll-ups."""

from __future__ import annotations

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from livestreams.enums import CANCELLED_STATUSES, COMPLETED_STATUSES, OPEN_STATUSES, LineStatus
from livestreams.models import OrderLine
from traders.models import ShopAccount

RETURNED = (LineStatus.RETURNED, LineStatus.PARTIALLY_RETURNED)


def account_totals(account: ShopAccount) -> dict[str, int]:
    """The figures of an account's lines in the words of ``docs/definitions.md``; money in VND."""
    return totals_of(OrderLine.objects.filter(account=account))


def totals_of(lines: QuerySet[OrderLine]) -> dict[str, int]:
    placed = F("placed_value")
    found = lines.filter(hold="counted").aggregate(
        lines=Count("pk"),
        placed_value=_sum(placed),
        completed_value=_sum(F("completed_value")),
        cancelled_value=_sum(placed, Q(status__in=CANCELLED_STATUSES)),
        cancelled_after_ship_value=_sum(placed, Q(status=LineStatus.CANCELLED_AFTER_SHIP)),
        returned_value=_sum(placed - F("completed_value"), Q(status__in=RETURNED)),
        open_value=_sum(placed, Q(status__in=OPEN_STATUSES)),
        orders_placed=Count(_order(Q()), distinct=True),
        orders_completed=Count(_order(Q(status__in=COMPLETED_STATUSES)), distinct=True),
        units_placed=_sum(F("quantity")),
        units_completed=_sum(F("units_completed")),
        active_sellers=Count("trader", distinct=True, filter=~Q(status__in=CANCELLED_STATUSES)),
    )
    return {name: int(value) for name, value in found.items()}


def _sum(value: object, condition: Q | None = None) -> Coalesce:
    return Coalesce(Sum(value, filter=condition), 0)


def _order(condition: Q) -> Case:
    """An order is one number of one account."""
    from django.db.models.functions import Concat

    number = Concat(F("account_id"), F("order_no"))
    return Case(When(condition, then=number)) if condition else Case(default=number)
