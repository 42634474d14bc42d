"""Linking accounts with VNeID: the term, the steps, who does what, what is undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories.shops import VneidStepFactory
from tests.factories.traders import MarketFactory, ShopAccountFactory, TraderFactory
from tests.threads import at_once
from traders import vneid
from traders.actions import change_account
from traders.actions.vneid import check_link, check_links, report_link, send_back, undo_step
from traders.enums import VNEID_STEPS, TraderState, VneidState
from traders.errors import TradersError
from traders.models import Market, ShopAccount, Trader, VneidStep
from traders.queries.vneid import market_tallies, sum_of, turn_of, vneid_summary

pytestmark = pytest.mark.django_db
LOCAL = timezone.get_default_timezone()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2026, 11, 22, 9, tzinfo=LOCAL), "Còn 39 ngày"),
        (dt.datetime(2026, 12, 29, 23, 59, 59, tzinfo=LOCAL), "Còn 2 ngày"),
        (dt.datetime(2026, 12, 30, 0, 0, tzinfo=LOCAL), "Còn 1 ngày"),
        (dt.datetime(2026, 12, 31, 0, 0, tzinfo=LOCAL), "Đã tới hạn hôm nay"),
        (dt.datetime(2026, 12, 31, 17, 0, tzinfo=dt.UTC), "Đã quá hạn 1 ngày"),
        (dt.datetime(2027, 1, 10, 8, tzinfo=LOCAL), "Đã quá hạn 10 ngày"),
    ],
)
def test_countdown_turns_at_midnight_in_viet_nam(moment: dt.datetime, words: str) -> None:
    with time_machine.travel(moment, tick=False):
        assert vneid.countdown() == words


@pytest.mark.parametrize(
    ("opened_on", "is_at_once", "due"),
    [
        (None, False, dt.date(2026, 12, 31)),
        (dt.date(2026, 9, 27), False, dt.date(2026, 12, 31)),
        (dt.date(2026, 9, 28), True, dt.date(2026, 9, 28)),
        (dt.date(2026, 11, 1), True, dt.date(2026, 11, 1)),
    ],
)
def test_term_depends_on_the_day_of_opening(opened_on: dt.date | None, is_at_once: bool, due: dt.date) -> None:
    assert (vneid.is_due_at_once(opened_on), vneid.due_before(opened_on)) == (is_at_once, due)


def test_every_platform_has_a_guide_of_four_steps() -> None:
    assert set(vneid.GUIDES) == {platform for platform, _ in ShopAccount._meta.get_field("platform").flatchoices}
    assert {len(guide.steps) for guide in vneid.GUIDES.values()} == {4}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"vneid_state": "reported"}, "shop_account_vneid_has_evidence"),
        ({"vneid_state": "reported", "vneid_evidence": "x"}, "shop_account_vneid_has_evidence"),
        ({"vneid_state": "linked", "vneid_evidence": "x"}, "shop_account_vneid_has_evidence"),
        ({"vneid_state": "not_needed"}, "shop_account_vneid_has_evidence"),
    ],
)
def test_account_state_without_evidence_is_refused(trader_row: Trader, fields: dict[str, str], name: str) -> None:
    account = ShopAccountFactory.build(trader=trader_row, market=trader_row.market, **fields)
    with pytest.raises(ValidationError, match="Ghi căn cứ"):
        account.validate_constraints()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        account.save()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"from_state": "linked", "state": "linked", "evidence": "x"}, "vneid_step_changes"),
        ({"state": "linked"}, "vneid_step_has_evidence"),
        ({"from_state": "linked", "state": "not_linked"}, "vneid_step_back_has_reason"),
    ],
)
def test_step_that_says_nothing_is_refused(trader_row: Trader, fields: dict[str, str], name: str) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    step = VneidStep(account=account, **({"from_state": "not_linked"} | fields))
    with pytest.raises(ValidationError):
        step.validate_constraints()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        step.save()


def test_step_undone_by_somebody_at_no_time_is_refused(trader: User) -> None:
    step = VneidStepFactory.create(by=trader)
    step.undone_by = trader
    with pytest.raises(ValidationError, match="phải có lúc rút lại"):
        step.validate_constraints()


def in_state(state: VneidState, trader: Trader, board: User) -> ShopAccount:
    """An account that came into ``state`` by steps."""
    account = ShopAccountFactory.create(trader=trader)
    if state == VneidState.REPORTED:
        report_link(account=account, evidence="thấy chữ Đã xác thực", by=trader.user)
    elif state != VneidState.NOT_LINKED:
        check_link(account=account, state=state, evidence="xem tại sạp", by=board)
    account.refresh_from_db()
    assert account.vneid_state == state
    return account


STEPS: dict[VneidState, Callable[[ShopAccount, User], bool]] = {
    VneidState.REPORTED: lambda account, by: report_link(account=account, evidence="thấy", by=by),
    VneidState.LINKED: lambda account, by: check_link(
        account=account, state=VneidState.LINKED, evidence="đã xem", by=by
    ),
    VneidState.NOT_NEEDED: lambda account, by: check_link(
        account=account, state=VneidState.NOT_NEEDED, evidence="đã đóng", by=by
    ),
    VneidState.NOT_LINKED: lambda account, by: send_back(account=account, reason="không thấy", by=by),
}


@pytest.mark.parametrize("before", VneidState)
@pytest.mark.parametrize("after", VneidState)
def test_step_from_each_state_to_each(
    before: VneidState, after: VneidState, trader_row: Trader, market_board: User
) -> None:
    account = in_state(before, trader_row, market_board)
    steps = account.vneid_steps.count()
    if after == before:
        assert STEPS[after](account, market_board) is False
    elif after in VNEID_STEPS[before]:
        assert STEPS[after](account, market_board) is True
    else:
        with pytest.raises(TradersError, match="không chuyển được"):
            STEPS[after](account, market_board)
    account.refresh_from_db()
    is_done = after in VNEID_STEPS[before]
    assert account.vneid_state == (after if is_done else before)
    assert account.vneid_steps.count() == steps + is_done


def test_report_needs_words_or_a_picture(trader_row: Trader) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    with pytest.raises(TradersError, match="ảnh chụp màn hình"):
        report_link(account=account, evidence="", by=trader_row.user)


def test_check_without_evidence_takes_the_report_for_it(trader_row: Trader, market_board: User) -> None:
    account = in_state(VneidState.REPORTED, trader_row, market_board)
    check_link(account=account, state=VneidState.LINKED, evidence="", by=market_board)
    account.refresh_from_db()
    assert account.vneid_evidence == "thấy chữ Đã xác thực"
    assert (account.vneid_checked_by, account.vneid_reported_at) == (market_board, None)
    assert account.vneid_checked_at is not None


def test_check_of_what_nobody_reported_needs_evidence(trader_row: Trader, market_board: User) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    with pytest.raises(TradersError, match="ghi căn cứ"):
        check_link(account=account, state=VneidState.LINKED, evidence="", by=market_board)


def test_report_sent_back_tells_the_trader_why(trader_row: Trader, market_board: User) -> None:
    account = in_state(VneidState.REPORTED, trader_row, market_board)
    send_back(account=account, reason="Ảnh mờ, không đọc được", by=market_board)
    account.refresh_from_db()
    assert (account.vneid_state, account.vneid_reason) == (VneidState.NOT_LINKED, "Ảnh mờ, không đọc được")
    told = Message.objects.get(person=trader_row.user)
    assert (told.template, told.by) == ("vneid_sent_back", market_board)
    assert "Ảnh mờ" in told.text


def test_step_undone_leaves_the_account_as_before(trader_row: Trader, market_board: User) -> None:
    account = in_state(VneidState.REPORTED, trader_row, market_board)
    check_link(account=account, state=VneidState.LINKED, evidence="đã xem", by=market_board)
    step = account.vneid_steps.latest("pk")
    undo_step(step=step, by=market_board)
    account.refresh_from_db()
    assert (account.vneid_state, account.vneid_evidence) == (VneidState.REPORTED, "thấy chữ Đã xác thực")
    assert (account.vneid_checked_at, account.vneid_reported_at is not None) == (None, True)
    assert undo_step(step=step, by=market_board).vneid_state == VneidState.REPORTED  # a second tap undoes no more
    undo_step(step=account.vneid_steps.get(state=VneidState.REPORTED), by=market_board)
    account.refresh_from_db()
    assert (account.vneid_state, account.vneid_evidence) == (VneidState.NOT_LINKED, "")


def test_step_that_others_followed_is_not_undone(trader_row: Trader, market_board: User) -> None:
    account = in_state(VneidState.REPORTED, trader_row, market_board)
    first = account.vneid_steps.get()
    check_link(account=account, state=VneidState.LINKED, evidence="đã xem", by=market_board)
    with pytest.raises(TradersError, match="thay đổi mới hơn"):
        undo_step(step=first, by=market_board)


def test_every_change_of_an_account_is_in_the_audit_with_who(trader_row: Trader, market_board: User) -> None:
    account = in_state(VneidState.LINKED, trader_row, market_board)
    events = apps.get_model("traders", "ShopAccountEvent")._default_manager.filter(pgh_obj=account.pk)
    event = events.latest("pgh_id")
    assert event.vneid_state == VneidState.LINKED
    assert event.pgh_context.metadata["user"] == market_board.pk


def test_many_are_checked_at_once_and_told_once_a_person(trader_row: Trader, market_board: User) -> None:
    reported = [in_state(VneidState.REPORTED, trader_row, market_board) for _ in range(2)]
    done = in_state(VneidState.LINKED, trader_row, market_board)
    Message.objects.all().delete()
    assert check_links(accounts=[*reported, done], evidence="", by=market_board) == 2
    assert check_links(accounts=[*reported, done], evidence="", by=market_board) == 0
    assert set(ShopAccount.objects.values_list("vneid_state", flat=True)) == {"linked"}
    [told] = Message.objects.all()
    assert all(account.handle in told.text for account in reported)


def test_many_are_not_checked_when_one_lacks_evidence(trader_row: Trader, market_board: User) -> None:
    reported = in_state(VneidState.REPORTED, trader_row, market_board)
    bare = ShopAccountFactory.create(trader=trader_row)
    with pytest.raises(TradersError, match="ghi căn cứ"):
        check_links(accounts=[reported, bare], evidence="", by=market_board)
    reported.refresh_from_db()
    assert reported.vneid_state == VneidState.REPORTED


@pytest.mark.django_db(transaction=True)
def test_report_tapped_twice_is_one_step(trader_row: Trader) -> None:
    account = ShopAccountFactory.create(trader=trader_row)
    assert sorted(at_once(lambda: report_link(account=account, evidence="thấy", by=trader_row.user))) == [False, True]
    assert account.vneid_steps.count() == 1


@pytest.mark.django_db(transaction=True)
def test_check_tapped_twice_is_one_step_and_one_message(trader_row: Trader, market_board: User) -> None:
    account = in_state(VneidState.REPORTED, trader_row, market_board)
    check = STEPS[VneidState.LINKED]
    assert sorted(at_once(lambda: check(account, market_board))) == [False, True]
    assert account.vneid_steps.filter(state=VneidState.LINKED).count() == 1
    assert Message.objects.filter(template="vneid_linked").count() == 1


def test_tallies_are_counted_per_market_and_shares_from_sums(
    official: User, ben_thanh: Market, tan_dinh: Market, market_board: User
) -> None:
    trader = TraderFactory.create(market=ben_thanh)
    for state in (VneidState.LINKED, VneidState.REPORTED, VneidState.NOT_NEEDED):
        in_state(state, trader, market_board)
    ShopAccountFactory.create_batch(2, market=tan_dinh)
    gone = TraderFactory.create(market=tan_dinh, state=TraderState.LEFT)
    ShopAccountFactory.create(trader=gone)
    ShopAccountFactory.create(market=MarketFactory.create(ward=tan_dinh.ward), vneid_state=VneidState.NOT_LINKED)
    tallies = market_tallies(official)
    assert (tallies[0].market, tallies[0].tally.missing) == (tan_dinh, 2)
    by_market = {each.market: each.tally for each in tallies}
    assert (by_market[ben_thanh].needed, by_market[ben_thanh].share) == (2, 0.5)
    whole = sum_of(tallies)
    assert (whole.total, whole.needed, whole.linked, whole.reported, whole.missing) == (6, 5, 1, 1, 3)
    assert whole.share == 1 / 5


def test_summary_counts_what_is_ones_own(
    trader_row: Trader, other_trader: User, market_board: User, ward_office: User, outsider: User
) -> None:
    ShopAccountFactory.create(trader=trader_row)
    ShopAccountFactory.create(trader=Trader.objects.get(user=other_trader))
    in_state(VneidState.REPORTED, trader_row, market_board)
    for user, missing, waiting in (
        (trader_row.user, 1, 1), (market_board, 1, 1), (ward_office, 1, 1), (other_trader, 1, 0), (outsider, 0, 0),
    ):  # fmt: skip
        summary = vneid_summary(user)
        assert (summary.missing_count, summary.waiting_count, summary.url) == (missing, waiting, "/vneid/")


def test_turn_is_the_traders_until_they_report(trader_row: Trader, market_board: User, ben_thanh: Market) -> None:
    assert turn_of(ShopAccountFactory.create(trader=trader_row)) == "Tiểu thương liên kết"
    assert turn_of(ShopAccountFactory.create(market=ben_thanh)) == "Ban quản lý liên kết"
    assert turn_of(in_state(VneidState.REPORTED, trader_row, market_board)) == "Ban quản lý kiểm tra"
    assert turn_of(in_state(VneidState.LINKED, trader_row, market_board)) == ""


@pytest.mark.parametrize(("changed", "state"), [("handle", VneidState.NOT_LINKED), ("opened_on", VneidState.LINKED)])
def test_account_that_becomes_another_is_linked_anew(
    changed: str, state: VneidState, trader_row: Trader, market_board: User
) -> None:
    account = ShopAccountFactory.create(trader=trader_row, handle="cu")
    check_link(account=account, state=VneidState.LINKED, evidence="Đã xem tại sạp", by=market_board)
    account.refresh_from_db()
    setattr(account, changed, {"handle": "moi", "opened_on": dt.date(2026, 1, 1)}[changed])
    change_account(account=account, by=market_board)
    account.refresh_from_db()
    assert account.vneid_state == state
    assert VneidStep.objects.filter(state=VneidState.NOT_LINKED).count() == (state == VneidState.NOT_LINKED)
