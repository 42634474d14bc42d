"""Lists of traders that an organisation brings in from a spreadsheet, row by row until they are decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.roles import Action
from traders.enums import ListState, RowDecision
from traders.models.markets import Market
from traders.models.people import Trader

if TYPE_CHECKING:
    from traders.models.actors import Actor


class TraderListQuerySet(models.QuerySet["TraderList"]):
    def managed_by(self, user: Actor) -> TraderListQuerySet:
        return self.filter(market__in=Market.objects.managed_by(user, Action.IMPORT_TRADERS))


class TraderList(models.Model):
    """An uploaded list. Its rows stay until it is applied, and are then emptied after the time of retention."""

    market = models.ForeignKey(Market, models.CASCADE, related_name="trader_lists", verbose_name="chợ")
    state = models.CharField("tình trạng", max_length=10, choices=ListState, default=ListState.MAPPING)
    file_name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField("tiêu đề cột", default=list)
    mapping = models.JSONField("cột nào là gì", default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    applied_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    created_count = models.PositiveIntegerField("đã thêm", default=0)
    updated_count = models.PositiveIntegerField("đã cập nhật", default=0)
    skipped_count = models.PositiveIntegerField("đã bỏ qua", default=0)

    objects = TraderListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách tiểu thương tải lên"
        verbose_name_plural = "danh sách tiểu thương tải lên"
        ordering = ("-uploaded_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state=ListState.APPLIED, applied_at__isnull=False)
                | Q(~Q(state=ListState.APPLIED), applied_at__isnull=True),
                name="trader_list_applied_has_time",
                violation_error_message="Danh sách đã nhập phải có lúc nhập.",
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class TraderListRow(models.Model):
    """One row of a list: its cells, what is wrong with it, who it may be, and what is to become of it.

    ``cells`` is column → text as typed; ``read`` is field → value once the columns are known; ``candidates`` are
    ids of traders that it may be, with why.
    """

    trader_list = models.ForeignKey(TraderList, models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField("dòng")
    cells = models.JSONField(default=dict)
    read = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    decision = models.CharField("xử lý", max_length=10, choices=RowDecision, default=RowDecision.UNDECIDED)
    trader = models.ForeignKey(Trader, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "dòng của danh sách"
        verbose_name_plural = "dòng của danh sách"
        ordering = ("trader_list_id", "row_no")
        constraints = (
            models.UniqueConstraint(
                fields=("trader_list", "row_no"),
                name="trader_list_row_once",
                violation_error_message="Dòng này đã có trong danh sách.",
            ),
            models.CheckConstraint(
                condition=~Q(decision=RowDecision.UPDATE) | Q(trader__isnull=False),
                name="trader_list_row_update_has_trader",
                violation_error_message="Chọn người đã có để cập nhật.",
            ),
        )

    def __str__(self) -> str:
        return f"Dòng {self.row_no}"
