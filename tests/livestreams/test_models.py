"""Order lines may not name rows that do not exist: checked a statement, see decision 7."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from livestreams.models import OrderLine
from tests.livestreams.conftest import Bring
from tests.livestreams.files import TIKTOK
from tests.livestreams.stored import line

NOWHERE = {
    "account_id": 10**9,
    "market_id": 10**9,
    "ward_id": 10**9,
    "trader_id": 10**9,
    "goods_line_id": 10**9,
    "batch_id": 10**9,
    "chosen_session_id": 10**9,
    "buyer_province_id": "00",
}


@pytest.mark.parametrize("column", NOWHERE)
def test_line_that_names_a_missing_row_is_refused(bring: Bring, column: str) -> None:
    bring(TIKTOK, TIKTOK.row())
    stored = line()
    with pytest.raises(IntegrityError, match="does not exist"), transaction.atomic():
        OrderLine.objects.filter(pk=stored.pk).update(**{column: NOWHERE[column]})
    stored.pk, stored.occurrence = None, 2
    setattr(stored, column, NOWHERE[column])
    with pytest.raises(IntegrityError, match="does not exist"), transaction.atomic():
        stored.save(force_insert=True)
    assert OrderLine.objects.count() == 1
