"""Traders leave, come back, and move to another market. Figures stay where the sales were made (decision 8)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from portal.audit import acting
from portal.notifications.actions import notify
from traders.actions.stalls import stalls_named
from traders.actions.tenancies import begin_tenancy, end_tenancies
from traders.enums import StayReason, TraderState, TransferState
from traders.errors import TradersError
from traders.models import Market, MarketStay, MarketTransfer, Trader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.accounts.models import User


@transaction.atomic
def leave(*, trader: Trader, by: User | None, on: dt.date | None = None, note: str = "") -> Trader:
    """``trader`` gives up stalls and market from ``on`` (today) on; shop accounts, papers and figures stay.

    Raises TradersError when they have left already, or came later than ``on``.
    """
    trader, day = _locked(trader), _day(on)
    if trader.state == TraderState.LEFT:
        raise TradersError(f"{trader} đã rời {trader.market} rồi.")
    with acting(by):
        end_tenancies(tenancies=trader.tenancies.all(), by=by, on=day)
        _end_stay(trader, day, note)
        MarketTransfer.objects.filter(trader=trader, state=TransferState.WAITING).update(
            state=TransferState.WITHDRAWN, decided_by=by, decided_at=timezone.now()
        )
        trader.state = TraderState.LEFT
        trader.save(update_fields=["state"])
    return trader


@transaction.atomic
def come_back(
    *,
    trader: Trader,
    by: User | None,
    market: Market | None = None,
    codes: Iterable[str] = (),
    on: dt.date | None = None,
) -> Trader:
    """A trader who left trades again, at ``market`` (where they left), from ``on`` (today) on.

    Raises TradersError when they have not left, or a stall is held by somebody else.
    """
    trader, day = _locked(trader, market), _day(on)
    if trader.state != TraderState.LEFT:
        raise TradersError(f"{trader} chưa rời chợ.")
    with acting(by):
        trader.state = TraderState.ACTIVE
        _settle_in(trader, market or trader.market, day, StayReason.RETURNED, codes, by)
    return trader


@transaction.atomic
def transfer(
    *, trader: Trader, market: Market, by: User | None, codes: Iterable[str] = (), on: dt.date | None = None
) -> Trader:
    """Move ``trader`` with their own shop accounts to ``market`` from ``on`` (today) on.

    Orders that are in stay with the old market, and so do orders of days before ``on`` that are imported later.
    Raises TradersError when they are there already, or a stall is held by somebody else.
    """
    trader, day = _locked(trader, market), _day(on)
    if trader.market_id == market.pk:
        raise TradersError(f"{trader} đang ở {market} rồi.")
    with acting(by):
        end_tenancies(tenancies=trader.tenancies.all(), by=by, on=day)
        _end_stay(trader, day, "")
        trader.state = TraderState.ACTIVE
        _settle_in(trader, market, day, StayReason.TRANSFERRED, codes, by)
    return trader


@transaction.atomic
def ask_transfer(*, trader: Trader, market: Market, by: User, note: str = "") -> MarketTransfer:
    """Ask ``market`` to receive ``trader``; nothing changes before its manager does. Raises TradersError."""
    trader = _locked(trader)
    if trader.market_id == market.pk:
        raise TradersError("Hãy chọn một chợ khác với chợ đang bán.")
    try:
        with acting(by), transaction.atomic():
            return MarketTransfer.objects.create(
                trader=trader, from_market=trader.market, to_market=market, note=note, asked_by=by
            )
    except IntegrityError:
        raise TradersError(f"{trader} đang chờ một chợ khác nhận.") from None


@transaction.atomic
def receive_transfer(
    *, transfer_asked: MarketTransfer, by: User, codes: Iterable[str] = (), on: dt.date | None = None
) -> MarketTransfer:
    """The new market receives the trader, who is told. Raises TradersError when somebody answered before."""
    asked = _answered(transfer_asked, TransferState.RECEIVED, by)
    transfer(trader=asked.trader, market=asked.to_market, by=by, codes=codes, on=on)
    asked.save(update_fields=["state", "decided_by", "decided_at"])
    notify(
        person=asked.trader.user,
        template="trader_moved",
        values={"market": asked.to_market.name},
        key=f"transfer:{asked.pk}:received",
        link="/",
        by=by,
    )
    return asked


@transaction.atomic
def refuse_transfer(*, transfer_asked: MarketTransfer, by: User, reason: str) -> MarketTransfer:
    """The new market does not; who asked is told why. Raises TradersError when somebody answered before."""
    if not reason.strip():
        raise TradersError("Ghi lý do để chợ cũ biết.")
    asked = _answered(transfer_asked, TransferState.REFUSED, by)
    asked.reason = reason.strip()
    asked.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if asked.asked_by:
        notify(
            person=asked.asked_by,
            template="transfer_refused",
            values={"name": asked.trader.name, "market": asked.to_market.name, "reason": asked.reason},
            key=f"transfer:{asked.pk}:refused",
            by=by,
        )
    return asked


@transaction.atomic
def take_back_transfer(*, transfer_asked: MarketTransfer, by: User) -> MarketTransfer:
    """The old market no longer asks. Raises TradersError when it was answered before."""
    asked = _answered(transfer_asked, TransferState.WITHDRAWN, by)
    asked.save(update_fields=["state", "decided_by", "decided_at"])
    return asked


def _answered(transfer_asked: MarketTransfer, state: TransferState, by: User) -> MarketTransfer:
    """The row with its answer, locked and not saved yet."""
    asked = MarketTransfer.objects.select_for_update().get(pk=transfer_asked.pk)  # alone: a join shows the past
    if asked.state != TransferState.WAITING:
        who = f", {asked.decided_by} làm" if asked.decided_by else ""
        raise TradersError(f"Lần chuyển này đã có trả lời: {asked.get_state_display().lower()}{who}.")
    asked.state, asked.decided_by, asked.decided_at = state, by, timezone.now()
    return asked


def _day(on: dt.date | None) -> dt.date:
    """Today, or a day before it: what is to come has not happened."""
    today = timezone.localdate()
    if on and on > today:
        raise TradersError("Ngày phải là hôm nay hoặc trước đó.")
    return on or today


def _locked(trader: Trader, market: Market | None = None) -> Trader:
    """The trader as they are now; their market and ``market`` wait for the end of the transaction."""
    known = Trader.objects.select_related("market").get(pk=trader.pk)
    markets = {known.market_id} | ({market.pk} if market else set())
    list(Market.objects.select_for_update().filter(pk__in=markets).order_by("pk"))
    return Trader.objects.select_for_update().get(pk=trader.pk)


def _end_stay(trader: Trader, day: dt.date, note: str) -> None:
    """End the time at the market; one that nobody wrote down becomes a row, so that the past is known."""
    stay = trader.stays.filter(Q(ended_on=None) | Q(ended_on__gt=day)).order_by("began_on").last()
    if stay is None:
        if trader.stays.exists():
            return
        stay = MarketStay(trader=trader, market=trader.market)
    if stay.began_on and stay.began_on >= day:
        raise TradersError(f"{trader} mới vào {stay.market} ngày {stay.began_on:%d/%m/%Y}. Chọn ngày sau đó.")
    stay.ended_on, stay.note = day, note or stay.note
    stay.save()


def _settle_in(
    trader: Trader, market: Market, day: dt.date, reason: StayReason, codes: Iterable[str], by: User | None
) -> None:
    """Begin the time at ``market``, there with stalls ``codes``; the trader's own accounts come along."""
    trader.market = market
    trader.save(update_fields=["market", "state"])
    try:
        with transaction.atomic():
            MarketStay.objects.create(trader=trader, market=market, began_on=day, reason=reason)
    except IntegrityError:
        raise TradersError(f"{trader} đã thuộc một chợ vào ngày {day:%d/%m/%Y}. Chọn ngày sau đó.") from None
    trader.shop_accounts.exclude(market=market).update(market=market)
    for stall in stalls_named(market, list(codes), by=by):
        begin_tenancy(stall=stall, trader=trader, by=by, began_on=day)
