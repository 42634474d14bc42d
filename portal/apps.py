"""The ground floor as a Django app: template tags, extensions of the database, commands."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Brings in what is found by import alone."""

    name = "portal"
    verbose_name = "Chợ Số"

    def ready(self) -> None:
        """The checks that production must pass, and the application that the tasks belong to."""
        import_module("portal.checks")
        import_module("portal.celery")
