"""Livestream sessions, and the rows of Live Analysis files that say when they really were on air."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from portal.accounts.models import Role
from traders.models import Market, ShopAccount

if TYPE_CHECKING:
    from traders.models.actors import Actor


class TimeSource(models.TextChoices):
    """Where a session's time comes from, best first."""

    LIVE_ROW = "live_row", "Báo cáo LIVE của sàn"
    REAL = "real", "Giờ phát thật"
    PLANNED = "planned", "Giờ dự kiến"


class LiveSessionQuerySet(models.QuerySet["LiveSession"]):
    def visible_to(self, user: Actor) -> LiveSessionQuerySet:
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(
                Q(account__trader__user=user) | Q(lines__trader__user=user) | Q(market__traders__user=user)
            ).distinct()
        return self.filter(market__in=Market.objects.visible_to(user))

    def managed_by(self, user: Actor) -> LiveSessionQuerySet:
        return self.filter(market__in=Market.objects.managed_by(user))


@pghistory.track()
class LiveSession(models.Model):
    """A livestream session (phiên livestream) on one shop account.

    ``reach``, ``views``, ``viewers`` and ``peak_viewers`` are as a platform or a person reported
    them. ``starts_at`` and ``ends_at`` are the session's time: that of its LIVE row, else the real
    one, else the planned one; half-open, past midnight is normal.
    """

    code = models.CharField("mã phiên", max_length=40, unique=True)
    market = models.ForeignKey(Market, models.PROTECT, related_name="sessions", verbose_name="chợ")
    account = models.ForeignKey(ShopAccount, models.PROTECT, related_name="sessions", verbose_name="tài khoản bán hàng")
    title = models.CharField("tên phiên", max_length=160)
    creator_handle = models.CharField("tài khoản nhà sáng tạo", max_length=80, blank=True)
    creator_id = models.CharField("mã nhà sáng tạo", max_length=24, blank=True)
    planned = DateTimeRangeField("thời gian dự kiến")
    actual_start = models.DateTimeField("bắt đầu thật", null=True, blank=True)
    actual_end = models.DateTimeField("kết thúc thật", null=True, blank=True)
    reach = models.PositiveBigIntegerField("lượt tiếp cận", null=True, blank=True)
    views = models.PositiveBigIntegerField("lượt xem", null=True, blank=True)
    viewers = models.PositiveBigIntegerField("người xem", null=True, blank=True)
    peak_viewers = models.PositiveBigIntegerField("mắt xem cao nhất", null=True, blank=True)
    starts_at = models.DateTimeField("giờ tính bắt đầu", editable=False)
    ends_at = models.DateTimeField("giờ tính kết thúc", editable=False)
    time_source = models.CharField("nguồn của giờ tính", max_length=8, choices=TimeSource, editable=False)

    objects = LiveSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên livestream"
        verbose_name_plural = "phiên livestream"
        ordering = ("-starts_at",)
        indexes = (
            models.Index(fields=("market", "-starts_at"), name="session_by_market"),
            models.Index(fields=("account", "starts_at"), name="session_by_account"),
            models.Index(fields=("creator_handle",), name="session_by_creator"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(actual_start__isnull=True, actual_end__isnull=True)
                | Q(actual_start__isnull=False, actual_end__isnull=True)
                | Q(actual_start__lt=F("actual_end")),
                name="session_actual_times_in_order",
                violation_error_message="Giờ bắt đầu thật phải có và phải trước giờ kết thúc thật.",
            ),
            models.CheckConstraint(
                condition=Q(planned__isempty=False) & Q(planned__lower_inf=False) & Q(planned__upper_inf=False),
                name="session_planned_time_complete",
                violation_error_message="Giờ bắt đầu dự kiến phải trước giờ kết thúc dự kiến.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="session_time_in_order",
                violation_error_message="Giờ bắt đầu phải trước giờ kết thúc.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class LiveRow(models.Model):
    """One row of a Live Analysis file as one import showed it; ``is_current`` marks the newest.

    Identity: platform, creator id or else handle, launch time to the minute. The money is what the
    platform calls it and is never mixed with ours.
    """

    batch = models.ForeignKey("livestreams.ImportBatch", models.CASCADE, related_name="live_rows")
    account = models.ForeignKey(ShopAccount, models.PROTECT, related_name="live_rows")
    row_no = models.PositiveIntegerField("dòng")
    creator_id = models.CharField("mã nhà sáng tạo", max_length=24, blank=True)
    creator_handle = models.CharField("tài khoản nhà sáng tạo", max_length=80, blank=True)
    creator_name = models.CharField("tên nhà sáng tạo", max_length=80, blank=True)
    launched_at = models.DateTimeField("bắt đầu phát")
    ended_at = models.DateTimeField("kết thúc phát")
    session = models.ForeignKey(
        LiveSession, models.SET_NULL, null=True, blank=True, related_name="live_rows", verbose_name="phiên"
    )
    is_matched_by_hand = models.BooleanField("người chọn phiên", default=False)
    is_current = models.BooleanField("đang dùng", default=True)
    metrics = models.JSONField("chỉ số của sàn", default=dict)

    class Meta:
        verbose_name = "dòng báo cáo LIVE"
        verbose_name_plural = "dòng báo cáo LIVE"
        ordering = ("launched_at", "pk")
        indexes = (
            models.Index(fields=("account", "launched_at"), name="live_row_by_account"),
            models.Index(fields=("session",), name="live_row_by_session"),
        )

    def __str__(self) -> str:
        return f"{self.creator_handle or self.creator_id} {self.launched_at:%d/%m/%Y %H:%M}"
