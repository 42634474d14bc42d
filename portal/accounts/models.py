"""People who sign in, and what they are to the portal."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from portal.accounts.roles import CITY_ROLES, Role

__all__ = ("CITY_ROLES", "Role", "User", "UserManager")


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
        return self.full_name or self.username

    @property
    def short_name(self) -> str:
        """The given name, the last word of a Vietnamese name."""
        return self.full_name.rpartition(" ")[2] or self.username
