"""Which traders have sold live, for training (settings.TRAINING_HAS_BEEN_LIVE); from the roll-up, never from lines."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ecommerce_stats.models import SellerDay
from livestreams.models import LiveSession


def has_been_live() -> Q:
    """A condition on traders: they had a session on an account of their own, or sold in somebody's session."""
    own = LiveSession.objects.filter(account__trader=OuterRef("pk"), starts_at__lte=timezone.now())
    sold = SellerDay.objects.filter(trader=OuterRef("pk"), session__isnull=False)
    return Q(Exists(own)) | Q(Exists(sold))
