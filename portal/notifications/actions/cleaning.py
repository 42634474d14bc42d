"""Forgetting what was written."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from portal.notifications.models import Message, TrialMessage

BLANKED = "Nội dung đã xóa theo thời hạn lưu."


def forget_old() -> int:
    """Blank texts, values and addresses of messages older than the retention; that and when they were sent stays.

    One of the rules that portal.privacy.retention applies each night. Returns how many messages were blanked.
    """
    now = timezone.now()
    TrialMessage.objects.filter(at__lt=now - dt.timedelta(days=1)).delete()
    old = Message.objects.closed().filter(created_at__lt=now - dt.timedelta(days=settings.MESSAGE_KEEP_DAYS))
    return old.filter(blanked_at=None).update(text=BLANKED, values={}, phone="", email="", name="", blanked_at=now)
