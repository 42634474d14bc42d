"""What came of training: written whole by ``actions.outcomes.compute_outcomes``, thrown away by the next.

Figures of a cell that must not be shown (fewer than ``LEAST_PEOPLE``, or to be got by subtracting) are not stored at
all: they are NULL, so no page and no file can show them by mistake.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ecommerce_stats.enums import HORIZONS, LEAST_PEOPLE, FunnelStage, OutcomeBy, OutcomeMeasure
from ecommerce_stats.models.days import derived_key
from livestreams.models import LiveSession
from portal.places.models import Province
from traders.models import Market, Trader
from training.models import CourseRun, Enrolment


class OutcomeRun(models.Model):
    """One computing of everything below. ``today`` decides which windows are over, ``figures_at`` how old sales are.

    ``sales_read`` is the number of seller-day rows, ``read_from`` the first day that was asked for.
    """

    computed_at = models.DateTimeField("tính lúc")
    today = models.DateField("tính tới ngày")
    figures_at = models.DateTimeField("số liệu bán hàng tới lúc", null=True)
    read_from = models.DateField("đọc từ ngày", null=True)
    sales_read = models.PositiveIntegerField("dòng số liệu đã đọc", default=0)

    class Meta:
        verbose_name = "lần tính kết quả đào tạo"
        verbose_name_plural = "lần tính kết quả đào tạo"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.computed_at:%d/%m/%Y %H:%M}"


class TraineeOutcome(models.Model):
    """A trader who attended a run. ``trained_on`` is the day of the last meeting attended, T0 the day after.

    ``first_session_on`` is the day of the first session from T0 on, on an own account or with lines of theirs.
    """

    computed = models.ForeignKey(OutcomeRun, models.CASCADE, related_name="trainees")
    enrolment = derived_key(Enrolment)
    trader = models.ForeignKey(Trader, models.CASCADE, related_name="+", db_constraint=False)
    market = derived_key(Market)
    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="+", db_constraint=False)
    first_day = models.DateField("ngày học đầu")
    trained_on = models.DateField("ngày học cuối")
    first_session_on = models.DateField("phiên đầu sau học", null=True)
    is_first_training = models.BooleanField("lần học đầu", default=True)

    class Meta:
        verbose_name = "kết quả của một học viên"
        verbose_name_plural = "kết quả của học viên"
        constraints = (
            models.UniqueConstraint(
                fields=("computed", "enrolment"),
                name="trainee_outcome_once",
                violation_error_message="Học viên này đã có kết quả trong lần tính này.",
            ),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("trained_on")),
                name="trainee_outcome_days_in_order",
                violation_error_message="Ngày học đầu không thể sau ngày học cuối.",
            ),
            models.CheckConstraint(
                condition=Q(first_session_on__isnull=True) | Q(first_session_on__gt=F("trained_on")),
                name="trainee_outcome_session_after",
                violation_error_message="Phiên đầu sau học phải sau ngày học cuối.",
            ),
        )

    def __str__(self) -> str:
        return f"sạp {self.trader_id}, lớp {self.run_id}"


class TraineeWindow(models.Model):
    """The N days before a trainee's first meeting and the N days from T0; only those that are wholly past.

    Sums of the whole window, in VND and pieces. ``is_active``: had a session, or sold live, in its last 30 days.
    """

    trainee = models.ForeignKey(TraineeOutcome, models.CASCADE, related_name="windows")
    days = models.PositiveSmallIntegerField("số ngày", choices=[(days, f"{days} ngày") for days in HORIZONS])
    is_active = models.BooleanField("còn bán")
    was_active = models.BooleanField("đã bán trước khi học")
    is_provisional = models.BooleanField("tạm tính")
    sessions_before = models.PositiveIntegerField()
    sessions_after = models.PositiveIntegerField()
    orders_placed_before = models.PositiveIntegerField()
    orders_placed_after = models.PositiveIntegerField()
    orders_before = models.PositiveIntegerField(help_text="đơn hoàn thành")
    orders_after = models.PositiveIntegerField(help_text="đơn hoàn thành")
    live_orders_before = models.PositiveIntegerField()
    live_orders_after = models.PositiveIntegerField()
    value_before = models.BigIntegerField("doanh thu thực trước")
    value_after = models.BigIntegerField("doanh thu thực sau")
    live_value_before = models.BigIntegerField()
    live_value_after = models.BigIntegerField()

    class Meta:
        verbose_name = "trước và sau khi học"
        verbose_name_plural = "trước và sau khi học"
        ordering = ("days",)
        constraints = (
            models.UniqueConstraint(
                fields=("trainee", "days"),
                name="trainee_window_once",
                violation_error_message="Khoảng này của học viên đã có.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.days} ngày"


class OutcomeSlice(models.Model):
    """Of whom a figure is: people of a city, or of one market of it, all or those that ``by`` and ``key`` say.

    ``key`` is the number of a goods line, course or run, those of who organised together, or the first day of a
    quarter; blank for all.
    """

    computed = models.ForeignKey(OutcomeRun, models.CASCADE, related_name="+")
    city = derived_key(Province)
    market = derived_key(Market, null=True)
    by = models.CharField("chia theo", max_length=10, choices=OutcomeBy)
    key = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True


class OutcomeCell(OutcomeSlice):
    """People who were trained, and what became of them N days on; all NULL where the cell is not to be shown.

    ``people`` have N whole days behind them, ``active`` of them still sell live, ``provisional`` of them end in days
    whose figures may still change; ``unfinished`` have not had N days yet and count nowhere. ``compared`` of the
    people have somebody to be compared with, ``others`` are those, ``others_waiting`` of them stood on a waiting list.
    """

    days = models.PositiveSmallIntegerField("số ngày")
    people = models.PositiveIntegerField(null=True)
    active = models.PositiveIntegerField(null=True)
    provisional = models.PositiveIntegerField(null=True)
    unfinished = models.PositiveIntegerField(null=True)
    compared = models.PositiveIntegerField(null=True)
    others = models.PositiveIntegerField(null=True)
    others_waiting = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = "kết quả đào tạo của một nhóm"
        verbose_name_plural = "kết quả đào tạo của các nhóm"
        constraints = (
            models.UniqueConstraint(
                fields=("computed", "city", "market", "by", "key", "days"),
                name="outcome_cell_once",
                nulls_distinct=False,
                violation_error_message="Nhóm này đã có số trong lần tính này.",
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=True, active__isnull=True, provisional__isnull=True)
                | Q(people__gte=LEAST_PEOPLE, active__lte=F("people")),
                name="outcome_cell_not_of_few",
                violation_error_message=f"Không lưu số của nhóm dưới {LEAST_PEOPLE} người.",
            ),
            models.CheckConstraint(
                condition=Q(compared__isnull=True, others__isnull=True)
                | Q(compared__gte=LEAST_PEOPLE, others__gte=LEAST_PEOPLE, people__isnull=False),
                name="outcome_comparison_not_of_few",
                violation_error_message=f"Không so sánh nhóm dưới {LEAST_PEOPLE} người.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.by} {self.key}, {self.days} ngày"

    @property
    def by_measure(self) -> dict[str, OutcomeEstimate]:
        """Estimates by what they are of; empty where there is nobody to compare with, or nothing to be shown."""
        return {estimate.measure: estimate for estimate in self.estimates.all()}


class OutcomeEstimate(models.Model):
    """The difference in differences of one measure in one cell, a person and 30 days, with its 95 % interval."""

    cell = models.ForeignKey(OutcomeCell, models.CASCADE, related_name="estimates")
    measure = models.CharField("chỉ tiêu", max_length=10, choices=OutcomeMeasure)
    before = models.FloatField("học viên, trước")
    after = models.FloatField("học viên, sau")
    others_before = models.FloatField("người được so, trước")
    others_after = models.FloatField("người được so, sau")
    effect = models.FloatField("khác biệt")
    low = models.FloatField("từ")
    high = models.FloatField("đến")

    class Meta:
        verbose_name = "ước lượng kết quả đào tạo"
        verbose_name_plural = "ước lượng kết quả đào tạo"
        constraints = (
            models.UniqueConstraint(
                fields=("cell", "measure"),
                name="outcome_estimate_once",
                violation_error_message="Chỉ tiêu này của nhóm đã có ước lượng.",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("effect"), high__gte=F("effect")),
                name="outcome_interval_in_order",
                violation_error_message="Khoảng tin cậy phải chứa ước lượng.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}: {self.effect}"


class FunnelCount(OutcomeSlice):
    """How many people of a slice came to a stage; NULL where that is not to be shown.

    ``went_on`` of ``previous`` people of the stage before came to this one too. For the last stage both are of those
    alone whose 90 days are over, ``unfinished`` have not had them yet.
    """

    stage = models.CharField("chặng", max_length=13, choices=FunnelStage)
    people = models.PositiveIntegerField(null=True)
    previous = models.PositiveIntegerField(null=True)
    went_on = models.PositiveIntegerField(null=True)
    unfinished = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = "chặng đào tạo"
        verbose_name_plural = "chặng đào tạo"
        constraints = (
            models.UniqueConstraint(
                fields=("computed", "city", "market", "by", "key", "stage"),
                name="funnel_count_once",
                nulls_distinct=False,
                violation_error_message="Chặng này đã có số trong lần tính này.",
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=True) | Q(people=0) | Q(people__gte=LEAST_PEOPLE),
                name="funnel_count_not_of_few",
                violation_error_message=f"Không lưu số của nhóm dưới {LEAST_PEOPLE} người.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage}: {self.people}"


class StartInvitation(models.Model):
    """Somebody who learned and has not gone live was asked to: to a run or to a session, by whom and when."""

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="start_invitations", verbose_name="tiểu thương")
    run = models.ForeignKey(CourseRun, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="lớp")
    session = models.ForeignKey(
        LiveSession, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="phiên"
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("mời lúc")

    class Meta:
        verbose_name = "lời mời phát buổi đầu"
        verbose_name_plural = "lời mời phát buổi đầu"
        ordering = ("-invited_at", "-pk")
        indexes = (models.Index(fields=("trader", "-invited_at"), name="start_invitation_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(run__isnull=True, session__isnull=False) | Q(run__isnull=False, session__isnull=True),
                name="start_invitation_to_one_thing",
                violation_error_message="Mời vào một lớp, hoặc vào một phiên: một trong hai.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trader} · {self.run or self.session}"
