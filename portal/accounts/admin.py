"""Where an administrator makes accounts."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.http import HttpRequest

from portal.accounts.models import User


class UserCreationForm(BaseUserCreationForm[User]):
    """A new account; a blank e-mail or phone is none, so that two people without one may stand side by side."""

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "phone", "role", "city")


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Accounts."""

    add_form = UserCreationForm
    list_display = ("username", "full_name", "role", "city", "is_active")
    list_filter = ("role", "city", "is_active")
    search_fields = ("username", "full_name", "email", "phone")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email", "phone")}),
        ("Vai trò", {"fields": ("role", "city", "is_active", "is_staff", "is_superuser")}),
        ("Thời gian", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "full_name", "email", "phone", "role", "city", "password1", "password2")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """An account that is there changes its role on the portal's page, which tells the person and ends sessions."""
        return (*super().get_readonly_fields(request, obj), *(("role", "city") if obj else ()))
