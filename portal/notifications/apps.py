"""The application of messages."""

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers what production has to set, and the tasks that actions send by name."""

    name = "portal.notifications"
    verbose_name = "Tin nhắn"

    def ready(self) -> None:
        """Load both; they are found by import."""
        import_module("portal.notifications.checks")
        import_module("portal.notifications.tasks")
