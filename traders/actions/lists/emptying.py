"""Lists are thrown away, and emptied when their time of retention is over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from traders.actions.lists.checking import locked
from traders.enums import ListState
from traders.models import TraderList, TraderListRow

KEPT = timedelta(days=30)


@transaction.atomic
def discard_list(*, trader_list: TraderList) -> TraderList:
    """Throw away a list that was not applied; its rows go at once. Raises TradersError when it was."""
    waiting = locked(trader_list)
    waiting.rows.all().delete()
    waiting.state, waiting.emptied_at = ListState.DISCARDED, timezone.now()
    waiting.choices.pop("asked", None)
    waiting.save()
    return waiting


@transaction.atomic
def empty_old_lists() -> int:
    """Delete the rows of lists that were brought in more than ``KEPT`` ago, applied or not; returns how many rows.

    That a list was applied, by whom and with what counts stays.
    """
    before = timezone.now() - KEPT
    old = TraderList.objects.filter(uploaded_at__lt=before, emptied_at=None).exclude(state=ListState.APPLYING)
    recent = old.filter(applied_at__gte=before).values("pk")
    lists = list(old.exclude(pk__in=recent).values_list("pk", flat=True))
    count, _ = TraderListRow.objects.filter(trader_list__in=lists).delete()
    TraderList.objects.filter(pk__in=lists).update(emptied_at=timezone.now(), undo_report=[])
    TraderList.objects.filter(pk__in=lists, state__in=(ListState.MAPPING, ListState.CHECKED)).update(
        state=ListState.DISCARDED
    )
    return count
