"""Status of a line: the three rules in their order, on every platform's own words."""

from __future__ import annotations

from typing import Any

import pytest

from livestreams.actions.reviews import map_status_word
from livestreams.enums import LineStatus, ReturnKind
from livestreams.errors import LivestreamError
from livestreams.models import StatusWord
from livestreams.order_files import BY_NAME, LAYOUTS
from livestreams.order_files.shopee_orders import return_kind
from tests.livestreams.conftest import Bring
from tests.livestreams.files import LAZADA, PANCAKE, SHOPEE, SHOPEE_OLDER, TEMPLATE, TIKTOK, Export
from tests.livestreams.stored import line, lines, outcome, warned

SENT = {"shipped": "16/06/2026 08:00:00"}


def status_of(bring: Bring, export: Export, **cells: Any) -> str:
    bring(export, export.row(**cells))
    return line().status


# Rule 1: cancelled


def test_cancelled_ignores_the_returned_quantity(bring: Bring) -> None:
    cells = {"status": "Cancelled", "return_word": "Return/Refund", "returned": "1"}
    bring(TIKTOK, TIKTOK.row(**cells))
    assert (line().status, line().completed_value, line().units_completed) == ("cancelled", 0, 0)


@pytest.mark.parametrize(
    "cells",
    [
        {"shipped": "16/06/2026 08:00:00"},
        {"reason": "giao gói hàng thất bại"},
        {"reason": "Tự động hủy bởi hệ thống: GIAO  HÀNG   thất bại"},
        {"reason": "Package failed delivery"},
        {"reason": "Delivery Failed twice"},
    ],
    ids=str,
)
def test_cancelled_after_shipping_by_shipped_time_or_reason(bring: Bring, cells: dict[str, str]) -> None:
    assert status_of(bring, TIKTOK, status="Đã hủy", **cells) == "cancelled_after_ship"


@pytest.mark.parametrize(
    ("export", "cells"),
    [
        (TIKTOK, {"status": "Cancelled", "ready": "16/06/2026 08:00:00"}),
        (TIKTOK, {"status": "Cancelled", "reason": "Changed mind"}),
        (SHOPEE, {"status": "Đã hủy", "estimated": "2026-06-18 10:00"}),
        (SHOPEE, {"status": "Đã hủy", "reason": "Người mua đổi ý"}),
        (LAZADA, {"status": "canceled", "sla": "18 Jun 2026 10:00"}),
    ],
    ids=str,
)
def test_cancelled_before_shipping_whatever_was_planned(bring: Bring, export: Export, cells: dict[str, str]) -> None:
    assert status_of(bring, export, **cells) == "cancelled"


def test_shopee_cancelled_after_shipping(bring: Bring) -> None:
    reason = "Tự động hủy bởi hệ thống Shopee lí do là:  Giao  hàng thất bại"
    bring(
        SHOPEE,
        SHOPEE.row(order_no="1", status="Đã hủy", reason=reason),
        SHOPEE.row(order_no="2", status="Đã huỷ", shipped="2026-06-16 08:00"),
    )
    assert [one.status for one in lines()] == ["cancelled_after_ship"] * 2


@pytest.mark.parametrize("word", ["failed", "Package Returned", "FAILED"])
def test_lazada_failed_and_package_returned_are_cancelled_after_shipping(bring: Bring, word: str) -> None:
    assert status_of(bring, LAZADA, status=word) == "cancelled_after_ship"


def test_cancel_type_alone_is_a_request_not_a_cancellation(bring: Bring) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(order_no="1", status="To ship", return_word="Cancel"),
        TIKTOK.row(order_no="2", status="Shipped", return_word="Cancellation", returned="1", **SENT),
    )
    assert [one.status for one in lines()] == ["to_ship", "shipping"]


