"""Rows of an order file → neutral lines, or the reasons why a row is not taken.

Only mapped columns are read at all: buyers' names, phones and addresses never get as far as this.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Any

from livestreams.enums import LineStatus, ReturnKind
from livestreams.file_reading import cells as reading
from livestreams.file_reading.cells import Bad, Memory
from livestreams.file_reading.tables import Table
from livestreams.file_reading.times import DateOnly, DateOrder, TimeReader
from livestreams.order_files.layout import Column, Kind, Layout, Money, is_failed_delivery
from livestreams.order_lines.line import LOCAL_OFFSET, Line
from portal.sheets.cells import text as cell_text
from portal.sheets.text import folded, plain

MISSING_ORDER_NO = Bad("missing_order_no", "thiếu mã đơn hàng; hãy điền rồi tải lại")
MISSING_DATE = Bad("missing_date", "thiếu ngày đặt hàng; hãy điền rồi tải lại")
MISSING_PRODUCT = Bad("missing_product", "thiếu tên sản phẩm và mã SKU; hãy điền rồi tải lại")
TOO_LONG = Bad("too_long", "mã dài quá 80 ký tự; kiểm tra lại ô này")
DISCOUNT_ABOVE_VALUE = Bad("discount_above_value", "giảm giá lớn hơn giá trị của dòng; kiểm tra lại giá và giảm giá")
RETURNED_ABOVE_QUANTITY = "returned_above_quantity"
PLATFORM_SUBSIDY = "platform_subsidy"

MAX_ORDER_NO, MAX_KEY, MAX_PRODUCT, MAX_WORD, MAX_SHORT = 80, 600, 500, 300, 80
LIMITS = {
    "product": MAX_PRODUCT, "variation": MAX_WORD, "status": MAX_WORD, "substatus": MAX_WORD, "return_word": MAX_WORD,
    "channel": MAX_SHORT, "creator_handle": MAX_SHORT, "session_code": 40, "stall_code": 30,
}  # fmt: skip
"""Characters of a text that are kept, as many as its field takes."""
TEXT_FIELDS = (
    "order_no", "product", "variation", "seller_sku", "sku_id", "status", "substatus", "return_word", "channel",
    "creator_handle", "session_code", "stall_code", "variation_sku", "item_id",
)  # fmt: skip
FIELDS = (
    "order_no", "product", "variation", "quantity", "returned_quantity", "status", "substatus", "return_word", "reason",
    "placed_at", "paid_at", "ready_at", "shipped_at", "delivered_at", "completed_at", "cancelled_at", "updated_at",
    "channel", "creator_handle", "session_code", "stall_code", "province",
)  # fmt: skip
READ_FIELDS = itemgetter(*FIELDS)
DISCOUNTS = ("seller_discount", "platform_discount", "order_discount", "shop_voucher", "shop_combo")
DEFAULTS: Mapping[str, Any] = (
    dict.fromkeys(FIELDS)
    | dict.fromkeys(DISCOUNTS, 0)
    | dict.fromkeys(("line_total", "paid_price"))
    | dict.fromkeys(TEXT_FIELDS, "")
)
"""What a field is when the file has no column for it."""
PROVINCE_WORDS = ("tinh ", "thanh pho ", "tp. ", "tp.", "tp ")


@dataclass(slots=True)
class RejectedRow:
    """A row that is not taken. ``line_key`` is empty when not even that could be read."""

    row_no: int
    order_no: str
    line_key: str
    order_discount: int
    errors: list[dict[str, str]]
    cells: dict[str, str]


@dataclass(slots=True)
class Words:
    """What words of this platform mean: the built-in vocabulary, then what a person has mapped."""

    layout: Layout
    mapped_statuses: Mapping[str, str] = field(default_factory=dict)
    mapped_returns: Mapping[str, str] = field(default_factory=dict)
    stated_status: str = ""
    known: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    unknown_returns: set[str] = field(default_factory=set)

    def status(self, status: str, substatus: str) -> tuple[str, str]:
        """(word kept, status): the substatus where a vocabulary knows it, else the status."""
        pair = status, substatus
        if pair not in self.known:
            self.known[pair] = self.find(status, substatus)
        return self.known[pair]

    def find(self, status: str, substatus: str) -> tuple[str, str]:
        if not status and not substatus:
            return "", self.stated_status or LineStatus.UNKNOWN.value
        for word in (substatus, status):
            if word and (meaning := self.meaning(word)):
                return word[:MAX_WORD], meaning
        return (status or substatus)[:MAX_WORD], LineStatus.UNKNOWN.value

    def meaning(self, word: str) -> str | None:
        built_in = self.layout.vocabulary.status_of(word)
        return built_in.value if built_in else self.mapped_statuses.get(folded(word))

    def unknown(self) -> list[str]:
        """Status words met that nobody has mapped yet."""
        found = {word for word, meaning in self.known.values() if word and meaning == LineStatus.UNKNOWN.value}
        return sorted(found)

    def returned(self, word: str) -> str:
        if not word:
            return ReturnKind.NONE.value
        kind = self.layout.vocabulary.return_of(word)
        if kind is not None:
            return kind.value
        mapped = self.mapped_returns.get(folded(word))
        if mapped is None:
            self.unknown_returns.add(word[:MAX_WORD])
        return mapped or ReturnKind.UNKNOWN.value


@dataclass(slots=True)
class OrderRows:
    """Reads the chunks of one order file. ``provinces``: plain name → code. ``warnings`` are counts by code."""

    table: Table
    words: Words
    provinces: Mapping[str, str]
    batch_id: int = 0
    is_month_first: bool = False
    warnings: dict[str, int] = field(default_factory=dict)
    blank_statuses: int = 0
    readers: dict[str, Any] = field(init=False)
    headers: dict[str, str] = field(init=False)
    parent: dict[str, Any] = field(init=False, default_factory=dict)
    is_first_chunk: bool = field(init=False, default=True)
    is_clean_chunk: bool = field(init=False, default=False)
    raw_chunk: tuple[Sequence[int], dict[str, list[Any]]] = field(init=False, default=((), {}))

    def __post_init__(self) -> None:
        order = DateOrder(self.is_month_first)
        self.headers = {}
        for place in self.table.places:
            self.headers.setdefault(place.field, place.header)
        self.readers = {column.field: self.reader_of(column, order) for column in self.table.layout.columns}

    def reader_of(self, column: Column, order: DateOrder) -> Any:
        if column.kind is Kind.TIME:
            offsets = [place.offset for place in self.table.places if place.field == column.field]
            known = [offset for offset in offsets if offset is not None]
            return TimeReader(order, self.table.is_spreadsheet, known[0] if known else LOCAL_OFFSET)
        if column.field == "province":
            return Memory(self.province_of)
        if column.field == "reason":
            return Memory(lambda cell: is_failed_delivery(cell_text(cell)))
        read = READERS[column.kind](self.table.layout)
        limit = LIMITS.get(column.field)
        return Memory(read if limit is None else lambda cell: read(cell)[:limit])

    def read(self, numbers: Sequence[int], columns: Sequence[list[Any]]) -> tuple[list[Line], list[RejectedRow]]:
        """Lines and rejected rows of one chunk, in file order. Lines are neither numbered nor settled."""
        numbers, raw = self.raw_chunk = self.rows_of(numbers, columns)
        values = {field: self.readers[field].column(cells) for field, cells in raw.items()}
        self.is_clean_chunk = not any(Bad in set(map(type, column)) for column in values.values())
        missing = {name: [default] * len(numbers) for name, default in DEFAULTS.items() if name not in values}
        columns_by_name = missing | values
        names = list(columns_by_name)
        lines: list[Line] = []
        rejected: list[RejectedRow] = []
        for index, row in enumerate(zip(*columns_by_name.values(), strict=True)):
            cells = dict(zip(names, row, strict=True))
            outcome = self.line_of(numbers[index], cells)
            if isinstance(outcome, Line):
                lines.append(outcome)
            else:
                cells_raw = {name: raw[name][index] for name in raw}
                rejected.append(self.rejected(numbers[index], cells, cells_raw, outcome))
        return lines, rejected

    def rows_of(
        self, numbers: Sequence[int], columns: Sequence[list[Any]]
    ) -> tuple[Sequence[int], dict[str, list[Any]]]:
        """Raw cells by field: the first header that is not blank, without a description row, children filled."""
        raw: dict[str, list[Any]] = {}
        for place, column in zip(self.table.places, columns, strict=True):
            before = raw.get(place.field)
            raw[place.field] = column if before is None else list(map(first_filled, before, column))
        if self.is_first_chunk and self.table.layout.has_description_row and is_description(raw):
            numbers, raw = numbers[1:], {name: column[1:] for name, column in raw.items()}
        self.is_first_chunk = False
        if self.table.layout.has_child_rows:
            self.fill_children(raw)
        return numbers, raw

    def fill_children(self, raw: dict[str, list[Any]]) -> None:
        """A row without order number takes number, date, status … of the row above it, in file order."""
        levels = [c.field for c in self.table.layout.columns if c.is_order_level and c.field in raw]
        order_nos = raw["order_no"]
        for index in range(len(order_nos)):
            order_no = order_nos[index]
            is_child = cell_text(order_no) == "" or order_no == self.parent.get("order_no")
            if not is_child:
                self.parent = {}
            for name in levels:
                if cell_text(raw[name][index]) == "" and is_child:
                    raw[name][index] = self.parent.get(name)
                elif name not in self.parent:
                    self.parent[name] = raw[name][index]

    def line_of(self, row_no: int, cells: dict[str, Any]) -> Line | list[tuple[str, Bad]]:
        """The line of a row, or what is wrong with it: (field, reason) of every bad cell."""
        layout = self.table.layout
        bad = [] if self.is_clean_chunk else [pair for pair in cells.items() if pair[1].__class__ is Bad]
        bad += missing_cells(
            cells, is_product_demanded=layout.is_product_demanded, is_item_demanded="item_id" in self.readers
        )
        if bad:
            return bad
        assert layout.money_of is not None
        money = layout.money_of(cells)
        if money.seller_discount + money.platform_discount > money.list_value or money.base_value < 0:
            return [("seller_discount" if "seller_discount" in self.headers else "unit_price", DISCOUNT_ABOVE_VALUE)]
        key = self.key_of(cells)
        return self.build(row_no, cells, money, key) if key else [("product", MISSING_PRODUCT)]

    def key_of(self, cells: Mapping[str, Any]) -> str:
        assert self.table.layout.key_of is not None
        key = self.table.layout.key_of(cells)
        if len(key) <= MAX_KEY:
            return key
        return key[: MAX_KEY - 41] + "…" + hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()

    def build(self, row_no: int, cells: dict[str, Any], money: Money, key: str) -> Line:
        (
            order_no, product, variation, quantity, returned, status, substatus, return_word, is_failed_delivery,
            placed_at, paid_at, ready_at, shipped_at, delivered_at, completed_at, cancelled_at, updated_at,
            channel, creator_handle, session_code, stall_code, province,
        ) = READ_FIELDS(cells)  # fmt: skip
        status_word, word_status = self.words.status(status, substatus)
        if not status_word:
            self.blank_statuses += 1
        return_kind = self.words.returned(return_word) if return_word else ""
        if returned and self.table.layout.is_return_granted_by_quantity:
            return_kind = ReturnKind.GRANTED.value
        self.warn(returned, quantity, money)
        return Line(
            key, 1, product, variation, quantity or 1, returned, money.unit_price, money.base_value,
            money.seller_discount, money.platform_discount, money.order_discount,
            status_word, word_status, return_word, return_kind, is_failed_delivery or False,
            int(placed_at), placed_at.__class__ is not DateOnly, paid_at, ready_at, shipped_at, delivered_at,
            completed_at, cancelled_at, updated_at, channel, creator_handle, session_code, stall_code, province or None,
            order_no, row_no, self.batch_id,
        )  # fmt: skip

    def warn(self, returned: int | None, quantity: int, money: Money) -> None:
        if returned and returned > quantity:
            self.count(RETURNED_ABOVE_QUANTITY)
        if money.platform_discount and self.table.layout.warns_of_platform_subsidy:
            self.count(PLATFORM_SUBSIDY)

    def count(self, code: str) -> None:
        self.warnings[code] = self.warnings.get(code, 0) + 1

    def province_of(self, cell: Any) -> str | None:
        """Code of the province that a cell names, by today's or its former name."""
        word = plain(cell_text(cell))
        for prefix in PROVINCE_WORDS:
            word = word.removeprefix(prefix)
        return self.provinces.get(word.strip())

    def rejected(
        self, row_no: int, cells: dict[str, Any], raw: dict[str, Any], reasons: list[tuple[str, Bad]]
    ) -> RejectedRow:
        good = {name: value for name, value in cells.items() if not isinstance(value, Bad)}
        key = self.key_of({**dict.fromkeys(cells, ""), **good})
        shared = sum(good.get(name) or 0 for name in ("order_discount", "shop_voucher", "shop_combo"))
        return RejectedRow(
            row_no,
            good.get("order_no") or "",
            key,
            shared,
            [self.error(name, raw.get(name), reason) for name, reason in reasons],
            {self.headers[name]: cell_text(cell) for name, cell in raw.items()},
        )

    def cells_of(self, line: Line) -> dict[str, str]:
        """The cells of a line of the chunk read last, as they stood in the file; of an earlier one its main facts."""
        numbers, raw = self.raw_chunk
        if numbers and numbers[0] <= line.row_no <= numbers[-1]:
            index = bisect_left(numbers, line.row_no)
            return {self.headers[name]: cell_text(column[index]) for name, column in raw.items()}
        facts = {name: getattr(line, name) for name in ("order_no", "product", "variation", "quantity", "unit_price")}
        return {self.headers[name]: str(value) for name, value in facts.items() if name in self.headers}

    def error(self, name: str, cell: Any, reason: Bad) -> dict[str, str]:
        return {
            "column": self.headers.get(name, name),
            "value": cell_text(cell),
            "code": reason.code,
            "message": reason.message,
        }


