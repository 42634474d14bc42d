"""The one error of messages; its text may be shown to whoever asked."""


class NotificationsError(Exception):
    """A message that cannot be written, or an action that is not possible now."""