def test_substatus_decides_where_it_is_known(bring: Bring) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(order_no="1", status="Shipped", substatus="Delivered"),
        TIKTOK.row(order_no="2", status="To ship", substatus="Cancelled by buyer"),
        TIKTOK.row(order_no="3", status="Shipped", substatus="Bay lượn"),
        TIKTOK.row(order_no="4", status="Lạ lắm", substatus="Bay lượn"),
    )
    assert [one.status for one in lines()] == ["delivered", "cancelled", "shipping", "unknown"]
    assert [word.word for word in StatusWord.objects.all()] == ["Lạ lắm"]


# Rule 2: granted returns


@pytest.mark.parametrize(
    ("returned", "status"),
    [("2", "returned"), ("3", "returned"), ("", "returned"), ("1", "partially_returned"), ("0", "returned")],
)
@pytest.mark.parametrize("export", [TIKTOK, SHOPEE], ids=lambda export: export.name)
def test_granted_return_of_a_sent_line(bring: Bring, export: Export, returned: str, status: str) -> None:
    word = "Return/Refund" if export is TIKTOK else "Đã Chấp Thuận Yêu Cầu"
    assert status_of(bring, export, return_word=word, returned=returned, quantity="2") == status


def test_return_with_nothing_back_is_of_the_other_line(bring: Bring) -> None:
    rows = [
        TIKTOK.row(sku=sku, quantity="2", returned=back, return_word="Return")
        for sku, back in zip("123", "012", strict=True)
    ]
    bring(TIKTOK, *rows)
    assert [one.status for one in lines()] == ["completed", "partially_returned", "returned"]


def test_return_with_nothing_back_on_all_lines_is_of_all(bring: Bring) -> None:
    bring(TIKTOK, *(TIKTOK.row(sku=sku, returned="0", return_word="Return") for sku in "12"))
    assert [one.status for one in lines()] == ["returned", "returned"]


def test_line_added_later_can_show_that_another_was_kept(bring: Bring) -> None:
    """Statuses look at the order as stored: a split export brings the other line afterwards."""
    bring(TIKTOK, TIKTOK.row(sku="1", returned="0", return_word="Return"))
    assert line().status == "returned"
    bring(TIKTOK, TIKTOK.row(sku="2", returned="1", return_word="Return"))
    assert [one.status for one in lines()] == ["completed", "returned"]


def test_returned_quantity_of_a_cancelled_line_says_nothing_of_the_others(bring: Bring) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(sku="1", returned="0", return_word="Return"),
        TIKTOK.row(sku="2", returned="1", status="Cancelled"),
    )
    assert [one.status for one in lines()] == ["returned", "cancelled"]


@pytest.mark.parametrize("status", ["Unpaid", "To ship", "Chưa từng thấy"])
def test_return_of_a_line_that_was_not_sent_changes_nothing(bring: Bring, status: str) -> None:
    assert status_of(bring, TIKTOK, status=status, return_word="Return/Refund", returned="1") in {
        "unpaid", "to_ship", "unknown",
    }  # fmt: skip


@pytest.mark.parametrize("status", ["Shipped", "Delivered", "Completed"])
def test_return_of_a_line_sent_or_later_counts(bring: Bring, status: str) -> None:
    assert status_of(bring, TIKTOK, status=status, return_word="Refund only", returned="1") == "returned"


GRANTED = ["Đã Chấp Thuận Yêu Cầu", "Đã hoàn tiền", "Trả hàng/Hoàn tiền", "Yêu cầu được chấp thuận", "ĐÃ TRẢ HÀNG"]
NOT_GRANTED = {
    "Từ chối yêu cầu trả hàng": "refused",
    "Đã từ chối hoàn tiền": "refused",
    "Yêu cầu trả hàng/hoàn tiền": "asked",
    "Chờ hoàn tiền": "asked",
    "Đang trả hàng": "asked",
    "Đã hủy trả hàng": "withdrawn",
    "Người mua huỷ yêu cầu hoàn tiền": "withdrawn",
    "Đã rút trả hàng": "withdrawn",
}


