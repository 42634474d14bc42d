"""The address of a person's own calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from training.models import CalendarFeed, new_token

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def renew_feed(*, person: User) -> CalendarFeed:
    """Give the person an address, or another one instead of theirs: who knew the old one reads no more."""
    feed, _ = CalendarFeed.objects.update_or_create(
        person=person, defaults={"token": new_token(), "made_at": timezone.now()}
    )
    return feed
