"""Background work on figures; all tasks may run twice, or twice at once."""

from celery import shared_task

from ecommerce_stats import actions
from ecommerce_stats.actions import tax


@shared_task
def refresh_stale() -> None:
    """Work out what order lines have made stale."""
    actions.refresh_stale()


@shared_task
def recount() -> None:
    """Compare every figure with order lines."""
    actions.recount()


@shared_task
def notice_thresholds() -> None:
    """Tell traders who have come near the yearly tax threshold."""
    tax.notice_thresholds()
