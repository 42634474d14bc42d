"""The law's figures on the sales of household businesses, with the days from which they hold."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q

from traders.models import Trader


class _Days(Func):
    """The days [valid_from, valid_to)."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__("valid_from", "valid_to", RangeBoundary())


class DatedQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Rows of which one at most holds on a day."""

    def on(self, day: dt.date) -> Row | None:
        """What holds on ``day``; None when no row says."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day).first()


class Dated(models.Model):
    """A row of law: it holds in [valid_from, valid_to), and ``document`` is where it stands."""

    valid_from = models.DateField("có hiệu lực từ")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    document = models.CharField("văn bản", max_length=160)

    class Meta:
        abstract = True
        ordering = ("valid_from",)


class TaxThreshold(Dated):
    """Yearly revenue up to which a household business pays no tax (VND a calendar year)."""

    amount = models.BigIntegerField("ngưỡng doanh thu năm")

    objects = DatedQuerySet["TaxThreshold"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "ngưỡng doanh thu chịu thuế"
        verbose_name_plural = "ngưỡng doanh thu chịu thuế"
        constraints = (
            ExclusionConstraint(
                name="tax_threshold_one_a_day",
                expressions=[(_Days(), RangeOperators.OVERLAPS)],
                violation_error_message="Mỗi ngày chỉ có một ngưỡng có hiệu lực.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="tax_threshold_positive",
                violation_error_message="Ngưỡng phải lớn hơn 0.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} ₫ từ {self.valid_from:%d/%m/%Y}"


class WithholdingRate(Dated):
    """What a platform that takes orders and payments withholds of a sale of goods, in basis points of its value."""

    vat_bp = models.PositiveSmallIntegerField("thuế GTGT (phần vạn)")
    income_bp = models.PositiveSmallIntegerField("thuế TNCN (phần vạn)")

    objects = DatedQuerySet["WithholdingRate"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "tỷ lệ sàn khấu trừ"
        verbose_name_plural = "tỷ lệ sàn khấu trừ"
        constraints = (
            ExclusionConstraint(
                name="withholding_rate_one_a_day",
                expressions=[(_Days(), RangeOperators.OVERLAPS)],
                violation_error_message="Mỗi ngày chỉ có một tỷ lệ khấu trừ có hiệu lực.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.total_bp} phần vạn từ {self.valid_from:%d/%m/%Y}"

    @property
    def total_bp(self) -> int:
        return self.vat_bp + self.income_bp


class TaxNotice(models.Model):
    """A trader was told that their sales of a year came to ``level`` per cent of the threshold; once each."""

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="tax_notices")
    year = models.PositiveSmallIntegerField("năm")
    level = models.PositiveSmallIntegerField("mức, %")
    revenue = models.BigIntegerField("doanh thu khi báo")
    threshold = models.ForeignKey(TaxThreshold, models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField("báo lúc", auto_now_add=True)

    class Meta:
        verbose_name = "báo ngưỡng thuế"
        verbose_name_plural = "báo ngưỡng thuế"
        ordering = ("-noticed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("trader", "year", "level"),
                name="tax_notice_once",
                violation_error_message="Đã báo mức này trong năm.",
            ),
            models.CheckConstraint(
                condition=Q(level__in=(80, 100)),
                name="tax_notice_level",
                violation_error_message="Chỉ báo ở mức 80 % và 100 %.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trader}: {self.level} % năm {self.year}"
