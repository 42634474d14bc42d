"""Figures of longer spans, so that a page of any standard period reads few rows.

Every standard period is a union of half-months (``portal.periods``), so sums are kept by half-month.
Distinct sellers do not add up: they have a row for each standard period.
"""

from __future__ import annotations

from django.db import models

from ecommerce_stats.enums import SpanKind, SpanScheme
from ecommerce_stats.models.days import Measures, derived_key, identity_holds
from livestreams.enums import Airing
from portal.places.models import Ward
from traders.enums import Platform
from traders.models import GoodsLine, Market, Trader


class MarketHalf(Measures):
    """``MarketDay`` added up over the half-month that begins on ``day``, and over sessions."""

    day = models.DateField("từ ngày")
    market = derived_key(Market)
    ward = derived_key(Ward)
    platform = models.CharField("sàn", max_length=12, choices=Platform)
    airing = models.CharField("lúc bán", max_length=5, choices=Airing)

    KEYS = ("day", "market", "ward", "platform", "airing")

    class Meta:
        verbose_name = "số liệu chợ theo nửa tháng"
        verbose_name_plural = "số liệu chợ theo nửa tháng"
        indexes = (models.Index(fields=("day",), name="market_half_by_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=("market", "day", "ward", "platform", "airing"),
                name="market_half_once",
                violation_error_message="Số liệu của ô này đã có.",
            ),
            identity_holds("market_half_identity"),
        )

    def __str__(self) -> str:
        return f"chợ {self.market_id} từ {self.day:%d/%m/%Y}"


class GoodsHalf(Measures):
    """``GoodsDay`` added up over the half-month that begins on ``day``."""

    day = models.DateField("từ ngày")
    market = derived_key(Market)
    ward = derived_key(Ward)
    goods_line = derived_key(GoodsLine, null=True)
    platform = models.CharField("sàn", max_length=12, choices=Platform)
    airing = models.CharField("lúc bán", max_length=5, choices=Airing)

    KEYS = ("day", "market", "ward", "goods_line", "platform", "airing")

    class Meta:
        verbose_name = "số liệu ngành hàng theo nửa tháng"
        verbose_name_plural = "số liệu ngành hàng theo nửa tháng"
        indexes = (models.Index(fields=("day",), name="goods_half_by_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=("market", "day", "ward", "goods_line", "platform", "airing"),
                name="goods_half_once",
                nulls_distinct=False,
                violation_error_message="Số liệu của ô này đã có.",
            ),
            identity_holds("goods_half_identity"),
        )

    def __str__(self) -> str:
        return f"ngành hàng {self.goods_line_id} từ {self.day:%d/%m/%Y}"


class SellerPeriod(models.Model):
    """A trader had at least one line not cancelled in the span that begins on ``start``: an active seller.

    Sellers of a level are counted as distinct traders over these rows. Lines without a trader give none.
    """

    scheme = models.CharField("cách chia kỳ", max_length=8, choices=SpanScheme)
    kind = models.CharField("loại kỳ", max_length=10, choices=SpanKind)
    start = models.DateField("từ ngày")
    trader = derived_key(Trader)
    market = derived_key(Market)
    ward = derived_key(Ward)
    goods_line = derived_key(GoodsLine, null=True)
    platform = models.CharField("sàn", max_length=12, choices=Platform)

    KEYS = ("scheme", "kind", "start", "trader", "market", "ward", "goods_line", "platform")

    class Meta:
        verbose_name = "nhà bán theo kỳ"
        verbose_name_plural = "nhà bán theo kỳ"
        constraints = (
            models.UniqueConstraint(
                fields=("scheme", "kind", "start", "market", "trader", "ward", "goods_line", "platform"),
                name="seller_period_once",
                nulls_distinct=False,
                violation_error_message="Nhà bán này đã được ghi trong kỳ.",
            ),
        )

    def __str__(self) -> str:
        return f"sạp {self.trader_id} từ {self.start:%d/%m/%Y}"
