"""Where an administrator makes accounts and gives roles."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm

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
