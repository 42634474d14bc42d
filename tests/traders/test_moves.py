"""Leaving, coming back and moving: tenancies and stays follow, and every refusal says why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.traders import ShopAccountFactory, StallFactory
from traders.actions.moves import (
    ask_transfer,
    come_back,
    leave,
    receive_transfer,
    refuse_transfer,
    take_back_transfer,
    transfer,
)
from traders.enums import StayReason, TraderState, TransferState
from traders.errors import TradersError
from traders.models import Market, MarketStay, MarketTransfer, Stall, Tenancy, Trader

TODAY = timezone.localdate()
LAST_WEEK = TODAY - dt.timedelta(days=7)


def stays(trader: Trader) -> list[tuple[str, dt.date | None, dt.date | None, str]]:
    rows = trader.stays.order_by("began_on").values_list("market__slug", "began_on", "ended_on", "reason")
    return sorted(rows, key=lambda row: row[1] or dt.date.min)


def test_trader_who_leaves_gives_up_stalls_and_keeps_history(trader_row: Trader, market_board: User) -> None:
    leave(trader=trader_row, by=market_board, on=LAST_WEEK, note="Nghỉ bán")
    trader_row.refresh_from_db()
    assert trader_row.state == TraderState.LEFT
    assert Stall.objects.get(code="B12").trader is None
    assert Tenancy.objects.get().ended_on == LAST_WEEK
    assert stays(trader_row) == [("ben-thanh", None, LAST_WEEK, StayReason.JOINED)]
    assert MarketStay.objects.get().note == "Nghỉ bán"


def test_trader_comes_back_to_the_same_market(trader_row: Trader, market_board: User) -> None:
    leave(trader=trader_row, by=market_board, on=LAST_WEEK)
    come_back(trader=trader_row, by=market_board, codes=["B12", "C1"])
    trader_row.refresh_from_db()
    assert trader_row.state == TraderState.ACTIVE
    assert sorted(trader_row.stalls.values_list("code", flat=True)) == ["B12", "C1"]
    assert stays(trader_row)[1] == ("ben-thanh", TODAY, None, StayReason.RETURNED)


def test_transfer_takes_own_accounts_along_and_ends_the_old_stay(
    trader_row: Trader, tan_dinh: Market, other_board: User
) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    MarketStay.objects.create(trader=trader_row, market=trader_row.market)
    transfer(trader=trader_row, market=tan_dinh, by=other_board, codes=["T1"], on=LAST_WEEK)
    trader_row.refresh_from_db()
    account.refresh_from_db()
    assert (trader_row.market, account.market) == (tan_dinh, tan_dinh)
    assert [stall.code for stall in trader_row.stalls.all()] == ["T1"]
    assert stays(trader_row) == [
        ("ben-thanh", None, LAST_WEEK, StayReason.JOINED),
        ("tan-dinh", LAST_WEEK, None, StayReason.TRANSFERRED),
    ]


def test_moves_that_make_no_sense_are_refused(trader_row: Trader, tan_dinh: Market, market_board: User) -> None:
    with pytest.raises(TradersError, match="chưa rời chợ"):
        come_back(trader=trader_row, by=market_board)
    with pytest.raises(TradersError, match="đang ở"):
        transfer(trader=trader_row, market=trader_row.market, by=market_board)
    with pytest.raises(TradersError, match="hôm nay hoặc trước đó"):
        leave(trader=trader_row, by=market_board, on=TODAY + dt.timedelta(days=1))
    transfer(trader=trader_row, market=tan_dinh, by=market_board, on=LAST_WEEK)
    with pytest.raises(TradersError, match="Chọn ngày sau đó"):
        leave(trader=trader_row, by=market_board, on=LAST_WEEK)
    leave(trader=trader_row, by=market_board)
    with pytest.raises(TradersError, match="đã rời"):
        leave(trader=trader_row, by=market_board)


def test_refused_move_changes_nothing(trader_row: Trader, tan_dinh: Market, other_board: User) -> None:
    StallFactory.create(trader=Trader.objects.create(market=tan_dinh, name="A", user=other_board), code="T1")
    with pytest.raises(TradersError, match="T1"):
        transfer(trader=trader_row, market=tan_dinh, by=other_board, codes=["T1"])
    trader_row.refresh_from_db()
    assert (trader_row.market.slug, trader_row.stays.count(), trader_row.stalls.count()) == ("ben-thanh", 0, 1)


def test_new_market_receives_and_the_trader_is_told(
    trader_row: Trader, tan_dinh: Market, market_board: User, other_board: User
) -> None:
    asked = ask_transfer(trader=trader_row, market=tan_dinh, by=market_board, note="Sang bán cùng chị")
    assert list(MarketTransfer.objects.received_by(other_board).waiting()) == [asked]
    assert not MarketTransfer.objects.received_by(market_board).exists()
    with pytest.raises(TradersError, match="đang chờ"):
        ask_transfer(trader=trader_row, market=tan_dinh, by=market_board)
    receive_transfer(transfer_asked=asked, by=other_board)
    trader_row.refresh_from_db()
    assert trader_row.market == tan_dinh
    assert Message.objects.get(template="trader_moved").person == trader_row.user
    with pytest.raises(TradersError, match=r"đã có trả lời.*Ban quản lý chợ Tân Định"):
        refuse_transfer(transfer_asked=asked, by=other_board, reason="Hết chỗ")


def test_new_market_refuses_with_a_reason(
    trader_row: Trader, tan_dinh: Market, market_board: User, other_board: User
) -> None:
    asked = ask_transfer(trader=trader_row, market=tan_dinh, by=market_board)
    with pytest.raises(TradersError, match="lý do"):
        refuse_transfer(transfer_asked=asked, by=other_board, reason=" ")
    refuse_transfer(transfer_asked=asked, by=other_board, reason="Hết chỗ")
    assert "Hết chỗ" in Message.objects.get(template="transfer_refused", person=market_board).text
    again = ask_transfer(trader=trader_row, market=tan_dinh, by=market_board)
    take_back_transfer(transfer_asked=again, by=market_board)
    again.refresh_from_db()
    assert again.state == TransferState.WITHDRAWN
