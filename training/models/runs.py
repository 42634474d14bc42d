"""Runs of a course, their meetings, and the rules by which places are given."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.roles import ALLOWED, Action, Role
from traders.models import Market
from training.enums import HOLDS_A_PLACE, MeetingState, RuleKind, RunKind, RunState
from training.models.courses import Course, Organiser

if TYPE_CHECKING:
    import datetime as dt

    from traders.models.actors import Actor


HELD = ", ".join(f"'{state.value}'" for state in HOLDS_A_PLACE)
"""The states that hold a place, as SQL lists them."""

_HOLDS_THOSE_IN = """
    IF (SELECT count(*) FROM training_enrolment WHERE run_id = NEW.id AND state IN ({held})) > NEW.capacity THEN
        RAISE EXCEPTION 'more places are held than the run would have'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_within_capacity';
    END IF;
    RETURN NULL;
"""


def new_token() -> str:
    """16 letters that nobody guesses (80 bits), without those that are mistaken for each other."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(16))


class RunSeries(models.Model):
    """Runs made together, one a week or one a market; what happens to the series is one message."""

    title = models.CharField("tên đợt", max_length=160)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    class Meta:
        verbose_name = "đợt mở lớp"
        verbose_name_plural = "đợt mở lớp"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.title


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    def public(self) -> CourseRunQuerySet:
        """What anyone may read, cancelled runs too: who had a place looks there first."""
        return self.exclude(state=RunState.DRAFT)

    def visible_to(self, user: Actor) -> CourseRunQuerySet:
        """Announced runs for everybody; drafts for who manages or teaches them."""
        if not user.is_authenticated:
            return self.public()
        return self.filter(~Q(state=RunState.DRAFT) | Q(pk__in=CourseRun.objects.conducted_by(user)))

    def managed_by(self, user: Actor) -> CourseRunQuerySet:
        """Runs that this person may change: of the city, or held in an own market."""
        if not user.is_authenticated or user.role not in ALLOWED[Action.EDIT_RUNS]:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self
        if user.role == Role.OFFICIAL:
            return self.filter(course__city_id=user.city_id)
        return self.filter(market__in=Market.objects.managed_by(user, Action.EDIT_RUNS))

    def conducted_by(self, user: Actor) -> CourseRunQuerySet:
        """Runs whose door this person keeps: trainers of the run, people of its market, who manages it."""
        if not user.is_authenticated or user.role not in ALLOWED[Action.RUN_DOOR]:
            return self.none()
        if user.role == Role.TRAINER:
            return self.filter(pk__in=CourseRun.trainers.through.objects.filter(user_id=user.pk).values("courserun_id"))
        if user.role in (Role.ADMINISTRATOR, Role.OFFICIAL):
            return CourseRunQuerySet.managed_by(self, user)
        return self.filter(market__in=Market.objects.managed_by(user, Action.RUN_DOOR))

    def with_trainees_for(self, user: Actor) -> CourseRunQuerySet:
        """Runs of which this person may read some trainees; which ones, ``Enrolment.objects.visible_to`` says."""
        if not user.is_authenticated or user.role not in ALLOWED[Action.SEE_TRAINEES]:
            return self.none()
        if user.role == Role.TRAINER:
            return self.conducted_by(user)
        if user.role == Role.ADMINISTRATOR:
            return self
        if user.role in (Role.OFFICIAL, Role.INSPECTOR):
            return self.filter(course__city_id=user.city_id)
        cities = Market.objects.visible_to(user).values("ward__province_id")
        return self.filter(course__city_id__in=cities).visible_to(user)