@pytest.mark.parametrize("word", GRANTED)
def test_shopee_return_word_that_grants(word: str) -> None:
    assert return_kind(word) == ReturnKind.GRANTED


@pytest.mark.parametrize("word", NOT_GRANTED)
def test_shopee_return_word_that_does_not_grant(word: str) -> None:
    assert return_kind(word) == NOT_GRANTED[word]


def test_shopee_returned_quantity_counts_only_with_a_granting_word(bring: Bring) -> None:
    rows = [
        SHOPEE.row(order_no=f"{n:02}", quantity="2", returned="1", return_word=word)
        for n, word in enumerate(["", *NOT_GRANTED])
    ]
    bring(SHOPEE, *rows)
    assert {(one.status, one.completed_value, one.units_completed) for one in lines()} == {("completed", 200_000, 2)}


def test_shopee_return_wins_over_a_completed_status_in_both_layouts(bring: Bring) -> None:
    bring(SHOPEE, SHOPEE.row(order_no="1", return_word=GRANTED[0]))
    bring(SHOPEE_OLDER, SHOPEE_OLDER.row(order_no="2", return_word=GRANTED[0]))
    assert [one.status for one in lines()] == ["returned", "returned"]


def test_shopee_status_sentence_about_returns_never_grants_one(bring: Bring) -> None:
    sentence = (
        "Người mua xác nhận đã nhận được hàng, tuy nhiên vẫn có thể gửi yêu cầu Trả hàng/Hoàn tiền tới 2026-09-10."
    )
    assert status_of(bring, SHOPEE, status=sentence, returned="1") == "delivered"


def test_template_grants_a_return_by_its_quantity(bring: Bring) -> None:
    bring(
        TEMPLATE,
        TEMPLATE.row(order_no="1", quantity="2", returned="1"),
        TEMPLATE.row(order_no="2", quantity="2", returned="0"),
        TEMPLATE.row(order_no="3", quantity="2", returned="2", status="Đang giao"),
        TEMPLATE.row(order_no="4", quantity="2", returned="1", status="Chờ gửi hàng"),
        TEMPLATE.row(order_no="5", quantity="2", returned="2", status="Đã hủy"),
    )
    assert [one.status for one in lines()] == ["partially_returned", "completed", "returned", "to_ship", "cancelled"]


def test_template_line_beside_a_returned_one_is_kept(bring: Bring) -> None:
    bring(TEMPLATE, TEMPLATE.row(product="Khăn", returned="1"), TEMPLATE.row(product="Nón", returned=""))
    assert [one.status for one in lines()] == ["returned", "completed"]


def test_lazada_returned_is_returned(bring: Bring) -> None:
    bring(LAZADA, LAZADA.row(status="returned"))
    assert (line().status, line().units_completed, line().completed_value) == ("returned", 0, 0)


def test_unknown_return_word_of_tiktok_waits_for_a_person_and_then_counts(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(return_word="Pengembalian", returned="1"))
    assert line().status == "completed"
    word = StatusWord.objects.get()
    assert (word.kind, word.word) == ("return", "Pengembalian")
    map_status_word(word=word, meaning=ReturnKind.GRANTED, by=None)
    assert (line().status, line().completed_value) == ("returned", 0)
    bring(TIKTOK, TIKTOK.row(order_no="2", return_word="pengembalian ", returned="1"))
    assert lines()[0].status == "returned"
    assert StatusWord.objects.count() == 1


# Rule 3: the platform's words

