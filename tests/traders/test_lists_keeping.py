"""Lists that are pressed twice at once, that grow old, and rows that the database refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from tests.factories.lists import TraderListFactory, TraderListRowFactory
from tests.threads import at_once
from tests.traders.lists_kit import checked, row, verdicts
from traders.actions.lists import (
    answer_questions,
    apply_list,
    check_again,
    decide_row,
    empty_old_lists,
    resume_stalled,
    start_applying,
    undo_list,
)
from traders.actions.stalls import add_stall
from traders.enums import ListState, RowDecision
from traders.errors import TradersError
from traders.models import Market, Trader, TraderList, TraderListRow

HEAD = ("Họ và tên", "Điện thoại", "Mã sạp")
HOA = ("Lê Thị Hoa", "0912345678", "A1")


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_apply_a_list_once(ben_thanh: Market, market_board: User) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA)
    got = at_once(lambda: start_applying(trader_list=trader_list, by=market_board))
    assert not [each for each in got if isinstance(each, Exception)]
    assert Trader.objects.count() == 1


def test_worker_that_comes_twice_finds_it_done(ben_thanh: Market) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA)
    TraderList.objects.update(state=ListState.APPLYING)
    assert resume_stalled() == 1
    assert apply_list(list_id=trader_list.pk) is not None
    assert apply_list(list_id=trader_list.pk) is None
    assert Trader.objects.count() == 1


def test_rows_are_emptied_thirty_days_after(ben_thanh: Market, market_board: User) -> None:
    applied = start_applying(trader_list=checked(ben_thanh, HEAD, HOA), by=market_board)
    waiting = checked(ben_thanh, HEAD, ("Mai", "0987654321", "A2"))
    assert empty_old_lists() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert empty_old_lists() == 2
        assert empty_old_lists() == 0
    applied.refresh_from_db()
    waiting.refresh_from_db()
    assert (applied.state, applied.created_count, applied.rows.count()) == (ListState.APPLIED, 1, 0)
    assert waiting.state == ListState.DISCARDED
    with pytest.raises(TradersError, match="không hoàn tác được nữa"):
        undo_list(trader_list=applied, by=market_board)


def test_list_applied_late_keeps_its_rows_for_undoing(ben_thanh: Market, market_board: User) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        start_applying(trader_list=trader_list, by=market_board)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert empty_old_lists() == 0


def test_row_is_checked_again_once_the_register_is_mended(ben_thanh: Market, market_board: User) -> None:
    holder = Trader.objects.create(market=ben_thanh, name="Người cũ", user=User.objects.create(username="cu"))
    stall, _ = add_stall(market=ben_thanh, code="A1", trader=holder, by=market_board)
    trader_list = checked(ben_thanh, HEAD, HOA)
    assert "đang thuộc Người cũ" in row(trader_list, 2).errors[0]["message"]
    stall.tenancies.all().delete()
    stall.trader = None
    stall.save()
    check_again(trader_list=trader_list)
    assert verdicts(trader_list) == ["new"]


def test_two_new_people_cannot_have_one_stall(ben_thanh: Market) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA, ("Trần Thị Mai", "0987654321", "a1"))
    assert verdicts(trader_list) == ["new", "error"]
    assert "dòng 2" in row(trader_list, 3).errors[0]["message"]


def test_decisions_outlive_another_check(ben_thanh: Market, market_board: User) -> None:
    head = (*HEAD, "Ngành hàng")
    trader_list = checked(ben_thanh, head, (*HOA, "Bán vải"), ("Mai", "0987654321", "A2", ""))
    decide_row(trader_list=trader_list, row_no=3, decision=RowDecision.SKIP, trader_id=None, by=market_board)
    answer_questions(trader_list=trader_list, answers={"goods": {"ban vai": 0}})
    assert (row(trader_list, 2).decision, row(trader_list, 3).decision) == ("create", "skip")


def test_row_with_a_held_stall_cannot_be_somebody_new(ben_thanh: Market, market_board: User) -> None:
    start_applying(trader_list=checked(ben_thanh, HEAD, HOA), by=market_board)
    trader_list = checked(ben_thanh, HEAD, ("Lê Thị Hoa", "0987654321", "A1"))
    assert row(trader_list, 2).match == "name_stall"
    with pytest.raises(TradersError, match="Sạp A1 đang thuộc Lê Thị Hoa"):
        decide_row(trader_list=trader_list, row_no=2, decision=RowDecision.CREATE, trader_id=None, by=market_board)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": ListState.APPLIED}, "trader_list_applied_has_time"),
        ({"state": ListState.UNDONE, "applied_at": timezone.now()}, "trader_list_undone_has_time"),
    ],
)
def test_list_that_contradicts_itself_is_refused(db: None, changes: dict[str, Any], constraint: str) -> None:
    made = TraderListFactory.create()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TraderList.objects.filter(pk=made.pk).update(**changes)


def test_row_that_updates_nobody_or_stands_twice_is_refused(db: None) -> None:
    made = TraderListFactory.create()
    with pytest.raises(IntegrityError, match="trader_list_row_update_has_trader"), transaction.atomic():
        TraderListRow.objects.update(decision=RowDecision.UPDATE)
    with pytest.raises(IntegrityError, match="trader_list_row_once"), transaction.atomic():
        TraderListRowFactory.create(trader_list=made)
