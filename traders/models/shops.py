"""Shop accounts on platforms, and whose products they sell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.roles import Action, Role
from portal.files import private_files
from traders.enums import Platform, VneidState
from traders.models.markets import Market
from traders.models.people import Trader

if TYPE_CHECKING:
    from traders.models.actors import Actor


class ShopAccountQuerySet(models.QuerySet["ShopAccount"]):
    def visible_to(self, user: Actor) -> ShopAccountQuerySet:
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(trader__user=user)
        return self.filter(market__in=Market.objects.visible_to(user))

    def managed_by(self, user: Actor, action: Action = Action.EDIT_REGISTERS) -> ShopAccountQuerySet:
        return self.filter(market__in=Market.objects.managed_by(user, action))


@pghistory.track()
class ShopAccount(models.Model):
    """A shop on a platform (tài khoản sàn), owned by a trader, or by a market for shared shows.

    With an owner, every line belongs to that trader. Without one, the trader of a line comes from
    ``Mã sạp`` in the file or from a product mapping; otherwise the line stays "chưa rõ sạp".

    Decree 320/2026: accounts of sellers and livestreamers are linked with an e-ID account (VNeID); those
    opened before 2026-09-28 before 2026-12-31. Who says linked, or not needed, says on what evidence. The
    ``vneid_…`` columns are those of the last step (``VneidStep``) that was not undone, never set beside them.
    """

    platform = models.CharField("sàn", max_length=12, choices=Platform)
    handle = models.CharField("tên tài khoản", max_length=80, help_text="Không có @, chữ thường.")
    market = models.ForeignKey(Market, models.PROTECT, related_name="shop_accounts", verbose_name="chợ")
    trader = models.ForeignKey(
        Trader, models.PROTECT, null=True, blank=True, related_name="shop_accounts", verbose_name="tiểu thương"
    )
    opened_on = models.DateField("mở ngày", null=True, blank=True)
    vneid_state = models.CharField("liên kết VNeID", max_length=12, choices=VneidState, default=VneidState.NOT_LINKED)
    vneid_evidence = models.CharField("căn cứ", max_length=300, blank=True)
    vneid_reason = models.CharField("lý do gửi lại", max_length=300, blank=True)
    vneid_reported_at = models.DateTimeField("báo lúc", null=True, blank=True)
    vneid_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    vneid_checked_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(vneid_state=VneidState.NOT_LINKED)
                | (Q(vneid_state=VneidState.REPORTED) & ~Q(vneid_evidence="") & Q(vneid_reported_at__isnull=False))
                | (
                    Q(vneid_state__in=(VneidState.LINKED, VneidState.NOT_NEEDED))
                    & ~Q(vneid_evidence="")
                    & Q(vneid_checked_at__isnull=False)
                ),
                name="shop_account_vneid_has_evidence",
                violation_error_message="Ghi căn cứ và ngày kiểm tra liên kết VNeID.",
            ),
            models.CheckConstraint(
                condition=Q(vneid_checked_by__isnull=True) | Q(vneid_checked_at__isnull=False),
                name="shop_account_vneid_who_and_when",
                violation_error_message="Người kiểm tra và lúc kiểm tra đi cùng nhau.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_platform_display()} · {self.handle}"


class VneidStep(models.Model):
    """One change of an account's link with VNeID: by whom, on what evidence; undone steps stay to be read."""

    account = models.ForeignKey(ShopAccount, models.CASCADE, related_name="vneid_steps", verbose_name="tài khoản")
    from_state = models.CharField("từ", max_length=12, choices=VneidState)
    state = models.CharField("thành", max_length=12, choices=VneidState)
    evidence = models.CharField("căn cứ", max_length=300, blank=True)
    picture = models.FileField("ảnh chụp", upload_to="vneid/", storage=private_files, blank=True)
    reason = models.CharField("lý do gửi lại", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc", default=timezone.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    class Meta:
        verbose_name = "bước liên kết VNeID"
        verbose_name_plural = "bước liên kết VNeID"
        ordering = ("account_id", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(from_state=F("state")),
                name="vneid_step_changes",
                violation_error_message="Tài khoản đã ở tình trạng này.",
            ),
            models.CheckConstraint(
                condition=Q(state=VneidState.NOT_LINKED) | ~Q(evidence=""),
                name="vneid_step_has_evidence",
                violation_error_message="Ghi căn cứ: ai đã xem gì.",
            ),
            models.CheckConstraint(
                condition=~Q(state=VneidState.NOT_LINKED) | ~Q(reason=""),
                name="vneid_step_back_has_reason",
                violation_error_message="Ghi lý do để tiểu thương biết.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by__isnull=True),
                name="vneid_step_undone_has_time",
                violation_error_message="Bước đã rút lại phải có lúc rút lại.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}: {self.get_state_display()}"


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
