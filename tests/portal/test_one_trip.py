"""Several statements in one trip."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count

from portal.one_trip import LastKey, fetch_together, insert_together, instances
from tests.factories.traders import MarketFactory
from traders.models import Market, Stall


def test_queries_answer_in_their_order(db: None) -> None:
    market = MarketFactory.create()
    locked = Market.objects.filter(pk=market.pk).order_by().select_for_update()
    counted = Market.objects.order_by().values("kind").annotate(n=Count("pk")).values_list("n")
    rows, numbers = fetch_together(locked, counted)
    assert (instances(Market, rows), numbers) == ([market], [(1,)])
    assert instances(Market, rows)[0].name == market.name


def test_one_bad_row_leaves_none(db: None) -> None:
    market = MarketFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_together(Stall(market=market, code="A1"), Market(slug=market.slug, name="Chợ", ward=market.ward))
    assert not Stall.objects.exists()


def test_row_names_the_key_of_the_one_before(db: None) -> None:
    ward = MarketFactory.create().ward
    market = Market(slug="moi", name="Chợ Mới", ward=ward)
    stall = Stall(market_id=LastKey(Market), code="A1")
    insert_together(market, stall)
    assert not market._state.adding
    assert Stall.objects.get(pk=stall.pk).market == market
