"""Taking an import back: orders go back where it is still the newest, the others are left and listed."""

from __future__ import annotations

from typing import Any

import pytest

from livestreams.actions.reviews import map_status_word
from livestreams.actions.undo import preview_undo, undo_import
from livestreams.enums import BatchState, LineStatus
from livestreams.errors import LivestreamError
from livestreams.models import ImportBatch, LiveRow, OrderLine, OrderVersion, StatusWord
from livestreams.queries.totals import account_totals
from tests.livestreams.conftest import Bring
from tests.livestreams.files import LIVE, ORDERS, SHOPEE, TEMPLATE, TIKTOK, Export
from tests.livestreams.stored import line, lines, outcome
from traders.models import ShopAccount

FIGURES = ("order_no", "line_key", "occurrence", "status", "placed_value", "completed_value", "session_id", "method")


def figures() -> list[tuple[Any, ...]]:
    return [tuple(getattr(one, name) for name in FIGURES) for one in lines()]


@pytest.mark.parametrize("export", ORDERS, ids=lambda export: export.name)
def test_undo_of_a_first_import_leaves_nothing(bring: Bring, export: Export) -> None:
    batch = bring(export, export.row())
    plan = undo_import(batch=batch, by=None)
    assert (plan.orders_removed, plan.lines_removed, plan.placed_before, plan.placed_after) == (1, 1, 100_000, 0)
    batch.refresh_from_db()
    assert (batch.state, OrderLine.objects.count(), OrderVersion.objects.count()) == (BatchState.UNDONE, 0, 0)


def test_undo_puts_updated_orders_back_as_they_were(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(status="To ship"), TIKTOK.row(order_no="2", status="To ship"))
    before = figures()
    batch = bring(TIKTOK, TIKTOK.row(price="70000", paid="16/06/2026 08:00:00"), TIKTOK.row(order_no="3"))
    plan = undo_import(batch=batch, by=None)
    assert figures() == before
    assert (plan.orders_removed, plan.orders_put_back, plan.orders_left) == (1, 1, 0)
    assert (plan.placed_before, plan.placed_after) == (170_000, 100_000)


def test_undo_brings_back_lines_that_were_replaced_and_takes_new_ones(bring: Bring) -> None:
    bring(TEMPLATE, TEMPLATE.row(product="A", status="Đang giao"), TEMPLATE.row(product="B", status="Đang giao"))
    before = figures()
    batch = bring(TEMPLATE, TEMPLATE.row(product="A"), TEMPLATE.row(product="C"))
    assert [one.line_key for one in lines()] == ["A", "C"]
    undo_import(batch=batch, by=None)
    assert figures() == before


def test_undo_works_shares_out_again(bring: Bring) -> None:
    bring(SHOPEE, SHOPEE.row(sku="A", voucher="10000"))
    batch = bring(SHOPEE, SHOPEE.row(sku="B", voucher="10000"))
    assert [one.share for one in lines()] == [5_000, 5_000]
    undo_import(batch=batch, by=None)
    assert [one.share for one in lines()] == [10_000]


def test_undo_leaves_and_lists_orders_that_a_later_import_shows_even_unchanged(bring: Bring) -> None:
    batch = bring(TIKTOK, TIKTOK.row(order_no="1"), TIKTOK.row(order_no="2"), TIKTOK.row(order_no="3"))
    bring(TIKTOK, TIKTOK.row(order_no="1"), TIKTOK.row(order_no="2", quantity="2"))
    before = figures()[:2]
    plan = undo_import(batch=batch, by=None)
    assert (plan.orders_removed, plan.orders_left, plan.left_order_nos) == (1, 2, ["1", "2"])
    assert figures() == before


def test_order_that_only_an_older_version_came_for_later_is_left_too(bring: Bring) -> None:
    """Newer is what was imported later, not what was newer on the platform."""
    batch = bring(TIKTOK, TIKTOK.row(status="Completed"))
    bring(TIKTOK, TIKTOK.row(status="To ship"))
    plan = undo_import(batch=batch, by=None)
    assert (plan.orders_left, line().status) == (1, "completed")


def test_imports_undone_last_first_lead_back_step_by_step(bring: Bring) -> None:
    files = [
        [TEMPLATE.row(product="A", status="Đang giao"), TEMPLATE.row(product="B", status="Đang giao")],
        [TEMPLATE.row(product="A"), TEMPLATE.row(order_no="DH-2")],
        [TEMPLATE.row(product="B"), TEMPLATE.row(product="A", price="abc")],
        [TEMPLATE.row(product="A"), TEMPLATE.row(order_no="DH-2")],
        [TEMPLATE.row(product="C"), TEMPLATE.row(product="A"), TEMPLATE.row(product="D")],
        [TEMPLATE.row(product="A", status="Chờ gửi hàng"), TEMPLATE.row(product="Z", status="Chờ gửi hàng")],
    ]
    states, batches = [figures()], []
    for rows in files:
        batches.append(bring(TEMPLATE, *rows))
        states.append(figures())
    for batch, before in zip(reversed(batches), reversed(states[:-1]), strict=True):
        undo_import(batch=batch, by=None)
        assert figures() == before


