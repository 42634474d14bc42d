"""Advice booths at markets: staffed hours, slots, and what was asked and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.roles import ALLOWED, Action, Role
from traders.models import Market, Trader
from training.enums import TicketState, Topic
from training.models.courses import Organiser

if TYPE_CHECKING:
    from traders.models.actors import Actor


class AdviceBoothQuerySet(models.QuerySet["AdviceBooth"]):
    def public(self) -> AdviceBoothQuerySet:
        return self.filter(is_published=True)

    def managed_by(self, user: Actor) -> AdviceBoothQuerySet:
        """Booths at markets where this person may set booths up."""
        return self.filter(market__in=Market.objects.managed_by(user, Action.EDIT_BOOTHS))

    def advised_by(self, user: Actor) -> AdviceBoothQuerySet:
        """Booths whose tickets this person may read and answer: as staff of a shift, or by market."""
        if not user.is_authenticated or user.role not in ALLOWED[Action.ADVISE]:
            return self.none()
        if user.role == Role.TRAINER:
            return self.filter(pk__in=BoothShift.objects.held().filter(advisers=user.pk).values("booth_id"))
        return self.filter(market__in=Market.objects.managed_by(user, Action.ADVISE))

    def visible_to(self, user: Actor) -> AdviceBoothQuerySet:
        return self.filter(
            Q(is_published=True)
            | Q(pk__in=AdviceBooth.objects.managed_by(user))
            | Q(pk__in=AdviceBooth.objects.advised_by(user))
        )


@pghistory.track()
class AdviceBooth(models.Model):
    """A booth with free advice at a market (quầy tư vấn), on the days ``opens_on`` to ``closes_on``, both included."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="advice_booths", verbose_name="chợ")
    title = models.CharField("tên quầy", max_length=160)
    topics = models.CharField("tư vấn về", max_length=200)
    place = models.CharField("đặt ở đâu trong chợ", max_length=200)
    partners = models.ManyToManyField(Organiser, related_name="booths", verbose_name="đơn vị phối hợp")
    opens_on = models.DateField("từ ngày")
    closes_on = models.DateField("đến hết ngày")
    slot_minutes = models.PositiveSmallIntegerField("mỗi lượt, phút", default=20)
    is_published = models.BooleanField("đã thông báo", default=False)
    close_reason = models.CharField("lý do đóng sớm", max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = AdviceBoothQuerySet.as_manager()

    class Meta:
        verbose_name = "quầy tư vấn"
        verbose_name_plural = "quầy tư vấn"
        ordering = ("-opens_on", "title")
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="booth_days_in_order",
                violation_error_message="Ngày mở phải trước ngày đóng.",
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=120),
                name="booth_slot_length",
                violation_error_message="Mỗi lượt từ 5 đến 120 phút.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class BoothShiftQuerySet(models.QuerySet["BoothShift"]):
    def held(self) -> BoothShiftQuerySet:
        """Those that were not cancelled."""
        return self.filter(cancel_reason="")


