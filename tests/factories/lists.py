"""Uploaded lists of traders."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from tests.factories.traders import MarketFactory
from traders.enums import ListState, RowDecision, RowVerdict
from traders.models import TraderList, TraderListRow


class TraderListRowFactory(DjangoModelFactory[TraderListRow]):
    """A person who is to be added."""

    class Meta:
        model = TraderListRow

    trader_list = factory.SubFactory("tests.factories.lists.TraderListFactory", with_row=None)
    row_no = 2
    cells = factory.LazyFunction(lambda: ["Trần Thị Mai"])
    read = factory.LazyFunction(lambda: {"name": "Trần Thị Mai"})
    verdict = RowVerdict.NEW
    decision = RowDecision.CREATE


class TraderListFactory(DjangoModelFactory[TraderList]):
    """A checked list with one new person in row 2; ``with_row=None`` leaves the row out."""

    class Meta:
        model = TraderList
        skip_postgeneration_save = True

    market = factory.SubFactory(MarketFactory)
    state = ListState.CHECKED
    file_name = "danh-sach.xlsx"
    header = factory.LazyFunction(lambda: ["Họ và tên"])
    mapping = factory.LazyFunction(lambda: {"name": 0})
    row_count = 1

    with_row = factory.RelatedFactory("tests.factories.lists.TraderListRowFactory", factory_related_name="trader_list")
