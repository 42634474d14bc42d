"""Background work on figures; both tasks may run twice, or twice at once."""

from celery import shared_task

from ecommerce_stats import actions


@shared_task
def refresh_stale() -> None:
    """Work out what order lines have made stale."""
    actions.refresh_stale()


@shared_task
def recount() -> None:
    """Compare every figure with order lines."""
    actions.recount()
