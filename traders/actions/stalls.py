"""Stalls are added and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.functions import Upper

from portal.audit import acting
from traders.actions.locks import lock_market
from traders.actions.tenancies import hold_exactly, refuse_taken
from traders.errors import TradersError
from traders.models import Market, Stall, Trader
from traders.words import fold_spaces

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def add_stalls(*, market: Market, codes: list[str], by: User | None) -> list[Stall]:
    """Add the stalls that ``market`` does not have yet and return these; codes differ by more than case."""
    lock_market(market)
    wanted = {code.upper(): code for code in map(fold_spaces, codes) if code}
    known = set(market.stalls.annotate(upper=Upper("code")).values_list("upper", flat=True))
    new = [Stall(market=market, code=code) for upper, code in wanted.items() if upper not in known]
    with acting(by):
        return Stall.objects.bulk_create(new)


@transaction.atomic
def add_stall(*, market: Market, code: str, trader: Trader | None, by: User | None) -> tuple[Stall, bool]:
    """The stall of that code, or a new one; a stall that nobody holds is given to ``trader``.

    Raises TradersError when somebody else holds it.
    """
    lock_market(market)
    stall = market.stalls.filter(code__iexact=fold_spaces(code)).select_related("trader").first()
    is_new = stall is None
    with acting(by):
        if stall is None:
            stall = Stall.objects.create(market=market, code=fold_spaces(code))
        if trader:
            refuse_taken([stall], trader)
            hold_exactly(trader=trader, stalls=[*trader.stalls.all(), stall])
            stall.refresh_from_db()
    return stall, is_new


@transaction.atomic
def save_stall(*, stall: Stall, holder: Trader | None, by: User | None) -> Stall:
    """Save a stall whose form was checked; ``holder`` holds a new one from the first day that we know of."""
    lock_market(stall.market)
    with acting(by):
        stall.save()
        if holder:
            hold_exactly(trader=holder, stalls=[*holder.stalls.all(), stall])
            stall.refresh_from_db()
    return stall


def stalls_named(market: Market, codes: list[str], *, by: User | None) -> list[Stall]:
    """The market's stalls of these codes; missing ones are added."""
    add_stalls(market=market, codes=codes, by=by)
    wanted = [code.upper() for code in map(fold_spaces, codes)]
    stalls = market.stalls.annotate(upper=Upper("code")).filter(upper__in=wanted)
    return list(stalls.select_related("trader"))


@transaction.atomic
def remove_stall(*, stall: Stall, by: User | None) -> None:
    """Delete a stall that was entered by mistake. Raises TradersError when something rests on it."""
    if stall.tenancies.filter(ended_on__isnull=False).exists():
        raise TradersError(f"Sạp {stall.code} từng có người khác thuê nên không xóa được.")
    try:
        with acting(by):
            stall.delete()
    except ProtectedError:
        raise TradersError(f"Sạp {stall.code} đã có dữ liệu nên không xóa được.") from None
