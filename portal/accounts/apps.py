"""People, roles and sign-in."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AccountsConfig(AppConfig):
    """Label ``accounts``; allauth's own app is ``account``."""

    name = "portal.accounts"
    verbose_name = "Tài khoản"


class AdministrationConfig(AdminConfig):
    """Stands for ``django.contrib.admin`` in INSTALLED_APPS."""

    default_site = "portal.accounts.administration.Administration"
