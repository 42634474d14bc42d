"""What people ask to be done with their data, and what was erased."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.accounts.models import Role
from portal.privacy.enums import OPEN_STATES, RequestKind, RequestState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

DONE_WITHIN = {RequestKind.CORRECTION: timedelta(days=10), RequestKind.ERASURE: timedelta(days=20)}
ENDED = (RequestState.DONE, RequestState.REFUSED, RequestState.TAKEN_BACK)


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def open(self) -> DataRequestQuerySet:
        """Requests that wait for somebody."""
        return self.filter(state__in=OPEN_STATES)

    def handled_by(self, user: User | AnonymousUser) -> DataRequestQuerySet:
        """All for an administrator; else those of the people whom ``user`` looks after, never one's own."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self
        people = import_string(settings.PERSONAL_DATA["people_of"])(user)
        return self.filter(person__in=people).exclude(person=user)


@pghistory.track()
class DataRequest(models.Model):
    """A wish of a person about their data, and what became of it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="data_requests", verbose_name="người gửi"
    )
    kind = models.CharField("yêu cầu", max_length=10, choices=RequestKind)
    wish = models.TextField("nội dung", blank=True, max_length=1000)
    state = models.CharField("trạng thái", max_length=10, choices=RequestState, default=RequestState.ASKED)
    asked_at = models.DateTimeField("gửi lúc", default=timezone.now)
    checked_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kiểm tra"
    )
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người làm"
    )
    answer = models.TextField("trả lời", blank=True, max_length=1000)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu về dữ liệu"
        verbose_name_plural = "yêu cầu về dữ liệu"
        ordering = ("-asked_at", "-pk")
        indexes = (models.Index(fields=("asked_at",), name="data_request_open", condition=Q(state__in=OPEN_STATES)),)
        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(kind=RequestKind.ERASURE, state__in=OPEN_STATES),
                name="data_request_one_open_erasure",
                violation_error_message="Yêu cầu xóa trước của người này chưa xong.",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None) | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="data_request_checked_when_and_by",
                violation_error_message="Lần kiểm tra phải ghi đủ lúc nào và ai.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, state__in=OPEN_STATES)
                | Q(ended_at__isnull=False, ended_by__isnull=False, state__in=ENDED),
                name="data_request_ended_when_and_by",
                violation_error_message="Yêu cầu đã khép lại phải ghi đủ lúc nào và ai.",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=False) | ~Q(state__in=(RequestState.CHECKED, RequestState.DONE)),
                name="data_request_checked_before_done",
                violation_error_message="Phải kiểm tra yêu cầu trước khi làm.",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED, answer=""),
                name="data_request_refused_with_reason",
                violation_error_message="Từ chối thì phải nói lý do.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RequestKind.CORRECTION, wish=""),
                name="data_request_correction_says_what",
                violation_error_message="Hãy viết điều cần sửa.",
            ),
            models.CheckConstraint(
                condition=(Q(checked_at=None) | Q(checked_at__gte=F("asked_at")))
                & (Q(ended_at=None) | Q(ended_at__gte=F("asked_at"))),
                name="data_request_times_in_order",
                violation_error_message="Kiểm tra và trả lời phải sau lúc gửi.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in OPEN_STATES

    @property
    def answer_by(self) -> datetime:
        """When it has to be done: 10 days for a correction, 20 for an erasure (Decree 356/2025)."""
        return self.asked_at + DONE_WITHIN[RequestKind(self.kind)]

    @property
    def is_late(self) -> bool:
        """Whether that time is over and it still waits."""
        return self.is_open and timezone.now() > self.answer_by


class Erasure(models.Model):
    """Proof that a person's data was erased, by which pseudonym the rest goes on. Holds nothing personal."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure")
    pseudonym = models.CharField("bí danh", max_length=12, unique=True)
    request = models.OneToOneField(DataRequest, models.PROTECT, null=True, blank=True, related_name="erasure")
    erased_at = models.DateTimeField("xóa lúc", default=timezone.now)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lần xóa dữ liệu"
        verbose_name_plural = "lần xóa dữ liệu"
        ordering = ("-erased_at",)

    def __str__(self) -> str:
        return f"Người đã xóa {self.pseudonym}"
