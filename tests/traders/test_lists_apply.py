"""A list from the file into the registers and back."""

from __future__ import annotations

import datetime as dt

import pytest

from portal.accounts.models import User
from portal.sealing import unseal
from tests.factories.traders import StallFactory, TraderFactory
from tests.traders.lists_kit import checked, row, verdicts
from traders.actions.lists import check_again, decide_all, decide_row, start_applying, undo_list
from traders.enums import ListState, MatchKind, RowDecision
from traders.errors import TradersError
from traders.models import Market, MarketStay, Stall, Tenancy, Trader, TraderListRow, Warehouse

HEAD = ("Họ và tên", "Điện thoại", "Mã sạp", "Ngành hàng", "Mã số thuế")
HOA = ("Lê Thị Hoa", "0912345678", "A1; A2", "", "")
DUC = ("Phạm Văn Đức", "0987 654 321", "A3", "", "079085012345")


def test_apply_makes_people_stays_stalls_and_tenancies(ben_thanh: Market, market_board: User) -> None:
    trader_list = start_applying(trader_list=checked(ben_thanh, HEAD, HOA, DUC), by=market_board)
    assert (trader_list.state, trader_list.created_count, trader_list.updated_count) == (ListState.APPLIED, 2, 0)
    hoa, duc = Trader.objects.get(name="Lê Thị Hoa"), Trader.objects.get(name="Phạm Văn Đức")
    assert (hoa.phone, hoa.user.phone, hoa.user.role) == ("+84912345678", "+84912345678", "trader")
    assert sorted(hoa.stalls.values_list("code", flat=True)) == ["A1", "A2"]
    assert hoa.stays.get().market == ben_thanh
    assert (duc.tax_code, duc.personal_tax_code_tail) == ("", "345")
    assert unseal(duc.personal_tax_code) == "079085012345"


def test_personal_tax_code_stands_nowhere_in_clear(ben_thanh: Market, market_board: User) -> None:
    start_applying(trader_list=checked(ben_thanh, HEAD, DUC), by=market_board)
    stored = str(TraderListRow.objects.values())
    assert "345" in stored
    assert "079085012345" not in stored


def test_applying_twice_makes_nobody_twice(ben_thanh: Market, market_board: User) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA)
    start_applying(trader_list=trader_list, by=market_board)
    again = start_applying(trader_list=trader_list, by=market_board)
    assert (again.state, Trader.objects.count()) == (ListState.APPLIED, 1)


def test_same_list_again_changes_nothing(ben_thanh: Market, market_board: User) -> None:
    start_applying(trader_list=checked(ben_thanh, HEAD, HOA, DUC), by=market_board)
    assert verdicts(checked(ben_thanh, HEAD, HOA, DUC)) == ["same", "same"]


def test_list_without_decided_rows_is_not_applied(ben_thanh: Market, market_board: User) -> None:
    TraderFactory.create(market=ben_thanh, name="Lê Thị Hoa", phone="+84912345678")
    with pytest.raises(TradersError, match="Chưa có dòng nào"):
        start_applying(trader_list=checked(ben_thanh, HEAD, HOA), by=market_board)


def test_matches_of_phone_and_name_are_updated_together(ben_thanh: Market, market_board: User) -> None:
    hoa = TraderFactory.create(market=ben_thanh, name="Lê Thị Hoa", phone="+84912345678")
    trader_list = checked(ben_thanh, HEAD, HOA, DUC)
    kind = MatchKind.PHONE_AND_NAME
    assert decide_all(trader_list=trader_list, match=kind, decision=RowDecision.UPDATE, by=market_board) == 1
    applied = start_applying(trader_list=trader_list, by=market_board)
    assert (applied.created_count, applied.updated_count) == (1, 1)
    assert sorted(hoa.stalls.values_list("code", flat=True)) == ["A1", "A2"]


def test_undo_removes_who_came_and_restores_who_was_changed(ben_thanh: Market, market_board: User) -> None:
    hoa = TraderFactory.create(market=ben_thanh, name="Le Thi Hoa", phone="+84912345678", note="cũ")
    people = User.objects.count()
    trader_list = checked(ben_thanh, HEAD, HOA, DUC)
    decide_row(trader_list=trader_list, row_no=2, decision=RowDecision.UPDATE, trader_id=hoa.pk, by=market_board)
    start_applying(trader_list=trader_list, by=market_board)
    hoa.refresh_from_db()
    assert hoa.name == "Lê Thị Hoa"
    undone = undo_list(trader_list=trader_list, by=market_board)
    hoa.refresh_from_db()
    assert (undone.state, undone.undo_report, hoa.name, hoa.note) == (ListState.UNDONE, [], "Le Thi Hoa", "cũ")
    assert (Trader.objects.count(), User.objects.count()) == (1, people)
    assert (Stall.objects.count(), Tenancy.objects.count(), MarketStay.objects.count()) == (0, 0, 0)


def test_undo_leaves_a_person_on_whom_something_rests(ben_thanh: Market, market_board: User) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA, DUC)
    start_applying(trader_list=trader_list, by=market_board)
    hoa = Trader.objects.get(name="Lê Thị Hoa")
    hoa.products.create(name="Vải lụa", unit="mét")
    undone = undo_list(trader_list=trader_list, by=market_board)
    assert [(stay["name"], "mặt hàng" in stay["why"]) for stay in undone.undo_report] == [("Lê Thị Hoa", True)]
    assert list(Trader.objects.all()) == [hoa]
    assert sorted(hoa.stalls.values_list("code", flat=True)) == ["A1", "A2"]


