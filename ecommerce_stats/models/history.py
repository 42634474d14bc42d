"""What happened to figures: when a market was last counted, which official figures changed, what the recounts found."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from traders.models import Market

MEASURE_NAMES = (
    ("placed_value", "Doanh số đặt"),
    ("completed_value", "Doanh thu thực"),
    ("cancelled_value", "Hủy trước khi gửi"),
    ("cancelled_after_ship_value", "Hủy sau khi gửi"),
    ("returned_value", "Trả hàng"),
    ("open_value", "Chưa xong"),
    ("orders_placed", "Đơn đã đặt"),
    ("orders_completed", "Đơn hoàn thành"),
    ("units_placed", "Sản phẩm đã đặt"),
    ("units_completed", "Sản phẩm hoàn thành"),
)
REVISED = tuple(measure for measure, _ in MEASURE_NAMES)
"""Measures that people see, whose changes are kept once they were official."""


class MarketRefresh(models.Model):
    """When the figures of a market were last worked out: the "as of" of its pages."""

    market = models.OneToOneField(Market, models.CASCADE, primary_key=True, related_name="+", verbose_name="chợ")
    refreshed_at = models.DateTimeField("tính lúc")

    class Meta:
        verbose_name = "lần tính số liệu của chợ"
        verbose_name_plural = "lần tính số liệu của chợ"

    def __str__(self) -> str:
        return f"chợ {self.market_id} {self.refreshed_at:%d/%m/%Y %H:%M}"


class FigureRevision(models.Model):
    """A figure of a market's day changed after it had become official; ``reason`` says what changed the lines."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="figure_revisions", verbose_name="chợ")
    day = models.DateField("ngày")
    measure = models.CharField("chỉ tiêu", max_length=30, choices=MEASURE_NAMES)
    before = models.BigIntegerField("trước")
    after = models.BigIntegerField("sau")
    reason = models.TextField("lý do", blank=True)
    revised_at = models.DateTimeField("đính chính lúc")

    class Meta:
        verbose_name = "đính chính số liệu"
        verbose_name_plural = "đính chính số liệu"
        ordering = ("-revised_at", "-pk")
        indexes = (models.Index(fields=("market", "day"), name="revision_by_market_day"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="revision_changes_something",
                violation_error_message="Đính chính phải đổi số liệu.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.day:%d/%m/%Y}: {self.before} → {self.after}"


class RecountRun(models.Model):
    """A full recount from order lines, compared with the stored figures. Any difference is an alarm, never repaired.

    ``details``: one entry a table, ``{"table", "rows", "differences", "sample"}``.
    """

    started_at = models.DateTimeField("bắt đầu")
    finished_at = models.DateTimeField("xong lúc")
    rows_compared = models.PositiveBigIntegerField("số ô đã so")
    differences = models.PositiveBigIntegerField("số ô lệch")
    days_waiting = models.PositiveIntegerField("số ngày đang chờ tính, không so")
    details = models.JSONField("chi tiết", default=list)

    class Meta:
        verbose_name = "lần đếm lại"
        verbose_name_plural = "lần đếm lại"
        ordering = ("-started_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(started_at__lte=F("finished_at")),
                name="recount_times_in_order",
                violation_error_message="Lần đếm lại phải xong sau khi bắt đầu.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.started_at:%d/%m/%Y %H:%M}: {self.differences}"
