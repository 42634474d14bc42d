"""At the door of a class: the trainer's screen and list, a trader's phone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from portal.accounts.models import Role
from tests.codes import last_code
from tests.e2e.conftest import BOTH, SIZES, OpenWindow, Scheme, Window
from tests.factories.accounts import UserFactory
from tests.factories.traders import MarketFactory, StallFactory, TraderFactory
from tests.factories.training import EnrolmentFactory
from tests.training.door_kit import open_meeting
from training.models import Attendance, Meeting

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PHONE = "+84912345678"


def a_class() -> Meeting:
    """Ten people with places; Lê Thị Hoa is one of them, and Phạm Thị Mai has none."""
    trainer = UserFactory.create(role=Role.TRAINER, username="giang-vien", full_name="Giảng viên Nguyễn An")
    market = MarketFactory.create(slug="ben-thanh", name="Chợ Bến Thành")
    meeting = open_meeting(trainer=trainer, market=market, title="Livestream bán hàng cho người mới")
    names = ("Lê Thị Hoa", "Trần Văn Ân", "Nguyễn Thị Bích Ngọc", "Đỗ Quang Dũng", "Huỳnh Thị Kim Chi")
    for number, name in enumerate(names):
        phone = PHONE if not number else f"+8498765432{number}"
        trader = TraderFactory.create(market=market, name=name, user__phone=phone, claimed_at=timezone.now())
        StallFactory.create(trader=trader, code=f"B{number + 12}")
        EnrolmentFactory.create(run=meeting.run, person=trader.user)
    TraderFactory.create(market=market, name="Phạm Thị Mai", user__phone="+84912345999", claimed_at=timezone.now())
    return meeting


def scan(window: Window, token: str, phone: str) -> None:
    """Open what the camera read, and sign in by a code to the phone."""
    window.go(f"/dd/{token}/")
    window.page.get_by_text("Đăng nhập để điểm danh").wait_for()
    window.page.get_by_label("Số điện thoại").fill(phone)
    window.button("Gửi mã cho tôi").click()
    window.page.get_by_label("Mã 6 số").fill(last_code(phone))
    window.button("Tiếp tục").click()


def test_trainer_runs_a_meeting_and_a_trader_scans(open_window: OpenWindow) -> None:
    meeting = a_class()
    trainer, live = open_window(width=1280, schemes=("light",)), open_window(width=360, schemes=("dark",))
    for window in (trainer, live):
        window.sign_in(meeting.run.trainers.get())
    trainer.go(f"/dao-tao/buoi/{meeting.pk}/ma/")
    trainer.look("screen")
    live.go(f"/dao-tao/buoi/{meeting.pk}/trong-lop/")
    live.look("nobody is in")
    phone = open_window(width=360, schemes=BOTH)
    scan(phone, trainer.page.locator(".door-code__token").inner_text(), PHONE)
    phone.page.get_by_role("heading", name="Đã điểm danh").wait_for()
    phone.look("checked in")
    live.page.locator(".live-list").get_by_text("Lê Thị Hoa").wait_for()
    live.look("somebody is in")
    trainer.page.get_by_text("Đã vào 1/5").wait_for()
    trainer.link("Về trang điểm danh").click()
    trainer.page.get_by_label("3 số cuối điện thoại").fill("4321")
    found = trainer.page.locator("#tim-thay")
    found.get_by_role("button", name="Trần Văn Ân").click()
    found.get_by_role("button", name="Về sớm").wait_for()
    trainer.page.locator("#danh-sach").get_by_text("2/5").wait_for()
    trainer.look("list")
    live.go(f"/dao-tao/buoi/{meeting.pk}/cua/")
    live.look("list on a phone")
    live.page.locator("#danh-sach .roll__tick", has_text="Trần Văn Ân").click()
    live.page.locator("#danh-sach").get_by_text("1/5").wait_for()
    assert Attendance.objects.get().enrolment.person.phone == PHONE


def test_who_has_no_place_is_let_in_by_the_trainer(open_window: OpenWindow) -> None:
    meeting = a_class()
    trainer, phone = open_window(width=360, schemes=("light",)), open_window(width=360, schemes=("dark",))
    trainer.sign_in(meeting.run.trainers.get())
    trainer.go(f"/dao-tao/buoi/{meeting.pk}/ma/")
    trainer.look("screen on a phone")
    token = trainer.page.locator(".door-code__token").inner_text()
    trainer.go(f"/dao-tao/buoi/{meeting.pk}/cua/")
    scan(phone, token, "+84912345999")
    phone.heading("Bạn chưa có chỗ trong lớp này").wait_for()
    phone.look("no place")
    trainer.page.locator(".roll__row", has_text="Phạm Thị Mai").get_by_role("button").click()
    trainer.page.get_by_text("Đã ghi Phạm Thị Mai vào lớp và điểm danh.").wait_for()
    trainer.look("let in")
    phone.link("Xem đã được ghi chưa").click()
    phone.page.get_by_role("heading", name="Đã điểm danh").wait_for()


@SIZES
def test_roster_is_printed_and_entered(width: int, scheme: Scheme, open_window: OpenWindow) -> None:
    meeting = a_class()
    window = open_window(width=width, schemes=(scheme,))
    window.sign_in(meeting.run.trainers.get())
    window.go(f"/dao-tao/buoi/{meeting.pk}/in/")
    window.look("roster to print")
    window.go(f"/dao-tao/buoi/{meeting.pk}/nhap/")
    for name in ("Lê Thị Hoa", "Đỗ Quang Dũng"):
        window.page.get_by_label(name, exact=False).first.check()
    window.look("roster to enter")
    window.button("Lưu tất cả").click()
    window.page.get_by_text("thêm 2 người").wait_for()
    window.go(f"/dao-tao/lop/{meeting.run.code}/diem-danh/")
    window.look("whole run")
    first = Attendance.objects.first()
    assert first
    assert first.arrived_at - meeting.during.lower < dt.timedelta(seconds=1)
    window.go(f"/dao-tao/diem-danh/{first.pk}/gio/")
    window.look("times")
    window.go(f"/dao-tao/diem-danh/{first.pk}/bo/")
    window.look("taking back")


def test_phones_that_cannot_scan_and_old_codes(open_window: OpenWindow) -> None:
    meeting = a_class()
    window = open_window(width=360, schemes=BOTH)
    window.go("/dd/")
    window.page.get_by_label("Mã đang hiện").fill("abc")
    window.button("Điểm danh").click()
    window.page.get_by_text("8 chữ").wait_for()
    window.look("letters that are none")
    window.page.get_by_label("Mã đang hiện").fill(f"{meeting.pk}-aaaaaaaa")
    window.button("Điểm danh").click()
    window.heading("Mã này đã đổi").wait_for()
    window.look("old code")