def test_import_undone_can_be_brought_in_again(bring: Bring) -> None:
    row = TIKTOK.row()
    undo_import(batch=bring(TIKTOK, row), by=None)
    assert outcome(bring(TIKTOK, row)) == (1, 0, 0, 0)
    assert line().placed_value == 100_000


def test_same_bytes_after_an_undo_count_as_a_new_upload(bring: Bring) -> None:
    first = TEMPLATE.row(price="100000")
    undo_import(batch=bring(TEMPLATE, first), by=None)
    bring(TEMPLATE, TEMPLATE.row(price="90000"))
    bring(TEMPLATE, first)
    assert line().placed_value == 100_000


def test_preview_says_what_undo_does_and_writes_nothing(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(status="To ship"))
    batch = bring(TIKTOK, TIKTOK.row(), TIKTOK.row(order_no="2"))
    before = figures()
    promised = preview_undo(batch=batch)
    assert figures() == before
    assert ImportBatch.objects.get(pk=batch.pk).state == BatchState.PROCESSED
    assert undo_import(batch=batch, by=None) == promised


@pytest.mark.parametrize("is_refused", [True, False], ids=["refused", "undone"])
def test_only_a_processed_import_can_be_undone(bring: Bring, *, is_refused: bool) -> None:
    if is_refused:
        batch = bring(TIKTOK, is_refused=True)
    else:
        batch = bring(TIKTOK, TIKTOK.row())
        undo_import(batch=batch, by=None)
    with pytest.raises(LivestreamError):
        undo_import(batch=batch, by=None)


def test_undo_keeps_totals_true(bring: Bring, live_shop: ShopAccount) -> None:
    bring(TIKTOK, TIKTOK.row(status="Shipped"))
    before = account_totals(live_shop)
    batch = bring(TIKTOK, TIKTOK.row(status="Cancelled", cancelled="17/06/2026 10:00:00"), TIKTOK.row(order_no="2"))
    undo_import(batch=batch, by=None)
    assert account_totals(live_shop) == before


def test_undo_after_a_word_got_its_meaning_keeps_the_meaning(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(status="Đang bay"))
    batch = bring(TIKTOK, TIKTOK.row(status="Cancelled", cancelled="17/06/2026 10:00:00"))
    map_status_word(word=StatusWord.objects.get(), meaning=LineStatus.DELIVERED, by=None)
    assert line().status == "cancelled"
    undo_import(batch=batch, by=None)
    assert line().status == "delivered"


def test_undo_of_an_older_live_file_leaves_the_newer_one(bring: Bring) -> None:
    older = bring(LIVE, LIVE.row())
    bring(LIVE, LIVE.row(views="5"))
    undo_import(batch=older, by=None)
    row = LiveRow.objects.get()
    assert (row.is_current, row.metrics["views"]) == (True, 5)


def test_undo_of_the_newer_live_file_puts_the_older_one_back(bring: Bring) -> None:
    bring(LIVE, LIVE.row())
    undo_import(batch=bring(LIVE, LIVE.row(views="5")), by=None)
    row = LiveRow.objects.get()
    assert (row.is_current, row.metrics["views"]) == (True, 16_652)


def test_undone_import_names_who_and_when(bring: Bring, market_board: Any) -> None:
    batch = bring(TIKTOK, TIKTOK.row())
    undo_import(batch=batch, by=market_board)
    batch.refresh_from_db()
    assert (batch.undone_by, batch.undone_at is not None) == (market_board, True)


def test_undo_of_the_later_import_does_not_bring_an_undone_one_back(bring: Bring) -> None:
    first = bring(TIKTOK, TIKTOK.row(status="To ship"))
    second = bring(TIKTOK, TIKTOK.row(paid="16/06/2026 08:00:00"))
    assert undo_import(batch=first, by=None).orders_left == 1
    plan = undo_import(batch=second, by=None)
    assert (plan.orders_removed, OrderLine.objects.count(), OrderVersion.objects.count()) == (1, 0, 0)
    bring(TIKTOK, TIKTOK.row(status="To ship", price="50000"))
    assert line().placed_value == 50_000
