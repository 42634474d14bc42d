"""Breaches of personal data. Law 91/2025/QH15, article 23(1): a harmful one is reported within 72 hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.privacy.enums import BreachRisk

REPORT_WITHIN = timedelta(hours=72)


@pghistory.track()
class Breach(models.Model):
    """What went wrong with personal data, whom it touched, and what was done. Never deleted."""

    found_at = models.DateTimeField("phát hiện lúc")
    happened = models.TextField("chuyện gì đã xảy ra", max_length=4000)
    data_kinds = models.CharField("loại dữ liệu", max_length=300)
    people_count = models.PositiveIntegerField("số người bị ảnh hưởng", null=True, blank=True)
    risk = models.CharField("mức nguy hại", max_length=8, choices=BreachRisk, default=BreachRisk.UNKNOWN)
    measures = models.TextField("đã làm gì để chặn", blank=True, max_length=4000)
    reported_at = models.DateTimeField("báo cơ quan lúc", null=True, blank=True)
    report_reference = models.CharField("số văn bản báo", max_length=80, blank=True)
    people_told_at = models.DateTimeField("báo người bị ảnh hưởng lúc", null=True, blank=True)
    closed_at = models.DateTimeField("khép lại lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người khép lại"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    class Meta:
        verbose_name = "sự cố dữ liệu"
        verbose_name_plural = "sự cố dữ liệu"
        ordering = ("-found_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=(Q(reported_at=None) | Q(reported_at__gte=F("found_at")))
                & (Q(people_told_at=None) | Q(people_told_at__gte=F("found_at")))
                & (Q(closed_at=None) | Q(closed_at__gte=F("found_at"))),
                name="breach_times_in_order",
                violation_error_message="Lúc báo và lúc khép lại phải sau lúc phát hiện.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="breach_closed_when_and_by",
                violation_error_message="Sự cố đã khép lại phải ghi đủ lúc nào và ai.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | (~Q(measures="") & ~Q(risk=BreachRisk.UNKNOWN) & (Q(reported_at__isnull=False) | Q(risk="low"))),
                name="breach_closed_when_dealt_with",
                violation_error_message=(
                    "Chỉ khép lại khi đã ghi mức nguy hại và việc đã làm; sự cố nguy hại cao phải báo cơ quan trước."
                ),
            ),
        )
        triggers: ClassVar = [pgtrigger.Protect(name="breaches_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Sự cố {timezone.localtime(self.found_at):%d/%m/%Y %H:%M}"

    @property
    def report_by(self) -> datetime:
        """When the 72 hours are over."""
        return self.found_at + REPORT_WITHIN

    @property
    def left(self) -> timedelta:
        """What is left of the 72 hours now, or was left when it was reported; negative when overdue."""
        return self.report_by - (self.reported_at or timezone.now())
