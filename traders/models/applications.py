"""Registrations of traders, from the first typed word to the organisation's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.accounts.models import PhoneConfirmation
from portal.accounts.roles import Action, Role
from traders.enums import OPEN_APPLICATION_STATES, ApplicationHow, ApplicationState
from traders.models.goods import GoodsLine
from traders.models.markets import Market
from traders.models.people import Trader

if TYPE_CHECKING:
    from traders.models.actors import Actor


class ApplicationQuerySet(models.QuerySet["TraderApplication"]):
    def visible_to(self, user: Actor) -> ApplicationQuerySet:
        """A person's own ones; for those who see registers, the ones handed in to their markets."""
        if user.is_authenticated and user.role == Role.TRADER:
            return self.filter(user=user)
        return self.filter(market__in=Market.objects.visible_to(user)).exclude(state=ApplicationState.DRAFT)

    def managed_by(self, user: Actor) -> ApplicationQuerySet:
        markets = Market.objects.managed_by(user, Action.DECIDE_APPLICATIONS)
        return self.filter(market__in=markets).exclude(state=ApplicationState.DRAFT)


@pghistory.track()
class TraderApplication(models.Model):
    """A person's registration (hồ sơ đăng ký) as a trader of a market; drafts are kept as they are typed.

    One that the organisation writes at the stall has ``recorded_by``, and nobody yet as ``user`` until the
    person has confirmed it by a code sent to ``phone``, or on paper; ``consents``, names of purposes, waits too.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="trader_applications"
    )
    state = models.CharField("tình trạng", max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    name = models.CharField("họ và tên", max_length=120, blank=True)
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="chợ"
    )
    stall_code = models.CharField("mã sạp", max_length=30, blank=True)
    goods_line = models.ForeignKey(
        GoodsLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ngành hàng"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Người của chợ đã ghi giúp tại sạp.",
    )
    phone = models.CharField("số điện thoại ghi tại sạp", max_length=16, blank=True)
    consents = ArrayField(models.CharField(max_length=12), verbose_name="điều đã đồng ý", default=list, blank=True)
    confirmed_how = models.CharField("xác nhận bằng", max_length=6, choices=ApplicationHow, default=ApplicationHow.WEB)
    confirmation = models.OneToOneField(
        PhoneConfirmation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="mã đã gửi"
    )
    began_at = models.DateTimeField("bắt đầu lúc", auto_now_add=True)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    reason = models.CharField("lý do, việc cần bổ sung", max_length=300, blank=True)
    trader = models.ForeignKey(
        Trader, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="tiểu thương"
    )

    is_linked = models.BooleanField("gắn với người đã có trong danh sách", default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ đăng ký"
        verbose_name_plural = "hồ sơ đăng ký"
        ordering = ("submitted_at", "pk")
        indexes = (models.Index(fields=("market", "state", "submitted_at"), name="application_queue"),)
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(state__in=OPEN_APPLICATION_STATES),
                name="application_one_open_a_person",
                violation_error_message="Bạn đang có một hồ sơ chưa xong.",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT)
                | Q(state=ApplicationState.WITHDRAWN)
                | (Q(submitted_at__isnull=False, market__isnull=False, user__isnull=False) & ~Q(name="")),
                name="application_handed_in_is_whole",
                violation_error_message="Hồ sơ gửi đi phải có người gửi, họ tên và chợ.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(recorded_by__isnull=False),
                name="application_is_somebodys",
                violation_error_message="Hồ sơ phải có người đăng ký hoặc người ghi giúp.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_how=ApplicationHow.WEB) | Q(recorded_by__isnull=False),
                name="application_assisted_has_recorder",
                violation_error_message="Hồ sơ ghi tại sạp phải có người ghi.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ApplicationState.ASKED_BACK, ApplicationState.REFUSED)) | ~Q(reason=""),
                name="application_answer_has_reason",
                violation_error_message="Ghi lý do để người đăng ký biết.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ApplicationState.ACCEPTED, ApplicationState.REFUSED))
                | Q(decided_at__isnull=False),
                name="application_decided_has_time",
                violation_error_message="Hồ sơ đã quyết định phải có lúc quyết định.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.ACCEPTED) | Q(trader__isnull=False),
                name="application_accepted_has_trader",
                violation_error_message="Hồ sơ đã duyệt phải gắn với một tiểu thương.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.market}"
