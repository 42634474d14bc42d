"""An order line while it is read, merged and settled: plain values, no database.

Times are whole seconds since 1970-01-01 UTC, days are days since 1970-01-01, money is integer VND.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter

from livestreams.enums import Airing, LineStatus, Method

SECONDS_A_DAY = 86_400
LOCAL_OFFSET = 7 * 3600
"""Asia/Ho_Chi_Minh is UTC+7 all year round."""


@dataclass(slots=True)
class Line:
    """One row of an export. The fields up to ``buyer_province_id`` are the facts of the file."""

    line_key: str
    occurrence: int
    product: str
    variation: str
    quantity: int
    returned_quantity: int | None
    unit_price: int
    base_value: int
    seller_discount: int
    platform_discount: int
    order_discount: int
    status_word: str
    word_status: str
    return_word: str
    return_kind: str
    is_failed_delivery: bool
    placed_at: int
    is_placed_time_known: bool
    paid_at: int | None
    ready_at: int | None
    shipped_at: int | None
    delivered_at: int | None
    completed_at: int | None
    cancelled_at: int | None
    updated_at: int | None
    channel: str
    creator_handle: str
    session_code: str
    stall_code: str
    buyer_province_id: str | None

    order_no: str = ""
    row_no: int = 0
    batch_id: int = 0
    day: int = 0
    share: int = 0
    status: str = LineStatus.UNKNOWN.value
    placed_value: int = 0
    completed_value: int = 0
    units_completed: int = 0
    market_id: int = 0
    ward_id: int = 0
    trader_id: int | None = None
    goods_line_id: int | None = None
    chosen_session_id: int | None = None
    session_id: int | None = None
    method: str = Method.NONE.value
    airing: str = Airing.NONE.value

    @property
    def key(self) -> tuple[str, int]:
        """What tells this line from the others of its order."""
        return self.line_key, self.occurrence

    @property
    def stamp(self) -> int:
        """The latest time of something that happened to this line."""
        return max(
            self.placed_at,
            self.paid_at or 0,
            self.ready_at or 0,
            self.shipped_at or 0,
            self.delivered_at or 0,
            self.completed_at or 0,
            self.cancelled_at or 0,
            self.updated_at or 0,
        )


NAMES = tuple(field.name for field in fields(Line))
FACTS = NAMES[: NAMES.index("order_no")]
"""Names of the compared facts, in the order in which ``OrderVersion.rows`` keeps them."""

facts_of = attrgetter(*FACTS)


def local_day(moment: int) -> int:
    """The day in Asia/Ho_Chi_Minh on which ``moment`` falls."""
    return (moment + LOCAL_OFFSET) // SECONDS_A_DAY
