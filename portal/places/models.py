"""Provinces and wards, with the dates from which they hold.

Districts ended on 2025-07-01 and many ward codes were given a second meaning on that day, so a
ward is found by its code *and* the day that is asked about, never by its code alone.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

TWO_TIER_START = dt.date(2025, 7, 1)
"""First day of two-tier local government (Resolution 202/2025/QH15)."""


class Province(models.Model):
    """One of the 34 provinces and centrally run cities since 2025-07-01."""

    code = models.CharField("mã", max_length=2, primary_key=True)
    name = models.CharField("tên", max_length=60)
    full_name = models.CharField("tên đầy đủ", max_length=80)
    full_name_en = models.CharField("tên tiếng Anh", max_length=80)

    class Meta:
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.full_name


class FormerProvince(models.Model):
    """A province name in use before 2025-07-01 and the province that it became part of."""

    name = models.CharField("tên cũ", max_length=60, unique=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="former_provinces")

    class Meta:
        verbose_name = "tỉnh, thành phố cũ"
        verbose_name_plural = "tỉnh, thành phố cũ"

    def __str__(self) -> str:
        return self.name


class WardQuerySet(models.QuerySet["Ward"]):
    def on(self, day: dt.date) -> WardQuerySet:
        """Wards as they stood on ``day``."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        )

    def current(self) -> WardQuerySet:
        return self.filter(valid_to__isnull=True)


class Ward(models.Model):
    """A ward, commune or special zone in the boundaries of [valid_from, valid_to)."""

    class UnitType(models.TextChoices):
        WARD = "phuong", "Phường"
        COMMUNE = "xa", "Xã"
        SPECIAL_ZONE = "dac-khu", "Đặc khu"
        TOWNSHIP = "thi-tran", "Thị trấn"

    code = models.CharField("mã", max_length=5)
    province = models.ForeignKey(Province, models.PROTECT, related_name="wards")
    unit_type = models.CharField("loại", max_length=10, choices=UnitType)
    name = models.CharField("tên", max_length=60)
    full_name = models.CharField("tên đầy đủ", max_length=80)
    legacy_district = models.CharField("quận, huyện cũ", max_length=60, blank=True)
    valid_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = WardQuerySet.as_manager()

    class Meta:
        verbose_name = "phường, xã"
        verbose_name_plural = "phường, xã"
        ordering = ("province_id", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "valid_from"),
                name="ward_code_once_a_version",
                nulls_distinct=False,
                violation_error_message="Mã phường, xã này đã có trong cùng thời kỳ.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=models.F("valid_to")),
                name="ward_dates_in_order",
                violation_error_message="Ngày bắt đầu phải trước ngày kết thúc.",
            ),
        )

    def __str__(self) -> str:
        return self.full_name


class WardConversion(models.Model):
    """What an old ward became on 2025-07-01; several rows when it was split."""

    old = models.ForeignKey(Ward, models.CASCADE, related_name="became")
    new = models.ForeignKey(Ward, models.CASCADE, related_name="came_from")
    is_divided = models.BooleanField("bị chia", default=False)

    class Meta:
        verbose_name = "chuyển đổi phường, xã"
        verbose_name_plural = "chuyển đổi phường, xã"
        constraints = (models.UniqueConstraint(fields=("old", "new"), name="ward_conversion_once"),)

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