def missing_cells(
    cells: Mapping[str, Any], *, is_product_demanded: bool, is_item_demanded: bool
) -> list[tuple[str, Bad]]:
    """Cells without which a row is no order line."""
    missing = []
    if cells["order_no"] == "":
        missing.append(("order_no", MISSING_ORDER_NO))
    elif cells["order_no"].__class__ is str and len(cells["order_no"]) > MAX_ORDER_NO:
        missing.append(("order_no", TOO_LONG))
    if cells["placed_at"] is None:
        missing.append(("placed_at", MISSING_DATE))
    if is_product_demanded and not cells["product"]:
        missing.append(("product", MISSING_PRODUCT))
    if is_item_demanded and not cells["item_id"]:
        missing.append(("item_id", reading.MISSING))
    return missing


def first_filled(one: Any, other: Any) -> Any:
    return one if cell_text(one) else other


def is_description(raw: Mapping[str, Sequence[Any]]) -> bool:
    """TikTok's second row describes the columns: no digit in order number, quantity, price or date."""
    told = [cell_text(raw[name][0]) for name in ("order_no", "quantity", "unit_price", "placed_at")]
    return not any(char.isdigit() for text in told for char in text)


READERS: Mapping[Kind, Any] = {
    Kind.ID: lambda layout: partial(reading.identifier, has_digit_ids=layout.has_digit_ids),
    Kind.SELLER_ID: lambda _: partial(reading.identifier, has_digit_ids=False),
    Kind.TEXT: lambda _: cell_text,
    Kind.HANDLE: lambda _: reading.handle,
    Kind.COUNT: lambda _: reading.count,
    Kind.COUNT_OR_BLANK: lambda _: reading.count_or_blank,
    Kind.PRICE: lambda _: reading.price,
    Kind.PRICE_OR_BLANK: lambda _: reading.price_or_blank,
    Kind.DISCOUNT: lambda _: reading.discount,
    Kind.ABSOLUTE_DISCOUNT: lambda _: reading.absolute_discount,
    Kind.DURATION: lambda _: reading.duration,
    Kind.METRIC: lambda _: reading.metric,
}
