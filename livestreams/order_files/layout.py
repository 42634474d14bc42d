"""What a layout of a platform's export is, as data. Each other module of this package is one layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from livestreams.enums import LineStatus, ReturnKind
from portal.sheets.text import folded


class Kind(Enum):
    """How the cells of a column are read."""

    ID = "id"
    SELLER_ID = "seller's own id"
    TEXT = "text"
    HANDLE = "handle"
    COUNT = "count"
    COUNT_OR_BLANK = "count or blank"
    PRICE = "price"
    PRICE_OR_BLANK = "price or blank"
    DISCOUNT = "discount"
    ABSOLUTE_DISCOUNT = "absolute discount"
    TIME = "time"
    MINUTE = "minute"
    DURATION = "duration"
    METRIC = "metric"


@dataclass(frozen=True, slots=True)
class Column:
    """A neutral field and the headers that may carry it; a cell takes the first header that is not blank.

    Headers are compared after NFC and folding of spaces, never of case: Shopee has two that differ by
    the case of one letter. ``is_order_level``: a child row without order number takes its parent's.
    """

    field: str
    kind: Kind
    headers: tuple[str, ...]
    is_required: bool = False
    is_order_level: bool = False


def column(name: str, kind: Kind, *headers: str, required: bool = False, order_level: bool = False) -> Column:
    return Column(name, kind, headers, is_required=required, is_order_level=order_level)


class Money(NamedTuple):
    """A line's money before the order's share. ``base_value`` is what the seller is owed for it."""

    unit_price: int
    base_value: int
    list_value: int
    seller_discount: int = 0
    platform_discount: int = 0
    order_discount: int = 0


Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of a platform. Keys are folded (case, spaces, tone-mark spelling)."""

    statuses: Mapping[str, LineStatus] = field(default_factory=dict)
    status_prefixes: Mapping[str, LineStatus] = field(default_factory=dict)
    return_prefixes: Mapping[str, ReturnKind] = field(default_factory=dict)
    return_rule: Callable[[str], ReturnKind] | None = None

    def status_of(self, word: str) -> LineStatus | None:
        key = folded(word)
        if status := self.statuses.get(key):
            return status
        return next((s for prefix, s in self.status_prefixes.items() if key.startswith(prefix)), None)

    def return_of(self, word: str) -> ReturnKind | None:
        if self.return_rule is not None:
            return self.return_rule(word)
        key = folded(word)
        return next((k for prefix, k in self.return_prefixes.items() if key.startswith(prefix)), None)


def words(**statuses: str) -> dict[str, LineStatus]:
    """``words(to_ship="Cần gửi|To ship")`` → folded word → status."""
    return {folded(word): LineStatus(status) for status, all_of in statuses.items() for word in all_of.split("|")}


def signature(*headers: str) -> frozenset[str]:
    return frozenset(headers)


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of one platform's export.

    Each of ``signatures`` is a set of headers that together tell this layout from every other. ``key_of`` gives the
    line key of a row, ``money_of`` its money. ``has_digit_ids``: ids that arrive like ``5.78E+17`` have
    lost digits.
    """

    name: str
    label: str
    platforms: frozenset[str]
    columns: tuple[Column, ...]
    signatures: tuple[frozenset[str], ...]
    is_live: bool = False
    header_rows: int = 20
    has_digit_ids: bool = False
    has_description_row: bool = False
    has_child_rows: bool = False
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    money_of: Callable[[Cells], Money] | None = None
    key_of: Callable[[Cells], str] | None = None
    is_return_granted_by_quantity: bool = False
    is_product_demanded: bool = False
    warns_of_platform_subsidy: bool = False

    def matches(self, headers: frozenset[str]) -> bool:
        """Whether a row of a file with these headers is the header of this layout."""
        return any(signature <= headers for signature in self.signatures)


FAILED_DELIVERY = re.compile(r"giao hàng thất bại|giao gói hàng thất bại|failed delivery|delivery failed")


def is_failed_delivery(reason: str) -> bool:
    """Whether a reason for cancelling says that the delivery failed: the goods had been sent."""
    return bool(reason) and FAILED_DELIVERY.search(folded(reason)) is not None


def product_key(cells: Cells) -> str:
    """The platform's SKU id, else the seller's SKU, else product name and variation."""
    if key := cells.get("sku_id") or cells.get("seller_sku"):
        return str(key)
    return " / ".join(part for part in (cells["product"], cells.get("variation", "")) if part)
