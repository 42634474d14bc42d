"""Markets, stalls, traders and the shop accounts that they sell with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.models import Role
from portal.places.models import Ward
from traders.enums import MarketGrade, MarketKind, Platform

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

    type Actor = User | AnonymousUser

CITY_ROLES = (Role.OFFICIAL, Role.INSPECTOR)


class GoodsLine(models.Model):
    """A line of goods (ngành hàng), such as cloth, dried seafood or fruit."""

    slug = models.SlugField("đường dẫn", unique=True)
    name = models.CharField("tên", max_length=80, unique=True)

    class Meta:
        verbose_name = "ngành hàng"
        verbose_name_plural = "ngành hàng"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MarketQuerySet(models.QuerySet["Market"]):
    def visible_to(self, user: Actor) -> MarketQuerySet:
        """Markets of the city for its officials, own markets for a board, the own one for a trader."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self
        if user.role in CITY_ROLES:
            return self.filter(ward__province_id=user.city_id)
        if user.role == Role.MARKET_BOARD:
            return self.filter(staff__user=user)
        return self.filter(traders__user=user)

    def managed_by(self, user: Actor) -> MarketQuerySet:
        """Markets whose sessions, accounts and files this person may change."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self
        return self.filter(staff__user=user) if user.role == Role.MARKET_BOARD else self.none()


@pghistory.track()
class Market(models.Model):
    """A traditional market (chợ truyền thống)."""

    slug = models.SlugField("đường dẫn", unique=True)
    name = models.CharField("tên chợ", max_length=120)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="markets", verbose_name="phường, xã")
    kind = models.CharField("loại chợ", max_length=12, choices=MarketKind, default=MarketKind.EVERYDAY)
    grade = models.CharField("hạng", max_length=1, choices=MarketGrade, blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)

    objects = MarketQuerySet.as_manager()

    class Meta:
        verbose_name = "chợ"
        verbose_name_plural = "chợ"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class MarketStaff(models.Model):
    """A person who works for the management of a market and may act for it."""

    market = models.ForeignKey(Market, models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="market_staff")

    class Meta:
        verbose_name = "nhân sự ban quản lý"
        verbose_name_plural = "nhân sự ban quản lý"
        constraints = (
            models.UniqueConstraint(
                fields=("market", "user"),
                name="market_staff_once",
                violation_error_message="Người này đã thuộc ban quản lý của chợ.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.market}"


class TraderQuerySet(models.QuerySet["Trader"]):
    def visible_to(self, user: Actor) -> TraderQuerySet:
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(user=user)
        return self.filter(market__in=Market.objects.visible_to(user))

    def managed_by(self, user: Actor) -> TraderQuerySet:
        return self.filter(market__in=Market.objects.managed_by(user))


@pghistory.track()
class Trader(models.Model):
    """A trader (tiểu thương) of a market; ``market`` is where they trade today."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="traders", verbose_name="chợ")
    name = models.CharField("họ và tên", max_length=120)
    phone = models.CharField("số điện thoại", max_length=16, blank=True)
    goods_line = models.ForeignKey(
        GoodsLine, models.PROTECT, null=True, blank=True, related_name="traders", verbose_name="ngành hàng"
    )
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="trader")

    objects = TraderQuerySet.as_manager()

    class Meta:
        verbose_name = "tiểu thương"
        verbose_name_plural = "tiểu thương"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Stall(models.Model):
    """A trading point (sạp, quầy, ki-ốt) of a market; ``code`` is what stands on its sign."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="stalls", verbose_name="chợ")
    code = models.CharField("mã sạp", max_length=30)
    trader = models.ForeignKey(
        Trader, models.PROTECT, null=True, blank=True, related_name="stalls", verbose_name="tiểu thương"
    )

    class Meta:
        verbose_name = "sạp"
        verbose_name_plural = "sạp"
        ordering = ("market_id", "code")
        constraints = (
            models.UniqueConstraint(
                "market",
                models.functions.Upper("code"),
                name="stall_code_once_a_market",
                violation_error_message="Chợ đã có sạp mang mã này.",
            ),
        )

    def __str__(self) -> str:
        return f"Sạp {self.code}"


class ShopAccountQuerySet(models.QuerySet["ShopAccount"]):
    def visible_to(self, user: Actor) -> ShopAccountQuerySet:
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(trader__user=user)
        return self.filter(market__in=Market.objects.visible_to(user))

    def managed_by(self, user: Actor) -> ShopAccountQuerySet:
        return self.filter(market__in=Market.objects.managed_by(user))


@pghistory.track()
class ShopAccount(models.Model):
    """A shop on a platform (tài khoản sàn), owned by a trader, or by a market for shared shows.

    With an owner, every line belongs to that trader. Without one, the trader of a line comes from
    ``Mã sạp`` in the file or from a product mapping; otherwise the line stays "chưa rõ sạp".
    """

    platform = models.CharField("sàn", max_length=12, choices=Platform)
    handle = models.CharField("tên tài khoản", max_length=80, help_text="Không có @, chữ thường.")
    market = models.ForeignKey(Market, models.PROTECT, related_name="shop_accounts", verbose_name="chợ")
    trader = models.ForeignKey(
        Trader, models.PROTECT, null=True, blank=True, related_name="shop_accounts", verbose_name="tiểu thương"
    )

    objects = ShopAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "tài khoản sàn"
        verbose_name_plural = "tài khoản sàn"
        ordering = ("platform", "handle")
        constraints = (
            models.UniqueConstraint(
                fields=("platform", "handle"),
                name="shop_account_once",
                violation_error_message="Tài khoản này của sàn đã có trong hệ thống.",
            ),
            models.CheckConstraint(
                condition=~Q(handle="") & Q(handle=models.functions.Lower("handle")) & ~Q(handle__startswith="@"),
                name="shop_account_handle_plain",
                violation_error_message="Ghi tên tài khoản bằng chữ thường, không có dấu @ ở đầu.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_platform_display()} · {self.handle}"


@pghistory.track()
class ProductMapping(models.Model):
    """Whose product a line of a shared account is: ``product_key`` is the line key of the order file."""

    account = models.ForeignKey(ShopAccount, models.CASCADE, related_name="product_mappings")
    product_key = models.CharField("mã hàng trong file", max_length=600)
    trader = models.ForeignKey(Trader, models.PROTECT, related_name="product_mappings")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "hàng của sạp"
        verbose_name_plural = "hàng của sạp"
        constraints = (
            models.UniqueConstraint(
                fields=("account", "product_key"),
                name="product_mapping_once",
                violation_error_message="Mặt hàng này đã được gán cho một sạp.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.product_key} → {self.trader}"
