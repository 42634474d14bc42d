"""People who sign in, and what they are to the portal."""

from datetime import timedelta
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from portal.accounts.enums import ConfirmationPurpose
from portal.accounts.roles import CITY_ROLES, Role
from portal.phones import masked_phone, shown_phone

__all__ = ("CITY_ROLES", "PhoneConfirmation", "Role", "User", "UserManager")


class UserManager(BaseUserManager["User"]):
    """Makes people; a blank e-mail or phone is stored as NULL, since many have none."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person; without a password they cannot sign in by one."""
        fields["email"] = self.normalize_email(fields.get("email")) or None
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator of the portal."""
        fields = {"role": Role.ADMINISTRATOR, "is_staff": True, "is_superuser": True} | fields
        return self.create_user(username, password, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Tên đăng nhập này đã có người dùng."},
    )
    email = models.EmailField("e-mail", null=True, blank=True, unique=True)
    phone = models.CharField(
        "số điện thoại",
        max_length=16,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^\+[1-9]\d{7,14}$", "Số điện thoại phải có dạng +84…")],
        help_text="Dạng quốc tế, ví dụ +84912345678",
    )
    phone_verified_at = models.DateTimeField(
        "số điện thoại đã xác nhận lúc", null=True, blank=True, help_text="Người này đã đọc đúng mã gửi tới số đó."
    )
    full_name = models.CharField("họ và tên", max_length=120)
    role = models.CharField("vai trò", max_length=20, choices=Role, default=Role.TRADER)
    city = models.ForeignKey(
        "places.Province",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tỉnh, thành phố",
        help_text="Cán bộ Sở và thanh tra xem số liệu của một tỉnh, thành phố.",
    )
    ward = models.ForeignKey(
        "places.Ward",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="phường, xã",
        help_text="Cán bộ UBND phường, xã xem các chợ trong phường, xã mình.",
    )
    is_active = models.BooleanField("đang dùng", default=True)
    is_staff = models.BooleanField("vào trang quản trị", default=False)
    date_joined = models.DateTimeField("ngày tạo", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(role__in=CITY_ROLES) | models.Q(city__isnull=False),
                name="user_city_role_has_city",
                violation_error_message="Cán bộ Sở và thanh tra phải thuộc một tỉnh, thành phố.",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.WARD_OFFICE) | models.Q(ward__isnull=False),
                name="user_ward_office_has_ward",
                violation_error_message="Cán bộ UBND phường, xã phải thuộc một phường, xã.",
            ),
            models.CheckConstraint(
                condition=models.Q(phone_verified_at__isnull=True) | models.Q(phone__isnull=False),
                name="user_verified_phone_is_there",
                violation_error_message="Chỉ xác nhận được số điện thoại đã ghi.",
            ),
        )

    def __str__(self) -> str:
        return self.full_name or (shown_phone(self.phone) if self.phone else self.username)

    @property
    def short_name(self) -> str:
        """The given name, the last word of a Vietnamese name."""
        return self.full_name.rpartition(" ")[2] or self.username


class PhoneConfirmation(models.Model):
    """A code sent to a phone: what for, who asked, and who typed it back; a visitor is nobody."""

    LIFE = timedelta(minutes=5)
    PAUSE = timedelta(seconds=60)
    """Before the same number gets another code."""
    TRIES = 3

    phone = models.CharField("số điện thoại", max_length=16)
    purpose = models.CharField("để làm gì", max_length=30, choices=ConfirmationPurpose)
    code_digest = models.CharField("mã, băm có khóa", max_length=64)
    asked_at = models.DateTimeField("gửi lúc", default=timezone.now)
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xin mã"
    )
    failed_tries = models.PositiveSmallIntegerField("số lần nhập sai", default=0)
    confirmed_at = models.DateTimeField("nhập đúng lúc", null=True, blank=True)
    typed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhập mã"
    )

    class Meta:
        verbose_name = "xác nhận số điện thoại"
        verbose_name_plural = "xác nhận số điện thoại"
        ordering = ("-asked_at",)
        indexes = (models.Index(fields=["phone", "-asked_at"], name="confirmation_by_phone"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(failed_tries__lte=3),
                name="confirmation_tries",
                violation_error_message="Mỗi mã chỉ được thử 3 lần.",
            ),
            models.CheckConstraint(
                condition=models.Q(typed_by__isnull=True) | models.Q(confirmed_at__isnull=False),
                name="confirmation_typed_when_confirmed",
                violation_error_message="Người nhập mã chỉ được ghi khi mã đúng.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {masked_phone(self.phone)}"

    @property
    def is_open(self) -> bool:
        """Whether the right code would still be taken."""
        is_used = self.confirmed_at is not None or self.tries_left == 0
        return not is_used and timezone.now() < self.asked_at + self.LIFE

    @property
    def is_fresh(self) -> bool:
        """Whether it is too early for another code to the number."""
        return timezone.now() < self.asked_at + self.PAUSE

    @property
    def tries_left(self) -> int:
        """How many wrong codes it still bears."""
        return self.TRIES - self.failed_tries

    @property
    def shown_phone(self) -> str:
        """The number as people write it."""
        return shown_phone(self.phone)

    @property
    def masked_phone(self) -> str:
        """Enough of it for its owner."""
        return masked_phone(self.phone)
