"""What the nightly retention rules did."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class RetentionRun(models.Model):
    """One run of one rule of ``portal.privacy.retention.RETENTION``; unfinished when it failed on the way."""

    rule = models.CharField("quy tắc", max_length=40)
    started_at = models.DateTimeField("bắt đầu")
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    rows = models.PositiveIntegerField("số dòng đã xóa", null=True, blank=True)

    class Meta:
        verbose_name = "lần dọn dữ liệu"
        verbose_name_plural = "lần dọn dữ liệu"
        ordering = ("-started_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(finished_at=None, rows=None)
                | Q(finished_at__gte=F("started_at"), finished_at__isnull=False, rows__isnull=False),
                name="retention_run_finished_with_count",
                violation_error_message="Lần dọn đã xong phải ghi đủ giờ và số dòng.",
            ),
        )

    def __str__(self) -> str:
        return self.rule
