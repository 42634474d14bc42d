"""Markets, the organisations that manage them, and the people who work there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.accounts.roles import ALLOWED, CITY_ROLES, MARKET_ROLES, Action, Role
from portal.places.models import Province, Ward
from portal.search import Fold, VietnameseOrder
from traders.enums import MarketGrade, MarketKind, OrganisationKind

if TYPE_CHECKING:
    from traders.models.actors import Actor


class OrganisationQuerySet(models.QuerySet["ManagementOrganisation"]):
    def visible_to(self, user: Actor) -> OrganisationQuerySet:
        """Organisations of the city for its officials, the own one for its people."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self
        if user.role in CITY_ROLES:
            return self.filter(city_id=user.city_id)
        return self.filter(members__user=user) if user.role in MARKET_ROLES else self.none()

    def staffed_by(self, user: Actor) -> OrganisationQuerySet:
        """Organisations whose people this person may add, change and remove."""
        may = user.is_authenticated and user.role in ALLOWED[Action.EDIT_STAFF]
        return self.visible_to(user) if may else self.none()


@pghistory.track()
class ManagementOrganisation(models.Model):
    """A market management organisation (tổ chức quản lý chợ), Decree 60/2024 articles 8-9."""

    name = models.CharField("tên tổ chức", max_length=160)
    kind = models.CharField("loại", max_length=16, choices=OrganisationKind, default=OrganisationKind.BOARD)
    city = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố")
    phone = models.CharField("điện thoại", max_length=16, blank=True)
    email = models.EmailField("e-mail", blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "tổ chức quản lý chợ"
        verbose_name_plural = "tổ chức quản lý chợ"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("city", "name"),
                name="organisation_name_once_a_city",
                violation_error_message="Thành phố đã có tổ chức mang tên này.",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """A person who works for a market management organisation and may act for its markets.

    Manager or clerk is said by the person's role. A person who leaves loses the row; its history stays.
    """

    organisation = models.ForeignKey(
        ManagementOrganisation, models.CASCADE, related_name="members", verbose_name="tổ chức quản lý chợ"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "nhân sự quản lý chợ"
        verbose_name_plural = "nhân sự quản lý chợ"
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "user"),
                name="membership_once",
                violation_error_message="Người này đã thuộc tổ chức.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


class MarketQuerySet(models.QuerySet["Market"]):
    def visible_to(self, user: Actor) -> MarketQuerySet:
        """Markets of the city for its officials, of the ward for its office, own ones for a board and a trader."""
        if not user.is_authenticated:
            return self.none()
        reach = {
            Role.ADMINISTRATOR: Q(),
            Role.OFFICIAL: Q(ward__province_id=user.city_id),
            Role.INSPECTOR: Q(ward__province_id=user.city_id),
            Role.WARD_OFFICE: Q(ward_id=user.ward_id),
            Role.MARKET_MANAGER: Q(organisation__members__user=user),
            Role.MARKET_CLERK: Q(organisation__members__user=user),
            Role.TRADER: Q(traders__user=user),
        }
        return self.filter(reach[Role(user.role)]) if user.role in reach else self.none()

    def managed_by(self, user: Actor, action: Action = Action.EDIT_REGISTERS) -> MarketQuerySet:
        """Markets in which this person may do ``action``: change registers, sessions, accounts, files, unless named."""
        may = user.is_authenticated and user.role in ALLOWED[action]
        return self.visible_to(user) if may else self.none()

    def public(self) -> MarketQuerySet:
        """Markets whose page anybody may read."""
        return self.filter(is_public=True)


@pghistory.track()
class Market(models.Model):
    """A traditional market (chợ truyền thống)."""

    slug = models.SlugField("đường dẫn", unique=True)
    name = models.CharField("tên chợ", max_length=120)
    name_en = models.CharField("tên tiếng Anh", max_length=120, blank=True)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="markets", verbose_name="phường, xã")
    organisation = models.ForeignKey(
        ManagementOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="markets",
        verbose_name="tổ chức quản lý",
    )
    kind = models.CharField("loại chợ", max_length=12, choices=MarketKind, default=MarketKind.EVERYDAY)
    grade = models.CharField("hạng", max_length=1, choices=MarketGrade, blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=16, blank=True)
    story = models.TextField("câu chuyện của chợ", blank=True)
    story_en = models.TextField("câu chuyện của chợ, tiếng Anh", blank=True)
    specialities = models.TextField("đặc sản, hàng nổi tiếng", blank=True, help_text="Mỗi dòng một món.")
    specialities_en = models.TextField("đặc sản, tiếng Anh", blank=True)
    is_public = models.BooleanField("hiện trang giới thiệu cho mọi người", default=True)
    name_folded = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    name_order = models.GeneratedField(
        expression=VietnameseOrder("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = MarketQuerySet.as_manager()

    class Meta:
        verbose_name = "chợ"
        verbose_name_plural = "chợ"
        ordering = ("name_order",)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class MarketZone(models.Model):
    """A zone (khu, dãy, lô) of a market."""

    market = models.ForeignKey(Market, models.CASCADE, related_name="zones", verbose_name="chợ")
    code = models.CharField("mã khu", max_length=12)
    name = models.CharField("tên khu", max_length=80)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "khu"
        verbose_name_plural = "khu"
        ordering = ("market_id", "position", "code")
        constraints = (
            models.UniqueConstraint(
                "market",
                models.functions.Upper("code"),
                name="zone_code_once_a_market",
                violation_error_message="Chợ đã có khu mang mã này.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class MarketHours(models.Model):
    """When a market is open on a weekday; a night market closes on the day after (``closes_at`` ≤ ``opens_at``)."""

    market = models.ForeignKey(Market, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField("thứ", help_text="0 là thứ Hai, 6 là Chủ nhật.")
    opens_at = models.TimeField("mở cửa")
    closes_at = models.TimeField("đóng cửa")

    class Meta:
        verbose_name = "giờ mở cửa"
        verbose_name_plural = "giờ mở cửa"
        ordering = ("market_id", "weekday", "opens_at")
        constraints = (
            models.UniqueConstraint(
                fields=("market", "weekday", "opens_at"),
                name="market_hours_once",
                violation_error_message="Chợ đã có giờ mở cửa này trong ngày.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="market_hours_weekday",
                violation_error_message="Thứ trong tuần phải từ thứ Hai tới Chủ nhật.",
            ),
            models.CheckConstraint(
                condition=~Q(opens_at=F("closes_at")),
                name="market_hours_differ",
                violation_error_message="Giờ đóng cửa phải khác giờ mở cửa.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class MarketPicture(models.Model):
    """A picture of a market, already re-encoded; ``alt`` is read out to those who do not see it."""

    market = models.ForeignKey(Market, models.CASCADE, related_name="pictures")
    image = models.ImageField("ảnh", upload_to="cho/", width_field="width", height_field="height")
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    alt = models.CharField("mô tả ảnh", max_length=160)
    alt_en = models.CharField("mô tả ảnh, tiếng Anh", max_length=160, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "ảnh chợ"
        verbose_name_plural = "ảnh chợ"
        ordering = ("market_id", "position", "pk")

    def __str__(self) -> str:
        return self.alt
