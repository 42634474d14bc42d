"""django-import-export doing our job, with its bulk option, as its documentation shows it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, ClassVar

import tablib
from import_export import fields, resources, widgets

from livestreams.models import ImportBatch, OrderLine
from portal.places.models import Ward
from traders.models import GoodsLine, Market, ShopAccount, Trader


def key(name: str, model: Any) -> fields.Field:
    return fields.Field(column_name=f"{name}_id", attribute=name, widget=widgets.ForeignKeyWidget(model, "pk"))


class OrderLineResource(resources.ModelResource):
    account = key("account", ShopAccount)
    market = key("market", Market)
    ward = key("ward", Ward)
    trader = key("trader", Trader)
    goods_line = key("goods_line", GoodsLine)
    batch = key("batch", ImportBatch)

    class Meta:
        model = OrderLine
        import_id_fields = ("order_no", "line_key", "occurrence", "account")
        exclude = ("id", "session", "chosen_session", "buyer_province")
        use_bulk = True
        batch_size = 1000
        skip_unchanged = True
        use_transactions = True
        clean_model_instances: ClassVar[bool] = False


def import_with_library(path: Path) -> float:
    """Seconds from reading the file to the commit. Raises when a row failed."""
    begin = time.perf_counter()
    with path.open(encoding="utf-8") as file:
        data = tablib.Dataset().load(file, format="csv")
    OrderLineResource().import_data(data, raise_errors=True)
    return time.perf_counter() - begin
