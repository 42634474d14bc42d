"""Traders are added and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.audit import acting
from traders.actions.locks import lock_market
from traders.actions.persons import person_for
from traders.actions.stalls import stalls_named
from traders.actions.tenancies import hold_exactly
from traders.errors import TradersError
from traders.models import GoodsLine, Market, MarketStay, Trader
from traders.words import fold_spaces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.accounts.models import User


@transaction.atomic
def save_trader(
    *,
    trader: Trader,
    codes: list[str] | None,
    by: User | None,
    other_goods_lines: Iterable[GoodsLine] | None = None,
) -> Trader:
    """Save ``trader`` and let them hold exactly the stalls ``codes``; missing stalls are added, None leaves all.

    A new trader becomes a person who can sign in by phone. Raises TradersError when a stall is held by
    somebody else.
    """
    lock_market(trader.market)
    with acting(by):
        stalls = None if codes is None else stalls_named(trader.market, codes, by=by)
        _save_with_person(trader)
        if other_goods_lines is not None:
            trader.other_goods_lines.set(line for line in other_goods_lines if line != trader.goods_line)
        if stalls is not None:
            hold_exactly(trader=trader, stalls=stalls)
    return trader


@transaction.atomic
def add_trader(*, market: Market, name: str, by: User | None) -> tuple[Trader, bool]:
    """The trader of that name in ``market``, or a new one. Raises TradersError when two bear the name."""
    lock_market(market)
    name = fold_spaces(name)
    found = list(Trader.objects.filter(market=market, name__iexact=name)[:2])
    if len(found) == 2:
        raise TradersError(f"{market} có nhiều tiểu thương tên {name}; hãy thêm trên trang Tiểu thương.")
    if found:
        return found[0], False
    with acting(by):
        return _save_with_person(Trader(market=market, name=name)), True


def _save_with_person(trader: Trader) -> Trader:
    """Save; a new trader gets a person, unless one is given, and their time at the market begins."""
    if trader.pk:
        trader.save()
        return trader
    if not trader.user_id:
        trader.user = person_for(trader.name, trader.phone)
    trader.save()
    MarketStay.objects.create(trader=trader, market=trader.market)
    return trader
