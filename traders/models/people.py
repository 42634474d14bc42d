"""Traders: who they are, where they trade, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Reverse

from portal.accounts.roles import Action, Role
from portal.places.models import Ward
from portal.search import CodeOrder, Fold, NameOrder
from traders.enums import Channel, LegalForm, StayReason, TenancyKind, TraderState
from traders.models.goods import GoodsLine
from traders.models.markets import Market, MarketZone

if TYPE_CHECKING:
    import datetime as dt

    from traders.models.actors import Actor


class Days(Func):
    """The days [began_on, ended_on); an empty end stands open."""

    function = "DATERANGE"

    def __init__(self) -> None:
        super().__init__("began_on", "ended_on", RangeBoundary())


class TraderQuerySet(models.QuerySet["Trader"]):
    def visible_to(self, user: Actor) -> TraderQuerySet:
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(user=user)
        return self.filter(market__in=Market.objects.visible_to(user))

    def managed_by(self, user: Actor, action: Action = Action.EDIT_REGISTERS) -> TraderQuerySet:
        return self.filter(market__in=Market.objects.managed_by(user, action))

    def active(self) -> TraderQuerySet:
        return self.filter(state=TraderState.ACTIVE)


@pghistory.track(exclude=["name_folded", "name_order"])
class Trader(models.Model):
    """A trader (tiểu thương) of a market; ``market`` is where they trade today, or traded last.

    ``phone`` is what stands on the organisation's list; the number that signs in is ``user.phone``. A tax code
    of 10 or 13 digits stands in ``tax_code``; one of 12 digits is the person's identity number: sealed, with its
    last three digits and a keyed digest beside it (Law 91/2025/QH15 on personal data).
    """

    market = models.ForeignKey(Market, models.PROTECT, related_name="traders", verbose_name="chợ")
    name = models.CharField("họ và tên", max_length=120)
    phone = models.CharField("số điện thoại", max_length=16, blank=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="trader")
    claimed_at = models.DateTimeField(
        "chính chủ nhận lúc",
        null=True,
        blank=True,
        editable=False,
        help_text="Người giữ số điện thoại đã nói: đúng là sạp của tôi.",
    )
    state = models.CharField("tình trạng", max_length=8, choices=TraderState, default=TraderState.ACTIVE)
    goods_line = models.ForeignKey(
        GoodsLine, models.PROTECT, null=True, blank=True, related_name="traders", verbose_name="ngành hàng chính"
    )
    other_goods_lines = models.ManyToManyField(GoodsLine, blank=True, related_name="+", verbose_name="ngành hàng khác")
    legal_form = models.CharField("hình thức kinh doanh", max_length=12, choices=LegalForm, blank=True)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True, help_text="10 hoặc 13 số.")
    personal_tax_code = models.CharField("mã số thuế 12 số (đã mã hóa)", max_length=120, blank=True, editable=False)
    personal_tax_code_tail = models.CharField(max_length=3, blank=True, editable=False)
    personal_tax_code_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    channels = ArrayField(
        models.CharField(max_length=12, choices=Channel), verbose_name="kênh bán", default=list, blank=True
    )
    uses_einvoice = models.BooleanField("dùng hóa đơn điện tử", null=True, blank=True)
    website = models.URLField("trang web bán hàng", blank=True)
    website_notified_on = models.DateField(
        "đã thông báo với Sở ngày",
        null=True,
        blank=True,
        help_text="Trang web bán hàng phải thông báo với Sở Công Thương (Nghị định 248/2026).",
    )
    note = models.TextField("ghi chú của ban quản lý", blank=True)
    name_folded = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    name_order = models.GeneratedField(
        expression=NameOrder("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = TraderQuerySet.as_manager()

    class Meta:
        verbose_name = "tiểu thương"
        verbose_name_plural = "tiểu thương"
        ordering = ("name_order", "pk")
        indexes = (
            GinIndex(OpClass("name_folded", "gin_trgm_ops"), name="trader_name_search"),
            models.Index(fields=("market", "name_order", "id"), name="trader_list"),
            models.Index(fields=("name_order", "id"), name="trader_order"),
            models.Index(fields=("phone",), name="trader_phone"),
            models.Index(OpClass(Reverse("phone"), "text_pattern_ops"), name="trader_phone_tail"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(tax_code="") | Q(tax_code__regex=r"^\d{10}(-?\d{3})?$"),
                name="trader_tax_code_digits",
                violation_error_message="Mã số thuế có 10 hoặc 13 số.",
            ),
            models.CheckConstraint(
                condition=Q(personal_tax_code="", personal_tax_code_tail="", personal_tax_code_digest="")
                | Q(~Q(personal_tax_code=""), ~Q(personal_tax_code_digest=""), tax_code=""),
                name="trader_one_tax_code",
                violation_error_message="Mỗi người ghi một mã số thuế: 10, 13 hoặc 12 số.",
            ),
            models.CheckConstraint(
                condition=Q(website_notified_on__isnull=True) | ~Q(website=""),
                name="trader_notified_website_is_there",
                violation_error_message="Ghi địa chỉ trang web đã thông báo.",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class MarketStay(models.Model):
    """The days [began_on, ended_on) in which a trader belonged to a market; moving begins a new row."""

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="stays")
    market = models.ForeignKey(Market, models.PROTECT, related_name="stays", verbose_name="chợ")
    began_on = models.DateField("từ ngày", null=True, blank=True, help_text="Trống là không rõ từ bao giờ.")
    ended_on = models.DateField("đến trước ngày", null=True, blank=True)
    reason = models.CharField("vì", max_length=12, choices=StayReason, default=StayReason.JOINED)
    note = models.CharField("ghi chú", max_length=200, blank=True)

    class Meta:
        verbose_name = "thời gian ở chợ"
        verbose_name_plural = "thời gian ở chợ"
        ordering = ("trader_id", F("began_on").asc(nulls_first=True))
        constraints = (
            ExclusionConstraint(
                name="market_stay_one_at_a_time",
                expressions=[("trader", RangeOperators.EQUAL), (Days(), RangeOperators.OVERLAPS)],
                violation_error_message="Một người chỉ thuộc một chợ trong một thời gian.",
            ),
            models.CheckConstraint(
                condition=Q(began_on__isnull=True) | Q(ended_on__isnull=True) | Q(began_on__lt=F("ended_on")),
                name="market_stay_days_in_order",
                violation_error_message="Ngày bắt đầu phải trước ngày kết thúc.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trader} ở {self.market}"


class StallQuerySet(models.QuerySet["Stall"]):
    def visible_to(self, user: Actor) -> StallQuerySet:
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(trader__user=user)
        return self.filter(market__in=Market.objects.visible_to(user))


@pghistory.track(exclude=["code_folded", "code_order"])
class Stall(models.Model):
    """A trading point (sạp, quầy, ki-ốt) of a market; ``code`` is what stands on its sign.

    ``trader`` is who holds it today; it is worked out from the tenancies (``settle_holders``), never set beside them.
    """

    market = models.ForeignKey(Market, models.PROTECT, related_name="stalls", verbose_name="chợ")
    code = models.CharField("mã sạp", max_length=30)
    zone = models.ForeignKey(
        MarketZone, models.PROTECT, null=True, blank=True, related_name="stalls", verbose_name="khu"
    )
    row = models.CharField("dãy", max_length=20, blank=True)
    number = models.CharField("số", max_length=20, blank=True)
    trader = models.ForeignKey(
        Trader, models.PROTECT, null=True, blank=True, related_name="stalls", verbose_name="tiểu thương"
    )
    code_folded = models.GeneratedField(expression=Fold("code"), output_field=models.TextField(), db_persist=True)
    code_order = models.GeneratedField(
        expression=CodeOrder("code"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = StallQuerySet.as_manager()

    class Meta:
        verbose_name = "sạp"
        verbose_name_plural = "sạp"
        ordering = ("market_id", "code_order")
        indexes = (models.Index(OpClass("code_folded", "text_pattern_ops"), name="stall_code_search"),)
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


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def on(self, day: dt.date) -> TenancyQuerySet:
        """Tenancies that run on ``day``; one that ends on that day has ended."""
        return self.filter(
            Q(began_on__isnull=True) | Q(began_on__lte=day), Q(ended_on__isnull=True) | Q(ended_on__gt=day)
        )


@pghistory.track()
class Tenancy(models.Model):
    """The days [began_on, ended_on) in which a trader holds a stall (hợp đồng thuê sạp)."""

    stall = models.ForeignKey(Stall, models.CASCADE, related_name="tenancies", verbose_name="sạp")
    trader = models.ForeignKey(Trader, models.CASCADE, related_name="tenancies", verbose_name="tiểu thương")
    kind = models.CharField("hình thức", max_length=8, choices=TenancyKind, default=TenancyKind.LEASE)
    contract = models.CharField("số hợp đồng", max_length=60, blank=True)
    began_on = models.DateField("từ ngày", null=True, blank=True, help_text="Trống là không rõ từ bao giờ.")
    ended_on = models.DateField("đến trước ngày", null=True, blank=True)

    objects = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name = "thời gian thuê sạp"
        verbose_name_plural = "thời gian thuê sạp"
        ordering = ("stall_id", F("began_on").asc(nulls_first=True))
        constraints = (
            ExclusionConstraint(
                name="tenancy_one_at_a_time",
                expressions=[("stall", RangeOperators.EQUAL), (Days(), RangeOperators.OVERLAPS)],
                violation_error_message="Trong thời gian này sạp đã có người thuê.",
            ),
            models.CheckConstraint(
                condition=Q(began_on__isnull=True) | Q(ended_on__isnull=True) | Q(began_on__lt=F("ended_on")),
                name="tenancy_days_in_order",
                violation_error_message="Ngày bắt đầu phải trước ngày kết thúc.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stall}: {self.trader}"


@pghistory.track()
class Warehouse(models.Model):
    """Where a trader sends goods from; its ward decides whose "sales by warehouse" they are."""

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="warehouses")
    name = models.CharField("tên kho", max_length=80)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", verbose_name="phường, xã")

    class Meta:
        verbose_name = "kho"
        verbose_name_plural = "kho"
        ordering = ("trader_id", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("trader", "name"),
                name="warehouse_name_once_a_trader",
                violation_error_message="Đã có kho mang tên này.",
            ),
        )

    def __str__(self) -> str:
        return self.name
