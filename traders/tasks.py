"""Background work of the registers."""

from __future__ import annotations

from celery import shared_task

from traders.actions import lists
from traders.actions.papers import warn_of_papers
from traders.actions.tenancies import settle_everywhere
from traders.vneid import today


@shared_task
def settle_tenancies() -> None:
    """Tenancies that begin or end today take effect; a second run changes nothing."""
    settle_everywhere()


@shared_task
def tell_of_papers() -> None:
    """Papers that run out are told of once a threshold; a second run tells nobody again."""
    warn_of_papers(day=today())


@shared_task
def apply_list(list_id: int) -> None:
    """A big list of traders goes into the registers; a second run finds it done."""
    lists.apply_list(list_id=list_id)


@shared_task
def resume_lists() -> None:
    """Lists whose worker died are sent again."""
    lists.resume_stalled()
