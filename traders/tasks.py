"""Background work of the registers."""

from __future__ import annotations

from celery import shared_task

from traders.actions.tenancies import settle_everywhere


@shared_task
def settle_tenancies() -> None:
    """Tenancies that begin or end today take effect; a second run changes nothing."""
    settle_everywhere()