SEEN = [
    (TIKTOK, "To ship", "to_ship"), (TIKTOK, "Shipped", "shipping"), (TIKTOK, "In transit", "shipping"),
    (TIKTOK, "Cancelled", "cancelled"), (TIKTOK, "Delivered", "delivered"), (TIKTOK, "Completed", "completed"),
    (TIKTOK, "Awaiting Collection", "to_ship"), (TIKTOK, "Awaiting Shipment", "to_ship"),
    (TIKTOK, "Đã hủy", "cancelled"),
    (TIKTOK, "Chưa thanh toán", "unpaid"), (TIKTOK, "Cần gửi", "to_ship"), (TIKTOK, "Đã vận chuyển", "shipping"),
    (TIKTOK, "Đã hoàn tất", "completed"), (TIKTOK, "Perlu dikirim", "to_ship"), (TIKTOK, "Selesai", "completed"),
    (TIKTOK, "ON_HOLD", "to_ship"), (TIKTOK, "UNPAID", "unpaid"), (TIKTOK, "AWAITING_SHIPMENT", "to_ship"),
    (TIKTOK, "PARTIALLY_SHIPPING", "to_ship"), (TIKTOK, "AWAITING_COLLECTION", "to_ship"),
    (TIKTOK, "IN_TRANSIT", "shipping"), (TIKTOK, "đã  HUỶ", "cancelled"),
    (SHOPEE, "Chờ giao hàng", "to_ship"), (SHOPEE, "Đã giao", "delivered"), (SHOPEE, "Đã nhận được hàng", "delivered"),
    (SHOPEE, "Hoàn thành", "completed"), (SHOPEE, "Đã hủy", "cancelled"), (SHOPEE, "Đang giao hàng", "shipping"),
    (SHOPEE, "Đang giao", "shipping"), (SHOPEE, "Chờ thanh toán", "unpaid"), (SHOPEE, "Chờ lấy hàng", "to_ship"),
    (LAZADA, "unpaid", "unpaid"), (LAZADA, "pending", "to_ship"), (LAZADA, "ready_to_ship", "to_ship"),
    (LAZADA, "shipped", "shipping"), (LAZADA, "delivered", "delivered"), (LAZADA, "canceled", "cancelled"),
    (LAZADA, "returned", "returned"), (LAZADA, "Package Returned", "cancelled_after_ship"),
    (LAZADA, "failed", "cancelled_after_ship"),
]  # fmt: skip
LAYOUT_OF = {"tiktok": "tiktok_orders", "shopee": "shopee_orders", "lazada": "lazada_orders"}


@pytest.mark.parametrize(("export", "word", "status"), SEEN, ids=str)
def test_word_seen_in_real_files_has_its_status(export: Export, word: str, status: str) -> None:
    assert BY_NAME[LAYOUT_OF[export.name]].vocabulary.status_of(word) == status


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if not layout.is_live], ids=lambda layout: layout.name)
def test_no_vocabulary_knows_an_empty_or_strange_word(layout: Any) -> None:
    assert layout.vocabulary.status_of("") is None
    assert layout.vocabulary.status_of("Hoàn thành rồi mà chưa") is None


# Unknown words, blank and stated status


def test_mapped_word_changes_its_lines_and_later_files_and_leaves_the_list(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(order_no="1", status="Đang bay"), TIKTOK.row(order_no="2", status="Đang bơi"))
    word = StatusWord.objects.get(word="Đang bay")
    assert map_status_word(word=word, meaning=LineStatus.DELIVERED, by=None) == 1
    assert [(one.status, one.completed_value) for one in lines()] == [("delivered", 100_000), ("unknown", 0)]
    bring(TIKTOK, TIKTOK.row(order_no="3", status="ĐANG  BAY"))
    assert lines()[2].status == "delivered"
    assert list(StatusWord.objects.filter(meaning="").values_list("word", flat=True)) == ["Đang bơi"]


def test_word_mapped_to_cancelled_follows_rule_one(bring: Bring) -> None:
    bring(TIKTOK, TIKTOK.row(status="Bị bỏ", **SENT))
    map_status_word(word=StatusWord.objects.get(), meaning=LineStatus.CANCELLED, by=None)
    assert line().status == "cancelled_after_ship"


