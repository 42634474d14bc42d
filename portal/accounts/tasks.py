"""What accounts do at night."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command

from portal.accounts.confirmations import forget_codes

KEPT = timedelta(days=2)
"""Longer than the longest span in which codes are counted against a number."""


@shared_task
def forget_sign_ins() -> None:
    """Delete codes that nobody can use any more, and sessions that have ended."""
    forget_codes(older_than=KEPT)
    call_command("clearsessions")
