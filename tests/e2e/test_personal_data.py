"""A trader takes a consent back and sees what is known; a board erases; an official reads the breach clock."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from portal.accounts.models import User
from portal.privacy.actions import give_consent
from portal.privacy.enums import ConsentPurpose
from portal.privacy.models import ConsentText
from portal.privacy.queries import has_consent
from tests.e2e.conftest import SIZES, OpenWindow, Scheme
from tests.factories.privacy import BreachFactory, DataRequestFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def texts(transactional_db: None) -> None:
    """The texts of the migration, which an emptied database has lost."""
    if not ConsentText.objects.exists():
        import_module("portal.privacy.migrations.0002_consent_texts").add_texts(apps, None)


@SIZES
def test_trader_withdraws_a_consent_undoes_it_and_agrees_to_another(
    open_window: OpenWindow, trader: User, width: int, scheme: Scheme
) -> None:
    give_consent(person=trader, purposes=[ConsentPurpose.PICTURES], how="web", by=trader)
    window = open_window(width=width, schemes=[scheme])
    window.sign_in(trader)
    window.go(reverse("my_data"))
    window.look("my data")
    window.link("Tôi đồng ý những gì").click()
    window.look("consents")
    window.button("Rút lại").click()
    window.page.get_by_text("Hình có bạn được gỡ khỏi các trang của chợ").first.wait_for()
    assert not has_consent(trader, ConsentPurpose.PICTURES)
    window.look("consent withdrawn")
    window.button("Bấm nhầm, cho như cũ").click()
    window.page.get_by_text("Như cũ").wait_for()
    assert has_consent(trader, ConsentPurpose.PICTURES)
    window.page.get_by_label("Cho chợ nhắn tin").check()
    window.button("Đồng ý các mục đã chọn").click()
    window.page.get_by_text("Đã ghi bạn đồng ý: Tin nhắn").wait_for()
    assert has_consent(trader, ConsentPurpose.MESSAGES)


@SIZES
def test_board_answers_a_request(
    open_window: OpenWindow, trader: User, market_board: User, width: int, scheme: Scheme
) -> None:
    wish = DataRequestFactory.create(person=trader)
    window = open_window(width=width, schemes=[scheme])
    window.sign_in(market_board)
    window.click_in_menu("Dữ liệu cá nhân")
    window.look("requests")
    window.link("Lê Thị Hoa").first.click()
    window.button("Tôi đã kiểm tra").click()
    window.page.get_by_label("Trả lời người gửi").fill("Đã sửa tên.")
    window.look("request")
    window.button("Đã sửa xong").click()
    window.page.get_by_text("Đã báo cho người gửi là xong").wait_for()
    wish.refresh_from_db()
    assert wish.answer == "Đã sửa tên."


def test_breach_pages_are_readable(open_window: OpenWindow, official: User) -> None:
    breach = BreachFactory.create(people_count=120)
    window = open_window(width=360)
    window.sign_in(official)
    window.go(reverse("breach_list"))
    window.look("breaches")
    window.go(reverse("breach_detail", args=[breach.pk]))
    window.page.get_by_text("Còn 47 giờ 59 phút").wait_for()
    window.look("breach")
