"""Who was there, what they say of it, and the certificate."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, Value

from training.enums import AttendanceFlag, CheckInHow, MeetingState
from training.models.enrolments import Enrolment
from training.models.runs import Meeting, new_token

_BEGIN, _END = F("meeting__during__startswith"), F("meeting__during__endswith")
_HALF = ExpressionWrapper((_END - _BEGIN) / Value(2), output_field=DurationField())
_MIDDLE = ExpressionWrapper(_BEGIN + _HALF, output_field=DateTimeField())


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def counted(self) -> AttendanceQuerySet:
        """What counts as having attended a meeting: coming late and leaving early do, leaving before its half does not.

        Nobody attends a meeting that was cancelled, whatever was ticked before.
        """
        return self.filter(Q(left_at__isnull=True) | Q(left_at__gte=_MIDDLE), meeting__state=MeetingState.PLANNED)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["device"])
class Attendance(models.Model):
    """Somebody was at a meeting, [``arrived_at``, ``left_at``); ``left_at`` only when they left early.

    ``is_late`` is decided at check-in (``training.attendance.LATE_AFTER``). ``device`` is a keyed digest of the
    browser that scanned; two people of one device are flagged, never refused. ``at`` is when it was written down.
    A wrong row is deleted; its history keeps it, with the reason in the context of the deletion.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances", verbose_name="buổi")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances", verbose_name="ghi danh")
    arrived_at = models.DateTimeField("đến lúc")
    left_at = models.DateTimeField("về sớm lúc", null=True, blank=True)
    is_late = models.BooleanField("đến muộn", default=False)
    how = models.CharField("cách điểm danh", max_length=6, choices=CheckInHow)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người điểm danh")
    at = models.DateTimeField("ghi lúc")
    device = models.CharField(max_length=64, blank=True, editable=False)
    flag = models.CharField("cần xem", max_length=13, choices=AttendanceFlag, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "điểm danh"
        verbose_name_plural = "điểm danh"
        indexes = (models.Index(fields=("meeting", "device"), name="attendance_by_device", condition=~Q(device="")),)
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "enrolment"),
                name="attendance_once",
                violation_error_message="Người này đã được điểm danh buổi này.",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(arrived_at__lte=F("left_at")),
                name="attendance_left_after_arrival",
                violation_error_message="Giờ về phải sau giờ đến.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrolment.person} {self.meeting}"


def _grade(label: str) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])


class Feedback(models.Model):
    """What a trainee says after a run: five grades of 1 to 5 and free words. One each; results name nobody."""

    GRADES = ("clear", "useful", "pace", "trainer", "will_sell")

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="feedback")
    clear = _grade("Bài giảng dễ hiểu")
    useful = _grade("Dùng được ngay cho sạp của tôi")
    pace = _grade("Tốc độ vừa phải")
    trainer = _grade("Giảng viên tận tình")
    will_sell = _grade("Tôi sẽ livestream bán hàng trong 30 ngày tới")
    words = models.TextField("Bạn muốn nói gì thêm?", blank=True, max_length=1000)
    given_at = models.DateTimeField("gửi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "góp ý"
        verbose_name_plural = "góp ý"
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{f"{name}__gte": 1, f"{name}__lte": 5})
                        for name in ("clear", "useful", "pace", "trainer", "will_sell")
                    )
                ),
                name="feedback_grades_in_range",
                violation_error_message="Mỗi câu chấm từ 1 đến 5.",
            ),
        )

    def __str__(self) -> str:
        return f"góp ý {self.pk}"


class CertificateNumber(models.Model):
    """The last number given in a year; its row is locked while a certificate is made, so none is left out."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số chứng nhận"
        verbose_name_plural = "số chứng nhận"

    def __str__(self) -> str:
        return f"{self.last}/{self.year}"


@pghistory.track()
class Certificate(models.Model):
    """A certificate (giấy chứng nhận): what stood on it on the day it was made, whatever changes later.

    ``token`` is in the QR and leads to the public page. ``held_on`` are the days of the meetings that were held.
    Why it was revoked or made valid again, ``CertificateStep`` says for good; ``revoked_…`` is how it stands today.
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate")
    number = models.CharField("số", max_length=20, unique=True)
    token = models.CharField(max_length=16, unique=True, default=new_token, editable=False)
    name = models.CharField("họ và tên", max_length=120)
    market_name = models.CharField("chợ", max_length=120, blank=True)
    course_title = models.CharField("khóa", max_length=160)
    run_code = models.CharField("mã lớp", max_length=40)
    minutes = models.PositiveIntegerField("thời lượng, phút")
    held_on = ArrayField(models.DateField(), verbose_name="các ngày học")
    place = models.CharField("nơi học", max_length=200, blank=True)
    city_name = models.CharField("nơi cấp", max_length=100)
    organisers = ArrayField(models.CharField(max_length=160), verbose_name="đơn vị tổ chức")
    trainers = ArrayField(models.CharField(max_length=120), verbose_name="giảng viên")
    meetings_attended = models.PositiveSmallIntegerField("số buổi dự")
    meetings_held = models.PositiveSmallIntegerField("số buổi có học")
    issued_at = models.DateTimeField("cấp lúc")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Trống: cổng tự cấp theo quy tắc.",
    )
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoke_reason = models.CharField("lý do thu hồi", max_length=200, blank=True)

    class Meta:
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        ordering = ("-issued_at", "number")
        constraints = (
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoke_reason="")
                | Q(Q(revoked_at__isnull=False, revoked_by__isnull=False), ~Q(revoke_reason="")),
                name="certificate_revoked_who_when_why",
                violation_error_message="Thu hồi phải ghi ai, lúc nào và vì sao.",
            ),
        )

    def __str__(self) -> str:
        return self.number


class CertificateStep(models.Model):
    """A certificate was revoked, or made valid again: who, when, why. Rows are only added."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="steps")
    is_revoked = models.BooleanField("thu hồi", help_text="Không: có hiệu lực lại.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc")
    reason = models.CharField("lý do", max_length=200)

    class Meta:
        verbose_name = "thay đổi giấy chứng nhận"
        verbose_name_plural = "thay đổi giấy chứng nhận"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="certificate_step_has_reason",
                violation_error_message="Ghi lý do.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.certificate} {'thu hồi' if self.is_revoked else 'có hiệu lực lại'}"
