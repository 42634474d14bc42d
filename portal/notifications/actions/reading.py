"""What receivers do: follow a link, say what they do not want."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from portal.accounts.models import User
from portal.notifications.enums import ESSENTIAL, Purpose
from portal.notifications.models import Message, MessagePreference


def count_click(*, message: Message) -> None:
    """Count one click; the first one's time stays."""
    Message.objects.filter(pk=message.pk).update(clicks=F("clicks") + 1, clicked_at=Coalesce("clicked_at", Now()))


@transaction.atomic
def set_preferences(*, person: User, wanted: Iterable[Purpose]) -> None:
    """Keep exactly the purposes in ``wanted`` on; essential ones stay on whatever is asked."""
    muted = set(Purpose) - set(wanted) - ESSENTIAL
    MessagePreference.objects.filter(person=person).exclude(purpose__in=muted).delete()
    rows = [MessagePreference(person=person, purpose=purpose) for purpose in muted]
    MessagePreference.objects.bulk_create(rows, ignore_conflicts=True)
