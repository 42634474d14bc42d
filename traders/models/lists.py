"""Lists of traders that an organisation brings in from a spreadsheet, row by row until they are decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.roles import Action
from traders.enums import ListState, MatchKind, RowDecision, RowVerdict
from traders.models.markets import Market
from traders.models.people import Trader

if TYPE_CHECKING:
    from traders.models.actors import Actor


class TraderListQuerySet(models.QuerySet["TraderList"]):
    def managed_by(self, user: Actor) -> TraderListQuerySet:
        return self.filter(market__in=Market.objects.managed_by(user, Action.IMPORT_TRADERS))


class TraderList(models.Model):
    """An uploaded list of traders. Its rows are emptied (``emptied_at``) when the time of retention is over.

    ``header`` are the texts over the columns, ``header_key`` names files with the same ones; ``mapping`` is
    field → place of its column. ``choices`` are answers that hold for the whole list: ``wards`` and ``goods``
    are what was asked → id (0: leave it out), ``capitals`` is "keep" where names in capitals stay so.
    """

    market = models.ForeignKey(Market, models.CASCADE, related_name="trader_lists", verbose_name="chợ")
    state = models.CharField("tình trạng", max_length=10, choices=ListState, default=ListState.MAPPING)
    file_name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField("tiêu đề cột", default=list)
    header_key = models.CharField(max_length=64, blank=True, db_index=True)
    mapping = models.JSONField("cột nào là gì", default=dict)
    choices = models.JSONField("trả lời cho cả danh sách", default=dict)
    warnings = models.JSONField("điều cần biết về tệp", default=list)
    row_count = models.PositiveIntegerField("số dòng", default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    applied_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    created_count = models.PositiveIntegerField("đã thêm", default=0)
    updated_count = models.PositiveIntegerField("đã cập nhật", default=0)
    skipped_count = models.PositiveIntegerField("đã bỏ qua", default=0)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    undo_report = models.JSONField("không hoàn tác được", default=list)
    emptied_at = models.DateTimeField("xóa nội dung dòng lúc", null=True, blank=True)

    objects = TraderListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách tiểu thương tải lên"
        verbose_name_plural = "danh sách tiểu thương tải lên"
        ordering = ("-uploaded_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=(ListState.APPLIED, ListState.UNDONE), applied_at__isnull=False)
                | Q(~Q(state__in=(ListState.APPLIED, ListState.UNDONE)), applied_at__isnull=True),
                name="trader_list_applied_has_time",
                violation_error_message="Danh sách đã nhập phải có lúc nhập.",
            ),
            models.CheckConstraint(
                condition=Q(state=ListState.UNDONE, undone_at__isnull=False)
                | Q(~Q(state=ListState.UNDONE), undone_at__isnull=True),
                name="trader_list_undone_has_time",
                violation_error_message="Danh sách đã hoàn tác phải có lúc hoàn tác.",
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class TraderListRow(models.Model):
    """One row of a list: its cells, what was read in them, who it may be, and what is to become of it.

    ``cells`` are the texts by column; a number of 12 digits, or what may be one, is ``{"sealed", "tail"}``.
    ``read`` is field → value once the columns are known. ``errors`` and ``warnings`` are
    ``{"column", "value", "message"}``; ``candidates`` are ``{"trader", "why"}``. ``same_as`` is the earlier row
    of the list that this one repeats. ``result`` is what applying wrote, for undoing it.
    """

    trader_list = models.ForeignKey(TraderList, models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField("dòng")
    cells = models.JSONField(default=list)
    read = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    verdict = models.CharField("kết quả kiểm tra", max_length=8, choices=RowVerdict, default=RowVerdict.UNREAD)
    match = models.CharField("trùng vì", max_length=12, choices=MatchKind, blank=True)
    candidates = models.JSONField(default=list)
    decision = models.CharField("xử lý", max_length=10, choices=RowDecision, default=RowDecision.UNDECIDED)
    trader = models.ForeignKey(Trader, models.SET_NULL, null=True, blank=True, related_name="+")
    same_as = models.PositiveIntegerField("gộp vào dòng", null=True, blank=True)
    result = models.JSONField(default=dict)

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
                condition=~Q(decision=RowDecision.UPDATE) | Q(trader__isnull=False) | Q(same_as__isnull=False),
                name="trader_list_row_update_has_trader",
                violation_error_message="Chọn người đã có để cập nhật.",
            ),
        )

    def __str__(self) -> str:
        return f"Dòng {self.row_no}"
