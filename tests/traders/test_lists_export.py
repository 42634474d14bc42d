"""A register that is taken out and brought in again changes nothing."""

from __future__ import annotations

import datetime as dt
import io

from portal.accounts.models import User
from tests.factories.traders import GoodsLineFactory, StallFactory, TraderFactory
from tests.traders.lists_kit import received
from traders.actions.tax_codes import write_tax_code
from traders.enums import ListState
from traders.models import Market, Trader
from traders.tax_codes import TaxCode
from traders.trader_exports import write_list


def fill(market: Market) -> None:
    """People of every sort: with everything, with nothing, with the same name, in capitals, gone."""
    vai, giay = GoodsLineFactory.create(name="Vải sợi đo"), GoodsLineFactory.create(name="Giày dép, túi đo")
    hoa = TraderFactory.create(
        market=market, name="Lê Thị Hoa", phone="+84912345678", goods_line=vai, legal_form="household",
        uses_einvoice=True, channels=["zalo", "facebook"], website="https://vaihoa.vn",
        website_notified_on=dt.date(2026, 8, 15), note="Dòng một\nDòng  hai",
    )  # fmt: skip
    hoa.other_goods_lines.add(giay)
    hoa.warehouses.create(name="Kho", address="12 Lê Lợi, P. cũ", ward=market.ward)
    hoa.warehouses.create(name="Nhà bà Bảy", ward=market.ward)
    for code in ("B12", "Sạp 13", "Ki-ốt 4 - 5"):
        StallFactory.create(market=market, trader=hoa, code=code)
    duc = TraderFactory.create(market=market, name="Phạm Văn Đức", phone="+842838123456", uses_einvoice=False)
    write_tax_code(duc, TaxCode("079085012345", is_personal=True))
    duc.save()
    TraderFactory.create(market=market, name="Phạm Văn Đức", tax_code="0314409058")
    TraderFactory.create(market=market, name="TRẦN VĂN AN")
    TraderFactory.create(market=market, name="Mai", phone="+84912345678", state="left")


def test_export_brought_in_again_is_unchanged(ben_thanh: Market, market_board: User) -> None:
    fill(ben_thanh)
    file = io.BytesIO()
    count = write_list(Trader.objects.filter(market=ben_thanh), file)
    trader_list = received(ben_thanh, content=file.getvalue())
    assert trader_list.state == ListState.CHECKED
    found = {row.row_no: (row.verdict, row.errors, row.read) for row in trader_list.rows.all()}
    assert len(found) == count == 5
    assert all(verdict == "same" for verdict, _, _ in found.values()), found
