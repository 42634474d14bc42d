"""What is done with messages: write, send, hear back, send again, forget."""

from portal.notifications.actions.callbacks import take_report
from portal.notifications.actions.cleaning import forget_old
from portal.notifications.actions.delivery import deliver
from portal.notifications.actions.picking import pick_up, release_batch
from portal.notifications.actions.reading import count_click, set_preferences
from portal.notifications.actions.resending import resend_failed
from portal.notifications.actions.writing import draft, notify, notify_many, send_code, send_soon

__all__ = [
    "count_click",
    "deliver",
    "draft",
    "forget_old",
    "notify",
    "notify_many",
    "pick_up",
    "release_batch",
    "resend_failed",
    "send_code",
    "send_soon",
    "set_preferences",
    "take_report",
]