@pghistory.track()
class CourseRun(models.Model):
    """A run of a course (lớp): where, by whom, for how many, and when enrolment is open.

    Enrolment is open in [``enrol_opens_at``, ``enrol_closes_at``). ``starts_at`` and ``ends_at`` are those of its
    planned meetings, written by ``training.actions.runs.settle_times``; NULL while there is none. ``markets`` says
    whose traders may enrol; none means every market of the course's city. ``offer_hours`` is how long an offered
    place waits for an answer, ``cancel_hours`` until how long before the start leaving does not count as absence.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="runs", verbose_name="khóa")
    series = models.ForeignKey(
        RunSeries, models.PROTECT, null=True, blank=True, related_name="runs", verbose_name="đợt"
    )
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    code = models.SlugField("mã lớp", max_length=40, unique=True)
    title = models.CharField("tên lớp", max_length=160, help_text="Thường là tên khóa kèm chợ hay tháng.")
    kind = models.CharField("hình thức", max_length=8, choices=RunKind, default=RunKind.CLASS)
    state = models.CharField("tình trạng", max_length=9, choices=RunState, default=RunState.DRAFT)
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="runs", verbose_name="tại chợ"
    )
    place = models.CharField("phòng, địa chỉ", max_length=200, blank=True)
    online_link = models.URLField("đường dẫn phòng học trực tuyến", blank=True)
    trainers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="runs_taught", verbose_name="giảng viên")
    organisers = models.ManyToManyField(Organiser, related_name="runs", verbose_name="đơn vị tổ chức")
    markets = models.ManyToManyField(
        Market, blank=True, related_name="+", verbose_name="dành cho các chợ", help_text="Không chọn: mọi chợ."
    )
    capacity = models.PositiveIntegerField("số chỗ")
    enrol_opens_at = models.DateTimeField("mở đăng ký lúc")
    enrol_closes_at = models.DateTimeField("đóng đăng ký lúc")
    offer_hours = models.PositiveSmallIntegerField("giờ giữ chỗ mời", default=24)
    cancel_hours = models.PositiveSmallIntegerField("hủy trước mấy giờ thì không tính là vắng", default=24)
    note = models.TextField("dặn học viên", blank=True, help_text="Mang gì theo, gửi xe ở đâu…")
    starts_at = models.DateTimeField("bắt đầu", null=True, blank=True, editable=False)
    ends_at = models.DateTimeField("kết thúc", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("thông báo lúc", null=True, blank=True, editable=False)
    cancel_reason = models.CharField("lý do hủy", max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        verbose_name = "lớp"
        verbose_name_plural = "lớp"
        ordering = (F("starts_at").asc(nulls_last=True), "pk")
        indexes = (models.Index(fields=("starts_at", "id"), name="run_by_start"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(enrol_opens_at__lt=F("enrol_closes_at")),
                name="run_enrolment_times_in_order",
                violation_error_message="Đăng ký phải mở trước khi đóng.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="run_has_places", violation_error_message="Lớp có ít nhất 1 chỗ."
            ),
            models.CheckConstraint(
                condition=Q(offer_hours__gte=1),
                name="run_offers_wait",
                violation_error_message="Chỗ mời được giữ ít nhất 1 giờ.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RunKind.ONLINE) | ~Q(online_link="") | Q(state=RunState.DRAFT),
                name="run_online_has_link",
                violation_error_message="Lớp trực tuyến cần đường dẫn phòng học trước khi thông báo.",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.DRAFT) | Q(published_at__isnull=False) | Q(state=RunState.CANCELLED),
                name="run_published_when",
                violation_error_message="Lớp đã thông báo phải có giờ thông báo.",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.CANCELLED) | ~Q(cancel_reason=""),
                name="run_cancelled_why",
                violation_error_message="Ghi lý do hủy lớp.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="run_times_in_order",
                violation_error_message="Lớp phải bắt đầu trước khi kết thúc.",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="capacity_of_those_in",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("capacity"),
                func=_HOLDS_THOSE_IN.format(held=HELD),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def is_open_at(self, moment: dt.datetime) -> bool:
        """Whether people may enrol at ``moment``: never once the run has begun."""
        ends = min(self.enrol_closes_at, self.starts_at or self.enrol_closes_at)
        return self.state == RunState.PUBLISHED and self.enrol_opens_at <= moment < ends

    @property
    def is_open(self) -> bool:
        return self.is_open_at(timezone.now())

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()


@pghistory.track(exclude=["door_secret"])
class Meeting(models.Model):
    """One meeting (buổi) of a run, [start, end), past midnight allowed. ``place`` is blank when it is the run's.

    ``door_secret`` is what the changing QR at the door is made from; it never leaves the server.
    """

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="meetings", verbose_name="lớp")
    during = DateTimeRangeField("thời gian")
    place = models.CharField("nơi học", max_length=200, blank=True)
    topic = models.CharField("bài", max_length=160, blank=True)
    state = models.CharField("tình trạng", max_length=9, choices=MeetingState, default=MeetingState.PLANNED)
    cancel_reason = models.CharField("lý do hủy", max_length=200, blank=True)
    door_secret = models.CharField(max_length=16, default=new_token, editable=False)
    sequence = models.PositiveIntegerField("lần đổi", default=0, editable=False, help_text="SEQUENCE của lịch ICS.")

    class Meta:
        verbose_name = "buổi"
        verbose_name_plural = "buổi"
        ordering = ("during", "pk")
        constraints = (
            ExclusionConstraint(
                name="meeting_one_at_a_time",
                expressions=[("run", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state=MeetingState.PLANNED),
                violation_error_message="Hai buổi của một lớp trùng giờ nhau.",
            ),
            models.CheckConstraint(
                condition=Q(during__startswith__isnull=False, during__endswith__isnull=False, during__isempty=False),
                name="meeting_has_both_ends",
                violation_error_message="Buổi học cần giờ bắt đầu và giờ kết thúc sau đó.",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancel_reason=""),
                name="meeting_cancelled_why",
                violation_error_message="Ghi lý do hủy buổi.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.run} {timezone.localtime(self.during.lower):%d/%m/%Y %H:%M}"


@pghistory.track()
class PriorityRule(models.Model):
    """A rule by which places of a run are given (``training.places`` reads them); it holds before ``until``.

    MARKET_LIMIT: at most ``places`` for traders of ``market``, or of each market when it is NULL. BOARD_QUOTA:
    ``places`` that only the board of ``market`` gives. UNTRAINED_FIRST: who has attended no run yet comes first;
    others wait until ``until``. NO_SHOW_LAST: who stayed away ``places`` times or more within ``days`` waits last.
    """

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="rules", verbose_name="lớp")
    kind = models.CharField("quy tắc", max_length=16, choices=RuleKind)
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chợ")
    places = models.PositiveSmallIntegerField("số", null=True, blank=True)
    days = models.PositiveSmallIntegerField("trong mấy ngày", null=True, blank=True)
    until = models.DateTimeField("áp dụng tới", null=True, blank=True)

    class Meta:
        verbose_name = "quy tắc ưu tiên"
        verbose_name_plural = "quy tắc ưu tiên"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("run", "kind", "market"),
                name="rule_once",
                nulls_distinct=False,
                violation_error_message="Lớp đã có quy tắc này.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=(RuleKind.MARKET_LIMIT, RuleKind.BOARD_QUOTA, RuleKind.NO_SHOW_LAST))
                | Q(places__gte=1),
                name="rule_has_number",
                violation_error_message="Quy tắc này cần một số từ 1 trở lên.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RuleKind.BOARD_QUOTA) | Q(market__isnull=False, until__isnull=False),
                name="rule_quota_has_market_and_end",
                violation_error_message="Chỗ dành cho chợ cần tên chợ và giờ trả lại chỗ còn trống.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RuleKind.NO_SHOW_LAST) | Q(days__gte=1),
                name="rule_no_show_has_days",
                violation_error_message="Ghi tính trong bao nhiêu ngày.",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class CalendarFeed(models.Model):
    """The address at which a person's own calendar is read by other programs; a new token ends the old one."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    token = models.CharField(max_length=16, unique=True, default=new_token)
    made_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    class Meta:
        verbose_name = "lịch riêng"
        verbose_name_plural = "lịch riêng"

    def __str__(self) -> str:
        return f"lịch của {self.person}"
