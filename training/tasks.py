"""Background work of training."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from training.actions import enrolments


@shared_task
def settle_places() -> None:
    """Offers whose time is up go on to the next; places that a rule no longer keeps are offered. May run twice."""
    enrolments.lapse_offers(timezone.now())
    enrolments.fill_where_owed(timezone.now())