def test_undo_leaves_what_was_mended_since(ben_thanh: Market, market_board: User) -> None:
    hoa = TraderFactory.create(market=ben_thanh, name="Le Thi Hoa", phone="+84912345678")
    trader_list = checked(ben_thanh, HEAD, HOA)
    decide_row(trader_list=trader_list, row_no=2, decision=RowDecision.UPDATE, trader_id=hoa.pk, by=market_board)
    start_applying(trader_list=trader_list, by=market_board)
    Trader.objects.update(name="Lê Thị Hòa")
    undone = undo_list(trader_list=trader_list, by=market_board)
    hoa.refresh_from_db()
    assert (hoa.name, len(undone.undo_report)) == ("Lê Thị Hòa", 1)


def test_undo_asks_again_about_rows_of_a_list_that_waits(ben_thanh: Market, market_board: User) -> None:
    first = start_applying(trader_list=checked(ben_thanh, HEAD, HOA), by=market_board)
    waiting = checked(ben_thanh, HEAD, ("Lê Thị Hoa", "0912345678", "A9"))
    kind = MatchKind.PHONE_AND_NAME
    decide_all(trader_list=waiting, match=kind, decision=RowDecision.UPDATE, by=market_board)
    assert undo_list(trader_list=first, by=market_board).undo_report == []
    assert row(waiting, 2).decision == "undecided"
    assert verdicts(check_again(trader_list=waiting)) == ["new"]


def test_undo_is_refused_twice_and_after_emptying(ben_thanh: Market, market_board: User) -> None:
    trader_list = start_applying(trader_list=checked(ben_thanh, HEAD, HOA), by=market_board)
    undo_list(trader_list=trader_list, by=market_board)
    with pytest.raises(TradersError, match="chưa hoàn tác"):
        undo_list(trader_list=trader_list, by=market_board)


def test_stall_taken_since_the_check_leaves_the_row_out(ben_thanh: Market, market_board: User) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA, DUC)
    other = TraderFactory.create(market=ben_thanh, name="Trần Văn An")
    stall = StallFactory.create(market=ben_thanh, code="a1", trader=None)
    Tenancy.objects.create(stall=stall, trader=other, began_on=dt.date(2030, 1, 1))
    applied = start_applying(trader_list=trader_list, by=market_board)
    assert (applied.created_count, applied.skipped_count) == (1, 1)
    assert row(applied, 2).verdict == "error"


def test_person_who_came_since_the_check_is_not_made_twice(ben_thanh: Market, market_board: User) -> None:
    trader_list = checked(ben_thanh, HEAD, HOA, DUC)
    TraderFactory.create(market=ben_thanh, name="Hoa", phone="+84912345678")
    assert start_applying(trader_list=trader_list, by=market_board).created_count == 1


def test_same_person_twice_in_a_file_becomes_one_when_told(ben_thanh: Market, market_board: User) -> None:
    second = ("Lê Thị Hoa", "0912345678", "B7", "", "0314409058")
    trader_list = checked(ben_thanh, HEAD, HOA, second)
    twin = row(trader_list, 3)
    assert (twin.verdict, twin.match, twin.same_as) == ("match", "phone_name", 2)
    decide_all(trader_list=trader_list, match=MatchKind.PHONE_AND_NAME, decision=RowDecision.UPDATE, by=market_board)
    start_applying(trader_list=trader_list, by=market_board)
    hoa = Trader.objects.get()
    assert sorted(hoa.stalls.values_list("code", flat=True)) == ["A1", "A2", "B7"]
    assert hoa.tax_code == "0314409058"


def test_person_with_a_known_number_elsewhere_gets_one_without_it(
    ben_thanh: Market, tan_dinh: Market, market_board: User
) -> None:
    elsewhere = TraderFactory.create(market=tan_dinh, name="Hoa", phone="+84912345678")
    User.objects.filter(pk=elsewhere.user_id).update(phone="+84912345678")
    trader_list = checked(ben_thanh, HEAD, HOA)
    assert verdicts(trader_list) == ["new"]
    start_applying(trader_list=trader_list, by=market_board)
    hoa = Trader.objects.get(market=ben_thanh)
    assert (hoa.phone, hoa.user.phone) == ("+84912345678", None)


def test_warehouses_are_added_to_those_that_are_there(ben_thanh: Market, market_board: User) -> None:
    head = ("Họ và tên", "Điện thoại", "Địa chỉ kho", "Phường, xã của kho")
    rows = (
        "Lê Thị Hoa",
        "0912345678",
        "12 Lê Lợi; 5 Hàm Nghi",
        f"{ben_thanh.ward.full_name}; {ben_thanh.ward.full_name}",
    )
    start_applying(trader_list=checked(ben_thanh, head, rows), by=market_board)
    assert list(Warehouse.objects.order_by("name").values_list("name", "address")) == [
        ("Kho", "12 Lê Lợi"), ("Kho 2", "5 Hàm Nghi"),
    ]  # fmt: skip
    assert verdicts(checked(ben_thanh, head, rows)) == ["same"]
