"""Changes of the registers that touch more than one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.functions import Upper

from portal.audit import acting
from traders.errors import TradersError
from traders.models import Market, ShopAccount, Stall, Trader
from traders.words import fold_spaces, plain_handle

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.places.models import Ward


@transaction.atomic
def add_stalls(*, market: Market, codes: list[str], by: User | None) -> list[Stall]:
    """Add the stalls that ``market`` does not have yet and return these; codes differ by more than case."""
    _lock(market)
    wanted = {code.upper(): code for code in map(fold_spaces, codes) if code}
    known = set(_upper_codes(market))
    new = [Stall(market=market, code=code) for upper, code in wanted.items() if upper not in known]
    with acting(by):
        return Stall.objects.bulk_create(new)


@transaction.atomic
def save_trader(*, trader: Trader, codes: list[str], by: User | None) -> Trader:
    """Save ``trader`` and let them hold exactly the stalls ``codes``; missing stalls are added.

    Raises TradersError when a stall is held by somebody else.
    """
    _lock(trader.market)
    stalls = _stalls_named(trader.market, codes)
    _refuse_taken(stalls, trader)
    with acting(by):
        trader.save()
        _give_stalls(trader, stalls, codes)
    return trader


def _give_stalls(trader: Trader, stalls: list[Stall], codes: list[str]) -> None:
    held = [stall.pk for stall in stalls]
    trader.stalls.exclude(pk__in=held).update(trader=None)
    Stall.objects.filter(pk__in=held).update(trader=trader)
    known = {stall.code.upper() for stall in stalls}
    Stall.objects.bulk_create(
        [Stall(market=trader.market, code=code, trader=trader) for code in codes if code.upper() not in known]
    )


def _refuse_taken(stalls: list[Stall], trader: Trader) -> None:
    for stall in stalls:
        if stall.trader and stall.trader != trader:
            raise TradersError(
                f"Sạp {stall.code} đang thuộc {stall.trader}. Bỏ sạp này khỏi người đó trước, rồi thêm lại."
            )


@transaction.atomic
def remove_stall(*, stall: Stall, by: User | None) -> None:
    """Delete a stall that was entered by mistake. Raises TradersError when something rests on it."""
    try:
        with acting(by):
            stall.delete()
    except ProtectedError:
        raise TradersError(f"Sạp {stall.code} đã có dữ liệu nên không xóa được.") from None


@transaction.atomic
def add_market(*, slug: str, name: str, ward: Ward, by: User | None) -> tuple[Market, bool]:
    """The market of that slug as it is, or a new one; the flag says that it was made."""
    with acting(by):
        return Market.objects.get_or_create(slug=slug, defaults={"name": fold_spaces(name), "ward": ward})


@transaction.atomic
def add_account(
    *, platform: str, handle: str, market: Market, trader: Trader | None, by: User | None
) -> tuple[ShopAccount, bool]:
    """The account as it is, or a new one of ``trader``, of the market without one.

    An account keeps its owner: sales that it brought in are booked on them. Raises TradersError
    when another market has it.
    """
    with acting(by):
        account, is_new = ShopAccount.objects.select_related("market").get_or_create(
            platform=platform, handle=plain_handle(handle), defaults={"market": market, "trader": trader}
        )
    if account.market != market:
        raise TradersError(f"Tài khoản {account} đã thuộc {account.market}, không thêm được cho {market}.")
    return account, is_new


@transaction.atomic
def add_trader(*, market: Market, name: str, by: User | None) -> tuple[Trader, bool]:
    """The trader of that name in ``market``, or a new one. Raises TradersError when two bear the name."""
    _lock(market)
    name = fold_spaces(name)
    found = list(Trader.objects.filter(market=market, name__iexact=name)[:2])
    if len(found) == 2:
        raise TradersError(f"{market} có nhiều tiểu thương tên {name}; hãy thêm trên trang Tiểu thương.")
    if found:
        return found[0], False
    with acting(by):
        return Trader.objects.create(market=market, name=name), True


@transaction.atomic
def add_stall(*, market: Market, code: str, trader: Trader | None, by: User | None) -> tuple[Stall, bool]:
    """The stall of that code, or a new one; a stall that nobody holds is given to ``trader``.

    Raises TradersError when somebody else holds it.
    """
    _lock(market)
    stall = market.stalls.filter(code__iexact=fold_spaces(code)).select_related("trader").first()
    with acting(by):
        if stall is None:
            return Stall.objects.create(market=market, code=fold_spaces(code), trader=trader), True
        if trader:
            _refuse_taken([stall], trader)
            stall.trader = trader
            stall.save(update_fields=["trader"])
    return stall, False


def _lock(market: Market) -> None:
    """One change of a market's stalls and traders at a time: two people pasting one list make it once."""
    Market.objects.select_for_update().get(pk=market.pk)


def _upper_codes(market: Market) -> list[str]:
    return list(market.stalls.annotate(upper=Upper("code")).values_list("upper", flat=True))


def _stalls_named(market: Market, codes: list[str]) -> list[Stall]:
    wanted = [code.upper() for code in codes]
    stalls = market.stalls.annotate(upper=Upper("code")).filter(upper__in=wanted)
    return list(stalls.select_related("trader"))
