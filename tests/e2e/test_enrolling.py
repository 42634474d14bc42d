"""On a phone: a trader enrols with one tap, sees the place and leaves; the next one is offered it and takes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.accounts.models import User
from tests.e2e.conftest import OpenWindow, Window
from tests.factories.training import CourseRunFactory
from traders.models import Market
from training.actions.enrolments import enrol
from training.enums import EnrolmentState
from training.models import CourseRun, Enrolment

pytestmark = pytest.mark.e2e


def state_of(person: User) -> str:
    return Enrolment.objects.get(person=person).state


def enrol_and_leave(window: Window, run: CourseRun, colleague: User) -> None:
    page = window.page
    window.go(f"/dao-tao/lop/{run.code}/")
    window.look("a run that is open")
    window.button("Đăng ký học").click()
    expect(page.get_by_text("Bạn có chỗ trong lớp này")).to_be_visible()
    window.look("a run in which one has a place")
    window.click_in_menu("Lớp của tôi")
    expect(page.get_by_role("heading", name="Sắp học")).to_be_visible()
    window.look("own runs")
    enrol(run=run, person=colleague, by=colleague)
    window.link("Tôi không đi được").click()
    window.look("leaving")
    window.button("Trả lại chỗ").click()
    expect(page.get_by_text("Bạn đã rời lớp. Đổi ý")).to_be_visible()


def take_the_offer(window: Window) -> None:
    expect(window.page.get_by_role("heading", name="Có chỗ học cho bạn")).to_be_visible()
    window.link("Trả lời").click()
    expect(window.heading("Có chỗ cho bạn")).to_be_visible()
    window.look("an offer")
    window.button("Nhận chỗ").click()
    expect(window.heading("Bạn có chỗ trong lớp này")).to_be_visible()


def test_freed_place_goes_to_the_next_one_on_the_phone(
    open_window: OpenWindow, ben_thanh: Market, trader: User, other_trader: User
) -> None:
    run = CourseRunFactory.create(capacity=1, title="Livestream tháng 12", market=ben_thanh)
    window = open_window(width=360, schemes=["light"])
    window.sign_in(trader)
    enrol_and_leave(window, run, other_trader)
    assert (state_of(trader), state_of(other_trader)) == (EnrolmentState.CANCELLED, EnrolmentState.OFFERED)
    other = open_window(width=360, schemes=["dark"])
    other.sign_in(other_trader)
    take_the_offer(other)
    assert state_of(other_trader) == EnrolmentState.ENROLLED
