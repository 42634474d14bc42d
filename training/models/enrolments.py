"""Who wants to come: enrolments, their history, invitations and swaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.roles import ALLOWED, Action, Role
from traders.models import Market, Trader
from training.enums import HOLDS_A_PLACE, TRANSITIONS, EnrolledHow, EnrolmentState, SwapState
from training.models.runs import HELD, CourseRun

if TYPE_CHECKING:
    from traders.models.actors import Actor

_WITHIN_CAPACITY = """
    SELECT capacity INTO places FROM training_courserun WHERE id = NEW.run_id FOR UPDATE;
    IF (SELECT count(*) FROM training_enrolment WHERE run_id = NEW.run_id AND state IN ({held})) > places THEN
        RAISE EXCEPTION 'more places are held than the run has'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_within_capacity';
    END IF;
    RETURN NULL;
"""
"""The database's last word: it locks the run, then counts, so that two who come at once are counted one by one."""


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: Actor) -> EnrolmentQuerySet:
        """Own ones; those of one's markets' traders; all of a run that one conducts; all of the city for officials."""
        if not user.is_authenticated:
            return self.none()
        own = Q(person_id=user.pk)
        if user.role not in ALLOWED[Action.SEE_TRAINEES]:
            return self.filter(own)
        if user.role in (Role.ADMINISTRATOR, Role.OFFICIAL, Role.INSPECTOR):
            return self.filter(own | Q(run__in=CourseRun.objects.with_trainees_for(user)))
        return self.filter(
            own | Q(run__in=CourseRun.objects.conducted_by(user)) | Q(market__in=Market.objects.visible_to(user))
        )

    def holding_a_place(self) -> EnrolmentQuerySet:
        return self.filter(state__in=HOLDS_A_PLACE)


@pghistory.track()
class Enrolment(models.Model):
    """One person in one run: with a place, waiting for one, or out again. One row each, for good.

    ``trader`` and ``market`` are those of the day of enrolling, NULL for creators (KOL/KOC). ``queued_at`` is when the
    person joined the list (again); the list goes by ``precedence`` (0 unless somebody moved them, lower is earlier),
    then the run's rules, then ``queued_at``. ``reason`` is why the last change of state or order was made; by whom,
    ``EnrolmentStep`` says.
    """

    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="enrolments", verbose_name="lớp")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    trader = models.ForeignKey(
        Trader, models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name="tiểu thương"
    )
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name="chợ"
    )
    state = models.CharField("tình trạng", max_length=9, choices=EnrolmentState)
    how = models.CharField("cách đăng ký", max_length=5, choices=EnrolledHow, default=EnrolledHow.SELF)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    queued_at = models.DateTimeField("vào danh sách lúc")
    precedence = models.IntegerField("thứ tự do người đặt", default=0)
    changed_at = models.DateTimeField("đổi tình trạng lúc")
    offer_expires_at = models.DateTimeField("giữ chỗ tới", null=True, blank=True)
    left_late = models.BooleanField("hủy sát giờ", default=False, help_text="Tính như một lần vắng không báo.")
    is_excused = models.BooleanField("vắng có lý do", default=False)
    reason = models.CharField("lý do", max_length=200, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "ghi danh"
        verbose_name_plural = "ghi danh"
        indexes = (
            models.Index(fields=("run", "state"), name="enrolment_by_run"),
            models.Index(fields=("person", "state"), name="enrolment_by_person"),
            models.Index(fields=("market", "run"), name="enrolment_by_market"),
            models.Index(
                fields=("offer_expires_at",), name="enrolment_offers", condition=Q(offer_expires_at__isnull=False)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("run", "person"),
                name="enrolment_once",
                violation_error_message="Người này đã có trong danh sách của lớp.",
            ),
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.OFFERED, offer_expires_at__isnull=False)
                | Q(~Q(state=EnrolmentState.OFFERED), offer_expires_at__isnull=True),
                name="enrolment_offer_has_deadline",
                violation_error_message="Chỗ mời, và chỉ chỗ mời, có hạn trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(trader__isnull=True) | Q(market__isnull=False),
                name="enrolment_trader_has_market",
                violation_error_message="Ghi danh của tiểu thương phải ghi chợ.",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.REMOVED) | ~Q(reason=""),
                name="enrolment_removed_why",
                violation_error_message="Ghi lý do gỡ người này khỏi lớp.",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="within_capacity",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "run_id"),
                condition=pgtrigger.Q(new__state__in=[state.value for state in HOLDS_A_PLACE]),
                declare=[("places", "integer")],
                func=_WITHIN_CAPACITY.format(held=HELD),
            ),
            pgtrigger.FSM(
                name="known_steps",
                field="state",
                transitions=[(old.value, new.value) for old, to in TRANSITIONS.items() for new in sorted(to)],
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.run}"


class EnrolmentStep(models.Model):
    """One change of an enrolment's state or place in the list: who, when, why. Rows are only added.

    ``before`` is blank at the first; equal to ``after`` when only the order changed.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="steps")
    before = models.CharField("từ", max_length=9, choices=EnrolmentState, blank=True)
    after = models.CharField("thành", max_length=9, choices=EnrolmentState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Trống: cổng tự làm."
    )
    at = models.DateTimeField("lúc")
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "thay đổi ghi danh"
        verbose_name_plural = "thay đổi ghi danh"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


class Invitation(models.Model):
    """Somebody was asked by message to enrol in a run; the funnel begins here."""

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="invitations", verbose_name="lớp")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    trader = models.ForeignKey(Trader, models.CASCADE, null=True, blank=True, related_name="invitations")
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chợ")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("mời lúc", auto_now_add=True)

    class Meta:
        verbose_name = "lời mời học"
        verbose_name_plural = "lời mời học"
        constraints = (
            models.UniqueConstraint(
                fields=("run", "person"),
                name="invitation_once",
                violation_error_message="Người này đã được mời vào lớp.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.run}"


@pghistory.track()
class PlaceSwap(models.Model):
    """Somebody asks a colleague to take their place, or, when both have one of the same course, to change runs."""

    giver = models.ForeignKey(Enrolment, models.CASCADE, related_name="swaps_proposed", verbose_name="người có chỗ")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="swaps_received")
    in_exchange = models.ForeignKey(
        Enrolment, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="đổi lấy chỗ"
    )
    state = models.CharField("tình trạng", max_length=9, choices=SwapState, default=SwapState.PROPOSED)
    proposed_at = models.DateTimeField("đề nghị lúc", auto_now_add=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đổi chỗ"
        verbose_name_plural = "đổi chỗ"
        constraints = (
            models.UniqueConstraint(
                fields=("giver",),
                condition=Q(state=SwapState.PROPOSED),
                name="swap_one_open_question",
                violation_error_message="Bạn đang chờ một người trả lời; rút lời hỏi trước đã.",
            ),
            models.CheckConstraint(
                condition=Q(state=SwapState.PROPOSED, answered_at__isnull=True)
                | Q(~Q(state=SwapState.PROPOSED), answered_at__isnull=False),
                name="swap_answered_when",
                violation_error_message="Lời đổi chỗ đã xong phải có giờ trả lời.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
