"""People who learned and have not gone live: who is listed, and nobody is invited twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecommerce_stats.actions import refresh_stale
from ecommerce_stats.actions.starting import invite_to_run, invite_to_session
from ecommerce_stats.errors import StatsError
from ecommerce_stats.models import StartInvitation
from ecommerce_stats.queries.never_live import is_never_live, never_live
from ecommerce_stats.queries.next_steps import next_step_of
from ecommerce_stats.queries.waiting import waiting_for
from livestreams.models import LiveSession
from portal.accounts.models import User
from portal.notifications.enums import Purpose
from portal.notifications.models import Message, MessagePreference
from portal.privacy.actions import give_consent, withdraw_consent
from portal.privacy.enums import ConsentPurpose, WithdrawnHow
from tests.ecommerce_stats.training_made import NOW, held_run, people, sell, show_of
from tests.factories.livestreams import LiveSessionFactory
from tests.factories.training import CourseRunFactory
from traders.models import Market, ShopAccount, Trader
from training.models import CourseRun, Invitation

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def learned(ben_thanh: Market) -> list[Trader]:
    """Three who learned 20 days ago and agreed to messages."""
    traders = people(ben_thanh, 3)
    held_run(ben_thanh, traders, TODAY - 20 * DAY)
    for trader in traders:
        give_consent(
            person=trader.user, purposes=[ConsentPurpose.TRAINING, ConsentPurpose.MESSAGES], how="self", by=trader.user
        )
    return traders


@pytest.fixture
def coaching(ben_thanh: Market) -> CourseRun:
    return CourseRunFactory.create(market=ben_thanh, kind="coaching", title="Kèm tại sạp tháng 12")


@pytest.fixture
def show(ben_thanh: Market) -> LiveSession:
    return show_of(ben_thanh, TODAY + 5 * DAY)


def session_of(trader: Trader, day: dt.date) -> None:
    start = dt.datetime.combine(day, dt.time(20), timezone.get_default_timezone())
    LiveSessionFactory.create(account=ShopAccount.objects.get(trader=trader), start=start)


def test_list_has_who_learned_two_weeks_ago_without_a_session_since(
    ben_thanh: Market, market_board: User, learned: list[Trader]
) -> None:
    fresh = people(ben_thanh, 1)
    held_run(ben_thanh, fresh, TODAY - 13 * DAY)
    session_of(learned[0], TODAY - 3 * DAY)
    session_of(learned[1], TODAY - 20 * DAY)  # the very day, before the class was over
    session_of(learned[1], TODAY + 3 * DAY)  # not yet
    assert set(never_live(market_board)) == {learned[1], learned[2]}


def test_lines_in_a_session_of_the_market_count_as_going_live(market_board: User, learned: list[Trader]) -> None:
    sell(learned[:1], 50_000, [TODAY - 2 * DAY], is_live=True)
    refresh_stale(waits=True)
    assert set(never_live(market_board)) == {learned[1], learned[2]}


def test_other_board_and_who_has_left_are_not_on_it(
    other_board: User, market_board: User, learned: list[Trader]
) -> None:
    assert not never_live(other_board)
    Trader.objects.filter(pk=learned[0].pk).update(state="left")
    assert set(never_live(market_board)) == {learned[1], learned[2]}


def test_nobody_is_invited_twice_within_14_days(
    market_board: User, learned: list[Trader], coaching: CourseRun, show: LiveSession
) -> None:
    made = invite_to_run(traders=learned, run=coaching, by=market_board)
    assert {row.trader for row in made} == set(learned)
    assert Invitation.objects.filter(run=coaching).count() == 3
    assert invite_to_run(traders=learned, run=coaching, by=market_board) == []
    assert invite_to_session(traders=learned, session=show, by=market_board) == []
    with time_machine.travel(NOW + 14 * DAY):
        later = show_of(learned[0].market, TODAY + 20 * DAY)
        assert len(invite_to_session(traders=learned, session=later, by=market_board)) == 3


def test_invitation_of_somebody_else_counts_too(
    market_board: User, learned: list[Trader], coaching: CourseRun, show: LiveSession
) -> None:
    trader = learned[0]
    Invitation.objects.create(
        run=coaching, person=trader.user, trader=trader, market=trader.market, invited_by=market_board
    )
    made = invite_to_session(traders=learned, session=show, by=market_board)
    assert {row.trader for row in made} == set(learned[1:])


def test_session_invitation_is_a_message_with_the_session(
    market_board: User, learned: list[Trader], show: LiveSession
) -> None:
    invite_to_session(traders=learned[:1], session=show, by=market_board)
    message = Message.objects.get(person=learned[0].user, template="start_session")
    assert show.title in message.text
    assert message.path == reverse("session_figures", args=[show.code])


def test_who_wants_no_such_messages_is_not_written_down_as_invited_to_a_session(
    market_board: User, learned: list[Trader], show: LiveSession
) -> None:
    withdraw_consent(person=learned[0].user, purpose=ConsentPurpose.MESSAGES, how=WithdrawnHow.WEB, by=learned[0].user)
    MessagePreference.objects.create(person=learned[1].user, purpose=Purpose.SESSION)
    made = invite_to_session(traders=learned, session=show, by=market_board)
    assert [row.trader for row in made] == learned[2:]


def test_trader_of_another_market_is_refused(other_board: User, learned: list[Trader], show: LiveSession) -> None:
    with pytest.raises(StatsError, match="không thuộc chợ"):
        invite_to_session(traders=learned, session=show, by=other_board)


def test_session_that_has_begun_and_run_that_is_full_of_days_are_refused(
    market_board: User, learned: list[Trader], ben_thanh: Market
) -> None:
    with pytest.raises(StatsError, match="đã bắt đầu"):
        invite_to_session(traders=learned, session=show_of(ben_thanh, TODAY - DAY), by=market_board)
    closed = CourseRunFactory.create(market=ben_thanh, enrol_closes_at=timezone.now() - DAY)
    with pytest.raises(StatsError, match="không còn nhận đăng ký"):
        invite_to_run(traders=learned, run=closed, by=market_board)


def test_one_tap_invites_and_the_row_says_so(
    client: Client, market_board: User, learned: list[Trader], coaching: CourseRun
) -> None:
    client.force_login(market_board)
    url = reverse("never_live")
    shown = client.get(url).content.decode()
    assert "3 người học xong từ 14 ngày trở lên mà chưa phát buổi nào." in shown
    assert "Kèm tại sạp tháng 12" in shown
    assert "20 ngày" in shown
    response = client.post(url, {"toi": f"lop-{coaching.code}", "mot": learned[0].pk}, follow=True)
    assert "Đã mời 1 người." in response.content.decode()
    assert f"Mời 22/11/2026: {coaching}" in response.content.decode()
    assert StartInvitation.objects.get().trader == learned[0]


def test_ticked_people_are_invited_to_a_session(
    client: Client, market_board: User, learned: list[Trader], show: LiveSession
) -> None:
    client.force_login(market_board)
    ticked = {"toi": f"phien-{show.code}", "chon": [trader.pk for trader in learned[:2]]}
    client.post(reverse("never_live"), ticked)
    assert StartInvitation.objects.filter(session=show).count() == 2


@pytest.mark.parametrize("posted", [{}, {"toi": "lop-khong-co", "mot": "1"}, {"toi": "COACHING"}])
def test_incomplete_invitation_is_put_right(
    client: Client, market_board: User, learned: list[Trader], coaching: CourseRun, posted: dict[str, str]
) -> None:
    client.force_login(market_board)
    posted = {name: value.replace("COACHING", f"lop-{coaching.code}") for name, value in posted.items()}
    assert client.post(reverse("never_live"), posted).status_code == 422
    assert not StartInvitation.objects.exists()


def test_list_is_found_and_sorted_from_the_address(client: Client, market_board: User, learned: list[Trader]) -> None:
    client.force_login(market_board)
    Trader.objects.filter(pk=learned[0].pk).update(name="Ngô Thị Sen", phone="+84912345678")
    shown = client.get(reverse("never_live") + "?tim=sen&xep=ten").content.decode()
    assert "Ngô Thị Sen" in shown
    assert learned[1].name not in shown
    assert "0912 345 678" in shown


def test_ward_office_and_inspector_have_no_list(client: Client, ward_office: User, inspector: User) -> None:
    for user in (ward_office, inspector):
        client.force_login(user)
        assert client.get(reverse("never_live")).status_code == 403


def test_board_is_told_on_its_home_page(market_board: User, learned: list[Trader]) -> None:
    found = [each for each in waiting_for(market_board) if each.url == reverse("never_live")]
    assert [(each.count, each.label) for each in found] == [(3, "người học xong chưa phát buổi nào")]


def test_trader_is_asked_to_go_live_next(learned: list[Trader]) -> None:
    assert is_never_live(learned[0])
    ShopAccount.objects.update(vneid_state="not_needed", vneid_evidence="x", vneid_checked_at=NOW)
    assert next_step_of(learned[0].user, learned[0]).title == "Phát buổi đầu tiên"
    session_of(learned[0], TODAY - 3 * DAY)
    assert next_step_of(learned[0].user, learned[0]).title != "Phát buổi đầu tiên"


def test_list_asks_as_often_for_three_as_for_one(client: Client, market_board: User, learned: list[Trader]) -> None:
    client.force_login(market_board)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("never_live"))
        return len(asked)

    with time_machine.travel(NOW + DAY * 1, tick=False):
        queries()  # whom one read is written once an hour
        for_three = queries()
    Trader.objects.filter(pk__in=[trader.pk for trader in learned[1:]]).update(state="left")
    with time_machine.travel(NOW + DAY * 1, tick=False):
        assert queries() == for_three
