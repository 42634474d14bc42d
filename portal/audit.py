"""Who stands beside an audit row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import connection, transaction

if TYPE_CHECKING:
    from portal.accounts.models import User


def acting(by: User | None) -> AbstractContextManager[Any]:
    """Name ``by`` beside the audit rows written inside; None is a command of the machine's keeper.

    The request's middleware does so too; this holds where an action runs outside a request.
    """
    return pghistory.context(user=by.pk) if by else nullcontext()


@contextmanager
def changing_figures(*, by: User | None, reason: str) -> Iterator[None]:
    """In one transaction: record ``by`` in the history, and ``reason`` with the days whose figures change."""
    with transaction.atomic(), acting(by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('portal.reason', %s, true)", [reason[:300]])
        yield