@pytest.mark.parametrize("meaning", ["unknown", "", "granted", "bừa"])
def test_word_takes_only_a_meaning_of_its_kind(bring: Bring, meaning: str) -> None:
    bring(TIKTOK, TIKTOK.row(status="Đang bay"))
    with pytest.raises(LivestreamError):
        map_status_word(word=StatusWord.objects.get(), meaning=meaning, by=None)
    assert line().status == "unknown"


def test_file_seen_before_a_word_was_mapped_changes_nothing_afterwards(bring: Bring) -> None:
    row = TIKTOK.row(status="Đang bay")
    bring(TIKTOK, row)
    map_status_word(word=StatusWord.objects.get(), meaning=LineStatus.DELIVERED, by=None)
    assert outcome(bring(TIKTOK, row)) == (0, 0, 1, 0)
    assert line().status == "delivered"


def test_meaning_given_later_decides_which_version_is_newer(bring: Bring) -> None:
    """Shown twice with an unknown word; once it means completed, a file that says shipped is the older one."""
    row = TIKTOK.row(status="Đang bay")
    bring(TIKTOK, row)
    bring(TIKTOK, row, TIKTOK.row(order_no="2"))
    map_status_word(word=StatusWord.objects.get(), meaning=LineStatus.COMPLETED, by=None)
    batch = bring(TIKTOK, TIKTOK.row(status="Shipped"))
    assert warned(batch) == {"older_orders": 1}
    assert {one.status for one in lines()} == {"completed"}


@pytest.mark.parametrize("export", [TIKTOK, SHOPEE, LAZADA, PANCAKE, TEMPLATE], ids=lambda export: export.name)
def test_blank_status_is_unknown_without_a_word_to_review(bring: Bring, export: Export) -> None:
    batch = bring(export, export.row(status=""))
    assert (line().status, line().status_word, line().placed_value) == ("unknown", "", 100_000)
    assert warned(batch) == {"blank_status": 1}
    assert not StatusWord.objects.exists()


def test_pancake_file_without_a_status_column_is_read(bring: Bring) -> None:
    bare = PANCAKE.with_headers([header for header in PANCAKE.headers if header != "Trạng thái"])
    row = [cell for header, cell in zip(PANCAKE.headers, PANCAKE.row(), strict=True) if header != "Trạng thái"]
    assert outcome(bring(bare, row)) == (1, 0, 0, 0)
    assert line().status == "unknown"


def test_stated_status_is_for_blank_lines_alone_and_stored_as_typed(bring: Bring) -> None:
    rows = [
        PANCAKE.row(order_no="1", status=""),
        PANCAKE.row(order_no="2", status="Đã hủy"),
        PANCAKE.row(order_no="3", status="?"),
    ]
    batch = bring(PANCAKE, *rows, stated_status="delivered")
    assert [one.status for one in lines()] == ["delivered", "cancelled", "unknown"]
    assert warned(batch) == {"stated_status": 1}
    assert batch.stated_status == "delivered"


@pytest.mark.parametrize("word", ["Return/Refund", "Trả hàng", "Hoàn tiền", "hoàn tiền/trả hàng", "REFUND"])
def test_tiktok_return_type_is_known_by_its_beginning(word: str) -> None:
    assert BY_NAME["tiktok_orders"].vocabulary.return_of(word) == ReturnKind.GRANTED


def test_spellings_that_differ_by_case_or_tone_place_are_one_word(bring: Bring) -> None:
    bring(
        TIKTOK,
        TIKTOK.row(status="Đang Hoà Giải", substatus=""),
        TIKTOK.row(order_no="2", status="đang hòa giải", substatus=""),
    )
    word = StatusWord.objects.get()
    assert map_status_word(word=word, meaning=LineStatus.TO_SHIP, by=None) == 2
    assert {one.status for one in lines()} == {LineStatus.TO_SHIP}
