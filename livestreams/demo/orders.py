"""Made-up orders: what was bought, and what became of it. Times are naive and local, as in exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from random import Random

from traders.demo import Offer

Moment = dt.datetime


class Fate(Enum):
    """How an order ends, however far it has come by now."""

    KEPT = "kept"
    CANCELLED = "cancelled"
    FAILED = "failed delivery"
    RETURNED = "returned"
    PARTLY_RETURNED = "partly returned"


def _by_weight[T](*weighted: tuple[T, int]) -> list[T]:
    """Each value as often as its weight says, so that a plain choice goes by weight."""
    return [value for value, weight in weighted for _ in range(weight)]


FATES = _by_weight(
    (Fate.KEPT, 168), (Fate.CANCELLED, 18), (Fate.FAILED, 6), (Fate.RETURNED, 5), (Fate.PARTLY_RETURNED, 3)
)
PROVINCES = _by_weight(
    ("Hồ Chí Minh", 40), ("Đồng Nai", 9), ("Bình Dương", 8), ("Đà Nẵng", 7), ("Hà Nội", 7), ("Long An", 5),
    ("Cần Thơ", 5), ("Tây Ninh", 4), ("Lâm Đồng", 4), ("An Giang", 3), ("Khánh Hòa", 3), ("Đắk Lắk", 3), ("Nghệ An", 2),
)  # fmt: skip
REASONS = ("Người mua đổi ý", "Muốn thay đổi địa chỉ nhận hàng", "Tìm được giá tốt hơn", "Người mua không thanh toán")
FAILED_REASON = "Đơn vị vận chuyển giao gói hàng thất bại"


@dataclass(slots=True)
class Line:
    """One SKU of an order; the discounts are for the whole line, ``returned`` counts once the return is granted."""

    offer: Offer
    quantity: int
    seller_discount: int = 0
    platform_discount: int = 0
    returned: int = 0

    @property
    def list_value(self) -> int:
        return self.offer.price * self.quantity

    @property
    def placed_value(self) -> int:
        """What the seller is owed: the platform's discount is paid back."""
        return self.list_value - self.seller_discount


@dataclass(slots=True)
class Order:
    """An order with its whole life; ``reached(moment)`` says how far it has come by then."""

    placed: Moment
    lines: list[Line]
    fate: Fate
    is_prepaid: bool
    paid: Moment
    shipped: Moment
    delivered: Moment
    ended: Moment
    province: str
    number: str = ""
    creator: str = ""
    session: str = ""
    reason: str = ""
    odd_status: str = ""

    @property
    def placed_value(self) -> int:
        return sum(line.placed_value for line in self.lines)

    def reached(self, at: Moment) -> str:
        """The status at a moment: a word of ``livestreams.enums.LineStatus``."""
        if self.fate is Fate.CANCELLED:
            return "cancelled" if self.ended <= at else "unpaid" if self.is_prepaid else "to_ship"
        if self.shipped > at:
            return "to_ship" if self.paid <= at or not self.is_prepaid else "unpaid"
        return self._after_shipping(at)

    def _after_shipping(self, at: Moment) -> str:
        if self.fate is Fate.FAILED:
            return "cancelled_after_ship" if self.ended <= at else "shipping"
        if self.delivered > at:
            return "shipping"
        if self.ended > at:
            return "delivered"
        return {Fate.RETURNED: "returned", Fate.PARTLY_RETURNED: "partially_returned"}.get(self.fate, "completed")


@dataclass(slots=True)
class Buyers:
    """Makes orders out of what some stalls offer; cheap things sell more often."""

    offers: Sequence[Offer]
    random: Random
    weights: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.weights = list(accumulate(100 / (60 + offer.price / 2000) for offer in self.offers))

    def order(self, placed: Moment) -> Order:
        random = self.random
        fate = random.choice(FATES)
        hours = random.random
        paid = placed + dt.timedelta(minutes=1 + 30 * hours())
        shipped = placed + dt.timedelta(hours=8 + 40 * hours())
        delivered = shipped + dt.timedelta(hours=18 + 70 * hours())
        order = Order(
            placed=placed.replace(microsecond=0),
            lines=list(self._lines()),
            fate=fate,
            is_prepaid=random.random() < 0.45,
            paid=paid.replace(microsecond=0),
            shipped=shipped.replace(microsecond=0),
            delivered=delivered.replace(microsecond=0),
            ended=_end(fate, placed, delivered, hours()).replace(microsecond=0),
            province=random.choice(PROVINCES),
            reason=random.choice(REASONS) if fate is Fate.CANCELLED else FAILED_REASON if fate is Fate.FAILED else "",
        )
        _take_back(order)
        return order

    def _lines(self) -> Iterator[Line]:
        random = self.random
        count = 1 if random.random() < 0.8 else random.choice((2, 2, 2, 3))
        chosen = {o.sku: o for o in random.choices(self.offers, cum_weights=self.weights, k=count)}
        for offer in chosen.values():
            line = Line(offer, 1 if random.random() < 0.82 else random.choice((2, 2, 3)))
            if random.random() < 0.15:
                line.seller_discount = line.list_value * random.choice((5, 8, 10)) // 100 // 1000 * 1000
            if random.random() < 0.1:
                line.platform_discount = min(line.list_value // 20 // 1000 * 1000, 15_000)
            yield line


def _end(fate: Fate, placed: Moment, delivered: Moment, chance: float) -> Moment:
    """When an order is over: cancelled within a day, come back after days, completed when nobody complains."""
    if fate is Fate.CANCELLED:
        return placed + dt.timedelta(hours=0.3 + 7 * chance)
    return delivered + dt.timedelta(days=1 + 5 * chance)


def _take_back(order: Order) -> None:
    """Write returned quantities; a return of a single piece cannot be partial."""
    if order.fate is Fate.PARTLY_RETURNED and order.lines[0].quantity == 1:
        order.fate = Fate.RETURNED
    if order.fate is Fate.RETURNED:
        order.lines[0].returned = order.lines[0].quantity
    elif order.fate is Fate.PARTLY_RETURNED:
        order.lines[0].returned = 1
