"""Whose an order line is, and in which market it was sold: as it was on the order's day, not as it is today."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from livestreams.order_lines.line import Line
from traders.models import MarketStay, ProductMapping, ShopAccount, Tenancy

EPOCH = dt.date(1970, 1, 1)
EVER = 10**6
"""Days since 1970 that no order reaches."""

type Owner = tuple[int | None, int | None]
"""(trader id, goods line id)"""

type Place = tuple[int, int]
"""(market id, ward id)"""


@dataclass(slots=True)
class Timeline[Value]:
    """What held in which days [begin, end), counted since 1970; spans follow each other and do not overlap."""

    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def add(self, begin: dt.date | None, end: dt.date | None, value: Value) -> None:
        """The next span; an empty end stands open."""
        self.begins.append((begin - EPOCH).days if begin else -EVER)
        self.ends.append((end - EPOCH).days if end else EVER)
        self.values.append(value)

    def on(self, day: int) -> Value | None:
        """What held on ``day``."""
        place = bisect_right(self.begins, day) - 1
        return self.values[place] if place >= 0 and day < self.ends[place] else None

    def about(self, day: int) -> Value:
        """What held on ``day``, else what held last before it, else what came first. Not for an empty timeline."""
        return self.values[max(bisect_right(self.begins, day) - 1, 0)]


@dataclass(slots=True)
class Ownership:
    """Whose line it is: the account's owner; else the stall named in the file, else the product mapping.

    Files come days and weeks after the sale. Its market is the one where the owner traded on the order's
    day, and a stall in a file is the trader's who held it then; see decision 8.
    """

    account: ShopAccount
    places: Timeline[Place] = field(init=False)
    owner: Owner = field(init=False, default=(None, None))
    by_stall: dict[str, Timeline[Owner]] = field(init=False, default_factory=dict)
    by_product: dict[str, Owner] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        trader = self.account.trader
        self.places = places_of(self.account)
        if trader:
            self.owner = (trader.pk, trader.goods_line_id)
            return
        self.by_stall = holders_of(self.account.market_id)
        mappings = ProductMapping.objects.filter(account=self.account)
        self.by_product = {
            key: (trader_id, goods_line_id)
            for key, trader_id, goods_line_id in mappings.values_list(
                "product_key", "trader_id", "trader__goods_line_id"
            )
        }

    def of(self, line: Line) -> Owner:
        """The owner of a line whose day is known."""
        if self.owner[0] is not None:
            return self.owner
        held = self.by_stall.get(line.stall_code.upper()) if line.stall_code else None
        holder = held.on(line.day) if held else None
        return holder or self.by_product.get(line.line_key, (None, None))

    def place(self, lines: Sequence[Line], stored: Sequence[Line] = ()) -> None:
        """Set market, ward, trader and goods line of one settled order.

        Lines of a stored order keep what its first import gave.
        """
        market_id, ward_id = (stored[0].market_id, stored[0].ward_id) if stored else self.places.about(lines[0].day)
        kept = {line.key: (line.trader_id, line.goods_line_id) for line in stored if line.trader_id is not None}
        goods: dict[int | None, int | None] = {line.trader_id: line.goods_line_id for line in stored if line.trader_id}
        for line in lines:
            line.market_id, line.ward_id = market_id, ward_id
            trader_id, goods_line_id = kept.get(line.key) or self.of(line)
            line.trader_id, line.goods_line_id = trader_id, goods.get(trader_id, goods_line_id)


def places_of(account: ShopAccount) -> Timeline[Place]:
    """Where the account's sales were made, by day: where its owner traded, or the market that shares it."""
    timeline = Timeline[Place]()
    if account.trader_id is not None:
        stays = MarketStay.objects.filter(trader=account.trader_id)
        rows = stays.values_list("began_on", "ended_on", "market_id", "market__ward_id")
        for begin, end, market_id, ward_id in sorted(rows, key=lambda row: row[0] or dt.date.min):
            timeline.add(begin, end, (market_id, ward_id))
    if not timeline.values:
        market = account.trader.market if account.trader else account.market
        timeline.add(None, None, (market.pk, market.ward_id))
    return timeline


def holders_of(market_id: int) -> dict[str, Timeline[Owner]]:
    """Stall code in capitals → who held it when, of one market, in one query."""
    held: dict[str, Timeline[Owner]] = {}
    for code, begin, end, owner in _tenancies(market_id):
        held.setdefault(code.upper(), Timeline()).add(begin, end, owner)
    return held


def _tenancies(market_id: int) -> Iterable[tuple[str, dt.date | None, dt.date | None, Owner]]:
    rows = Tenancy.objects.filter(stall__market=market_id).values_list(
        "stall__code", "began_on", "ended_on", "trader_id", "trader__goods_line_id"
    )
    for code, begin, end, trader_id, goods_line_id in sorted(rows, key=lambda row: row[1] or dt.date.min):
        yield code, begin, end, (trader_id, goods_line_id)
