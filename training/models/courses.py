"""Courses: what is taught, by whom it is organised, what people take home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import Q

from portal.accounts.roles import ALLOWED, Action, Role
from portal.files import private_files
from portal.places.models import Province
from portal.search import Fold
from traders.models import Market
from training.enums import Audience, Level, OrganiserKind, Topic

if TYPE_CHECKING:
    from traders.models.actors import Actor


@pghistory.track()
class Organiser(models.Model):
    """An agency that organises courses, alone or with others (đơn vị tổ chức)."""

    name = models.CharField("tên đầy đủ", max_length=160, unique=True)
    short_name = models.CharField("tên gọi ngắn", max_length=60)
    kind = models.CharField("loại", max_length=12, choices=OrganiserKind, default=OrganiserKind.DEPARTMENT)

    class Meta:
        verbose_name = "đơn vị tổ chức"
        verbose_name_plural = "đơn vị tổ chức"
        ordering = ("short_name",)

    def __str__(self) -> str:
        return self.short_name


class CourseQuerySet(models.QuerySet["Course"]):
    def managed_by(self, user: Actor) -> CourseQuerySet:
        """Courses of the own city for its officials, all for the administrator."""
        if not user.is_authenticated or user.role not in ALLOWED[Action.EDIT_COURSES]:
            return self.none()
        return self if user.role == Role.ADMINISTRATOR else self.filter(city_id=user.city_id)

    def visible_to(self, user: Actor) -> CourseQuerySet:
        """Courses that this person changes or opens runs of: a market's people see those of their city."""
        if not user.is_authenticated or user.role not in ALLOWED[Action.EDIT_RUNS]:
            return self.none()
        if user.role in ALLOWED[Action.EDIT_COURSES]:
            return self.managed_by(user)
        markets = Market.objects.managed_by(user, Action.EDIT_RUNS)
        return self.filter(city__in=markets.values("ward__province"))


@pghistory.track(exclude=["title_folded"])
class Course(models.Model):
    """A course (khóa đào tạo): what its runs have in common.

    ``minutes`` is its length as certificates state it (60 minutes an hour); ``attendance_percent`` the part of
    the meetings that were held which somebody must have attended for a certificate.
    """

    city = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố")
    title = models.CharField("tên khóa", max_length=160)
    topic = models.CharField("chủ đề", max_length=12, choices=Topic)
    level = models.CharField("trình độ", max_length=12, choices=Level, default=Level.BEGINNER)
    audience = models.CharField("dành cho", max_length=8, choices=Audience, default=Audience.TRADERS)
    minutes = models.PositiveIntegerField("thời lượng, phút")
    summary = models.CharField("học xong làm được gì", max_length=300)
    syllabus = models.TextField("nội dung", blank=True, help_text="Mỗi dòng một bài.")
    organisers = models.ManyToManyField(Organiser, related_name="courses", verbose_name="đơn vị tổ chức")
    attendance_percent = models.PositiveSmallIntegerField("dự ít nhất, % số buổi để có chứng nhận", default=80)
    is_active = models.BooleanField("đang dùng", default=True)
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = "khóa đào tạo"
        verbose_name_plural = "khóa đào tạo"
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint(
                fields=("city", "title"),
                name="course_title_once_a_city",
                violation_error_message="Thành phố đã có khóa mang tên này.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=15),
                name="course_has_length",
                violation_error_message="Một khóa dài ít nhất 15 phút.",
            ),
            models.CheckConstraint(
                condition=Q(attendance_percent__gte=1, attendance_percent__lte=100),
                name="course_attendance_is_percent",
                violation_error_message="Tỷ lệ dự học từ 1 đến 100 %.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class CourseMaterial(models.Model):
    """Something to download or to open: a file in private storage, or a link."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="materials", verbose_name="khóa")
    title = models.CharField("tên tài liệu", max_length=160)
    file = models.FileField("tệp", upload_to="tai-lieu/", storage=private_files, max_length=200, blank=True)
    link = models.URLField("đường dẫn", blank=True)
    is_public = models.BooleanField("ai cũng tải được", default=False, help_text="Không chọn: chỉ học viên có chỗ.")
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(Q(link=""), ~Q(file="")) | Q(~Q(link=""), file=""),
                name="material_is_file_or_link",
                violation_error_message="Chọn tệp, hoặc ghi đường dẫn: một trong hai.",
            ),
        )

    def __str__(self) -> str:
        return self.title
