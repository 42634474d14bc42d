"""Leases with a history, people who left, and people who move between markets."""

from __future__ import annotations

import datetime as dt

from traders.actions.moves import ask_transfer, leave, receive_transfer
from traders.actions.tenancies import begin_tenancy
from traders.actions.traders import add_trader
from traders.demo.life.people import at_stall, board_of, market_of
from traders.demo.registers import SHOWN
from traders.models import MarketTransfer, Stall, Tenancy

BEFORE = (("BT003", "Nguyễn Thị Sáu"), ("CC004", "Huỳnh Văn Tám"))
"""Stalls and who held them before, until they gave up their trade."""

HANDED_OVER = dt.date(2021, 12, 31)


def fill() -> None:
    """Leases first: whoever moves ends one."""
    if MarketTransfer.objects.exists():
        return
    for slug in SHOWN:
        _date_leases(slug)
    for code, name in BEFORE:
        _held_before(code, name)
    _move_from_han()
    _ask_from_tan_dinh()
    leave(trader=at_stall("ben-thanh", 37), by=board_of("ben-thanh"), note="Nghỉ bán, về quê chăm cháu")


def _date_leases(slug: str) -> None:
    """Since 2022 by contract; every sixth runs out within half a year."""
    leases = list(Tenancy.objects.filter(stall__market__slug=slug).select_related("stall").order_by("stall_id"))
    for place, lease in enumerate(leases):
        lease.began_on, lease.contract = HANDED_OVER, f"{place + 1:02}/2022/HĐ-CHỢ"
        if place % 6 == 5:
            lease.ended_on = dt.date(2027, 1 + place % 5, 1)
    Tenancy.objects.bulk_update(leases, ("began_on", "contract", "ended_on"))


def _held_before(code: str, name: str) -> None:
    stall = Stall.objects.select_related("market").get(code=code, market__slug__in=SHOWN)
    by = board_of(stall.market.slug)
    trader, _ = add_trader(market=stall.market, name=name, by=by)
    begin_tenancy(
        stall=stall, trader=trader, by=by, began_on=dt.date(2015, 3, 1), ended_on=HANDED_OVER, contract="17/2015/HĐ"
    )
    leave(trader=trader, by=by, on=HANDED_OVER, note="Đã lớn tuổi, trả sạp")


def _move_from_han() -> None:
    """Done: from Hàn to Cồn, with a stall there. Sales until today stay where they were made."""
    asked = ask_transfer(
        trader=at_stall("han", 18), market=market_of("con"), by=board_of("han"), note="Chuyển về gần nhà"
    )
    receive_transfer(transfer_asked=asked, by=board_of("con"), codes=["CC031"])


def _ask_from_tan_dinh() -> None:
    """Waiting: Bến Thành has yet to answer."""
    ask_transfer(
        trader=at_stall("tan-dinh", 5), market=market_of("ben-thanh"), by=board_of("tan-dinh"),
        note="Đã trả sạp cũ, xin một sạp vải",
    )  # fmt: skip
