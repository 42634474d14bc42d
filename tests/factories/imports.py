"""Imports, order lines and rejected rows as rows; tests of the importers bring in files instead."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from livestreams.enums import Airing, BatchState, LineStatus, Method
from livestreams.models import ImportBatch, LiveRow, OrderLine, RejectedRow, StatusWord
from tests.factories.accounts import UserFactory
from tests.factories.traders import ShopAccountFactory
from traders.enums import Platform


class ImportBatchFactory(DjangoModelFactory[ImportBatch]):
    """A TikTok Shop file of one line, imported; ``state=`` says otherwise."""

    class Meta:
        model = ImportBatch

    account = factory.SubFactory(ShopAccountFactory)
    market = factory.SelfAttribute("account.market")
    state = BatchState.PROCESSED
    layout = "tiktok_orders"
    file_name = factory.Sequence(lambda n: f"All order-{n}.xlsx")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 12_345
    uploaded_by = factory.SubFactory(UserFactory, role="market_manager")
    rows_read = 1
    rows_new = 1
    header = factory.LazyFunction(lambda: ["Order ID", "Quantity", "Buyer Username"])
    period_from = dt.date(2023, 12, 11)
    period_to = dt.date(2023, 12, 12)


class RejectedRowFactory(DjangoModelFactory[RejectedRow]):
    """A row whose quantity is no number."""

    class Meta:
        model = RejectedRow

    batch = factory.SubFactory(ImportBatchFactory)
    row_no = factory.Sequence(lambda n: n + 2)
    errors = factory.LazyFunction(
        lambda: [{"column": "Quantity", "value": "hai", "code": "count", "message": "Số lượng phải là số nguyên."}]
    )
    cells = factory.LazyFunction(lambda: {"Order ID": "578890915909831224", "Quantity": "hai"})


class OrderLineFactory(DjangoModelFactory[OrderLine]):
    """A delivered line of 100,000 ₫ at 20:30 on 11/12/2023, in no session."""

    class Meta:
        model = OrderLine

    batch = factory.SubFactory(ImportBatchFactory)
    account = factory.SelfAttribute("batch.account")
    platform = factory.SelfAttribute("account.platform")
    market = factory.SelfAttribute("account.market")
    ward = factory.SelfAttribute("market.ward")
    trader = factory.SelfAttribute("account.trader")
    order_no = factory.Sequence(lambda n: f"57889091590983{n:04}")
    line_key = factory.Sequence(lambda n: f"17294{n:04}")
    occurrence = 1
    product = "Mắm cá linh"
    quantity = 1
    unit_price = 100_000
    base_value = 100_000
    placed_value = 100_000
    completed_value = 100_000
    units_completed = 1
    status = LineStatus.DELIVERED
    status_word = "Delivered"
    word_status = factory.SelfAttribute("status")
    placed_at = dt.datetime(2023, 12, 11, 20, 30, tzinfo=timezone.get_default_timezone())
    day = dt.date(2023, 12, 11)
    method = Method.NONE
    airing = Airing.NONE
    row_no = factory.Sequence(lambda n: n + 3)


class StatusWordFactory(DjangoModelFactory[StatusWord]):
    """A word that nobody has mapped."""

    class Meta:
        model = StatusWord

    platform = Platform.TIKTOK_SHOP
    kind = "status"
    word = factory.Sequence(lambda n: f"Trạng thái lạ {n}")


class LiveRowFactory(DjangoModelFactory[LiveRow]):
    """Two hours from 20:00 on 11/12/2023, of no session yet."""

    class Meta:
        model = LiveRow

    batch = factory.SubFactory(ImportBatchFactory, layout="tiktok_live_analysis")
    account = factory.SelfAttribute("batch.account")
    row_no = factory.Sequence(lambda n: n + 4)
    creator_handle = "co.ba.ban.mam"
    launched_at = dt.datetime(2023, 12, 11, 20, tzinfo=timezone.get_default_timezone())
    ended_at = dt.datetime(2023, 12, 11, 22, tzinfo=timezone.get_default_timezone())
