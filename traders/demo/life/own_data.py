"""Consents, wishes about the own data, who read it, and a breach that was dealt with."""

from __future__ import annotations

import datetime as dt

from portal.accounts.models import User
from portal.privacy.actions import (
    ask_correction,
    check_request,
    close_breach,
    finish_request,
    give_consent,
    record_reading,
    save_breach,
    withdraw_consent,
)
from portal.privacy.enums import BreachRisk, ConsentHow, ConsentPurpose, WithdrawnHow
from portal.privacy.models import Breach
from traders.demo.life.people import ago, at_stall, board_of, clerk
from traders.models import Trader


def fill() -> None:
    """Of the two traders who sign in, and of one more whose wish was done."""
    if Breach.objects.exists():
        return
    nhung, tam = (User.objects.get(username=name) for name in ("tieuthuong.nhung", "tieuthuong.tam"))
    for person in (nhung, tam):
        give_consent(person=person, purposes=list(ConsentPurpose), how=ConsentHow.WEB, by=person)
    withdraw_consent(person=nhung, purpose=ConsentPurpose.SHARING_KOL, how=WithdrawnHow.WEB, by=nhung)
    ask_correction(person=nhung, wish="Ngành hàng của tôi là đồ mỹ nghệ, thêm cả nón lá.", by=nhung)
    _done_wish(at_stall("ben-thanh", 9), by=board_of("ben-thanh"))
    record_reading(people=[nhung.pk], reader=board_of("ben-thanh"), what="Số điện thoại", where="Trang tiểu thương")
    record_reading(people=[nhung.pk], reader=clerk(), what="Họ tên, số điện thoại", where="Danh sách tiểu thương")
    _dealt_with(User.objects.get(username="quantri"))


def _done_wish(trader: Trader, by: User) -> None:
    asked = ask_correction(person=trader.user, wish="Tên tôi ghi thiếu dấu trên danh sách.", by=trader.user)
    checked = check_request(request=asked, by=by)
    finish_request(request=checked, answer="Đã sửa theo biển hiệu của sạp.", by=by)


def _dealt_with(by: User) -> None:
    """A mail to the wrong receiver, reported a day later."""
    breach = Breach(
        found_at=ago(40),
        happened="Danh sách 12 tiểu thương gửi nhầm tới một địa chỉ e-mail ngoài cơ quan.",
        data_kinds="họ tên, số điện thoại, mã sạp",
        people_count=12,
        risk=BreachRisk.HIGH,
        measures="Người nhận đã xóa thư và xác nhận bằng văn bản; danh sách nay chỉ tải qua trang có xác nhận lại.",
        reported_at=ago(39),
        report_reference="15/BC-CS",
        people_told_at=ago(39) + dt.timedelta(hours=5),
    )
    close_breach(breach=save_breach(breach=breach, by=by), by=by)
