"""Imports of order files: who brought in which file, and what came of every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from livestreams.enums import BatchState, LineStatus, ReturnKind, WordKind
from portal.accounts.models import Role
from traders.enums import Platform
from traders.models import Market, ShopAccount

if TYPE_CHECKING:
    from traders.models.actors import Actor


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: Actor) -> ImportBatchQuerySet:
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(account__trader__user=user)
        markets = Market.objects.visible_to(user)
        return self.filter(Q(account__market__in=markets) | Q(account=None, market__in=markets))

    def managed_by(self, user: Actor) -> ImportBatchQuerySet:
        markets = Market.objects.managed_by(user)
        return self.filter(Q(account__market__in=markets) | Q(account=None, market__in=markets))


@pghistory.track(exclude=["stored_name", "preview"])
class ImportBatch(models.Model):
    """One file brought in for one shop account.

    ``rows_read`` = ``rows_new`` + ``rows_updated`` + ``rows_unchanged`` + ``rows_rejected``; header,
    description, blank and total rows are none of these.
    """

    account = models.ForeignKey(
        ShopAccount, models.PROTECT, null=True, related_name="imports", verbose_name="tài khoản"
    )
    market = models.ForeignKey(Market, models.PROTECT, related_name="imports", verbose_name="chợ")
    session = models.ForeignKey(
        "livestreams.LiveSession", models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="phiên"
    )
    state = models.CharField("trạng thái", max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    layout = models.CharField("mẫu file", max_length=40, blank=True)
    file_name = models.CharField("tên file", max_length=255)
    stored_name = models.CharField("tên lưu", max_length=80, blank=True)
    sha256 = models.CharField("mã băm SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("kích thước, byte")
    sheet = models.CharField("trang tính", max_length=80, blank=True)
    stated_status = models.CharField("trạng thái khai cho dòng trống", max_length=20, choices=LineStatus, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="imports", verbose_name="người tải"
    )
    uploaded_at = models.DateTimeField("lúc tải", auto_now_add=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    period_from = models.DateField("từ ngày", null=True, blank=True)
    period_to = models.DateField("đến ngày", null=True, blank=True)
    rows_read = models.PositiveIntegerField("dòng đã đọc", default=0)
    rows_new = models.PositiveIntegerField("dòng mới", default=0)
    rows_updated = models.PositiveIntegerField("dòng cập nhật", default=0)
    rows_unchanged = models.PositiveIntegerField("dòng không đổi", default=0)
    rows_rejected = models.PositiveIntegerField("dòng bị từ chối", default=0)
    header = models.JSONField("dòng tiêu đề", default=list)
    preview = models.JSONField("xem trước", default=dict)
    warnings = models.JSONField("cảnh báo", default=list)
    refusal_code = models.CharField("mã lý do", max_length=40, blank=True)
    refusal = models.TextField("lý do không nhận", blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập file"
        verbose_name_plural = "lần nhập file"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("account", "sha256"), name="import_by_file"),
            models.Index(fields=("state",), name="import_unfinished", condition=Q(state="queued")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    rows_read=models.F("rows_new")
                    + models.F("rows_updated")
                    + models.F("rows_unchanged")
                    + models.F("rows_rejected")
                ),
                name="import_rows_add_up",
                violation_error_message="Số dòng không khớp với số dòng đã đọc.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(state="undone"),
                name="import_undone_has_time",
                violation_error_message="Lần nhập đã hoàn tác phải có thời điểm hoàn tác.",
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class RejectedRow(models.Model):
    """A row that was not taken. ``cells`` and ``errors`` hold values of mapped columns only.

    ``errors``: list of ``{"column", "value", "code", "message"}``, message in Vietnamese.
    ``cells``: header → value as it stood in the file.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rejected")
    row_no = models.PositiveIntegerField("dòng")
    errors = models.JSONField("lỗi")
    cells = models.JSONField("các ô")

    class Meta:
        verbose_name = "dòng bị từ chối"
        verbose_name_plural = "dòng bị từ chối"
        ordering = ("batch_id", "row_no")
        constraints = (models.UniqueConstraint(fields=("batch", "row_no"), name="rejected_row_once"),)

    def __str__(self) -> str:
        return f"dòng {self.row_no}"


@pghistory.track()
class StatusWord(models.Model):
    """A word of a platform that no built-in vocabulary knows; ``meaning`` is empty until a person maps it.

    ``meaning`` is a ``LineStatus`` for kind ``status``, a ``ReturnKind`` for kind ``return``.
    """

    platform = models.CharField("sàn", max_length=12, choices=Platform)
    kind = models.CharField("loại", max_length=8, choices=WordKind)
    word = models.CharField("từ trong file", max_length=300)
    meaning = models.CharField("nghĩa", max_length=20, blank=True, choices=[*LineStatus.choices, *ReturnKind.choices])
    first_seen_in = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="+")
    mapped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    mapped_at = models.DateTimeField("gán lúc", null=True, blank=True)

    class Meta:
        verbose_name = "từ trạng thái"
        verbose_name_plural = "từ trạng thái"
        ordering = ("platform", "kind", "word")
        constraints = (
            models.UniqueConstraint(
                fields=("platform", "kind", "word"),
                name="status_word_once",
                violation_error_message="Từ này của sàn đã có trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(meaning="", mapped_at__isnull=True) | (~Q(meaning="") & Q(mapped_at__isnull=False)),
                name="status_word_mapped_at",
                violation_error_message="Từ đã gán nghĩa phải có thời điểm gán.",
            ),
        )

    def __str__(self) -> str:
        return self.word
