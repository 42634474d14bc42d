"""Order lines whose derived values fit together, for tests of figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from livestreams.enums import COMPLETED_STATUSES, Airing, LineStatus, Method
from livestreams.models import OrderLine
from tests.factories.imports import ImportBatchFactory
from tests.factories.traders import ShopAccountFactory


class SoldLineFactory(DjangoModelFactory[OrderLine]):
    """A delivered line of 100,000 ₫, one piece, on 11/12/2023, of the account's trader, if it has one.

    ``status=`` decides what of ``placed_value`` and ``quantity`` is completed; ``returned_quantity=``
    counts on a partially returned line.
    """

    class Meta:
        model = OrderLine

    account = factory.SubFactory(ShopAccountFactory)
    batch = factory.SubFactory(ImportBatchFactory, account=factory.SelfAttribute("..account"))
    order_no = factory.Sequence(lambda n: f"DH{n:08}")
    line_key = factory.Sequence(lambda n: f"sku-{n}")
    occurrence = 1
    product = "Khăn rằn"
    quantity = 1
    returned_quantity: int | None = None
    placed_value = 100_000
    unit_price = factory.SelfAttribute("placed_value")
    base_value = factory.SelfAttribute("placed_value")
    status = LineStatus.DELIVERED
    word_status = factory.SelfAttribute("status")
    day = dt.date(2023, 12, 11)
    placed_at = factory.LazyAttribute(
        lambda line: dt.datetime.combine(line.day, dt.time(20), timezone.get_default_timezone())
    )
    platform = factory.SelfAttribute("account.platform")
    market = factory.SelfAttribute("account.market")
    ward = factory.SelfAttribute("market.ward")
    trader = factory.SelfAttribute("account.trader")
    goods_line = factory.LazyAttribute(lambda line: line.trader.goods_line if line.trader else None)
    completed_value = factory.LazyAttribute(lambda line: _completed(line)[0])
    units_completed = factory.LazyAttribute(lambda line: _completed(line)[1])
    session: Any = None
    airing = factory.LazyAttribute(lambda line: Airing.IN_SESSION if line.session else Airing.NONE)
    method = factory.LazyAttribute(lambda line: Method.SESSION_TIME if line.session else Method.NONE)
    row_no = factory.Sequence(lambda n: n + 2)


def _completed(line: Any) -> tuple[int, int]:
    """Value and pieces that were delivered and kept, the value rounded half up."""
    if line.status not in COMPLETED_STATUSES:
        return 0, 0
    kept = line.quantity - (line.returned_quantity or 0)
    return (line.placed_value * kept * 2 + line.quantity) // (line.quantity * 2), kept
