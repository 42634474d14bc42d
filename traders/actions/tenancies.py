"""Who holds which stall, since when. ``Stall.trader`` is worked out from the tenancies, whole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from portal.audit import acting
from traders.actions.locks import lock_market, lock_markets
from traders.enums import TenancyKind
from traders.errors import TradersError
from traders.models import Market, Stall, Tenancy, Trader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from portal.accounts.models import User


def settle_holders(stalls: QuerySet[Stall], *, on: dt.date | None = None) -> int:
    """Write into ``stalls`` who holds them on a day (today); returns how many changed. Safe to run again."""
    day = on or timezone.localdate()
    holder = Subquery(Tenancy.objects.on(day).filter(stall=OuterRef("pk")).values("trader")[:1])
    came_or_went = Q(trader=None, holder__isnull=False) | Q(trader__isnull=False, holder=None)
    stale = stalls.annotate(holder=holder).filter(came_or_went | Q(trader__lt=F("holder")) | Q(trader__gt=F("holder")))
    return Stall.objects.filter(pk__in=stale.values("pk")).update(trader=holder)


@transaction.atomic
def begin_tenancy(
    *,
    stall: Stall,
    trader: Trader,
    by: User | None,
    began_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    kind: str = TenancyKind.LEASE,
    contract: str = "",
) -> Tenancy:
    """Let ``trader`` hold ``stall`` in [began_on, ended_on). Raises TradersError when somebody holds it then."""
    tenancy = Tenancy(stall=stall, trader=trader, kind=kind, contract=contract, began_on=began_on, ended_on=ended_on)
    return save_tenancy(tenancy=tenancy, by=by)


@transaction.atomic
def save_tenancy(*, tenancy: Tenancy, by: User | None) -> Tenancy:
    """Save a new tenancy or a corrected one; the stall's holder follows. Raises TradersError, as ``begin_tenancy``."""
    stall, trader = tenancy.stall, tenancy.trader
    lock_market(stall.market)
    if trader.market_id != stall.market_id and (not tenancy.pk or tenancy.ended_on is None):
        raise TradersError(f"{trader} không thuộc {stall.market}. Chuyển chợ cho người này trước.")
    try:
        with acting(by), transaction.atomic():
            tenancy.save()
    except IntegrityError as error:
        raise TradersError(_refusal(error, stall)) from None
    with acting(by):
        settle_holders(Stall.objects.filter(pk=stall.pk))
    return tenancy


@transaction.atomic
def remove_tenancy(*, tenancy: Tenancy, by: User | None) -> None:
    """Delete a tenancy that was entered by mistake, as if it had never been."""
    lock_market(tenancy.stall.market)
    with acting(by):
        tenancy.delete()
        settle_holders(Stall.objects.filter(pk=tenancy.stall_id))


@transaction.atomic
def end_tenancies(*, tenancies: QuerySet[Tenancy], by: User | None, on: dt.date | None = None) -> int:
    """End the tenancies that still stand open on ``on`` (today); one that began on that day or later goes.

    Returns how many were ended.
    """
    day = on or timezone.localdate()
    open_ones = tenancies.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    lock_markets(Market.objects.filter(stalls__tenancies__in=open_ones))
    stalls = list(open_ones.values_list("stall_id", flat=True))
    with acting(by):
        open_ones.filter(began_on__gte=day).delete()
        open_ones.update(ended_on=day)
        settle_holders(Stall.objects.filter(pk__in=stalls))
    return len(stalls)


def hold_exactly(*, trader: Trader, stalls: Iterable[Stall]) -> None:
    """From today on ``trader`` holds ``stalls`` and no others; inside a transaction that locks the market.

    A tenancy that is to begin later stays as it was agreed. Raises TradersError when somebody else holds one of
    them, now or from a later day on.
    """
    wanted = {stall.pk: stall for stall in stalls}
    refuse_taken(wanted.values(), trader)
    held = trader.tenancies.on(timezone.localdate())
    end_tenancies(tenancies=held.exclude(stall__in=wanted), by=None)
    new = set(wanted) - set(held.values_list("stall_id", flat=True))
    for pk in sorted(new):
        _begin_today(wanted[pk], trader)
    settle_holders(Stall.objects.filter(pk__in=wanted))


def _begin_today(stall: Stall, trader: Trader) -> None:
    try:
        with transaction.atomic():
            Tenancy.objects.create(stall=stall, trader=trader, began_on=_first_day(stall))
    except IntegrityError as error:
        raise TradersError(_refusal(error, stall)) from None


def refuse_taken(stalls: Iterable[Stall], trader: Trader) -> None:
    """Raise TradersError when somebody else holds one of ``stalls`` today."""
    for stall in stalls:
        if stall.trader and stall.trader != trader:
            raise TradersError(
                f"Sạp {stall.code} đang thuộc {stall.trader}. Bỏ sạp này khỏi người đó trước, rồi thêm lại."
            )


def _first_day(stall: Stall) -> dt.date | None:
    """Unknown for a stall's first holder that we learn of, today for those after."""
    return timezone.localdate() if stall.tenancies.exists() else None


def _refusal(error: IntegrityError, stall: Stall) -> str:
    """What the broken constraint says to a reader."""
    if "tenancy_days_in_order" in str(error):
        return "Ngày kết thúc phải sau ngày bắt đầu."
    return f"Sạp {stall.code} đã có người thuê trong thời gian này."


def settle_everywhere() -> int:
    """Tenancies that begin or end today take effect; returns how many stalls changed hands."""
    with transaction.atomic():
        lock_markets(Market.objects.all())
        return settle_holders(Stall.objects.all())