@pghistory.track()
class BoothShift(models.Model):
    """Staffed hours [start, end) of a booth; each of the ``desks`` takes one person a slot.

    A cancelled shift is one with a reason; it stays for those who had booked it.
    """

    booth = models.ForeignKey(AdviceBooth, models.CASCADE, related_name="shifts", verbose_name="quầy")
    during = DateTimeRangeField("giờ trực")
    desks = models.PositiveSmallIntegerField("số bàn", default=1)
    advisers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="booth_shifts", verbose_name="người trực"
    )
    cancel_reason = models.CharField("lý do bỏ ca", max_length=200, blank=True)

    objects = BoothShiftQuerySet.as_manager()

    class Meta:
        verbose_name = "ca trực"
        verbose_name_plural = "ca trực"
        ordering = ("during",)
        constraints = (
            ExclusionConstraint(
                name="shift_one_at_a_time",
                expressions=[("booth", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(cancel_reason=""),
                violation_error_message="Hai ca trực của một quầy trùng giờ nhau.",
            ),
            models.CheckConstraint(
                condition=Q(desks__gte=1),
                name="shift_has_desks",
                violation_error_message="Một ca có ít nhất 1 bàn.",
            ),
            models.CheckConstraint(
                condition=Q(during__startswith__isnull=False, during__endswith__isnull=False, during__isempty=False),
                name="shift_has_both_ends",
                violation_error_message="Ca trực cần giờ bắt đầu và giờ kết thúc sau đó.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.booth} {timezone.localtime(self.during.lower):%d/%m/%Y %H:%M}"


class AdviceTicketQuerySet(models.QuerySet["AdviceTicket"]):
    def visible_to(self, user: Actor) -> AdviceTicketQuerySet:
        """Own tickets, and those of booths that one advises at."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person_id=user.pk) | Q(booth__in=AdviceBooth.objects.advised_by(user)))


@pghistory.track()
class AdviceTicket(models.Model):
    """One person's question at a booth, booked for a slot or walked in, and what they were told.

    A booking has ``during`` (its slot) and ``desk``; a walk-in has neither. Who is not registered leaves a name.
    ``reason`` is why the booth took a booking back; it is blank when the person cancelled.
    """

    booth = models.ForeignKey(AdviceBooth, models.PROTECT, related_name="tickets", verbose_name="quầy")
    shift = models.ForeignKey(
        BoothShift, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name="ca trực"
    )
    during = DateTimeRangeField("giờ hẹn", null=True, blank=True)
    desk = models.PositiveSmallIntegerField("bàn", null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="advice_tickets"
    )
    trader = models.ForeignKey(Trader, models.PROTECT, null=True, blank=True, related_name="advice_tickets")
    visitor_name = models.CharField("tên người hỏi", max_length=120, blank=True)
    topic = models.CharField("về việc", max_length=12, choices=Topic, default=Topic.OTHER)
    question = models.TextField("muốn hỏi gì", max_length=1000, blank=True)
    advice = models.TextField("đã tư vấn", max_length=2000, blank=True)
    follow_up_on = models.DateField("hẹn xem lại ngày", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=9, choices=TicketState)
    reason = models.CharField("lý do hủy hẹn", max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    advised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    advised_at = models.DateTimeField("tư vấn lúc", null=True, blank=True)

    objects = AdviceTicketQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu tư vấn"
        verbose_name_plural = "phiếu tư vấn"
        ordering = ("-made_at",)
        indexes = (models.Index(fields=("booth", "state"), name="ticket_by_booth"),)
        constraints = (
            ExclusionConstraint(
                name="ticket_desk_once_a_slot",
                expressions=[
                    ("shift", RangeOperators.EQUAL),
                    ("desk", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state=TicketState.CANCELLED) & Q(during__isnull=False),
                violation_error_message="Giờ này vừa có người giữ; chọn giờ khác.",
            ),
            ExclusionConstraint(
                name="ticket_person_one_place_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=~Q(state=TicketState.CANCELLED) & Q(during__isnull=False, person__isnull=False),
                violation_error_message="Bạn đã có một lượt hẹn trùng giờ này.",
            ),
            models.CheckConstraint(
                condition=Q(during__isnull=True, desk__isnull=True)
                | Q(during__isnull=False, desk__isnull=False, shift__isnull=False),
                name="ticket_slot_is_whole",
                violation_error_message="Lượt hẹn phải có ca trực, giờ và bàn.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(visitor_name=""),
                name="ticket_has_somebody",
                violation_error_message="Ghi tên người hỏi.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(TicketState.DONE, TicketState.FOLLOW_UP))
                | Q(Q(advised_at__isnull=False, advised_by__isnull=False), ~Q(advice="")),
                name="ticket_advised_who_when_what",
                violation_error_message="Ghi đã tư vấn gì trước khi xong phiếu.",
            ),
            models.CheckConstraint(
                condition=~Q(state=TicketState.FOLLOW_UP) | Q(follow_up_on__isnull=False),
                name="ticket_follow_up_has_day",
                violation_error_message="Chọn ngày hẹn xem lại.",
            ),
        )

    def __str__(self) -> str:
        return f"phiếu {self.pk}"
