"""People, roles and sign-in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Label ``accounts``; allauth's own app is ``account``."""

    name = "portal.accounts"
    verbose_name = "Tài khoản"
