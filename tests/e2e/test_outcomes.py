"""Half a year after a class: a board sees who sells, and asks somebody who never went live."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from ecommerce_stats.actions import refresh_stale
from ecommerce_stats.actions.outcomes import compute_outcomes
from ecommerce_stats.models import StartInvitation
from portal.accounts.models import User
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentPurpose
from tests.e2e.conftest import OpenWindow
from tests.ecommerce_stats.training_made import held_run, people, sell
from tests.factories.training import CourseRunFactory
from traders.models import Market

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

DAY = dt.timedelta(days=1)


def a_class_of_last_summer(market: Market) -> str:
    """Eight learned and six of them sell live; the name of one of the other two, who may be written to."""
    taught_on = timezone.localdate() - 120 * DAY
    trained, others = people(market, 8), people(market, 7)
    sell([*trained, *others], 50_000, [taught_on - 3 * DAY])
    sell(trained[:6], 90_000, [taught_on + 80 * DAY], is_live=True)
    held_run(market, trained, taught_on)
    refresh_stale(waits=True)
    compute_outcomes()
    asked = trained[7]
    purposes = [ConsentPurpose.TRAINING, ConsentPurpose.MESSAGES]
    give_consent(person=asked.user, purposes=purposes, how="self", by=asked.user)
    CourseRunFactory.create(market=market, kind="coaching", title="Kèm tại sạp tháng tới")
    return asked.name


def test_board_follows_outcomes_and_invites_one(open_window: OpenWindow, market_board: User, ben_thanh: Market) -> None:
    name = a_class_of_last_summer(ben_thanh)
    window = open_window(width=1280)
    window.sign_in(market_board)
    window.click_in_menu("Kết quả đào tạo")
    window.page.get_by_text("Sau 90 ngày, 6 trong 8 người học (75 %) còn bán qua livestream.").wait_for()
    window.look("outcomes")
    window.link("Từ lời mời tới 90 ngày sau").click()
    window.heading("Từ lời mời tới 90 ngày sau").wait_for()
    window.look("funnel")
    window.link("Kết quả đào tạo").click()
    window.link("Học rồi mà chưa phát").click()
    window.page.get_by_text("2 người học xong từ 14 ngày trở lên mà chưa phát buổi nào.").wait_for()
    window.look("never live")
    window.button(f"Mời {name}").click()
    window.page.locator("tr", has_text=name).get_by_text("Kèm tại sạp tháng tới").wait_for()
    window.look("invited")
    assert StartInvitation.objects.get().trader.name == name
