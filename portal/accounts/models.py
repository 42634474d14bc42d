"""People who sign in, and what they are to the portal."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone


class Role(models.TextChoices):
    """What a person may do; on which markets or stalls is said by the rows that name the person."""

    TRADER = "trader", "Tiểu thương"
    MARKET_BOARD = "market_board", "Ban quản lý chợ"
    OFFICIAL = "official", "Cán bộ Sở"
    INSPECTOR = "inspector", "Thanh tra"
    ADMINISTRATOR = "administrator", "Quản trị"


CITY_ROLES = (Role.OFFICIAL, Role.INSPECTOR)
"""Roles that see one city and so must name it."""


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
        )

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def short_name(self) -> str:
        """The given name, the last word of a Vietnamese name."""
        return self.full_name.rpartition(" ")[2] or self.username
