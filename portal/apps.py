"""The ground floor as a Django app: template tags, extensions of the database, commands."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the checks that production must pass."""

    name = "portal"
    verbose_name = "Chợ Số"

    def ready(self) -> None:
        """Load the checks; Django finds them by import."""
        import_module("portal.checks")
