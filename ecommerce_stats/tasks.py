"""Background work on figures; all tasks may run twice, or twice at once."""

from celery import shared_task
from django.utils import timezone

from ecommerce_stats import actions
from ecommerce_stats.actions import tax

LATE_FILES_UNTIL = 3
"""The month up to which files of December may still come, and households declare the year (31 March)."""


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
    """Tell traders who have come near the yearly tax threshold; until March of the year before too."""
    today = timezone.localdate()
    if today.month <= LATE_FILES_UNTIL:
        tax.notice_thresholds(year=today.year - 1)
    tax.notice_thresholds(year=today.year)


@shared_task
def compute_outcomes() -> None:
    """Work out what came of training. Imported here, not above: pandas and statsmodels weigh 70 MB."""
    from ecommerce_stats.actions.outcomes import compute_outcomes as compute

    compute()
