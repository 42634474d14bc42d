"""Figures of a day. They are derived from order lines, whole, by ``ecommerce_stats.actions.refresh_stale``.

Rows are thrown away and made again, so nothing may point to one, and their foreign keys are not
checked by the database: the order lines that they are worked out from have the checked ones.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from livestreams.enums import Airing
from livestreams.models import LiveSession
from portal.places.models import Ward
from traders.enums import Platform
from traders.models import GoodsLine, Market, ShopAccount, Trader

VALUES = (
    "placed_value",
    "completed_value",
    "cancelled_value",
    "cancelled_after_ship_value",
    "returned_value",
    "open_value",
)
"""Money, in integer VND. The first is the sum of the others."""

UNITS = ("units_placed", "units_completed", "lines", "active_lines")
"""What adds up like money: pieces, and order lines."""

ORDERS = ("orders_placed", "orders_completed")
"""Distinct orders; they add up only over cells between which no order is split."""

MEASURES = VALUES + ORDERS + UNITS


def derived_key(to: type[models.Model], **options: Any) -> models.ForeignKey[Any, Any]:
    """A key of a derived row: neither checked nor indexed by itself, since rows are written by the thousand."""
    return models.ForeignKey(to, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False, **options)


def identity_holds(name: str) -> models.CheckConstraint:
    """The money identity of domain definitions: placed = completed + cancelled + returned + open."""
    return models.CheckConstraint(
        condition=Q(
            placed_value=F("completed_value")
            + F("cancelled_value")
            + F("cancelled_after_ship_value")
            + F("returned_value")
            + F("open_value")
        ),
        name=name,
        violation_error_message="Doanh số đặt phải bằng tổng các phần của nó.",
    )


class Measures(models.Model):
    """The figures of one cell. ``cancelled_value`` is what was cancelled before shipping only."""

    placed_value = models.BigIntegerField("doanh số đặt")
    completed_value = models.BigIntegerField("doanh thu thực")
    cancelled_value = models.BigIntegerField("hủy trước khi gửi")
    cancelled_after_ship_value = models.BigIntegerField("hủy sau khi gửi")
    returned_value = models.BigIntegerField("trả hàng")
    open_value = models.BigIntegerField("chưa xong")
    orders_placed = models.PositiveIntegerField("đơn đã đặt")
    orders_completed = models.PositiveIntegerField("đơn hoàn thành")
    units_placed = models.BigIntegerField("sản phẩm đã đặt")
    units_completed = models.BigIntegerField("sản phẩm hoàn thành")
    lines = models.PositiveIntegerField("dòng đơn hàng")
    active_lines = models.PositiveIntegerField("dòng không bị hủy")

    class Meta:
        abstract = True


class SellerDay(Measures):
    """Sales of one trader in one goods line on one day, through one shop account; without a trader: "chưa rõ sạp".

    ``orders_placed`` are the distinct orders of this very cell. An order may stand in several cells
    of its account (several stalls, several goods lines); the columns ``…_of_…`` count it in one of
    them only, so that they add up to distinct orders of a trader over his goods lines, of a goods
    line over its traders, and of the market over both.
    """

    day = models.DateField("ngày")
    market = derived_key(Market)
    ward = derived_key(Ward)
    account = derived_key(ShopAccount)
    trader = derived_key(Trader, null=True)
    goods_line = derived_key(GoodsLine, null=True)
    platform = models.CharField("sàn", max_length=12, choices=Platform)
    airing = models.CharField("lúc bán", max_length=5, choices=Airing)
    session = derived_key(LiveSession, null=True)
    orders_placed_of_trader = models.PositiveIntegerField("đơn đã đặt, đếm một lần mỗi sạp")
    orders_completed_of_trader = models.PositiveIntegerField("đơn hoàn thành, đếm một lần mỗi sạp")
    orders_placed_of_goods = models.PositiveIntegerField("đơn đã đặt, đếm một lần mỗi ngành hàng")
    orders_completed_of_goods = models.PositiveIntegerField("đơn hoàn thành, đếm một lần mỗi ngành hàng")
    orders_placed_of_market = models.PositiveIntegerField("đơn đã đặt, đếm một lần")
    orders_completed_of_market = models.PositiveIntegerField("đơn hoàn thành, đếm một lần")

    KEYS = ("day", "market", "ward", "account", "trader", "goods_line", "platform", "airing", "session")

    class Meta:
        verbose_name = "số liệu sạp theo ngày"
        verbose_name_plural = "số liệu sạp theo ngày"
        indexes = (
            models.Index(fields=("trader", "day"), name="seller_day_by_trader"),
            models.Index(fields=("session",), name="seller_day_by_session", condition=Q(session__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=(
                    "market", "day", "account", "trader", "goods_line", "ward", "platform", "airing", "session",
                ),
                name="seller_day_once",
                nulls_distinct=False,
                violation_error_message="Số liệu của ô này đã có.",
            ),
            identity_holds("seller_day_identity"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"sạp {self.trader_id} {self.day:%d/%m/%Y}"


class MarketDay(Measures):
    """Sales of a market on one day; distinct orders add up over all columns."""

    day = models.DateField("ngày")
    market = derived_key(Market)
    ward = derived_key(Ward)
    platform = models.CharField("sàn", max_length=12, choices=Platform)
    airing = models.CharField("lúc bán", max_length=5, choices=Airing)
    session = derived_key(LiveSession, null=True)

    KEYS = ("day", "market", "ward", "platform", "airing", "session")

    class Meta:
        verbose_name = "số liệu chợ theo ngày"
        verbose_name_plural = "số liệu chợ theo ngày"
        indexes = (
            models.Index(fields=("day",), name="market_day_by_day"),
            models.Index(fields=("session",), name="market_day_by_session", condition=Q(session__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("market", "day", "ward", "platform", "airing", "session"),
                name="market_day_once",
                nulls_distinct=False,
                violation_error_message="Số liệu của ô này đã có.",
            ),
            identity_holds("market_day_identity"),
        )

    def __str__(self) -> str:
        return f"chợ {self.market_id} {self.day:%d/%m/%Y}"


class GoodsDay(Measures):
    """Sales of a goods line in a market on one day; distinct orders add up over all columns but ``goods_line``."""

    day = models.DateField("ngày")
    market = derived_key(Market)
    ward = derived_key(Ward)
    goods_line = derived_key(GoodsLine, null=True)
    platform = models.CharField("sàn", max_length=12, choices=Platform)
    airing = models.CharField("lúc bán", max_length=5, choices=Airing)

    KEYS = ("day", "market", "ward", "goods_line", "platform", "airing")

    class Meta:
        verbose_name = "số liệu ngành hàng theo ngày"
        verbose_name_plural = "số liệu ngành hàng theo ngày"
        indexes = (models.Index(fields=("day",), name="goods_day_by_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=("market", "day", "ward", "goods_line", "platform", "airing"),
                name="goods_day_once",
                nulls_distinct=False,
                violation_error_message="Số liệu của ô này đã có.",
            ),
            identity_holds("goods_day_identity"),
        )

    def __str__(self) -> str:
        return f"ngành hàng {self.goods_line_id} {self.day:%d/%m/%Y}"
